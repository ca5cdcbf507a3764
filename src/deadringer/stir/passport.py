"""An ``Identity`` header taken apart: three base64url parts and parameters (RFC 8224 section 4, RFC 8225)."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_HEADER = 16_384
"""Characters of one header."""
MAX_HEADERS = 10
MAX_DESTINATIONS = 100

INVALID = 438
"""SIP: Invalid Identity Header."""
UNSUPPORTED = 437
"""SIP: Unsupported Credential."""
BAD_INFO = 436
"""SIP: Bad Identity Info."""
STALE = 403
"""SIP: Stale Date."""
NEEDED = 428
"""SIP: Use Identity Header."""


class Refused(Exception):
    """The header is not good, with the SIP code that the standard gives for it."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Unreachable(Refused):
    """The certificate cannot be had, for a reason that is not the caller's: nothing is concluded."""

    def __init__(self, reason: str) -> None:
        super().__init__(BAD_INFO, reason)


@dataclass(frozen=True, slots=True)
class Passport:
    """One header, taken apart; nothing in it is believed yet."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signed: bytes
    """What the signature is over."""
    signature: bytes
    info: str
    """Where the certificate is, as the header says."""
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def ppt(self) -> str:
        """The kind of PASSporT: ``shaken``, ``div``, ``rph`` …; empty for a plain one."""
        found = self.header.get("ppt", "")
        return found if isinstance(found, str) else "?"

    @property
    def x5u(self) -> str:
        """Where the certificate is, as the signed part says."""
        found = self.header.get("x5u", "")
        return found if isinstance(found, str) else ""


def read_identity(value: str, orig: str = "", dest: Sequence[str] = (), iat: int | None = None) -> Passport:
    """Takes a header apart.

    Args:
        orig: for the compact form, in which header and payload are left out and made again from the call: the caller's number.
        dest: the called numbers.
        iat: the time of the SIP ``Date`` header.

    Raises:
        Refused: it is malformed (438), or names no certificate (436).
    """
    if len(value) > MAX_HEADER:
        raise Refused(INVALID, f"the header is longer than {MAX_HEADER} characters")
    token, parameters = _parameters(value)
    parts = token.split(".")
    if len(parts) != 3 or not parts[2] or not all(re.fullmatch(r"[A-Za-z0-9_-]*", part) for part in parts):
        raise Refused(INVALID, "it is not three base64url parts between dots")
    info = parameters.get("info", "")
    if not re.fullmatch(r"<[^<>\s]+>", info):
        raise Refused(BAD_INFO, "the info parameter, which tells where the certificate is, is missing or not in angle brackets")
    info = info[1:-1]
    if not parts[0] and not parts[1]:
        parts = _made_again(parts[2], parameters, info, orig, dest, iat)
    header, payload = _json(parts[0], "header"), _json(parts[1], "payload")
    signed = f"{parts[0]}.{parts[1]}".encode("ascii")
    return Passport(header, payload, signed, _decoded(parts[2], "signature"), info, parameters)


def _parameters(value: str) -> tuple[str, dict[str, str]]:
    """The token, and the parameters after it; quoted strings lose their quotes."""
    token, _, rest = value.strip().partition(";")
    found: dict[str, str] = {}
    place = 0
    pattern = re.compile(r'\s*;?\s*([A-Za-z0-9_.!%*+`\'~-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|<[^<>]*>|[^;\s"<>]+))?\s*(?=;|$)')
    while place < len(rest):
        m = pattern.match(rest, place)
        if m is None or m.end() == place:
            raise Refused(INVALID, "its parameters cannot be read")
        key, given = m.group(1).lower(), m.group(2) or ""
        if key in found:
            raise Refused(INVALID, f"the parameter {key} stands there twice")
        found[key] = re.sub(r"\\(.)", r"\1", given[1:-1]) if given.startswith('"') else given
        place = m.end()
    return token.strip(), found


def _made_again(signature: str, parameters: Mapping[str, str], info: str, orig: str, dest: Sequence[str], iat: int | None) -> list[str]:
    """The compact form: header and payload made from the call (RFC 8224 section 4.1.1); extensions need the full form."""
    if parameters.get("ppt"):
        raise Refused(INVALID, f"ppt={parameters['ppt']} needs the full form, with header and payload")
    if not orig or not dest or iat is None:
        raise Refused(INVALID, "the compact form needs both numbers and the Date header")
    return [*canonical(orig, dest, iat, info), signature]


def canonical(
    orig: str, dest: Sequence[str], iat: int, x5u: str, claims: Mapping[str, Any] | None = None, ppt: str = ""
) -> tuple[str, str]:
    """Header and payload in the one form that is signed (RFC 8225 section 9): keys in order, no spaces, base64url without padding.

    Args:
        orig: telephone number (digits) or URI.
        dest: telephone numbers or URIs.
        claims: further claims (``attest``, ``origid``).
    """
    header = {"alg": "ES256", "typ": "passport", "x5u": x5u, **({"ppt": ppt} if ppt else {})}
    target: dict[str, list[str]] = {}
    for one in dest:
        target.setdefault("uri" if ":" in one else "tn", []).append(one)
    payload = {"orig": {"uri" if ":" in orig else "tn": orig}, "dest": target, "iat": iat, **(claims or {})}
    return _encoded(header), _encoded(payload)


def _encoded(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode("ascii")


def _decoded(part: str, name: str) -> bytes:
    if len(part) % 4 == 1:
        raise Refused(INVALID, f"the {name} is no base64url")
    try:
        data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        raise Refused(INVALID, f"the {name} is no base64url") from None
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii") != part:
        # Two spellings of one signature would let a header be told apart from itself.
        raise Refused(INVALID, f"the {name} is no canonical base64url")
    return data


def _json(part: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(_decoded(part, name).decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except Refused:
        raise
    except (ValueError, RecursionError):
        raise Refused(INVALID, f"the {name} is no JSON") from None
    if not isinstance(data, dict):
        raise Refused(INVALID, f"the {name} is no JSON object")
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that stands twice means one thing to us and another to somebody else: refused."""
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("a key stands there twice")
    return out


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
