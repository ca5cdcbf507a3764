"""The official numbers of organisations, and numbers that look like one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import OfficialNumber, Organisation
from deadringer.numbers.read import Number, read_number

SHARED_ENDING = 7
"""Last digits that two numbers must share to look alike although they begin differently."""
SHORTEST = 7
"""Digits below which numbers are too short to look alike."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An official number."""

    organisation: Organisation
    entry: OfficialNumber
    number: Number


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A number that is not the official one but looks like it."""

    listed: Listed
    how: str
    """``one_digit``, ``swapped``, ``extra_digit``, ``missing_digit``, ``other_prefix``."""


class Directory:
    """All published numbers. Look-up needs no search: the few neighbours of the number in question are looked up."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._exact: dict[str, list[Listed]] = {}
        self._endings: dict[str, list[Listed]] = {}
        for organisation in knowledge.organisations.values():
            for entry in organisation.numbers:
                number = read_number(entry.number, entry.country or organisation.countries[0])
                listed = Listed(organisation, entry, number)
                self._exact.setdefault(number.e164 or number.national, []).append(listed)
                if len(number.e164) > SHARED_ENDING + 3:
                    self._endings.setdefault(number.e164[-SHARED_ENDING:], []).append(listed)

    def __len__(self) -> int:
        return sum(len(listed) for listed in self._exact.values())

    def find(self, number: Number) -> list[Listed]:
        """Organisations that publish exactly this number."""
        return self._exact.get(number.e164 or number.national, [])

    def look_alikes(self, number: Number) -> Iterator[LookAlike]:
        """Official numbers that this one could be mistaken for; none where it is an official one itself."""
        if self.find(number) or len(number.e164) - 1 < SHORTEST:
            return
        seen = set()
        for how, neighbour in _neighbours(number.e164[1:]):
            for listed in self._exact.get("+" + neighbour, ()):
                if id(listed) not in seen:
                    seen.add(id(listed))
                    yield LookAlike(listed, how)
        for listed in self._endings.get(number.e164[-SHARED_ENDING:], ()):
            if id(listed) not in seen and (listed.number.line == "freephone") == (number.line == "freephone"):
                seen.add(id(listed))
                yield LookAlike(listed, "other_prefix")


def _neighbours(digits: str) -> Iterator[tuple[str, str]]:
    """Every number at a distance of one slip: a digit changed, two swapped, one too many or too few."""
    for i, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit:
                yield "one_digit", digits[:i] + other + digits[i + 1 :]
    for i in range(len(digits) - 1):
        if digits[i] != digits[i + 1]:
            yield "swapped", digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
    for i in range(len(digits)):
        if i == 0 or digits[i] != digits[i - 1]:
            yield "extra_digit", digits[:i] + digits[i + 1 :]
    for i in range(len(digits) + 1):
        for other in "0123456789":
            yield "missing_digit", digits[:i] + other + digits[i:]
