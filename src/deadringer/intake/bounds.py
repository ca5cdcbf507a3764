"""How much of a thing is read, so that time and memory stay bounded whatever is handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from deadringer.call import Turn

MAX_CHARACTERS = 2_000_000
"""Of all turns together; an hour of talk has about 60,000."""
MAX_TURNS = 50_000
TURN_CHARACTERS = 20_000
"""A longer turn is heard in parts: judging one turn takes more than twice as long when it is twice as long."""


def bounded(turns: Iterable[Turn], notes: Sequence[str] = ()) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    """Turns of a sensible size, and the remarks, with ``cut_short`` where something was left out."""
    out: list[Turn] = []
    left = MAX_CHARACTERS
    for turn in turns:
        for part in _parts(turn):
            if left <= 0 or len(out) >= MAX_TURNS:
                return tuple(out), tuple(dict.fromkeys((*notes, "cut_short")))
            out.append(part)
            left -= len(part.text)
    return tuple(out), tuple(dict.fromkeys(notes))


def _parts(turn: Turn) -> Iterator[Turn]:
    text = turn.text
    if len(text) <= TURN_CHARACTERS:
        yield turn
        return
    at = 0
    while at < len(text):
        end = min(len(text), at + TURN_CHARACTERS)
        if end < len(text):
            end = _good_end(text, at, end)
        part = text[at:end].strip()
        if part:
            yield replace(turn, text=part, start=turn.start if at == 0 else None, end=None)
        at = end


def _good_end(text: str, at: int, end: int) -> int:
    """The end of the last line, else sentence, else word before ``end``; ``end`` itself in a text without spaces."""
    half = at + TURN_CHARACTERS // 2
    for mark in ("\n", ". ", " "):
        place = text.rfind(mark, half, end)
        if place > 0:
            return place + len(mark)
    return end
