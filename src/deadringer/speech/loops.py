"""A recogniser that lost its way repeats itself: find such loops and keep one round."""

from __future__ import annotations

LONGEST = 24
"""Words of the longest loop looked for."""


def without_loops(text: str) -> str:
    """``text`` with each loop cut down to one round.

    A person also repeats: digits (``seven seven seven seven``), ``no no no``, ``hello? hello?``. So one word may come
    six times in a row and a pair four times; three words and more twice.
    """
    words = text.split()
    keys = _keys(words)
    place = 0
    while place < len(words):
        length, rounds = _loop_at(keys, place)
        if rounds:
            del words[place + length : place + length * rounds]
            del keys[place + length : place + length * rounds]
        place += 1
    return " ".join(words)


def _keys(words: list[str]) -> list[str]:
    return [word.strip(".,;:!?…\"'-").casefold() for word in words]


def _loop_at(keys: list[str], place: int) -> tuple[int, int]:
    """Length in words and number of rounds of the loop that begins at ``place``; ``(0, 0)``: none."""
    for length in range(1, min(LONGEST, (len(keys) - place) // 2) + 1):
        rounds = _rounds(keys, place, length)
        if rounds > _allowed(length):
            return length, rounds
    return 0, 0


def _rounds(keys: list[str], place: int, length: int) -> int:
    pattern = keys[place : place + length]
    rounds = 1
    while keys[place + rounds * length : place + (rounds + 1) * length] == pattern:
        rounds += 1
    return rounds


def _allowed(length: int) -> int:
    return {1: 6, 2: 4}.get(length, 2)
