"""The pattern language: what matches, what does not, what is refused and how it is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadringer.phrases.patterns import PatternError, PatternIndex, compile_pattern
from deadringer.phrases.tokens import hear

CLASSES = {"giftcard": "(gift|itunes|google play) (card|cards)"}

MATCH = [
    ("(buy|get|pick up) .. <giftcard>", "you must pick up two or three gift cards", True),
    ("(buy|get) .. <giftcard>", "get in the car and we will talk of gift cards", False),
    ("press <digit> [now] to (cancel|speak)", "press one now to cancel", True),
    ("press <digit> [now] to (cancel|speak)", "press twelve to cancel", False),
    ("suspend* ... account", "we suspended it because of your bank account", True),
    ("pay <amount>", "pay seven hundred pounds", True),
    ("pay <amount>", "pay attention", False),
    ("call .. <phone>", "call me on 020 7946 0958", True),
    ("open <link>", "open amazon dot com", True),
    ("i do not know", "I don't know", True),
    ("no one", "no one is there", True),
    ("read _ the code", "read me the code", True),
    ("read _ the code", "read the code", False),
    ("card", "cardboard", False),
]


@pytest.mark.parametrize(("pattern", "text", "found"), MATCH)
def test_matches(pattern: str, text: str, found: bool) -> None:
    index = PatternIndex([("key", compile_pattern(pattern, CLASSES, "en"))])
    assert bool(list(index.find(hear(text, "en")))) is found


REFUSED = [
    ("", "at least one word"),
    ("[maybe]", "at least one word"),
    ("<n> ..", "no plain word"),
    ("(buy|get", "not closed"),
    ("buy)", "unexpected"),
    ("(buy]", "takes ')'"),
    ("buy (|)", "empty choice"),
    ("buy <nothing>", "no class <nothing>"),
    ("a*", "two letters"),
    ("word ... word ... word ... word ... word ... word ... word ... word", "at most"),
]


@pytest.mark.parametrize(("pattern", "message"), REFUSED)
def test_refuses_and_says_why(pattern: str, message: str) -> None:
    with pytest.raises(PatternError, match=message.replace("(", r"\(").replace(")", r"\)")):
        compile_pattern(pattern, CLASSES, "en")


def test_every_place_is_found_once() -> None:
    index = PatternIndex([("key", compile_pattern("gift card", {}, "en"))])
    places = [(m.first, m.last) for m in index.find(hear("gift card or gift card", "en"))]
    assert places == [(0, 2), (3, 5)]


def test_several_words_of_one_beginning_are_all_found() -> None:
    index = PatternIndex([("key", compile_pattern("the regist*", {}, "en"))])
    places = [m.first for m in index.find(hear("the registered or the registry or the registered", "en"))]
    assert places == [0, 3, 6]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab cd()[]|<>_.*n", max_size=40))
def test_any_text_compiles_or_is_refused(source: str) -> None:
    try:
        pattern = compile_pattern(source, CLASSES, "en")
    except PatternError:
        return
    list(PatternIndex([("key", pattern)]).find(hear("a b c d ab cd abc", "en")))


def test_hostile_repetition_is_quick() -> None:
    import time

    index = PatternIndex([("key", compile_pattern("gift ... card ... code ... now", {}, "en"))])
    started = time.process_time()
    assert not list(index.find(hear("gift card code " * 20_000, "en")))
    # With the last word in every part the regular expression itself is tried at each of them.
    found = list(index.find(hear("gift card code now gift gift card card code " * 5_000, "en")))
    assert len(found) >= 5_000
    assert time.process_time() - started < 20
