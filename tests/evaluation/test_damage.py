"""Damage to words: as much as was asked for, the same every time, and plausible."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadringer.call import Call, Turn
from deadringer.errors import InputError
from deadringer.evaluation.damage import Damage, Mishearing, confusions, damage, key_en, key_it
from deadringer.evaluation.rows import Row

WORDS = "please read me the code that we have sent to your phone so that i can stop the payment from your account today " * 20


def row(text: str, id: str = "1", lang: str = "en") -> Row:
    return Row(id, "here", "scam", lang, (Turn(text, "them"),), Call(), "here:1", "here:1")


def test_as_much_as_was_asked_for() -> None:
    n = len(WORDS.split())
    (dropped,) = damage([row(WORDS)], Damage(dropped=0.2))
    (doubled,) = damage([row(WORDS)], Damage(doubled=0.2))
    assert dropped.words / n == pytest.approx(0.8, abs=0.05)
    assert doubled.words / n == pytest.approx(1.2, abs=0.05)


def test_misheard_words_change_but_their_number_hardly() -> None:
    (heard,) = damage([row(WORDS)], Damage(misheard=0.2))
    changed = sum(a != b for a, b in zip(WORDS.split(), heard.text.split(), strict=False))
    assert changed > 20
    assert abs(heard.words - len(WORDS.split())) < 60


def test_the_same_every_time_and_for_each_row_alone() -> None:
    how = Damage(0.1, 0.1)
    first = damage([row(WORDS, "1"), row(WORDS, "2")], how)
    assert damage([row(WORDS, "2")], how)[0].text == first[1].text
    assert first[0].text != first[1].text


def test_no_damage_changes_nothing() -> None:
    assert damage([row(WORDS)], Damage())[0].text.split() == WORDS.split()


@pytest.mark.parametrize(("one", "other"), [("code", "coat"), ("right", "write"), ("knight", "night"), ("fraud", "fret"), ("bill", "pill")])
def test_english_words_that_sound_alike(one: str, other: str) -> None:
    assert key_en(one) == key_en(other)


@pytest.mark.parametrize(("one", "other"), [("conto", "gondo"), ("polizia", "pulizia"), ("carta", "carte"), ("pacco", "baco")])
def test_italian_words_that_sound_alike(one: str, other: str) -> None:
    assert key_it(one) == key_it(other)


def test_the_list_is_used_both_ways() -> None:
    assert "any desk" in confusions("en")["anydesk",]
    assert "anydesk" in confusions("en")["any", "desk"]
    assert "pulizia" in confusions("it")["polizia",]


@given(st.text(max_size=200), st.sampled_from(["en", "it", ""]))
def test_any_text_survives(text: str, lang: str) -> None:
    damage([row(text, lang=lang)], Damage(0.2, 0.2, 0.5))
    Mishearing([]).hear(text, "it" if lang == "it" else "en", random.Random(1))


@pytest.mark.parametrize("how", [Damage(dropped=0.2), Damage(doubled=0.5), Damage(0.2, 0.2, 0.2)])
def test_a_call_lasts_as_long_as_before(how: Damage) -> None:
    (once,) = damage([row(WORDS)], how)
    (twice,) = damage([once], how)
    assert once.words != row(WORDS).words
    assert once.seconds == twice.seconds == row(WORDS).seconds


def test_no_more_than_all_words_can_be_damaged() -> None:
    assert Damage(0.1, 0.2, 0.7).any
    with pytest.raises(InputError, match=r"make 1\.8 together"):
        Damage(0.6, 0.6, 0.6)
