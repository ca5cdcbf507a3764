"""What opens something is covered; what a report is about is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadringer.telling.mask import COVER, mask

COVERED = [
    "My card number is 4111 1111 1111 1111.",
    "La carta è 5555-5555-5555-4444, scade a maggio.",
    "four one one one, one one one one, one one one one, one one one one",
    "quattro uno uno uno uno uno uno uno uno uno uno uno uno uno uno uno",
    "The code is 482913",
    "Please read me the code. The code is four eight two nine one three.",
    "il codice che è arrivato è 48 29 13",
    "il codice è uno nove quattro tre",
    "482913 is the code",
    "My PIN is 4821",
    "the three digits on the back are 123",
    "le tre cifre sul retro sono: 123",
    "the one-time password is 99817",
    "my password is hunter2!",
    "La password: Gatto_Nero7, tutta attaccata",
]
KEPT = [
    "Ring +44 20 7946 0958 or 0800 123 4567.",
    "0044 20 7946 0958 1234",
    "The sort code is 20 11 43, account 31926819",
    "my post code is 90210",
    "Codice fiscale RSSMRA80A01H501U, codice cliente 12345678",
    "IBAN IT60X0542811101000000123456",
    "On 22 November 2026 at 10:15 he asked for 2,400 pounds.",
    "Press 1 to speak to an agent, press 2 to cancel.",
    "The code of conduct of 2024 says so.",
    "two or three people, one or two of them four years old",
    "ho 84 anni e due nipoti",
]


@pytest.mark.parametrize("text", COVERED)
def test_secrets_are_covered(text: str) -> None:
    masked = mask(text)
    assert COVER in masked
    for secret in ("4111", "5555", "482913", "48 29", "4821", "123", "99817", "hunter2", "Gatto_Nero7", "four eight two", "uno nove"):
        if secret in text:
            assert secret not in masked


@pytest.mark.parametrize("text", KEPT)
def test_what_a_report_is_about_stays(text: str) -> None:
    assert mask(text) == text


@given(st.text(max_size=400))
def test_any_text_is_masked_once_and_for_all(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.integers(10**5, 10**6 - 1))
def test_no_code_gets_through(code: int) -> None:
    for text in (f"the code is {code}", f"il codice è {code}", f"OTP: {code}", f"{code} is my pin"):
        assert str(code) not in mask(text)
