"""Finds tactics in what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import Tactic
from deadringer.phrases.patterns import PatternIndex
from deadringer.phrases.tokens import Heard
from deadringer.text.guards import denied, never_asked, reported


@dataclass(frozen=True, slots=True)
class Sighting:
    """A tactic's words, ``first`` up to, not including, ``last``."""

    tactic: Tactic
    first: int
    last: int
    pattern: str
    reported: bool
    """Somebody tells what another said."""


def find_tactics(heard: Heard, knowledge: Knowledge, index: PatternIndex | None = None) -> Iterator[Sighting]:
    """Every tactic in the turn, in the order of the words; denied ones left out, overlapping ones of a tactic joined."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for match in (index or knowledge.tactic_index).find(heard):
        found.setdefault(match.key, []).append((match.first, match.last, match.pattern))
    sightings = []
    for key, places in found.items():
        tactic = knowledge.tactics[key]
        places.sort()
        end = -1
        for first, last, pattern in places:
            if never_asked(heard, first) if not tactic.guard else denied(heard, first, last):
                continue
            if first < end:
                continue
            end = last
            sightings.append(Sighting(tactic, first, last, pattern, reported(heard, first, last)))
    yield from sorted(sightings, key=lambda s: (s.last, s.first))


def finder(tactic: Tactic) -> Callable[[Heard], list[str]]:
    """A function that gives the patterns by which a text shows this one tactic (neither denied nor reported)."""
    index = PatternIndex((tactic.id, p) for patterns in tactic.said.values() for p in patterns)

    def find(heard: Heard) -> list[str]:
        return [
            m.pattern
            for m in index.find(heard)
            if not (denied(heard, m.first, m.last) or reported(heard, m.first, m.last) if tactic.guard else never_asked(heard, m.first))
        ]

    return find
