"""The official numbers of organisations, and numbers that look like one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import OfficialNumber, Organisation
from deadringer.numbers.read import Number, read_number

SHARED_ENDING = 7
"""Last digits that two numbers must share to look alike although they begin differently."""
SHORTEST = 8
"""Digits (with the country's) below which numbers are too short to look alike."""
HALF = 5
"""Digits at either end of a number, one of which a single slip leaves alone."""
OWN_BLOCK = 2
"""Last digits within which an organisation's numbers are taken for one block of its own."""


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
    """``one_digit``, ``swapped``, ``extra_digit``, ``missing_digit``, ``other_toll_free``, ``other_country``, ``shared_ending``; or
    ``same_block``: one digit away, but among several numbers of that very organisation."""


class Directory:
    """All published numbers.

    A single slip (a digit changed, added or left out, two swapped) leaves either the first or the last five digits alone, so those who
    share one of these are compared and nobody else is: a few microseconds among thousands of numbers.
    """

    def __init__(self, knowledge: Knowledge | None = None, listed: Iterable[Listed] = ()) -> None:
        """
        Args:
            knowledge: takes all its organisations' numbers.
            listed: further ones.
        """
        self._exact: dict[str, list[Listed]] = {}
        self._starts: dict[str, list[str]] = {}
        self._ends: dict[str, list[str]] = {}
        self._endings: dict[str, list[Listed]] = {}
        self._significant: dict[str, list[Listed]] = {}
        if knowledge is not None:
            for organisation in knowledge.organisations.values():
                for entry in organisation.numbers:
                    country = entry.country or (organisation.countries[0] if organisation.countries else "")
                    self.add(Listed(organisation, entry, read_number(entry.number, country)))
        for one in listed:
            self.add(one)

    def __len__(self) -> int:
        return sum(len(listed) for listed in self._exact.values())

    def add(self, listed: Listed) -> None:
        """Adds one official number."""
        number = listed.number
        known = self._exact.setdefault(number.key, [])
        known.append(listed)
        digits = number.e164[1:]
        if len(digits) < SHORTEST:
            return
        if len(known) == 1:
            self._starts.setdefault(digits[:HALF], []).append(digits)
            self._ends.setdefault(digits[-HALF:], []).append(digits)
        self._endings.setdefault(digits[-SHARED_ENDING:], []).append(listed)
        self._significant.setdefault(digits[len(number.calling_code) :], []).append(listed)

    def find(self, number: Number) -> list[Listed]:
        """Organisations that publish exactly this number."""
        return self._exact.get(number.key, []) if number.key else []

    def of(self, organisation: str) -> list[Listed]:
        """The numbers that this organisation publishes."""
        return [one for listed in self._exact.values() for one in listed if one.organisation.id == organisation]

    def look_alikes(self, number: Number) -> Iterator[LookAlike]:
        """Official numbers that this one could be mistaken for, the closest first; none where it is an official one itself."""
        digits = number.e164[1:]
        if len(digits) < SHORTEST or self.find(number):
            return
        seen: set[int] = set()
        for how, neighbour in self._one_slip(digits):
            for listed in self._exact["+" + neighbour]:
                seen.add(id(listed))
                yield LookAlike(listed, "same_block" if self._in_block(listed, digits) else how)
        for how, others in (
            ("other_country", self._significant.get(digits[len(number.calling_code) :], ())),
            ("", self._endings.get(digits[-SHARED_ENDING:], ())),
        ):
            for listed in others:
                if id(listed) not in seen:
                    seen.add(id(listed))
                    yield LookAlike(listed, how or _ending(number, listed.number))

    def _one_slip(self, digits: str) -> Iterator[tuple[str, str]]:
        """How and which official numbers are one slip away."""
        found: set[str] = set()
        for group in (self._starts.get(digits[:HALF]), self._ends.get(digits[-HALF:])):
            if group:
                found.update(match[0] for match in extract(digits, group, scorer=OSA.distance, score_cutoff=1, limit=None))
        if len(digits) <= 2 * HALF:
            # Of so short a number a swap in the very middle touches both ends.
            swapped = digits[: HALF - 1] + digits[HALF] + digits[HALF - 1] + digits[HALF + 1 :]
            if "+" + swapped in self._exact and swapped != digits:
                found.add(swapped)
        for official in sorted(found):
            yield _slip(digits, official), official

    def _in_block(self, listed: Listed, digits: str) -> bool:
        """Whether the organisation publishes several numbers that differ from this one in the last digits alone."""
        block = digits[:-OWN_BLOCK]
        own = {
            other
            for other in self._starts.get(digits[:HALF], ())
            if len(other) == len(digits) and other[:-OWN_BLOCK] == block
            for one in self._exact["+" + other]
            if one.organisation.id == listed.organisation.id
        }
        return len(own) >= 2


def _slip(digits: str, official: str) -> str:
    if len(digits) > len(official):
        return "extra_digit"
    if len(digits) < len(official):
        return "missing_digit"
    return "one_digit" if sum(a != b for a, b in zip(digits, official, strict=True)) == 1 else "swapped"


def _ending(number: Number, official: Number) -> str:
    both_free = number.line == official.line == "freephone"
    return "other_toll_free" if both_free and number.calling_code == official.calling_code else "shared_ending"
