"""Verifies the ``Identity`` headers of a call (RFC 8224 section 6.2; RFC 8588; ATIS-1000074).

What comes out is what a network could say of the number, never what to think of the caller: swindlers rent real numbers, and most
calls outside North America and France carry no signature at all.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from deadringer.stir.certificates import Roots, authorised, check_chain, read_chain
from deadringer.stir.passport import (
    BAD_INFO,
    INVALID,
    MAX_DESTINATIONS,
    MAX_HEADERS,
    NEEDED,
    STALE,
    UNSUPPORTED,
    Passport,
    Refused,
    Unreachable,
    read_identity,
)

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

FRESH = 60
"""Seconds that a signature may be older or newer than now."""
SIGNATURE_BYTES = 64
PASSED, FAILED, NONE = "TN-Validation-Passed", "TN-Validation-Failed", "No-TN-Validation"


class Fetch(Protocol):
    """Gets the certificates at an address, or raises ``Unreachable``."""

    def __call__(self, url: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Result:
    """What the signature says."""

    verstat: str
    """``TN-Validation-Passed``, ``TN-Validation-Failed`` or ``No-TN-Validation``."""
    reason: str = ""
    """Why not passed, in words for a technician."""
    code: int = 0
    """The SIP code that the standard gives for it (403, 428, 436, 437, 438), or 0."""
    attest: str = ""
    """``A``: the network knows the caller and the right to the number; ``B``: the caller only; ``C``: neither. Believed only if passed."""
    origid: str = ""
    providers: tuple[str, ...] = ()
    """Service provider codes of the certificate."""
    x5u: str = ""
    diverted_from: tuple[str, ...] = ()
    """Numbers over which the call was diverted, as further headers prove."""
    kinds: tuple[str, ...] = field(default=())
    """Kinds of all PASSporTs that came (``shaken``, ``div``, ``rph``)."""

    @property
    def neutral(self) -> bool:
        """Nothing can be concluded: there was no signature, or it could not be checked for a reason that is not the caller's."""
        return self.verstat == NONE

    @property
    def signature(self) -> str:
        """For ``Caller.signature``."""
        if self.verstat == PASSED:
            return f"passed_{self.attest.lower()}" if self.attest else "passed"
        return "failed" if self.verstat == FAILED else ""


