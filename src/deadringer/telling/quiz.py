"""Ten short calls to practise on. Nothing is kept and nothing is sent."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from deadringer.errors import InputError
from deadringer.knowledge.load import load_kind

WIDTH = 78
MOST_TRIES = 5
"""Unreadable answers before a call is passed over."""
_SCAM = {"en": ("s", "scam"), "it": ("t", "truffa")}
_FITS = {"en": ("r", "real"), "it": ("v", "vera", "vero")}


@dataclass(frozen=True, slots=True)
class Practice:
    """One call to practise on."""

    id: str
    situation: str
    said: Sequence[str]
    answer: str
    """``scam`` or ``fits``."""
    why: str
    do: str
    dealing: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Quiz:
    """Ten calls in one language."""

    lang: str
    texts: dict[str, str]
    calls: Sequence[Practice]


def load_quiz(lang: str) -> Quiz:
    """The calls in that language.

    Raises:
        InputError: there are none; names the languages.
    """
    found = load_kind("quiz")
    if lang not in found:
        raise InputError(f"--lang {lang}: I have calls in {', '.join(found)}")
    data = found[lang]
    return Quiz(
        lang,
        data["texts"],
        tuple(
            Practice(c["id"], c["situation"], tuple(c["said"]), c["answer"], c["why"], c["do"], tuple(c.get("dealing", ())))
            for c in data["calls"]
        ),
    )


def question(quiz: Quiz, index: int) -> Iterator[str]:
    """A call as lines."""
    call, t = quiz.calls[index], quiz.texts
    yield ""
    yield t["call"].format(number=index + 1, all=len(quiz.calls))
    yield from _wrapped(call.situation)
    yield ""
    for line in call.said:
        yield from textwrap.wrap(line, WIDTH - 4, initial_indent="    ", subsequent_indent="    ")
    yield ""


def explanation(quiz: Quiz, index: int) -> Iterator[str]:
    """The answer as lines."""
    call, t = quiz.calls[index], quiz.texts
    yield from _wrapped(t["answer"].format(answer=t[call.answer]))
    yield from _wrapped(t["why"].format(text=call.why))
    yield from _wrapped(t["do"].format(text=call.do))


def read_answer(text: str, lang: str) -> str | None:
    """``scam``, ``fits``, or ``None`` where it is neither."""
    plain = text.strip().lower()
    if plain in _SCAM.get(lang, _SCAM["en"]):
        return "scam"
    if plain in _FITS.get(lang, _FITS["en"]):
        return "fits"
    return None


def play(quiz: Quiz, ask: Callable[[str], str], tell: Callable[[str], object]) -> int:
    """Goes through the calls with a person.

    Args:
        ask: shows a question and gives the answer; ``EOFError`` ends the quiz.
        tell: shows a line.

    Returns:
        How many answers were right.
    """
    t = quiz.texts
    for line in (t["title"], "", *_wrapped(t["intro"])):
        tell(line)
    right = 0
    for index, call in enumerate(quiz.calls):
        for line in question(quiz, index):
            tell(line)
        given = _asked(quiz, ask, tell)
        if given is None:
            tell(t["stopped"])
            return right
        right += given == call.answer
        tell("")
        tell(t["right"] if given == call.answer else t["wrong"])
        for line in explanation(quiz, index):
            tell(line)
    tell("")
    tell(t["score"].format(right=right, all=len(quiz.calls)))
    tell(t["score_all"] if right == len(quiz.calls) else t["score_most"] if right >= 7 else t["score_some"])
    return right


def _asked(quiz: Quiz, ask: Callable[[str], str], tell: Callable[[str], object]) -> str | None:
    for _ in range(MOST_TRIES):
        try:
            given = read_answer(ask(quiz.texts["ask"]), quiz.lang)
        except EOFError:
            return None
        if given:
            return given
        tell(quiz.texts["again"])
    return ""


def as_text(quiz: Quiz) -> str:
    """All calls with their answers."""
    lines = [quiz.texts["title"], quiz.texts["no_terminal"]]
    for index in range(len(quiz.calls)):
        lines += [*question(quiz, index), *explanation(quiz, index)]
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)
