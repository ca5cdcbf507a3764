"""A verdict for a frightened person: plain text, 80 columns, readable without colour."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from deadringer.call import Call
from deadringer.evidence import Level, Verdict
from deadringer.guidance.advice import Advice, Cited, Texts, advise
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import say
from deadringer.phrases.tokens import clean

WIDTH = 78
MOST_ADDRESS = 240
"""Characters of an address that are shown; its host stands at the beginning."""
_ADDRESS = re.compile(r"://|www\.|[\w-]\.[a-z]{2,18}(?:[/:?#”\"]|$)|@\w", re.IGNORECASE)
_COLOURS = {Level.SCAM: "\033[1;97;41m", Level.SUSPICIOUS: "\033[1;30;43m", Level.UNPROVEN: "\033[1m", Level.EXPECTED: "\033[1m"}
_PLAIN = "\033[0m"


def show(verdict: Verdict, knowledge: Knowledge, call: Call, lang: str | None = None, colour: bool = False, explain: bool = False) -> str:
    """The whole answer as text."""
    advice = advise(verdict, knowledge, call, lang)
    say_it = Texts(knowledge, advice.lang)
    return "\n".join(_lines(advice, verdict, say_it, knowledge, colour, explain))


def _lines(advice: Advice, verdict: Verdict, say_it: Texts, knowledge: Knowledge, colour: bool, explain: bool) -> Iterator[str]:
    yield headline(advice, verdict, colour)
    yield ""
    if advice.claim:
        yield from _wrapped(advice.claim)
    if advice.quote and advice.quoted:
        yield from _wrapped(f"{advice.quoted}: “{advice.quote}”")
    yield from _wrapped(advice.reason.text)
    yield from _source(advice.reason, say_it)
    if advice.instead is not None and advice.instead.text != advice.reason.text:
        yield ""
        yield from _wrapped(f"{advice.instead_title}: {advice.instead.text}")
        yield from _source(advice.instead, say_it)
    if advice.steps:
        yield ""
        yield f"  {say_it('what_now')}"
        for count, step in enumerate(advice.steps, 1):
            yield from _wrapped(step.text, f"  {count}. ", "     ")
    if advice.signs:
        yield ""
        yield f"  {say_it('other_signs')}"
        for sign in advice.signs:
            yield from _wrapped(sign.text, "  - ", "    ")
    for note in advice.notes:
        yield ""
        yield from _wrapped(note)
    if explain:
        yield ""
        yield from explanation(verdict, say_it)


def headline(advice: Advice, verdict: Verdict, colour: bool = False) -> str:
    """The instruction, and the level at the right."""
    right = f"{advice.level} · {verdict.probability:.0%}"
    instruction = advice.instruction.upper() if verdict.level is Level.SCAM else advice.instruction
    gap = " " * max(2, WIDTH - len(instruction) - len(right))
    if colour:
        return f"{_COLOURS[verdict.level]} {instruction} {_PLAIN}{gap[:-2] if len(gap) > 3 else '  '}{right}"
    return f"{instruction}{gap}{right}"


def explanation(verdict: Verdict, say_it: Texts) -> Iterator[str]:
    """Every piece of evidence with its weight; the column adds up to the probability's log-odds."""
    yield f"  {verdict.prior:+6.2f}  {say_it('explain_prior')}"
    for w in verdict.evidence:
        piece = w.evidence
        quote = f" “{piece.quote}”" if piece.quote else ""
        capped = ""
        if abs(w.weight - piece.weight) >= 0.005:
            capped = f" ({say_it('explain_capped', weight=f'{piece.weight:+.2f}')})"
        yield from _wrapped(f"{piece.kind}{quote}{capped}", f"  {w.weight:+6.2f}  ", " " * 10)
        yield from _wrapped(say(piece.why, say_it.lang), " " * 10, " " * 10)
        if piece.source:
            yield f"          {piece.source}"
    yield f"  {'─' * 6}"
    yield f"  {verdict.log_odds:+6.2f}  {say_it('explain_sum')}"
    yield f"  {verdict.probability:6.1%}  {say_it('explain_probability')}"


def _wrapped(text: str, first: str = "  ", rest: str = "  ") -> list[str]:
    """Lines; what a stranger wrote is cleaned of all that steers a terminal, and cut where it has no spaces (addresses stay whole)."""
    room = WIDTH - max(len(first), len(rest))
    words = (piece for word in clean(text).split() for piece in _pieces(word, room))
    return textwrap.wrap(
        " ".join(words), WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _pieces(word: str, room: int) -> list[str]:
    if len(word) <= room:
        return [word]
    if _ADDRESS.search(word):
        return [word if len(word) <= MOST_ADDRESS else f"{word[: MOST_ADDRESS - 40]}…{word[-39:]}"]
    return [word[i : i + room] for i in range(0, len(word), room)]


def _source(cited: Cited, say_it: Texts) -> Iterator[str]:
    if cited.source:
        checked = f" ({say_it('checked')} {cited.checked})" if cited.checked else ""
        yield f"    {say_it('source')}: {cited.source}{checked}"
