"""Reads a number in any common writing.

``phonenumbers`` (Google's libphonenumber) parses and types; the national rules of the knowledge (``rules.py``) are asked before
its view of validity, which is wrong about some ranges (Italy's 0843 and 0844).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_LENGTH = 80
"""Characters of a number that are read."""

_WITHHELD = frozenset(
    "anonymous private withheld unknown restricted unavailable no_number p o sconosciuto privato anonimo nascosto invalid asterisk".split()
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read."""

    raw: str
    kind: str
    """``number``, ``short`` (no international form), ``withheld``, ``name`` (a text message's sender), ``unreadable``."""
    e164: str = ""
    """With ``+``; empty where there is none."""
    national: str = ""
    """As dialled at home, for showing."""
    country: str = ""
    """ISO 3166, where the number says it."""
    line: str = ""
    """``fixed``, ``mobile``, ``freephone``, ``premium``, ``shared_cost``, ``personal``, ``voip``, ``uan``, ``pager`` or empty."""
    valid: bool = False
    """Whether the numbering plan knows such numbers."""
    possible: bool = False
    """Whether its length is right."""


def read_number(text: str, country: str | None = None) -> Number:
    """Reads one number; never fails.

    Args:
        text: ``+39 06 1234``, ``0039 06…``, ``(020) 7946 0958``, ``tel:+44…``, ``sip:+44…@host;user=phone``, ``anonymous``, ``AMAZON``.
        country: where the person is (ISO 3166), for numbers in national form.
    """
    raw = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).strip()
    return _read(raw, (country or "").upper())


@lru_cache(maxsize=4096)
def _read(raw: str, country: str) -> Number:
    plain = re.sub(r"^(?:tel|sips?|callto):", "", raw.strip("<>\"' "), flags=re.I)
    plain = re.sub(r"[;@?].*$", "", plain)
    if not plain or plain.lower().replace(" ", "_") in _WITHHELD:
        return Number(raw, "withheld")
    if any(c.isalpha() for c in plain):
        letters = re.sub(r"[^A-Za-z]", "", plain)
        if not re.match(r"\s*[+(]?\d", plain) or len(letters) < 3:
            return Number(raw, "name", national=plain)
    digits = _dialled(plain)
    if not digits:
        return Number(raw, "unreadable")
    if not digits.startswith("+") and len(digits) <= 6:
        return Number(raw, "short", national=digits, country=country, possible=True)
    return _parsed(raw, digits, country)


def _dialled(plain: str) -> str:
    """Digits, with a leading ``+`` where the number is international; vanity letters turned into digits."""
    keys = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
    plain = plain.upper().translate(keys).replace("(0)", "") if plain.lstrip().startswith(("+", "00")) else plain.upper().translate(keys)
    digits = re.sub(r"[^\d]", "", plain)
    return ("+" + digits) if plain.lstrip("( ").startswith("+") else digits


def _parsed(raw: str, digits: str, country: str) -> Number:
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, country or None)
    except phonenumbers.NumberParseException:
        # 00 is the way out of most countries; without one a long number may be international without its plus.
        if not digits.startswith("+"):
            retry = "+" + digits[2:] if digits.startswith("00") else "+" + digits
            found = _parsed(raw, retry, "")
            if found.valid:
                return found
        return Number(raw, "unreadable", national=digits)
    region = phonenumbers.region_code_for_number(number) or (phonenumbers.region_code_for_country_code(number.country_code))
    return Number(
        raw,
        "number",
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        national=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL),
        country=region if region not in ("ZZ", None) else "",
        line=_LINES.get(phonenumbers.number_type(number), ""),
        valid=phonenumbers.is_valid_number(number),
        possible=phonenumbers.is_possible_number(number),
    )


# phonenumbers.PhoneNumberType, by value: see its documentation.
_LINES = {
    0: "fixed", 1: "mobile", 2: "fixed", 3: "freephone", 4: "premium", 5: "shared_cost", 6: "voip", 7: "personal", 8: "pager", 9: "uan",
    10: "voicemail",
}  # fmt: skip
