"""Which rows belong together: the same script read again, the same person talking. Only groups are independent of each other.

A row's own field wins (``rows.GROUP_FIELDS``): the same name is the same group in every file. Else rows that share a speaker, or at
least half of their three-word runs, are one group, wherever they are from: MinHash finds the pairs worth comparing, the exact share of
common runs decides.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from deadringer.evaluation.rows import Row

RUN = 3
"""Words in a run."""
COMMON = 0.5
"""Share of common runs (Jaccard) from which two texts are one campaign."""
HASHES, BANDS = 64, 32
"""Bands of two: of pairs with just ``COMMON`` runs in common, 9,999 of 10,000 meet in a bucket (with bands of four: two of three)."""
LOOK_BACK = 50
"""Texts of a bucket with which the next one is compared, so that a bucket of thousands does not take hours."""
MOST_RUNS = 3000
"""Runs of one text that are looked at: an hour's talk is told from another by its beginning as well."""


class _Sets:
    """Which of so many things belong together."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, i: int) -> int:
        """The one that stands for all that belong together with this one."""
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        """These two belong together."""
        self._parent[self.root(i)] = self.root(j)


def find_groups(rows: Sequence[Row]) -> list[Row]:
    """The rows with their ``group`` filled."""
    sets = _Sets(len(rows))
    first: dict[str, int] = {}
    for i, row in enumerate(rows):
        for key in [f"group {row.group}"] if row.group else _persons(row):
            sets.join(i, first.setdefault(key, i))
    # Rows with a group of their own are left as they are: whoever gave it knows better.
    _join_alike([(i, row.text) for i, row in enumerate(rows) if not row.group], sets)
    names: dict[int, str] = {}
    taken: set[str] = set()
    for i, row in enumerate(rows):
        if sets.root(i) not in names:
            name = row.group or f"{row.source}:{row.id}"
            # Ids need not be unique, and a name that is taken would make one group of two.
            names[sets.root(i)] = name if name not in taken else f"{name} ({row.place}, {i})"
            taken.add(names[sets.root(i)])
    return [replace(row, group=names[sets.root(i)]) for i, row in enumerate(rows)]


def _persons(row: Row) -> list[str]:
    """A code names the same person in the same file and in the same source; elsewhere it may be somebody else's."""
    file = row.place.rpartition(":")[0]
    return [f"{where} {person}" for person in row.persons for where in (f"source {row.source}", f"file {file}")]


def _runs(text: str) -> frozenset[int]:
    words = re.findall(r"[^\W\d_]+", text.lower())[: MOST_RUNS + RUN]
    if len(words) < RUN:
        return frozenset([zlib.crc32(" ".join(words).encode())]) if words else frozenset()
    return frozenset(zlib.crc32(" ".join(words[i : i + RUN]).encode()) for i in range(len(words) - RUN + 1))


def _join_alike(texts: Iterable[tuple[int, str]], sets: _Sets) -> None:
    """Joins texts with at least ``COMMON`` of their runs in common."""
    runs = {i: found for i, text in texts if (found := _runs(text))}
    first: dict[frozenset[int], int] = {}
    for i, found in runs.items():
        sets.join(i, first.setdefault(found, i))
    for bucket in _buckets({i: found for found, i in first.items()}):
        for k, i in enumerate(bucket):
            for j in {bucket[0], *bucket[max(0, k - LOOK_BACK) : k]}:
                if sets.root(i) != sets.root(j) and _share(runs[i], runs[j]) >= COMMON:
                    sets.join(i, j)


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    """Jaccard: what is in both, of what is in either."""
    if min(len(one), len(other)) < COMMON * max(len(one), len(other)):
        return 0.0  # it cannot be enough
    both = len(one & other)
    return both / (len(one) + len(other) - both)


def _buckets(runs: Mapping[int, frozenset[int]]) -> Iterable[list[int]]:
    """Texts that are worth comparing, by MinHash."""
    rng = np.random.default_rng(0)
    a: np.ndarray[Any, np.dtype[np.uint64]] = rng.integers(0, 1 << 63, HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    b: np.ndarray[Any, np.dtype[np.uint64]] = rng.integers(0, 1 << 63, HASHES, dtype=np.uint64)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for i, own in runs.items():
        hashed = np.fromiter(own, dtype=np.uint64, count=len(own))
        # Overflowing on purpose: without it the smallest number would stay the smallest under every hash.
        lowest = (hashed[:, None] * a[None, :] + b[None, :]).min(axis=0)
        for band, part in enumerate(np.split(lowest, BANDS)):
            buckets[band, part.tobytes()].append(i)
    return buckets.values()
