"""How well, how soon and at what cost the speech room hears; writes docs/benchmarks-speech.md.

    pip install "deadringer[speech]" py-nanotts==0.1.1 soundfile
    apt-get install asterisk-core-sounds-en-wav asterisk-core-sounds-it-wav asterisk-moh-opsound-wav
    python -P benchmarks/speech.py [--prompts prompts.jsonl] [--write docs/benchmarks-speech.md]

Sound: a human studio voice (voice-menu prompts from Debian's packages, with ``--prompts``: one JSON object a line with
``lang``, ``text``, ``file``) and a synthetic voice that says sentences of ours. All of it goes through 8 kHz mu-law,
pink noise, or GSM with noise. No real calls: errors in the field will be higher.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile  # type: ignore[import-untyped,unused-ignore]
from py_nanotts import NanoTTS  # type: ignore[import-untyped,unused-ignore]
from text_to_num import alpha2digit  # type: ignore[import-untyped,unused-ignore]

from deadringer.speech import Final, LiveListener, Partial, read_recording, transcribe
from deadringer.speech.recognise import shared_whisper

Sound = npt.NDArray[np.float32]

RATE = 16_000
SOUNDS = Path("/usr/share/asterisk/sounds")
MUSIC = Path("/usr/share/asterisk/moh")
LINES = {"clean": None, "15 dB": 15.0, "GSM + 10 dB": 10.0}
SENTENCES = {
    "en": [
        "Hello, this is the fraud department of your bank, we have seen a payment of nine hundred pounds to a new payee.",
        "To stop the payment I need the six digit code that we have just sent to your phone.",
        "Do not hang up, because the money will leave your account in ten minutes.",
        "Your national insurance number has been suspended because of criminal activity.",
        "A warrant for your arrest has been issued, press one to speak to an officer now.",
        "Please download AnyDesk and read me the number on your screen.",
        "Your Amazon Prime membership will be renewed today for seventy nine pounds.",
        "You must buy gift cards and read me the numbers on the back.",
        "This is the surgery, I am ringing to confirm your appointment on Monday at half past two.",
        "I have got a parcel for you but nobody is answering the door.",
        "Your car is ready, you can pick it up any time before six.",
        "We never ask for your password or your codes, please ring the number on your card if you are not sure.",
    ],
    "it": [
        "Abbiamo rilevato un accesso anomalo alla sua area personale e un bonifico in uscita di millecinquecento euro.",
        "Per bloccare l'operazione mi serve il codice di conferma che le è appena arrivato via messaggio.",
        "Non deve chiudere la telefonata, altrimenti il bonifico parte e non possiamo più recuperarlo.",
        "La chiamo da Enel Energia, dal prossimo mese la sua tariffa aumenta del trenta per cento.",
        "Sono il maresciallo Conti dei carabinieri, suo figlio ha avuto un incidente ed è stato fermato.",
        "Le comunichiamo che il suo pacco è fermo in dogana e deve pagare due euro e novanta di spese.",
        "La sua carta di credito è stata bloccata per motivi di sicurezza, premere uno per parlare con un operatore.",
        "Dall'INPS risulta un rimborso a suo favore, mi confermi il codice fiscale.",
        "Buongiorno, la chiamo dallo studio dentistico per ricordarle l'appuntamento di giovedì alle quindici e trenta.",
        "Signora, sono il corriere, sono sotto casa con un pacco ma il citofono non funziona.",
        "La sua auto è pronta, può passare a ritirarla in officina entro le diciotto.",
        "Le ricordo che non chiediamo mai codici o password al telefono, se ha dubbi chiami il numero verde.",
    ],
}
TELLING = [
    ("Hello, this is the fraud department of your bank. To stop the payment I need the code", "the code"),
    ("Your national insurance number has been suspended. Press one to speak to an officer", "press one"),
    ("There is a problem with your account. You must pay with gift cards", "gift cards"),
    ("Somebody has used your name. Please move your savings to a safe account", "safe account"),
    ("Good morning, I am calling about your computer. Please give me your password", "password"),
    ("This is about your delivery. I need the number of your credit card", "credit card"),
]


@dataclass(frozen=True)
class Spoken:
    """A sentence and its sound."""

    lang: str
    kind: str
    line: str
    text: str
    sound: Sound


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure everything and print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prompts", type=Path, help="transcripts of the voice-menu prompts (JSON lines)")
    parser.add_argument("--every", type=int, default=3, help="use every n-th prompt")
    parser.add_argument("--write", type=Path, help="file for the tables")
    options = parser.parse_args(arguments)
    rng = np.random.default_rng(7)
    voice = NanoTTS()
    speech = list(synthetic(voice, rng))
    if options.prompts and SOUNDS.is_dir():
        speech += list(prompts(options.prompts, options.every, rng))
    report = "\n\n".join(
        [
            heading(arguments),
            words_wrong(speech),
            recorded(speech),
            live(voice, rng),
            invention(rng),
        ]
    )
    if options.write:
        options.write.write_text(report + "\n", encoding="utf-8")
    print(report)


def heading(arguments: Sequence[str] | None) -> str:
    """What was run, on what."""
    command = " ".join(["python -P benchmarks/speech.py", *(arguments if arguments is not None else sys.argv[1:])])
    return (
        "# Speech: what was measured\n\n"
        "Made by `" + re.sub(r"/\S*/", "", command) + "`. " + " ".join((__doc__ or "").split("\n\n")[-1].split()) + "\n\n"
        f"{os.cpu_count()} cores, no GPU; Whisper base, int8, as shipped. Other work may have run beside (load average {os.getloadavg()[2]:.1f} at the start): times are upper bounds."
    )


def synthetic(voice: Any, rng: np.random.Generator) -> Iterator[Spoken]:
    """Our own sentences."""
    for lang, name in (("en", "en-GB"), ("it", "it-IT")):
        for text in SENTENCES[lang]:
            for line in LINES:
                yield Spoken(lang, "synthetic", line, text, through(said(voice, text, name), line, rng))


def said(voice: Any, text: str, name: str) -> Sound:
    """The sentence at 16 kHz with a little silence around it."""
    pcm = np.frombuffer(voice.speak(text, voice=name), dtype="<i2")
    return np.pad(floats(pcm), 4000)


def floats(samples: npt.NDArray[np.int16]) -> Sound:
    """Whole-number samples between -1 and 1."""
    scaled: Sound = (samples / 32768).astype(np.float32)
    return scaled


def prompts(listed: Path, every: int, rng: np.random.Generator) -> Iterator[Spoken]:
    """Voice-menu prompts of three words and more."""
    rows = [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines()]
    # What stands in brackets is not said ("(3 seconds of silence)").
    for row in [row for row in rows if len(row["text"].split()) >= 3 and "(" not in row["text"]][::every]:
        path = SOUNDS / row["lang"] / f"{row['file']}.wav"
        if not path.is_file():
            continue
        sound = floats(read_recording(path).channels[0])
        if RATE <= len(sound) <= 27 * RATE:
            for line in LINES:
                yield Spoken(row["lang"], "human", line, row["text"], through(sound, line, rng))


def through(sound: Sound, line: str, rng: np.random.Generator) -> Sound:
    """The sound after a telephone line."""
    narrow = decoded(sound / max(float(np.abs(sound).max()), 1e-6) * 0.5, RATE, "PCM_16")[::2]
    ratio = LINES[line]
    if ratio is not None:
        narrow = narrow + pink(len(narrow), rng) * np.float32(loudness(narrow) * 10 ** (-ratio / 20))
    return decoded(narrow.clip(-1, 1), 8000, "GSM610" if line.startswith("GSM") else "ULAW")


def decoded(sound: Sound, rate: int, coding: str) -> Sound:
    """The sound written with that coding and read again, at 16 kHz; at 16 kHz it is only cut to a telephone's band."""
    if rate == RATE:
        spectrum = np.fft.rfft(sound)
        spectrum[int(len(spectrum) * 3600 / 8000) :] = 0
        return np.fft.irfft(spectrum, len(sound)).astype(np.float32)
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format="WAV", subtype=coding)
    return floats(read_recording(file.getvalue()).channels[0])


