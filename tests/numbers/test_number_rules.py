"""National rules go before general validity, and hold from and until their dates."""

from __future__ import annotations

from datetime import date

import pytest

from deadringer.knowledge.load import Knowledge, load_knowledge
from deadringer.numbers.read import read_number
from deadringer.numbers.rules import NumberRules


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def rules(knowledge: Knowledge) -> NumberRules:
    return NumberRules(knowledge)


@pytest.mark.parametrize(
    ("text", "country", "line"),
    [
        ("+39 0844 123456", None, "telemarketing"),
        ("+39 0843 123456", None, "survey"),
        ("187", "IT", "short_code"),
        ("+44 909 123 4567", None, "forbidden_as_caller"),
        ("+44 70 1234 5678", None, "personal"),
        ("+44 844 123 4567", None, "service"),
        ("+44 871 123 4567", None, "service"),
        ("159", "GB", "bank"),
        ("01 62 12 34 56", "FR", "telemarketing"),
        ("09 47 51 23 45", "FR", "telemarketing"),
        ("09 37 12 34 56", "FR", "platform"),
        ("08 99 12 34 56", "FR", "premium"),
        ("600 12 34 56", "ES", "mobile"),
        ("806 123 456", "ES", "premium"),
        ("1401234567", "IN", "telemarketing"),
        ("+91 1600 112345", None, "government"),
        ("+91 1601 112345", None, "bank"),
        ("110", "DE", "forbidden_as_caller"),
        ("0900 1 234567", "DE", "forbidden_as_caller"),
        ("1550 123 456", "IE", "premium"),
        ("+1 212 011 1234", None, "forbidden_as_caller"),
        ("+1 212 911 1234", None, "forbidden_as_caller"),
        ("+1 112 555 1234", None, "forbidden_as_caller"),
        ("+1 900 555 1234", None, "premium"),
        ("+881 6 1234 5678", None, "satellite"),
        ("+222 45 12 34 56", None, "lure"),
    ],
)
def test_line(rules: NumberRules, text: str, country: str | None, line: str) -> None:
    rule = rules.find(read_number(text, country), date(2026, 11, 22))
    assert rule is not None
    assert rule["line"] == line
    assert rule["source"].startswith("http")


def test_a_rule_goes_before_general_validity(rules: NumberRules) -> None:
    number = read_number("+39 0844 123456")
    assert number.standing == "unassigned", "libphonenumber does not know the range; when it does, this test can go"
    assert rules.standing(number) == "plausible"
    assert rules.line(number) == "telemarketing"


def test_a_forbidden_caller_is_impossible(rules: NumberRules) -> None:
    assert rules.standing(read_number("+1 212 911 1234")) == "impossible"


def test_rules_begin_on_their_day(rules: NumberRules) -> None:
    number = read_number("01 62 12 34 56", "FR")
    assert rules.find(number, date(2022, 12, 31)) is None
    assert rules.find(number, date(2023, 1, 1)) is not None


def test_a_call_from_abroad_with_a_number_from_here(rules: NumberRules) -> None:
    fixed, mobile = read_number("+390612345678"), read_number("+393481234567")
    assert rules.from_abroad(fixed, date(2025, 8, 19)) is not None
    assert rules.from_abroad(mobile, date(2025, 11, 18)) is None
    assert rules.from_abroad(mobile, date(2025, 11, 19)) is not None


def test_a_country_weighs_nothing(knowledge: Knowledge) -> None:
    """People live in the countries whose numbers lures show."""
    for country in knowledge.countries.values():
        for rule in country.number_rules:
            assert 0 <= rule["weight"] <= 3.0
            if rule["line"] == "lure":
                assert rule["weight"] == 0
