"""Make the example recordings: our own words, spoken by a synthetic voice, at the quality of a telephone.

    pip install "deadringer[speech]" py-nanotts==0.1.1
    python examples/make_recordings.py [folder]

No person was recorded and no real call was copied. The files are committed; run this only to change them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from py_nanotts import NanoTTS  # type: ignore[import-untyped,unused-ignore]

Sound = npt.NDArray[np.float32]

VOICE_RATE = 16_000
LINE_RATE = 8_000


@dataclass(frozen=True)
class Line:
    """Something that is said."""

    text: str
    voice: str
    pause: float = 0.4
    """Seconds of silence behind it."""
    speed: float = 1.0
    pitch: float = 1.0
    channel: int = 0


def robocall() -> list[Line]:
    """An automated voice in the name of a shop: pay, or press one."""
    lines = [
        "Hello. This is an automated message from Amazon customer support.",
        "We are about to take seventy nine pounds ninety seven from your bank account for your Amazon Prime membership.",
        "If you did not authorise this payment, press one now to cancel the renewal and speak to our fraud department.",
        "Press one, now, to be connected.",
    ]
    return [Line(text, "en-GB", pause=0.5) for text in lines]


def bank_fraud() -> list[Line]:
    """A false bank inspector who wants the code and a transfer, in Italian."""
    lines = [
        "Buongiorno, chiamo dal servizio antifrode della sua banca.",
        "Abbiamo appena bloccato un bonifico sospetto di duemilaquattrocento euro dal suo conto.",
        "Per annullarlo deve leggermi subito il codice di sei cifre che le è arrivato sul telefono.",
        "Non chiuda la telefonata e non ne parli con nessuno.",
        "Poi sposti subito il denaro su un conto sicuro.",
    ]
    return [Line(text, "it-IT", pause=0.5) for text in lines]


def appointment() -> list[Line]:
    """A genuine robot: reminds, asks for nothing."""
    lines = [
        "Hello. This is a reminder from Hillside Dental Practice.",
        "You have an appointment on Thursday, the fourth of June, at twenty past nine.",
        "You do not need to do anything.",
        "If you cannot come, please ring the practice on the number on your appointment card.",
        "Thank you. Goodbye.",
    ]
    return [Line(text, "en-US", pause=0.5) for text in lines]


def driver() -> list[Line]:
    """A genuine delivery driver; the driver is in the first channel, the person in the second."""
    talk = [
        (0, "Hello, I have a parcel here for number twelve, but nobody is answering the door."),
        (1, "Oh, sorry, I am in the garden. Can you leave it with the neighbour?"),
        (0, "Yes, no problem. I will give it to number fourteen and put a card through your letter box."),
        (1, "That is very kind. Thank you."),
        (0, "You are welcome. Have a nice day. Bye."),
    ]
    voices = [("en-GB", 1.0, 1.05), ("en-US", 1.1, 1.0)]
    return [Line(text, voices[who][0], 0.5, voices[who][2], voices[who][1], who) for who, text in talk]


def spoken(lines: Sequence[Line], channels: int = 1) -> Sound:
    """The lines one after another, shape ``(channels, samples)`` at 16 kHz, with the faint hiss of a line."""
    voice = NanoTTS()
    blocks = []
    for line in lines:
        pcm = voice.speak(line.text, voice=line.voice, speed=line.speed, pitch=line.pitch)
        said = np.frombuffer(pcm, dtype="<i2") / 32768
        block = np.zeros((channels, len(said) + int(line.pause * VOICE_RATE)), dtype=np.float32)
        block[line.channel, : len(said)] = said
        blocks.append(block)
    sound = np.concatenate(blocks, axis=1)
    hiss = np.random.default_rng(1).standard_normal(sound.shape) * 0.001
    level: Sound = (sound / np.abs(sound).max() * 0.6 + hiss).astype(np.float32)
    return level


def write_telephone_wav(path: Path, sound: Sound) -> None:
    """Write one voice as 8 kHz mu-law: 8,000 bytes a second, and what a telephone line carries."""
    _write(path, sound, codec="pcm_mulaw", rate=LINE_RATE, sample_format="s16")


def write_opus(path: Path, sound: Sound) -> None:
    """Write two voices as Ogg Opus, through a telephone's 8 kHz first."""
    narrow = _resampled(sound, VOICE_RATE, LINE_RATE, "fltp")
    _write(path, np.concatenate([frame.to_ndarray() for frame in narrow], axis=1), codec="libopus", rate=48_000,
           sample_format="flt", source_rate=LINE_RATE, bit_rate=32_000)  # fmt: skip


def _write(
    path: Path,
    sound: Sound,
    *,
    codec: str,
    rate: int,
    sample_format: str,
    source_rate: int = VOICE_RATE,
    bit_rate: int | None = None,
) -> None:
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "stereo" if len(sound) == 2 else "mono"
        if bit_rate:
            stream.bit_rate = bit_rate
        for frame in _resampled(sound, source_rate, rate, sample_format):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _resampled(sound: Sound, rate: int, target: int, sample_format: str) -> list[av.AudioFrame]:
    layout = "stereo" if len(sound) == 2 else "mono"
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout=layout)
    frame.sample_rate = rate
    resampler = av.AudioResampler(format=sample_format, layout=layout, rate=target, frame_size=960)
    return resampler.resample(frame) + resampler.resample(None)


def main(folder: Path) -> None:
    """Write all example recordings to ``folder``."""
    write_telephone_wav(folder / "press-one-robocall.wav", spoken(robocall()))
    write_telephone_wav(folder / "bank-fraud-italian.wav", spoken(bank_fraud()))
    write_telephone_wav(folder / "dentist-reminder.wav", spoken(appointment()))
    write_opus(folder / "driver-at-the-door.ogg", spoken(driver(), channels=2))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