def pink(samples: int, rng: np.random.Generator) -> Sound:
    """Noise that is as loud in each octave, of loudness one."""
    spectrum = np.fft.rfft(rng.standard_normal(samples))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), samples)
    even: Sound = (noise / noise.std()).astype(np.float32)
    return even


def loudness(sound: Sound) -> float:
    """Of the parts in which somebody speaks."""
    blocks = np.sqrt(np.mean(sound[: len(sound) // 400 * 400].reshape(-1, 400) ** 2, axis=1))
    return float(np.sqrt(np.mean(blocks[blocks > blocks.max() / 10] ** 2)))


def words_wrong(speech: Sequence[Spoken]) -> str:
    """Table: word error rates."""
    whisper = shared_whisper()
    with ThreadPoolExecutor(whisper.workers) as pool:
        heard = list(pool.map(lambda spoken: whisper.read(spoken.sound, spoken.lang).text, speech))
    rows = []
    for lang in SENTENCES:
        for kind in ("human", "synthetic"):
            cells = [rate(speech, heard, lang, kind, line) for line in LINES]
            sentences = sum(spoken.lang == lang and spoken.kind == kind for spoken in speech) // len(LINES)
            if sentences:
                rows.append([lang, kind, str(sentences), *cells])
    return "## Words wrong, %\n\n" + table(["language", "voice", "sentences", *LINES], rows)


def rate(speech: Sequence[Spoken], heard: Sequence[str], lang: str, kind: str, line: str) -> str:
    """Word error rate of one cell."""
    pairs = [
        (plain(spoken.text, lang), plain(text, lang))
        for spoken, text in zip(speech, heard, strict=True)
        if (spoken.lang, spoken.kind, spoken.line) == (lang, kind, line)
    ]
    words = sum(len(right) for right, _ in pairs)
    return f"{100 * sum(distance(right, text) for right, text in pairs) / words:.1f}" if words else "-"


def plain(text: str, lang: str) -> list[str]:
    """Words without case and signs, numbers as digits."""
    text = re.sub(r"(?<=\d)[.,](?=\d{3}\b)", "", text.lower().replace("\u2019", "'"))
    text = re.sub(r"[^\w\s']", " ", text).replace("'", " " if lang == "it" else "")
    return str(alpha2digit(" ".join(text.split()), lang, threshold=0)).split()


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Words to change, add or take away."""
    row = list(range(len(other) + 1))
    for place, word in enumerate(one, start=1):
        before, row[0] = row[0], place
        for at, second in enumerate(other, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != second))
    return row[-1]


def recorded(speech: Sequence[Spoken]) -> str:
    """Table: speed on a whole recording."""
    rows = []
    for lang in SENTENCES:
        pause = np.zeros(RATE, dtype=np.float32)
        parts = [part for s in speech if s.lang == lang and s.line == "clean" for part in (s.sound, pause)]
        whole = np.concatenate(parts)[: 180 * RATE]
        file = io.BytesIO()
        soundfile.write(file, whole, RATE, format="WAV", subtype="PCM_16")
        wall, cpu = clocked(partial(transcribe, file.getvalue()))
        seconds = len(whole) / RATE
        rows.append([lang, f"{seconds:.0f}", f"{wall:.1f}", f"{seconds / wall:.1f}", f"{cpu / seconds:.3f}"])
    heads = ["language", "recording, s", "taken, s", "times real time", "CPU s per s of sound"]
    return "## A recording\n\nDecoding, voice activity, language and words (beam 5).\n\n" + table(heads, rows)


def clocked(work: Callable[[], Any]) -> tuple[float, float]:
    """Wall and CPU seconds of it, children included."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    work()
    return time.perf_counter() - wall, cpu_seconds() - cpu


def cpu_seconds() -> float:
    """CPU time of this process and its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def live(voice: Any, rng: np.random.Generator) -> str:
    """Table: how soon telling words appear, and what a call costs."""
    first, committed, costs, sounds = [], [], [], 0.0
    for text, words in TELLING:
        sound = through(said(voice, text + ".", "en-GB"), "clean", rng)
        seen, agreed, cost = follow(sound, words)
        ends = float(np.flatnonzero(np.abs(said(voice, text + ".", "en-GB")) > 0.02)[-1]) / RATE
        costs.append(cost)
        sounds += len(sound) / RATE
        if seen is not None:
            first.append(seen - ends)
        if agreed is not None:
            committed.append(agreed - ends)
    share = sum(costs) / sounds
    rows = [
        [
            f"{len(first)} of {len(TELLING)}",
            *(f"{statistics.mean(times):.2f} / {max(times):.2f}" for times in (first, committed)),
            f"{share:.2f}",
        ]
    ]
    heads = ["telling words heard", "first seen, mean / worst s", "settled, mean / worst s", "of one core"]
    note = (
        "From the end of the telling words (the last of the sentence) to their first appearance in a partial, and to "
        "where two readings or the final one agree; sound fed in real time in steps of 20 ms, time for reading included."
    )
    return f"## A live call\n\n{note}\n\n" + table(heads, rows)


def follow(sound: Sound, words: str) -> tuple[float | None, float | None, float]:
    """When the words were first seen and when settled (s from the start), and the CPU seconds spent."""
    listener = LiveListener(RATE, lang="en")
    seen = agreed = None
    cpu = cpu_seconds()
    clock = 0.0  # when the listener is done with what came before
    padded = np.concatenate([sound, np.zeros(2 * RATE, dtype=np.float32)])
    for at in range(0, len(padded), 320):
        arrived = (at + 320) / RATE
        began = time.perf_counter()
        events = listener.accept(padded[at : at + 320])
        clock = max(clock, arrived) + time.perf_counter() - began
        for event in events:
            text = event.turn.text if isinstance(event, Final) else event.text if isinstance(event, Partial) else ""
            sure = text if isinstance(event, Final) else getattr(event, "text_committed", "")
            seen = clock if seen is None and words in text.lower() else seen
            agreed = clock if agreed is None and words in sure.lower() else agreed
    return seen, agreed, cpu_seconds() - cpu


def invention(rng: np.random.Generator) -> str:
    """Table: words heard where nobody speaks."""
    minute = 60 * RATE
    at = np.arange(minute) / RATE
    cases = {
        "silence": np.zeros(minute),
        "white noise": rng.standard_normal(minute) * 0.05,
        "pink noise": pink(minute, rng) * 0.05,
        "ringing": np.sin(2 * np.pi * 440 * at) * (at % 6 < 2) * 0.3,
        "busy": np.sin(2 * np.pi * 425 * at) * (at % 1 < 0.5) * 0.3,
        "keys pressed": (np.sin(2 * np.pi * 770 * at) + np.sin(2 * np.pi * 1336 * at)) * (at % 0.4 < 0.1) * 0.2,
    }
    for path in sorted(MUSIC.glob("*.wav")) if MUSIC.is_dir() else []:
        cases[f"hold music: {path.stem}"] = read_recording(path).channels[0][: 2 * minute] / 32768
    rows = []
    for name, sound in cases.items():
        file = io.BytesIO()
        soundfile.write(file, sound.astype(np.float32), RATE, format="WAV", subtype="PCM_16")
        result = transcribe(file.getvalue())
        words = " ".join(turn.text for turn in result.turns)
        rows.append([name, f"{result.seconds:.0f}", str(len(words.split())), result.sound])
    return "## Words made up\n\nNobody speaks in any of these.\n\n" + table(["sound", "s", "words heard", "called"], rows)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    main()
