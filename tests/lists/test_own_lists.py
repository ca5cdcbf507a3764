"""The person's own list: what can be blocked, who always wins, and that a change happens whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.lists.decide import Lists
from deadringer.lists.entries import Entry, Which, entry_of
from deadringer.lists.own import OwnLists
from deadringer.numbers.read import read_number


def keep(which: Which, *texts: str, country: str | None = "IT", **more: str) -> None:
    with OwnLists() as lists:
        lists.add([entry_of(text, which, country, **more) for text in texts])


def action(number: str, knowledge: Knowledge, country: str | None = "IT", on: date | None = None) -> str:
    with Lists(knowledge) as lists:
        return lists.judge(read_number(number, country), on).action


@pytest.mark.parametrize(
    ("entry", "blocked", "free"),
    [
        ("+39 02 1234567", "02 1234567", "02 1234568"),
        ("+39 0844*", "0844 123456", "0843 123456"),
        ("0844*", "+39 0844 123456", "+39 0843 123456"),
        ("0162*", "+33162123456", "+33163123456"),
        ("+39 0844 000000 .. +39 0844 499999", "0844 400000", "0844 500000"),
        ("country:TN", "+216 71 123 456", "+213 21 123 456"),
        ("withheld", "", "02 1234567"),
        ("name:Amazon", "AMAZON", "AMAZONIA"),
        ("187", "+39187", "119"),
    ],
)
def test_what_can_be_blocked(knowledge: Knowledge, entry: str, blocked: str, free: str) -> None:
    keep("block", entry, country="FR" if entry == "0162*" else "IT")
    assert action(blocked, knowledge) == "block"
    assert action(free, knowledge) == "none"


def test_contacts_and_allowed_numbers_always_win(knowledge: Knowledge) -> None:
    keep("block", "country:IT", "+39*", "02 1234567")
    keep("allow", "02 1234567")
    assert action("02 1234567", knowledge) == "allow"
    keep("contact", "02 1234567", name="Nonna")
    assert action("02 1234567", knowledge) == "contact"
    assert action("02 7654321", knowledge) == "block"


@pytest.mark.parametrize(
    ("number", "country"),
    [("112", "IT"), ("+39112", "IT"), ("999", "GB"), ("911", "US"), ("116123", "GB"), ("1522", "IT"), ("114", "IT"), ("000", "AU")],
)
def test_emergency_numbers_and_helplines_are_never_blocked_nor_logged(knowledge: Knowledge, number: str, country: str) -> None:
    with OwnLists() as lists:
        lists.add([Entry("block", "country", country), Entry("block", "number", f"{country}:{number}"), Entry("block", "prefix", "+1")])
    with Lists(knowledge) as lists_:
        decision = lists_.judge(read_number(number, country))
    assert decision.action == "protected"
    assert not decision.blocks
    assert not decision.may_be_logged


def test_nothing_is_allowed_for_having_rung_twice(knowledge: Knowledge) -> None:
    keep("block", "02 1234567")
    assert {action("02 1234567", knowledge) for _ in range(5)} == {"block"}
    assert {action("02 7654321", knowledge) for _ in range(5)} == {"none"}


def test_an_entry_expires(knowledge: Knowledge) -> None:
    keep("block", "02 1234567", expires="2026-12-31")
    assert action("02 1234567", knowledge, on=date(2026, 12, 31)) == "block"
    assert action("02 1234567", knowledge, on=date(2027, 1, 1)) == "none"


@pytest.mark.parametrize(
    "text", ["*", "+*", "hello there *", "country:Tunisia", "name:", "+39 5 .. +39 4", "+390844999999 .. +390844000000", "+++"]
)
def test_nonsense_is_refused_with_a_word_of_help(text: str) -> None:
    with pytest.raises(InputError):
        entry_of(text, "block", None)


def test_a_change_happens_whole_or_not_at_all(knowledge: Knowledge) -> None:
    keep("block", "02 1234567")

    def broken() -> Iterator[Entry]:
        yield entry_of("02 7654321", "block", "IT")
        raise RuntimeError("the power went")

    with OwnLists() as lists, pytest.raises(RuntimeError):
        lists.add(broken(), replacing="own")
    assert action("02 1234567", knowledge) == "block"
    assert action("02 7654321", knowledge) == "none"


def test_two_at_a_time(knowledge: Knowledge) -> None:
    with OwnLists() as one, OwnLists() as two:
        one.add([entry_of("02 1234567", "block", "IT")])
        two.add([entry_of("02 7654321", "block", "IT")])
        assert len(list(one.all())) == 2


def test_a_damaged_file_says_so(data: Path) -> None:
    (data / "lists").mkdir(parents=True)
    (data / "lists" / "own.sqlite").write_bytes(b"this is no database" * 1000)
    with pytest.raises(InputError, match="damaged"):
        OwnLists()


def test_a_newer_file_is_left_alone(data: Path) -> None:
    OwnLists().close()
    db = sqlite3.connect(data / "lists" / "own.sqlite")
    db.execute("pragma user_version = 99")
    db.close()
    with pytest.raises(InputError, match="newer"):
        OwnLists()


def test_the_file_is_the_persons_alone(data: Path) -> None:
    OwnLists().close()
    assert (data / "lists" / "own.sqlite").stat().st_mode & 0o077 == 0


@given(st.text(max_size=80), st.sampled_from([None, "IT", "US"]))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_reading_an_entry_fail(text: str, country: str | None) -> None:
    try:
        entry = entry_of(text, "block", country)
    except InputError:
        return
    assert entry.value or entry.kind == "withheld"
