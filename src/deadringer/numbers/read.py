"""Reads a number in any common writing.

``phonenumbers`` (Google's libphonenumber) parses and types; the national rules of the knowledge (``rules.py``) are asked before
its view of validity, which is wrong about some ranges (Italy's 0843 and 0844).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

MAX_LENGTH = 200
"""Characters of a number that are read; a SIP address with its parameters is long."""
SHORT_DIGITS = 6
"""Digits of a number in national form that are taken for a short one."""

_WITHHELD = frozenset(
    [
        "anonymous",
        "private",
        "withheld",
        "unknown",
        "restricted",
        "unavailable",
        "no_number",
        "p",
        "o",
        "sconosciuto",
        "privato",
        "anonimo",
        "nascosto",
        "riservato",
        "invalid",
        "asterisk",
        "private_number",
        "no_caller_id",
        "unknown_number",
        "numero_privato",
        "numero_sconosciuto",
        "numero_nascosto",
        "blocked",
        "-1",
        "-2",
    ]
)
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_KEEPS_ZERO = ("39", "378", "379")
"""Calling codes whose numbers keep their zero abroad: ``+39 (0)6 …`` means ``+39 06 …``."""
_EXTENSION = re.compile(r"(?:\s*(?:[;,]|\b(?:ext|extn|int|interno|x)\b[.:]?)|\s#)\s*\d{1,6}\s*$", re.IGNORECASE)


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
    calling_code: str = ""
    """Digits after the ``+`` that say the country (``39``)."""

    @property
    def standing(self) -> str:
        """``plausible``, ``unassigned`` (the right length, in no range that the plan has given out), ``impossible``, or empty."""
        if self.kind != "number":
            return ""
        return "plausible" if self.valid else "unassigned" if self.possible else "impossible"

    @property
    def key(self) -> str:
        """What identifies it in a list: ``+39…``, ``IT:187`` for a short one, ``name:amazon``, ``withheld``, or empty."""
        if self.e164:
            return self.e164
        if self.kind == "short":
            return f"{self.country}:{self.national}"
        if self.kind == "name":
            return f"name:{self.national.casefold()}"
        return "withheld" if self.kind == "withheld" else ""


def read_number(text: str, country: str | None = None) -> Number:
    """Reads one number; never fails.

    Args:
        text: ``+39 06 1234``, ``0039 06…``, ``(020) 7946 0958``, ``tel:+44…``, ``sip:+44…@host;user=phone``, ``"Bob" <sip:…>``,
            ``anonymous``, ``AMAZON``, ``1-800-FLOWERS``.
        country: where the person is (ISO 3166), for numbers in national form.
    """
    raw = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).strip()
    return _read(raw, (country or "").upper())


@lru_cache(maxsize=4096)
def _read(raw: str, country: str) -> Number:
    plain, context = _bare(raw)
    if not plain or re.sub(r"\s+", "_", plain.lower()) in _WITHHELD:
        return Number(raw, "withheld")
    plain = _EXTENSION.sub("", plain)
    if any(c.isalpha() for c in plain) and not _vanity(plain):
        return Number(raw, "name", national=plain)
    digits = _dialled(plain)
    if not digits.strip("+"):
        return Number(raw, "unreadable")
    if context.startswith("+") and not digits.startswith("+"):
        # RFC 3966: a local number with the code that goes before it.
        digits = re.sub(r"[^\d+]", "", context) + digits
    if not digits.startswith("+") and len(digits) <= SHORT_DIGITS:
        return Number(raw, "short", national=digits, country=country, possible=True)
    return _parsed(raw, digits, country)


def _bare(raw: str) -> tuple[str, str]:
    """What stands in a SIP or tel address, without display name, scheme, host and parameters; and a tel address's context."""
    inside = re.search(r"<([^<>]*)>", raw)
    plain = inside.group(1) if inside and ":" in inside.group(1) else raw.strip("<>\"' ")
    context = re.search(r";phone-context=([^;>]*)", plain, re.IGNORECASE)
    scheme = re.match(r"(?:tel|sips?|callto|phone):", plain, re.IGNORECASE)
    if scheme:
        plain = plain[scheme.end() :]
        plain = re.sub(r"%([0-9a-f]{2})", lambda m: chr(int(m.group(1), 16)), plain, flags=re.IGNORECASE)
        plain = re.sub(r"[;@?].*$", "", plain)
    else:
        plain = re.sub(r"(?:;\s*[a-z]|[@?]).*$", "", plain, flags=re.IGNORECASE)
    return plain.strip(), context.group(1) if context else ""