class Verifier:
    """Verifies headers against the roots that the person imported. Safe to share between threads if ``fetch`` is."""

    def __init__(self, roots: Roots, fetch: Fetch, *, fresh: int = FRESH, required: bool = False, country_code: str = "1") -> None:
        """
        Args:
            roots: whom to trust; with none every signature is neutral.
            fetch: gets certificates.
            fresh: seconds that a signature may be off.
            required: a missing header is code 428.
            country_code: of numbers in national form.
        """
        self._roots, self._fetch, self._fresh, self._required = roots, fetch, fresh, required
        self._country_code = country_code

    def verify(
        self, headers: Sequence[str], orig: str, dest: str | Sequence[str], now: float | None = None, date: int | None = None
    ) -> Result:
        """What the headers say of this call.

        Args:
            headers: values of all ``Identity`` headers.
            orig: the caller's number, from ``P-Asserted-Identity`` or ``From``.
            dest: the called number, or all of them.
            now: Unix time; default: now.
            date: Unix time of the SIP ``Date`` header (the compact form needs it).
        """
        now = time.time() if now is None else now
        called = [dest] if isinstance(dest, str) else list(dest)
        if not headers:
            code = NEEDED if self._required else 0
            return Result(NONE, "the call carries no signature", code)
        if len(headers) > MAX_HEADERS:
            return Result(FAILED, f"more than {MAX_HEADERS} Identity headers", INVALID)
        passports: list[Passport] = []
        broken: Refused | None = None
        for value in headers:
            try:
                passports.append(read_identity(value, self.canonical(orig), [self.canonical(d) for d in called], date))
            except Refused as refused:
                broken = broken or refused
        kinds = tuple(p.ppt or "passport" for p in passports)
        main = next((p for p in passports if p.ppt == "shaken"), None) or next((p for p in passports if not p.ppt), None)
        if main is None:
            if broken is not None:
                return Result(FAILED, broken.reason, broken.code, kinds=kinds)
            # Only kinds that say nothing of the caller's number (rph, div alone), or that nobody knows yet.
            return Result(NONE, "none of the signatures is about the caller's number", kinds=kinds)
        found = Result(FAILED, x5u=main.x5u, kinds=kinds)
        try:
            diverted = self._diversions(passports, called, now)
            reachable = {*map(self.canonical, called), *diverted}
            return self._check(main, orig, reachable, diverted, now, found)
        except Refused as refused:
            verstat = NONE if isinstance(refused, Unreachable) or not self._roots.certificates else FAILED
            attest = main.payload.get("attest")
            return Result(
                verstat,
                refused.reason,
                refused.code,
                attest if isinstance(attest, str) and attest in "ABC" else "",
                x5u=main.x5u,
                kinds=kinds,
            )

    def _check(self, main: Passport, orig: str, reachable: set[str], diverted: Sequence[str], now: float, found: Result) -> Result:
        shaken = main.ppt == "shaken"
        self._check_header(main, "shaken" if shaken else "")
        self._check_fresh(main, now)
        signed_orig = self._orig(main)
        if signed_orig != self.canonical(orig):
            raise Refused(INVALID, "the signed caller is another than the one shown")
        if not set(self._dest(main)) & reachable:
            raise Refused(INVALID, "the signed called number is another than the one rung")
        attest, origid = main.payload.get("attest", ""), main.payload.get("origid", "")
        if shaken:
            if attest not in ("A", "B", "C"):
                raise Refused(INVALID, "attest is not A, B or C")
            if not isinstance(origid, str) or not origid or len(origid) > 100:
                raise Refused(INVALID, "origid is missing")
        providers = self._check_signed(main, signed_orig, now, shaken)
        if not self._roots.certificates:
            return Result(
                NONE, "the signature is good, but you have imported no roots, so nobody vouches for the signer", 0, "", "", providers, main.x5u,
                tuple(diverted), found.kinds,
            )  # fmt: skip
        return Result(
            PASSED, "", 0, str(attest) if shaken else "", str(origid) if shaken else "", providers, main.x5u, tuple(diverted), found.kinds
        )

    def _check_header(self, passport: Passport, ppt: str) -> None:
        header, parameters = passport.header, passport.parameters
        if header.get("alg") != "ES256" or parameters.get("alg", "ES256") != "ES256":
            raise Refused(UNSUPPORTED, "the algorithm is not ES256")
        if header.get("typ") != "passport":
            raise Refused(INVALID, "typ is not passport")
        if header.get("ppt", "") != ppt or parameters.get("ppt", ppt) != ppt:
            raise Refused(INVALID, "the header and its parameter name different kinds (ppt)")
        if "crit" in header:
            raise Refused(UNSUPPORTED, "it wants something that I do not know (crit)")
        if passport.x5u != passport.info:
            raise Refused(BAD_INFO, "the certificate's address is not the signed one (info and x5u)")

    def _check_fresh(self, passport: Passport, now: float) -> None:
        iat = passport.payload.get("iat")
        if not isinstance(iat, int) or isinstance(iat, bool) or not 0 <= iat < 1 << 40:
            raise Refused(INVALID, "iat is no whole number")
        if abs(now - iat) > self._fresh:
            raise Refused(STALE, f"signed {abs(now - iat):.0f} s {'ago' if iat < now else 'in the future'}")

    def _orig(self, passport: Passport) -> str:
        orig = passport.payload.get("orig")
        if not isinstance(orig, dict) or len(orig) != 1:
            raise Refused(INVALID, "orig is not one number or address")
        found = orig.get("tn", orig.get("uri"))
        if not isinstance(found, str) or not found or len(found) > 1000:
            raise Refused(INVALID, "orig is not one number or address")
        if "tn" in orig and not re.fullmatch(r"[0-9*#]{1,40}", found):
            raise Refused(INVALID, "orig.tn is not in canonical form")
        return found

    def _dest(self, passport: Passport) -> list[str]:
        dest = passport.payload.get("dest")
        if not isinstance(dest, dict) or not dest:
            raise Refused(INVALID, "dest is no object")
        out: list[str] = []
        for key in ("tn", "uri"):
            found = dest.get(key, [])
            if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
                raise Refused(INVALID, f"dest.{key} is no list")
            out += found
        if not 1 <= len(out) <= MAX_DESTINATIONS:
            raise Refused(INVALID, "dest names nobody, or too many")
        return out

    def _diversions(self, passports: Iterable[Passport], called: Sequence[str], now: float) -> list[str]:
        """Follows ``div`` from the number that was rung back to the one that was first called (RFC 8946); each must be good by itself."""
        waiting = [p for p in passports if p.ppt == "div"]
        at = {self.canonical(d) for d in called}
        out: list[str] = []
        for _ in range(len(waiting)):
            for passport in waiting:
                div = passport.payload.get("div")
                before = div.get("tn", div.get("uri")) if isinstance(div, dict) else None
                if not isinstance(before, str) or not before or before in out or not set(self._dest(passport)) & at:
                    continue
                self._check_header(passport, "div")
                self._check_fresh(passport, now)
                self._check_signed(passport, before, now, True)
                out.append(before)
                at = {before}
                waiting = [p for p in waiting if p is not passport]
                break
        return out

    def _check_signed(self, passport: Passport, number: str, now: float, listed: bool) -> tuple[str, ...]:
        """The certificate, and the signature with it.

        Args:
            number: for which the certificate must speak.
            listed: whether it must say for whom it speaks.
        """
        if len(passport.signature) != SIGNATURE_BYTES:
            raise Refused(INVALID, f"the signature has {len(passport.signature)} bytes, not {SIGNATURE_BYTES}")
        if not passport.x5u.startswith("https://"):
            raise Refused(BAD_INFO, "the certificate's address is not https")
        chain = read_chain(self._fetch(passport.x5u))
        at = datetime.fromtimestamp(now, UTC)
        if self._roots.certificates:
            check_chain(chain, self._roots.certificates, at)
        providers: tuple[str, ...] = ()
        if listed:
            allowed = authorised(chain[0])
            if not allowed.covers(number):
                raise Refused(UNSUPPORTED, "the certificate does not speak for this number")
            providers = allowed.providers
        _check_signature(chain[0], passport)
        return providers

    def canonical(self, number: str) -> str:
        """A number as it is signed: digits with the country's code (RFC 8224 section 8.3); anything else as it is."""
        plain = re.sub(r"^(?:tel:|sips?:)", "", number.strip().strip("<>"), flags=re.IGNORECASE)
        user = re.split(r"[;@]", plain, maxsplit=1)[0]
        digits = re.sub(r"[\s().\-]", "", user)
        if not re.fullmatch(r"\+?[0-9*#]+", digits):
            return number.strip().strip("<>")
        if digits.startswith("+"):
            return digits[1:]
        if self._country_code == "1" and len(digits) == 10:
            return "1" + digits
        return digits


def _check_signature(certificate: Certificate, passport: Passport) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Refused(UNSUPPORTED, "the signer's key is not of the kind that the standard wants (P-256)")
    r, s = (int.from_bytes(passport.signature[i : i + 32], "big") for i in (0, 32))
    try:
        key.verify(utils.encode_dss_signature(r, s), passport.signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        raise Refused(INVALID, "the signature is wrong") from None
