"""A big list: sorted 64-bit numbers in one file, looked up where they lie. Ten million take 80 MB, open at once, and need no memory.

The file::

    8 bytes   DRLIST1\\n
    8 bytes   byte-order mark, 1
    3 × 8     how many numbers, how many ranges, how many bytes of JSON
    24 bytes  nothing
    n × 8     numbers (the digits of +39… as an integer), ascending, each once
    m × 16    first and last number of each range, ascending by the first, not overlapping
    …         JSON: name, which, source, imported, skipped

It is written beside the old one and put in its place at the end: whoever is killed in between leaves the old list whole.
"""

from __future__ import annotations

import heapq
import json
import mmap
import os
import shutil
import struct
import tempfile
import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress
from operator import ne
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from deadringer.errors import InputError

MAGIC = b"DRLIST1\n"
HEADER = struct.Struct("=8sQQQQ24x")
CHUNK = 1 << 20
"""Numbers that are sorted in memory at a time (8 MB)."""
ENDING = ".drlist"
LEFT_BEHIND = 86_400.0
"""Seconds after which an unfinished import is taken for a killed one."""


class BigList:
    """A list file, open. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """
        Raises:
            InputError: there is no such file, or it is no list.
        """
        self.path = path
        try:
            with path.open("rb") as file:
                head = file.read(HEADER.size)
                size = os.fstat(file.fileno()).st_size
                magic, order, count, ranges, meta = HEADER.unpack(head) if len(head) == HEADER.size else (b"", 0, 0, 0, 0)
                if magic != MAGIC or order != 1 or size != HEADER.size + 8 * count + 16 * ranges + meta:
                    raise InputError(f"{path} is no list of mine, or was cut short; import it again")
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
        view = memoryview(self._map)
        first, second = HEADER.size + 8 * count, HEADER.size + 8 * count + 16 * ranges
        self._numbers: Sequence[int] = view[HEADER.size : first].cast("Q")
        self._ranges: Sequence[int] = view[first:second].cast("Q")
        self.count, self.ranges = int(count), int(ranges)
        try:
            self.about: dict[str, Any] = json.loads(bytes(view[second:]))
        except ValueError as error:
            raise InputError(f"{path} is damaged; import it again") from error

    @property
    def name(self) -> str:
        """How the person calls it."""
        return str(self.about.get("name") or self.path.stem)

    def __len__(self) -> int:
        return self.count + self.ranges

    def __contains__(self, number: int) -> bool:
        i = bisect_left(self._numbers, number)
        if i < self.count and self._numbers[i] == number:
            return True
        return bool(self.ranges) and self._in_range(number)

    def _in_range(self, number: int) -> bool:
        i = bisect_right(range(self.ranges), number, key=lambda k: self._ranges[2 * k]) - 1
        return i >= 0 and number <= self._ranges[2 * i + 1]

    def between(self, low: int, high: int) -> int:
        """How many single numbers lie from ``low`` to ``high``."""
        return bisect_right(self._numbers, high) - bisect_left(self._numbers, low)

    def numbers(self) -> Iterator[int]:
        """All single numbers, ascending."""
        return iter(self._numbers)

    def bounds(self) -> Iterator[tuple[int, int]]:
        """First and last number of each range."""
        for i in range(self.ranges):
            yield self._ranges[2 * i], self._ranges[2 * i + 1]


class BigListWriter:
    """Takes numbers in any order and writes the list file, sorted; memory stays small whatever the number of entries.

    As a context: leaving it by an error throws away what was written, and the old file stays.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._runs: list[IO[bytes]] = []
        self._chunk = array("Q")
        self._ranges: list[tuple[int, int]] = []
        _sweep(path.parent)
        self._folder = tempfile.TemporaryDirectory(prefix=".import-", dir=path.parent)
        self.skipped = 0
        self.patterns = 0
        """Beginnings and ranges that were added; a beginning makes one range per length of number."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for run in self._runs:
            run.close()
        self._folder.cleanup()

    @property
    def used(self) -> bool:
        """Whether anything was added."""
        return bool(self._chunk or self._runs or self._ranges)

    def add(self, numbers: Iterable[int]) -> None:
        """Adds single numbers."""
        self._chunk.extend(numbers)
        if len(self._chunk) >= CHUNK:
            self._spill()

    def add_range(self, low: int, high: int) -> None:
        """Adds all numbers from ``low`` to ``high``."""
        self._ranges.append((low, high))

    def _spill(self) -> None:
        run = tempfile.TemporaryFile(dir=self._folder.name)  # noqa: SIM115 - closed in __exit__
        _sorted(self._chunk).tofile(run)
        self._runs.append(run)
        self._chunk = array("Q")

    def finish(self, about: dict[str, Any]) -> int:
        """Puts the list in its place; how many single numbers it has."""
        temporary = Path(self._folder.name) / "list"
        ranges = _joined(self._ranges)
        with temporary.open("wb") as out:
            out.write(HEADER.pack(MAGIC, 1, 0, 0, 0))
            count = self._write_numbers(out)
            for low, high in ranges:
                out.write(struct.pack("=QQ", low, high))
            note = json.dumps({**about, "skipped": self.skipped}, ensure_ascii=False).encode()
            out.write(note)
            out.seek(0)
            out.write(HEADER.pack(MAGIC, 1, count, len(ranges), len(note)))
            out.flush()
            os.fsync(out.fileno())
        temporary.chmod(0o600)
        temporary.replace(self.path)
        _sync_folder(self.path.parent)
        return count

    def _write_numbers(self, out: IO[bytes]) -> int:
        if not self._runs:
            chunk = _unique(_sorted(self._chunk), None)
            chunk.tofile(out)
            return len(chunk)
        self._spill()
        count, last = 0, None
        for chunk in _merged(self._runs):
            chunk = _unique(chunk, last)
            if chunk:
                chunk.tofile(out)
                count, last = count + len(chunk), chunk[-1]
        return count


def _sorted(numbers: array[int]) -> array[int]:
    """Sorted; numpy is ten times faster, and not needed."""
    if not numbers:
        return numbers
    try:
        import numpy
    except ImportError:
        return array("Q", sorted(numbers))
    whole = numpy.frombuffer(numbers, dtype=numpy.uint64).copy()
    whole.sort()
    return array("Q", whole.tobytes())


def _unique(numbers: array[int], last: int | None) -> array[int]:
    """Each once, and none equal to ``last``; the numbers are sorted."""
    return array("Q", compress(numbers, map(ne, numbers, chain([last], numbers))))


def _merged(runs: Sequence[IO[bytes]]) -> Iterator[array[int]]:
    """All runs as one ascending stream of chunks.

    Whatever is below the smallest of the runs' last read numbers is complete and can be sorted and written: so whole chunks are
    handled at a time, not single numbers.
    """
    share = max(1024, CHUNK // len(runs))
    heads: list[tuple[int, int]] = []
    waiting: dict[int, array[int]] = {}
    for i, run in enumerate(runs):
        run.seek(0)
        waiting[i] = _read(run, share)
        if waiting[i]:
            heapq.heappush(heads, (waiting[i][-1], i))
    while heads:
        limit, first = heads[0]
        ready = array("Q")
        for i, part in waiting.items():
            cut = bisect_right(part, limit)
            ready.extend(part[:cut])
            waiting[i] = part[cut:]
        yield _sorted(ready)
        heapq.heappop(heads)
        waiting[first] = _read(runs[first], share)
        if waiting[first]:
            heapq.heappush(heads, (waiting[first][-1], first))


def _read(run: IO[bytes], count: int) -> array[int]:
    out = array("Q")
    out.frombytes(run.read(8 * count))
    return out


def _joined(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ascending, overlapping ones joined."""
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out


def _sweep(folder: Path) -> None:
    """Throws away what imports left behind that were killed long ago."""
    for left in folder.glob(".import-*"):
        try:
            old = time.time() - left.stat().st_mtime > LEFT_BEHIND
        except OSError:
            continue  # another import has just finished
        if old:
            shutil.rmtree(left, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
