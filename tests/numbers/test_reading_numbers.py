"""Any common writing of a number is read; nothing makes the reader fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadringer.numbers.read import Number, read_number

WRITTEN = [
    ("+39 06 1234567", None, "+39061234567", "fixed"),
    ("0039 06 1234567", "IT", "+39061234567", "fixed"),
    ("0039 06 1234567", "US", "+39061234567", "fixed"),
    ("011 39 06 1234567", "US", "+39061234567", "fixed"),
    ("06 1234567", "IT", "+39061234567", "fixed"),
    ("+39 (0)6 12345678", None, "+390612345678", "fixed"),
    ("+44 (0)20 7946 0958", None, "+442079460958", "fixed"),
    ("(020) 7946 0958", "GB", "+442079460958", "fixed"),
    ("020 7946 0958 ext. 12", "GB", "+442079460958", "fixed"),
    ("44 20 7946 0958", None, "+442079460958", "fixed"),
    ("348 1234567", "IT", "+393481234567", "mobile"),
    ("800 145 851", "IT", "+39800145851", "freephone"),
    ("1-800-FLOWERS", "US", "+18003569377", "freephone"),
    ("tel:+44-20-7946-0958;ext=5", None, "+442079460958", "fixed"),
    ("sip:+12155550121@host.example;user=phone", None, "+12155550121", "fixed"),
    ("sips:%2B12155550121@host.example", None, "+12155550121", "fixed"),
    ('"Bob" <sip:+12155550121@h;user=phone>;verstat=TN-Validation-Passed', None, "+12155550121", "fixed"),
    ("٠٠٣٩٠٦١٢٣٤٥٦٧", "IT", "+39061234567", "fixed"),
    ("＋３９ ０６ １２３４５６７", None, "+39061234567", "fixed"),
    ("+979 1 2345 6789", None, "+979123456789", "premium"),
]


@pytest.mark.parametrize(("text", "country", "e164", "line"), WRITTEN)
def test_written(text: str, country: str | None, e164: str, line: str) -> None:
    number = read_number(text, country)
    assert (number.kind, number.e164, number.line, number.standing) == ("number", e164, line, "plausible")


@pytest.mark.parametrize("text", ["", "anonymous", "Numero privato", "sip:anonymous@anonymous.invalid", "P", "Unknown", "No Caller ID"])
def test_withheld(text: str) -> None:
    assert read_number(text, "GB").kind == "withheld"
    assert read_number(text).key == "withheld"


@pytest.mark.parametrize("text", ["AMAZON", "Poste Italiane", "O2", "3Mobile", "sip:bob@example.com"])
def test_a_senders_name(text: str) -> None:
    number = read_number(text, "GB")
    assert number.kind == "name"
    assert number.key.startswith("name:")


def test_short_numbers_know_their_country() -> None:
    assert read_number("187", "IT").key == "IT:187"
    assert read_number("+39187").key == "IT:187", "some lines put the country's code before a short number"
    assert read_number("159", "GB").kind == "short"


def test_italian_numbers_keep_their_zero_and_british_ones_do_not() -> None:
    assert read_number("02 1234567", "IT").e164 == "+39021234567"
    assert read_number("020 7946 0958", "GB").e164 == "+442079460958"


def test_standing() -> None:
    assert read_number("+442079460958").standing == "plausible"
    assert read_number("+12120111234").standing == "unassigned"
    assert read_number("+4420794609581234").standing == "impossible"


@given(st.text(max_size=300), st.sampled_from([None, "IT", "GB", "US", "DE", "IN", "XX"]))
@settings(max_examples=400, deadline=None)
def test_no_text_makes_it_fail(text: str, country: str | None) -> None:
    number = read_number(text, country)
    assert isinstance(number, Number)
    assert number.kind in ("number", "short", "withheld", "name", "unreadable")
    assert not number.e164 or (number.e164[1:].isdigit() and number.e164.isascii())


@given(st.text(alphabet="+0123456789()-. ;:@<>tel=sip%\"'", max_size=60), st.sampled_from([None, "IT", "GB", "US"]))
@settings(max_examples=400, deadline=None)
def test_no_number_like_text_makes_it_fail(text: str, country: str | None) -> None:
    read_number(text, country)


@given(st.integers(10**9, 10**12))
@settings(max_examples=200, deadline=None)
def test_reading_again_changes_nothing(digits: int) -> None:
    number = read_number(f"+{digits}")
    if number.e164:
        assert read_number(number.e164).e164 == number.e164
