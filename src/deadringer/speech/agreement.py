"""Which words of a running utterance can be trusted, and how often to look."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Agreement:
    """Local agreement: a word counts as heard once two readings in a row have it in the same place."""

    def __init__(self) -> None:
        self._before: list[str] = []
        self._committed: list[str] = []

    def hear(self, text: str) -> tuple[str, str]:
        """Take the newest reading of the whole utterance; return its agreed words and the rest."""
        words = text.split()
        agreed = _common_start(self._before, words)
        if agreed > len(self._committed):
            # Words already agreed upon stay as they are: a person may have acted on them.
            self._committed += words[len(self._committed) : agreed]
        self._before = words
        return " ".join(self._committed), " ".join(words[len(self._committed) :])


def _common_start(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if _bare(left) != _bare(right):
            break
        count += 1
    return count


def _bare(word: str) -> str:
    return word.strip(".,;:!?…\"'-").casefold()


class Pace:
    """Says when the running utterance is worth another reading.

    A reading is due after ``every_s`` seconds of new sound, and never so soon that reading takes more than
    ``share`` of the time: a slow machine answers later instead of falling behind.
    """

    def __init__(self, every_s: float, share: float = 0.45) -> None:
        self._every_s = every_s
        self._share = share
        self._cost_s = 0.0
        self._last_s = 0.0

    def start_utterance(self) -> None:
        """A new utterance begins at 0 seconds."""
        self._last_s = 0.0

    def is_due(self, seconds: float) -> bool:
        """Whether to read now that ``seconds`` of the utterance are there."""
        return seconds - self._last_s >= max(self._every_s, self._cost_s / self._share)

    @contextmanager
    def reading(self, seconds: float) -> Iterator[None]:
        """Around a reading of ``seconds`` of sound: notes when it was and what it cost."""
        began = time.perf_counter()
        yield
        self._cost_s = time.perf_counter() - began
        self._last_s = seconds
