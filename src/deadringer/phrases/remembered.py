"""What was found out about a word, kept for the next time that it is said: talk is made of few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

MOST = 20_000
"""Words that are kept; hostile text has endless new ones."""
LONGEST = 60
"""Letters of a word that is kept."""


class Remembered(dict[str, Found]):
    """A mapping that asks a function for what it lacks. Safe to share between threads."""

    def __init__(self, find: Callable[[str], Found]) -> None:
        self._find = find

    def __missing__(self, word: str) -> Found:
        found = self._find(word)
        if len(word) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[word] = found
        return found
