"""What a line says of a signature that it verified itself: ``verstat`` in SIP, ``StirVerstat`` at Twilio. Only a trusted trunk's word
counts: anybody can write these into a header."""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"(?P<verdict>TN-Validation-Passed|TN-Validation-Failed|No-TN-Validation)(?:-(?P<attest>[ABC]))?(?:-(?P<more>[A-Za-z-]+))?",
    re.IGNORECASE,
)
MAX_LENGTH = 4096


def read_verstat(value: str, trusted: bool = True) -> str:
    """For ``Caller.signature``: ``passed_a``, ``passed_b``, ``passed_c``, ``passed``, ``failed`` or empty.

    Args:
        value: ``TN-Validation-Passed-A`` (Twilio), or a whole ``P-Asserted-Identity`` or ``From`` header with ``;verstat=``.
        trusted: whether it came over a trunk whose word counts; otherwise nothing is concluded.
    """
    if not trusted:
        return ""
    value = value[:MAX_LENGTH]
    inside = re.search(r";\s*verstat\s*=\s*\"?([A-Za-z-]+)", value, re.IGNORECASE)
    m = _WORDS.fullmatch(inside.group(1) if inside else value.strip())
    if m is None:
        return ""
    verdict = m.group("verdict").lower()
    if verdict == "tn-validation-passed":
        # "Passed-A-Diverted" and the like say that the call took another way: the number is as good, the letter is not.
        attest = (m.group("attest") or "").lower()
        return f"passed_{attest}" if attest and not m.group("more") else "passed"
    return "failed" if verdict == "tn-validation-failed" else ""


def read_headers(headers: dict[str, str], trusted: bool) -> str:
    """From a SIP request's headers: ``P-Asserted-Identity`` before ``From``, and ``P-Attestation-Indicator`` for the letter."""
    plain = {name.lower(): value for name, value in headers.items()}
    for name in ("p-asserted-identity", "from"):
        found = read_verstat(plain.get(name, ""), trusted)
        if found:
            letter = plain.get("p-attestation-indicator", "").strip().lower()
            return f"passed_{letter}" if found == "passed" and letter in ("a", "b", "c") else found
    return ""
