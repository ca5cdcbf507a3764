"""Which rows belong together: the same script read again, the same person talking. Only groups are independent of each other.

A row's own field wins (``rows.GROUP_FIELDS``). Else rows that share a speaker, or most of their three-word runs, are one group:
MinHash finds the pairs worth comparing, the exact share of common runs decides.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from deadringer.evaluation.rows import Row

RUN = 3
"""Words in a run."""
COMMON = 0.5
"""Share of common runs (Jaccard) from which two texts are one campaign."""
HASHES, BANDS = 64, 16
MOST_RUNS = 3000
"""Runs of one text that are looked at: an hour's talk is told from another by its beginning as well."""

_PRIME = (1 << 61) - 1


def find_groups(rows: Sequence[Row]) -> list[Row]:
    """The rows with their ``group`` filled."""
    parent = list(range(len(rows)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def join(i: int, j: int) -> None:
        parent[root(i)] = root(j)

    first: dict[str, int] = {}
    for i, row in enumerate(rows):
        for key in [f"group {row.group}"] if row.group else [f"{row.source} {p}" for p in row.persons]:
            join(i, first.setdefault(key, i))
    # Rows with a group of their own are left as they are: whoever gave it knows better.
    free = [i for i, row in enumerate(rows) if not row.group]
    for i, j in _alike([rows[i].text for i in free]):
        join(free[i], free[j])
    names: dict[int, str] = {}
    for i, row in enumerate(rows):
        names.setdefault(root(i), row.group or f"{row.source}:{row.id}")
    return [replace(row, group=names[root(i)]) for i, row in enumerate(rows)]


def _runs(text: str) -> frozenset[int]:
    words = re.findall(r"[^\W\d_]+", text.lower())[: MOST_RUNS + RUN]
    if len(words) < RUN:
        return frozenset([zlib.crc32(" ".join(words).encode())]) if words else frozenset()
    return frozenset(zlib.crc32(" ".join(words[i : i + RUN]).encode()) for i in range(len(words) - RUN + 1))


def _alike(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of texts with at least ``COMMON`` of their runs in common, and enough of them to join every such set."""
    runs = [_runs(text) for text in texts]
    rng = np.random.default_rng(0)
    a: np.ndarray[Any, np.dtype[np.uint64]] = rng.integers(1, 1 << 31, HASHES, dtype=np.uint64)
    b: np.ndarray[Any, np.dtype[np.uint64]] = rng.integers(0, 1 << 31, HASHES, dtype=np.uint64)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for i, own in enumerate(runs):
        if not own:
            continue
        hashed = np.fromiter(own, dtype=np.uint64, count=len(own))
        lowest = ((hashed[:, None] * a[None, :] + b[None, :]) % np.uint64(_PRIME)).min(axis=0)
        for band, part in enumerate(np.split(lowest, BANDS)):
            buckets[band, part.tobytes()].append(i)
    for bucket in buckets.values():
        # Each against the first of its bucket and the one before: alike texts chain up without comparing all pairs.
        for k in range(1, len(bucket)):
            for j in {bucket[0], bucket[k - 1]}:
                union = len(runs[bucket[k]] | runs[j])
                if union and len(runs[bucket[k]] & runs[j]) / union >= COMMON:
                    yield bucket[k], j
