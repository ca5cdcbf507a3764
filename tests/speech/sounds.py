"""Makes test sound: tones, noise, and files of many kinds."""

from __future__ import annotations

import io
import os
import wave
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

RATE = 16_000
Pcm16 = npt.NDArray[np.int16]


def silence(seconds: float) -> Pcm16:
    """Nothing at all."""
    return np.zeros(int(seconds * RATE), dtype=np.int16)


def white_noise(seconds: float, level: float = 0.1) -> Pcm16:
    """Noise of the given loudness (of full scale)."""
    noise = np.random.default_rng(3).standard_normal(int(seconds * RATE)) * level * 32767
    return noise.clip(-32767, 32767).astype(np.int16)


def tone(seconds: float, *hertz: float, on: float = 1.0, off: float = 0.0) -> Pcm16:
    """Tones at the same time, ``on`` and ``off`` seconds by turns."""
    time = np.arange(int(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * f * time) for f in hertz) / len(hertz)
    return (wave * (time % (on + off) < on) * 10_000).astype(np.int16)


def melody(seconds: float) -> Pcm16:
    """Hold music: notes with harmonics, over a bass."""
    scale = (262, 330, 392, 523, 440, 349, 294, 494)
    note = int(0.3 * RATE)
    blocks = []
    for number in range(int(seconds / 0.3)):
        time = np.arange(note) / RATE
        pitch = scale[(number * 5 + number // 3) % len(scale)]
        wave = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in (1, 2, 3, 4))
        bass = np.sin(2 * np.pi * scale[number // 8 % 4] / 4 * time)
        blocks.append((wave * np.exp(-4 * time) + bass * 0.5) * 6000)
    return np.concatenate(blocks).astype(np.int16)


def encoded(channels: list[Pcm16], container: str, codec: str, rate: int = RATE, options: dict[str, str] | None = None) -> bytes:
    """The samples as a file of that kind."""
    target = io.BytesIO()
    layout = "mono" if len(channels) == 1 else "stereo"
    with av.open(target, "w", format=container, options=options or {}) as out:
        stream = out.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = layout
        if codec == "wmav2":
            stream.bit_rate = 64_000  # it refuses its own default
        frame = av.AudioFrame.from_ndarray(np.stack(channels), format="s16p", layout=layout)
        frame.sample_rate = RATE
        size = stream.codec_context.frame_size or 1024
        resampler = av.AudioResampler(stream.format.name, layout, rate, frame_size=size)
        for piece in resampler.resample(frame) + resampler.resample(None):
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return target.getvalue()


def wav(*channels: Pcm16) -> bytes:
    """The samples as an ordinary WAV file."""
    return encoded(list(channels), "wav", "pcm_s16le")


def example(folder: Path, name: str) -> Pcm16:
    """An example recording's first channel, decoded without the code under test."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(os.fspath(folder / name)) as container:
        frames = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in [*frames, *resampler.resample(None)]])


def empty_wav() -> bytes:
    """A WAV file with a head and no sound."""
    target = io.BytesIO()
    with wave.open(target, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
    return target.getvalue()
