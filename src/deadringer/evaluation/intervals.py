"""Shares and rates with their 95 % intervals, by drawing whole groups (campaigns, speakers) with replacement, never rows.

Where nothing or everything was counted, drawing says nothing (0 to 0): then the interval is the exact one for as many independent
tries as there are groups (shares), or for no event in the time listened (rates).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

DRAWS = 2000
SEED = 20261122
LOW, HIGH = 2.5, 97.5
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, and where it would lie with other calls of the same kinds, 95 times of 100."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Interval:
        """In another unit."""
        return Interval(self.value * factor, self.low * factor, self.high * factor)

    def data(self, digits: int = 4) -> dict[str, float]:
        """For JSON."""
        return {"value": round(self.value, digits), "low": round(self.low, digits), "high": round(self.high, digits)}


@dataclass(frozen=True, slots=True)
class Counted:
    """One row: what it adds above and below the line of a ratio."""

    group: str
    above: float
    below: float


def draws(groups: int, rng: np.random.Generator, times: int = DRAWS) -> Array:
    """How often each group is drawn, one line per draw."""
    return rng.multinomial(groups, np.full(groups, 1 / groups), size=times).astype(np.float64)


def ratio(counted: Iterable[Counted], share: bool = True) -> Interval | None:
    """Sum above by sum below, groups drawn from all there are; ``None`` where nothing is below.

    Args:
        counted: one entry a row.
        share: at most 1 (how many of how many); else a rate (events in a time).
    """
    sums: dict[str, list[float]] = {}
    for c in counted:
        held = sums.setdefault(c.group, [0.0, 0.0])
        held[0] += c.above
        held[1] += c.below
    above = sum(held[0] for held in sums.values())
    below = sum(held[1] for held in sums.values())
    if not below:
        return None
    value = above / below
    groups = len(sums)
    if above == 0:
        high = 1 - 0.025 ** (1 / groups) if share else -math.log(0.025) / below
        return Interval(0.0, 0.0, high)
    if share and above == below:
        return Interval(1.0, 0.025 ** (1 / groups), 1.0)
    # Not within sources: a campaign may be in several, and a source that has but one group would never vary.
    top, bottom = (draws(groups, np.random.default_rng(SEED)) @ np.array(list(sums.values()))).T
    kept = bottom > 0
    low, high = np.percentile(top[kept] / bottom[kept], [LOW, HIGH])
    return Interval(value, float(low), float(high))


def quartiles(values: Sequence[float]) -> tuple[float, float, float] | None:
    """The first quartile, the median and the third."""
    if not values:
        return None
    low, middle, high = np.percentile(np.array(values, dtype=np.float64), [25, 50, 75])
    return float(low), float(middle), float(high)
