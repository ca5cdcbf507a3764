"""Loops of a lost recogniser are cut; people's own repetitions stay."""

from __future__ import annotations

import pytest

from deadringer.speech.agreement import Agreement, Pace
from deadringer.speech.loops import without_loops


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("one two three", "one two three"),
        ("thank you " * 9, "thank you"),
        ("la la la la la la la la", "la"),
        ("and then we go and then we go and then we go and then", "and then we go and then"),
        # what people really say
        ("no no no", "no no no"),
        ("seven seven seven seven", "seven seven seven seven"),
        ("hello? hello? hello?", "hello? hello? hello?"),
        ("press one now, press one now", "press one now, press one now"),
    ],
)
def test_loops(text: str, kept: str) -> None:
    assert without_loops(text) == kept


def test_words_are_agreed_upon_by_two_readings() -> None:
    agreement = Agreement()
    assert agreement.hear("This is your") == ("", "This is your")
    assert agreement.hear("this is your bank.") == ("This is your"[:0] + "this is your", "bank.")
    assert agreement.hear("this is your bank calling") == ("this is your bank", "calling")


def test_agreed_words_are_never_taken_back() -> None:
    agreement = Agreement()
    for text in ("give me the code", "give me the code", "something else"):
        committed, _ = agreement.hear(text)
    assert committed == "give me the code"
    assert agreement.hear("") == ("give me the code", "")


def test_a_slow_machine_reads_less_often() -> None:
    pace = Pace(every_s=0.8, share=0.5)
    assert pace.is_due(0.8) and not pace.is_due(0.7)
    pace._cost_s, pace._last_s = 2.0, 1.0
    assert not pace.is_due(4.9) and pace.is_due(5.0)
