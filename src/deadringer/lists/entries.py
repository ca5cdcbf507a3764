"""One entry of a list: a number, all that begin alike, a range, a country, withheld numbers, or a sender's name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal

from deadringer.errors import InputError
from deadringer.numbers.read import Number, read_number

Which = Literal["block", "allow", "contact"]
Kind = Literal["number", "prefix", "range", "country", "withheld", "name"]
MIN_DIGITS, MAX_DIGITS = 7, 15
"""Digits of an international number."""
LEAST_PREFIX = 2
"""Digits of a prefix, with the country's code; a shorter one would block half the world."""
_OPEN = re.compile(r"(?:[*%]+|\.\*|\.\+|\\d[*+]|x{1,12}|\?{1,12})$", re.IGNORECASE)
_RANGE = re.compile(r"(\+?[\d\s().\-/]{4,24}?)\s*(?:\.\.+|–|—|/|\s-\s|\bto\b)\s*(\+?[\d\s().\-]{4,24})")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says of one number, or of many."""

    which: Which
    kind: Kind
    value: str
    """``+39…`` or ``IT:187`` (number), ``+3906`` (prefix), ``+391000/+391999`` (range), ``TN`` (country), ``amazon`` (name)."""
    name: str = ""
    """Whose number it is."""
    reason: str = ""
    source: str = "own"
    """Where it comes from: ``own``, or the file or list that it was imported from."""
    added: str = ""
    """Time, ISO 8601, UTC."""
    expires: str = ""
    """Last day on which it holds, ISO 8601; empty: for good."""

    @property
    def bounds(self) -> tuple[int, int]:
        """Of a range: first and last number, as integers."""
        low, _, high = self.value.partition("/")
        return int(low.lstrip("+")), int(high.lstrip("+"))


def entry_of(
    text: str, which: Which, country: str | None = None, *, name: str = "", reason: str = "", source: str = "own", expires: str = ""
) -> Entry:
    """Reads what a person wrote: a number, ``+39 02*``, ``+39 0844 000 .. +39 0844 999``, ``country:TN``, ``withheld``, ``name:AMAZON``.

    Args:
        country: where the person is, for numbers in national form.

    Raises:
        InputError: it is none of these, or the expiry is no date.
    """
    kind, value = _kind_and_value(text.strip(), country)
    if expires:
        try:
            expires = date.fromisoformat(expires.strip()[:10]).isoformat()
        except ValueError:
            raise InputError(f"{expires!r} is no date; write it like 2027-01-31") from None
    if which == "contact" and kind not in ("number", "name"):
        raise InputError(f"a contact is one number, not {text!r}")
    return Entry(which, kind, value, name=name, reason=reason, source=source, added=now(), expires=expires)


def now() -> str:
    """The time, for ``added``."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def _kind_and_value(text: str, country: str | None) -> tuple[Kind, str]:
    lower = text.lower()
    if lower.startswith("country:"):
        code = text[8:].strip().upper()
        if not re.fullmatch(r"[A-Z]{2}|001", code):
            raise InputError(f"{text!r}: a country takes two letters, like country:TN")
        return "country", code
    if lower.startswith("name:"):
        if not text[5:].strip():
            raise InputError("name: needs the sender's name after it")
        return "name", text[5:].strip().casefold()
    m = _RANGE.fullmatch(text)
    if m:
        return "range", _range(m.group(1), m.group(2), country)
    if _OPEN.search(text):
        return "prefix", _prefix(_OPEN.sub("", text), country, text)
    number = read_number(text, country)
    if number.kind == "withheld" and text:
        return "withheld", ""
    if number.kind == "name":
        return "name", number.national.casefold()
    if not number.key or number.kind == "unreadable":
        hint = "" if country else "; write it with + and the country's code, or name your country (--country IT)"
        raise InputError(f"{text!r} is no number that I can read{hint}")
    if number.kind == "short" and not number.country:
        raise InputError(f"{text!r} is a short number; say of which country (--country IT)")
    return "number", number.key


def _prefix(text: str, country: str | None, given: str) -> str:
    plain = re.sub(r"[^\d+]", "", text)
    digits = plain.lstrip("+")
    if plain.startswith("+"):
        pass
    elif digits.startswith("00"):
        digits = digits[2:]
    elif country:
        digits = national_prefix(digits, country)
    else:
        raise InputError(f"{given!r}: write the beginning with + and the country's code, or name your country (--country IT)")
    if not LEAST_PREFIX <= len(digits) < MAX_DIGITS:
        raise InputError(f"{given!r}: a beginning takes {LEAST_PREFIX} to {MAX_DIGITS - 1} digits, with the country's code")
    return "+" + digits


def national_prefix(digits: str, country: str) -> str:
    """The first digits of a number as dialled at home, with the country's code before them."""
    import phonenumbers

    code = str(phonenumbers.country_code_for_region(country.upper()) or "")
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country.upper())
    trunk = (metadata.national_prefix or "") if metadata else ""
    if trunk and digits.startswith(trunk):
        digits = digits[len(trunk) :]
    return code + digits


def _range(first: str, last: str, country: str | None) -> str:
    low, high = (read_number(text, country) for text in (first, last))
    if low.kind != "number" or high.kind != "number":
        raise InputError(f"{first.strip()} .. {last.strip()}: both ends must be whole numbers, like +390844000000 .. +390844999999")
    if len(low.e164) != len(high.e164) or low.e164 > high.e164:
        raise InputError(f"{low.e164} .. {high.e164}: the first must be the smaller, and both of one length")
    return f"{low.e164}/{high.e164}"


def prefixes(number: Number) -> list[str]:
    """All beginnings of the number that a prefix entry could have, the longest first."""
    e164 = number.e164
    return [e164[:length] for length in range(len(e164), LEAST_PREFIX, -1)] if e164 else []


def as_bounds(entry: Entry) -> list[tuple[int, int]]:
    """A prefix or range as first and last numbers, one pair per length of number."""
    if entry.kind == "range":
        return [entry.bounds]
    digits = entry.value.lstrip("+")
    spare = range(max(0, MIN_DIGITS - len(digits)), MAX_DIGITS - len(digits) + 1)
    return [(int(digits) * 10**n, (int(digits) + 1) * 10**n - 1) for n in spare]


def holds(entry: Entry, on: date | None = None) -> bool:
    """Whether it has not expired."""
    return not entry.expires or entry.expires >= (on or date.today()).isoformat()


def renamed(entry: Entry, source: str) -> Entry:
    """The same from another source."""
    return replace(entry, source=source)
