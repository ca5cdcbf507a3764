"""Sound to the picture that Whisper reads: a log-mel spectrogram, in numpy alone."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from deadringer.speech.heard import RATE

if TYPE_CHECKING:
    import numpy.typing as npt

    from deadringer.speech.heard import Sound

WINDOW = 400
HOP = 160
FRAMES_PER_SECOND = RATE // HOP


def log_mel(pcm: Sound, mels: int = 80) -> npt.NDArray[np.float32]:
    """The log-mel spectrogram of ``pcm``: shape ``(mels, frames)``, 100 frames a second, scaled as Whisper was trained."""
    padded = np.pad(pcm, WINDOW // 2, mode="reflect") if len(pcm) > WINDOW // 2 else np.pad(pcm, WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:-1]
    spectrum = np.fft.rfft(frames * _hann(), axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    logs = np.log10(np.maximum(_filters(mels) @ power.T, 1e-10))
    logs = np.maximum(logs, logs.max(initial=-10.0) - 8.0)
    return np.ascontiguousarray((logs + 4.0) / 4.0, dtype=np.float32)


@lru_cache(maxsize=1)
def _hann() -> npt.NDArray[np.float32]:
    return np.hanning(WINDOW + 1)[:-1].astype(np.float32)


@lru_cache(maxsize=4)
def _filters(mels: int) -> npt.NDArray[np.float32]:
    """Triangles on the Slaney mel scale, each of area one: shape ``(mels, 201)``."""
    frequencies = np.linspace(0, RATE / 2, WINDOW // 2 + 1)
    corners = _mel_to_hertz(np.linspace(0, _hertz_to_mel(RATE / 2), mels + 2))
    widths = np.diff(corners)
    slopes = corners[:, None] - frequencies[None, :]
    rising = -slopes[:-2] / widths[:-1, None]
    falling = slopes[2:] / widths[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    area = 2.0 / (corners[2:] - corners[:-2])
    filters: npt.NDArray[np.float32] = (triangles * area[:, None]).astype(np.float32)
    return filters


# The Slaney scale: straight up to 1 kHz, then logarithmic.
_STRAIGHT = 200.0 / 3
_BEND_HERTZ = 1000.0
_BEND_MEL = _BEND_HERTZ / _STRAIGHT
_STEP = np.log(6.4) / 27.0


def _hertz_to_mel(hertz: float) -> float:
    if hertz < _BEND_HERTZ:
        return hertz / _STRAIGHT
    return float(_BEND_MEL + np.log(hertz / _BEND_HERTZ) / _STEP)


def _mel_to_hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    bent = _BEND_HERTZ * np.exp(_STEP * (mel - _BEND_MEL))
    return np.where(mel < _BEND_MEL, mel * _STRAIGHT, bent)
