"""Two channels: two voices, or one room heard twice?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from deadringer.speech.heard import Pcm16

BLOCK = 1600
"""Samples compared at a time: a tenth of a second."""
AUDIBLE = 150.0
"""Loudness (root mean square of 16-bit samples) from which somebody may be speaking."""
APART_DB = 10.0
"""Difference of loudness that shows that a voice is in one channel only."""
MANY_BLOCKS = 36_000
"""An hour of them is enough to tell."""


def separate_voices(samples: Pcm16) -> tuple[Pcm16, ...]:
    """Split ``samples``, shape ``(length, channels)``, into voices: two arrays when each channel has its own, else one mix."""
    if samples.shape[1] == 1:
        return (samples[:, 0],)
    left, right = samples[:, 0], samples[:, 1]
    if _own_voice_each(left, right):
        return np.ascontiguousarray(left), np.ascontiguousarray(right)
    return (_mixed(left, right),)


def _own_voice_each(left: Pcm16, right: Pcm16) -> bool:
    """Whether now the one and now the other channel is clearly louder, as when two people take turns.

    A copy, a louder copy, and one room on two microphones all keep the same difference throughout. One channel that
    stays silent counts as a voice that says nothing: whose channel it is may matter.
    """
    levels = np.stack([_levels(left), _levels(right)])
    heard = levels.max(axis=0) >= AUDIBLE
    if not heard.any():
        return False
    decibels = 20 * np.log10(np.maximum(levels[:, heard], 1.0))
    difference = decibels[0] - decibels[1]
    if levels[:, heard].max(axis=1).min() < AUDIBLE:
        return True
    apart = np.abs(difference) >= APART_DB
    both_ways = min(np.mean(difference >= APART_DB), np.mean(difference <= -APART_DB))
    return bool(apart.mean() > 0.5 and both_ways > 0.03)


def _levels(channel: Pcm16) -> npt.NDArray[np.float64]:
    blocks = channel[: len(channel) - len(channel) % BLOCK].reshape(-1, BLOCK)[:MANY_BLOCKS]
    return np.array([np.sqrt(np.mean(np.square(block, dtype=np.float64))) for block in blocks])


BLEED_DB = 18.0
"""So much softer than the other channel, and a voice is the other one heard through the line."""


def is_bleed(channels: Sequence[Pcm16], number: int, start: int, end: int) -> bool:
    """Whether what channel ``number`` holds from sample ``start`` to ``end`` is only the other channel, leaking in."""
    if len(channels) != 2:
        return False
    here = _levels(channels[number][start:end])
    there = _levels(channels[1 - number][start:end])
    if len(here) < 2 or here.max() <= 0 or there.max() <= 0:
        return False
    # The loudest tenths of a second: somebody who answers "yes" over a talking caller is louder than that once.
    loudest = 20 * np.log10(np.quantile(there, 0.9) / max(float(np.quantile(here, 0.9)), 1.0))
    return bool(loudest >= BLEED_DB)


def _mixed(left: Pcm16, right: Pcm16) -> Pcm16:
    mixed = np.empty(len(left), dtype=np.int16)
    step = 1 << 22
    for start in range(0, len(left), step):
        part = slice(start, start + step)
        mixed[part] = (left[part].astype(np.int32) + right[part]) // 2
    return mixed
