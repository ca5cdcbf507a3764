"""Whether "90 %" is right nine times of ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Calls that got about the same probability."""

    low: float
    high: float
    calls: int
    said: float
    """Mean probability."""
    true: float
    """Share of them that are scams."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far probabilities can be believed."""

    ece: float
    """Expected calibration error: mean distance between what was said and what was true, over ``BINS`` equally wide bins."""
    brier: float
    """Mean squared distance between probability and truth."""
    ece_balanced: float
    """The same with scams and legitimate calls weighing equally, whatever their numbers in the data."""
    brier_balanced: float
    bins: tuple[Bin, ...]
    calls: int


def calibrate(probabilities: Sequence[float], truths: Sequence[bool]) -> Calibration | None:
    """How probabilities compare with the truth; ``None`` without both kinds of calls."""
    p = np.array(probabilities, dtype=np.float64)
    y = np.array(truths, dtype=np.float64)
    if not len(y) or y.min() == y.max():
        return None
    even = np.where(y == 1, 0.5 / y.sum(), 0.5 / (1 - y).sum())
    plain = np.full(len(y), 1 / len(y))
    which = np.minimum((p * BINS).astype(int), BINS - 1)
    bins = tuple(
        Bin(i / BINS, (i + 1) / BINS, int((which == i).sum()), float(p[which == i].mean()), float(y[which == i].mean()))
        for i in range(BINS)
        if (which == i).any()
    )

    def ece(weights: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return float(sum(abs((weights * (p - y))[which == i].sum()) for i in range(BINS)))

    return Calibration(
        ece=ece(plain),
        brier=float((plain * (p - y) ** 2).sum()),
        ece_balanced=ece(even),
        brier_balanced=float((even * (p - y) ** 2).sum()),
        bins=bins,
        calls=len(y),
    )