def _vanity(plain: str) -> bool:
    """``1-800-FLOWERS``: begins like a number and has few words after."""
    letters = re.sub(r"[^A-Za-z]", "", plain)
    digits = re.sub(r"\D", "", plain)
    return bool(re.match(r"\s*[+(]?\d", plain)) and 3 <= len(letters) <= 9 and len(digits) >= 3 and letters.isascii()


def _dialled(plain: str) -> str:
    """Digits, with a leading ``+`` where the number is international; vanity letters turned into digits."""
    plain = plain.upper().translate(_KEYS)
    international = plain.lstrip("( \t-.").startswith("+")
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in plain)
    digits = re.sub(r"\D", "", plain)
    if "(0)" in plain:
        before, _, after = plain.partition("(0)")
        head, tail = (re.sub(r"\D", "", part) for part in (before, after))
        code = head.removeprefix("00")
        abroad = international or head.startswith("00")
        digits = head + ("" if abroad and code not in _KEEPS_ZERO else "0") + tail
    return "+" + digits if international else digits


def _parsed(raw: str, digits: str, country: str) -> Number:
    found = _attempt(raw, digits, country)
    if found is not None and (found.valid or digits.startswith("+")):
        return found
    # 00 and 011 are the ways out of most countries; and a long number may be international without its plus.
    for way_out in ("00", "011", ""):
        if not digits.startswith("+") and digits.startswith(way_out) and len(digits) - len(way_out) > 7:
            other = _attempt(raw, "+" + digits[len(way_out) :], "")
            if other is not None and (other.valid or (way_out and other.possible)):
                return other
    return found or Number(raw, "unreadable", national=digits)


def _international(e164: str) -> str:
    """The same number however often it is read: the library takes one leading zero off a number that its plan does not know, each time."""
    import phonenumbers

    for _ in range(20):
        try:
            again = phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.E164)
        except phonenumbers.NumberParseException:
            break
        if again == e164:
            break
        e164 = again
    return e164


def _attempt(raw: str, digits: str, country: str) -> Number | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, country or None)
    except phonenumbers.NumberParseException:
        return None
    region = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(number.country_code or 0) or ""
    region = "" if region == "ZZ" else region
    possible = phonenumbers.is_possible_number(number)
    if not possible:
        short = _short(raw, number, region)
        if short is not None:
            return short
    return Number(
        raw,
        "number",
        e164=_international(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)),
        national=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL),
        country=region,
        line=_LINES.get(phonenumbers.number_type(number), ""),
        valid=phonenumbers.is_valid_number(number),
        possible=possible,
        calling_code=str(number.country_code),
    )


def _short(raw: str, number: PhoneNumber, region: str) -> Number | None:
    """``+39 187``: a short number that the line showed with the country's code before it."""
    from phonenumbers import national_significant_number, shortnumberinfo

    national = national_significant_number(number)
    if len(national) <= SHORT_DIGITS and region and shortnumberinfo.is_possible_short_number_for_region(number, region):
        return Number(raw, "short", national=national, country=region, possible=True, calling_code=str(number.country_code))
    return None


# phonenumbers.PhoneNumberType, by value: see its documentation.
_LINES = {
    0: "fixed", 1: "mobile", 2: "fixed", 3: "freephone", 4: "premium", 5: "shared_cost", 6: "voip", 7: "personal", 8: "pager", 9: "uan",
    10: "voicemail",
}  # fmt: skip
