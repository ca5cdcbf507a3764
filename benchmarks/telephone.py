"""Calls as sound: spoken by a synthetic voice, sent through a telephone line, heard by our own recogniser.

Needs ``pip install "deadringer[speech]" py-nanotts==0.1.1 soundfile``. Nobody was recorded.
"""

from __future__ import annotations

import hashlib
import io
import re
import wave

import av
import numpy as np
import numpy.typing as npt
import soundfile  # type: ignore[import-untyped,unused-ignore]
from py_nanotts import NanoTTS  # type: ignore[import-untyped,unused-ignore]

from deadringer.call import Turn
from deadringer.evaluation.rows import Row
from deadringer.speech import transcribe

Sound = npt.NDArray[np.float32]

VOICE_RATE, LINE_RATE = 16_000, 8_000
PAUSE = 0.45
"""Seconds between turns."""
VOICES = {"it": ("it-IT", "it-IT"), "en": ("en-GB", "en-US")}
PITCHES = (0.92, 1.12)


def spoken(row: Row) -> Sound:
    """The whole call, mono, 16 kHz; the two speakers have different voices or pitches."""
    engine, lang = NanoTTS(), "it" if row.lang == "it" else "en"
    blocks: list[Sound] = []
    for turn in row.turns:
        who = turn.speaker == "me"
        text = re.sub(r"[<>&•]", " ", turn.text)
        pcm = engine.speak(text, voice=VOICES[lang][who], pitch=PITCHES[who], speed=1.05)
        said = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
        blocks += [said, np.zeros(int(PAUSE * VOICE_RATE), dtype=np.float32)]
    sound = np.concatenate(blocks) if blocks else np.zeros(VOICE_RATE, dtype=np.float32)
    return (sound / max(0.05, float(np.abs(sound).max())) * 0.6).astype(np.float32)


def through(sound: Sound, line: str, seed: str = "") -> bytes:
    """The call as a file, after a line: ``clean`` 16 kHz; ``mulaw``, ``gsm`` (06.10), ``amr`` (narrow band, 7.95 kbit/s) at 8 kHz;
    ``noise20``: background hiss and hum 20 dB below the voice, then mu-law; ``noise10`` likewise."""
    if line == "clean":
        return _wav(sound, VOICE_RATE)
    narrow = _narrow(sound)
    if line.startswith("noise"):
        narrow = _noisy(narrow, float(line.removeprefix("noise")), seed)
    if line == "gsm":
        out = io.BytesIO()
        soundfile.write(out, narrow, LINE_RATE, format="WAV", subtype="GSM610")
        return out.getvalue()
    if line == "amr":
        return _wav(_amr(narrow), LINE_RATE)
    out = io.BytesIO()
    soundfile.write(out, narrow, LINE_RATE, format="WAV", subtype="ULAW")
    return out.getvalue()


def _wav(sound: Sound, rate: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def _narrow(sound: Sound) -> Sound:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=LINE_RATE)
    frame = av.AudioFrame.from_ndarray(sound[None, :], format="flt", layout="mono")
    frame.sample_rate = VOICE_RATE
    parts = [f.to_ndarray()[0] for f in (*resampler.resample(frame), *resampler.resample(None))]
    return np.concatenate(parts).astype(np.float32)


def _amr(narrow: Sound) -> Sound:
    packed = io.BytesIO()
    with av.open(packed, "w", format="amr") as box:
        stream = box.add_stream("libopencore_amrnb", rate=LINE_RATE)
        stream.bit_rate = 7950
        stream.layout = "mono"
        resampler = av.AudioResampler(format="s16", layout="mono", rate=LINE_RATE, frame_size=160)
        frame = av.AudioFrame.from_ndarray(narrow[None, :], format="flt", layout="mono")
        frame.sample_rate = LINE_RATE
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            piece.pts = None
            box.mux(stream.encode(piece))
        box.mux(stream.encode(None))
    packed.seek(0)
    with av.open(packed, "r") as heard_box:
        parts = [f.to_ndarray().reshape(-1) for f in heard_box.decode(audio=0)]
    sound = np.concatenate(parts)
    return (sound.astype(np.float32) / 32768 if sound.dtype == np.int16 else sound).astype(np.float32)


def _noisy(narrow: Sound, decibels: float, seed: str) -> Sound:
    rng = np.random.default_rng(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big"))
    hiss = rng.standard_normal(len(narrow))
    hiss = np.convolve(hiss, [0.25, 0.5, 0.25], mode="same") + 0.3 * np.sin(2 * np.pi * 100 * np.arange(len(narrow)) / LINE_RATE)
    voiced = narrow[np.abs(narrow) > 0.01]
    power = float((voiced**2).mean()) if len(voiced) else 1e-4
    hiss *= np.sqrt(power / 10 ** (decibels / 10) / (hiss**2).mean())
    return np.clip(narrow + hiss, -1, 1).astype(np.float32)


def heard(recording: bytes, lang: str) -> list[Turn]:
    """What our recogniser hears: nobody named, one voice."""
    return list(transcribe(recording, lang=lang or None).turns)
