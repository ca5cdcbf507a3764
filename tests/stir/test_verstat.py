"""What a line says of a signature that it verified itself counts only from a trusted trunk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadringer.stir.verstat import read_headers, read_verstat


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("TN-Validation-Passed-A", "passed_a"), ("TN-Validation-Passed-B", "passed_b"), ("TN-Validation-Passed-C", "passed_c"),
        ("TN-Validation-Passed-A-Diverted", "passed"), ("TN-Validation-Passed", "passed"), ("TN-Validation-Failed-A", "failed"),
        ("TN-Validation-Failed", "failed"), ("No-TN-Validation", ""), ("", ""), ("rubbish", ""),
        ("<sip:+12155550121@host;user=phone>;verstat=TN-Validation-Passed", "passed"),
        ("<sip:+12155550121;verstat=TN-Validation-Failed@host>", "failed"),
    ],
)  # fmt: skip
def test_words(value: str, found: str) -> None:
    assert read_verstat(value) == found
    assert read_verstat(value, trusted=False) == ""


def test_headers() -> None:
    headers = {
        "From": "<sip:+1@h>;verstat=TN-Validation-Failed",
        "P-Asserted-Identity": "<tel:+1;verstat=TN-Validation-Passed>",
        "P-Attestation-Indicator": "A",
    }
    assert read_headers(headers, trusted=True) == "passed_a"
    assert read_headers(headers, trusted=False) == ""
    assert read_headers({"from": "<sip:+1@h;verstat=TN-Validation-Failed>"}, trusted=True) == "failed"


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(value: str) -> None:
    read_verstat(value)
