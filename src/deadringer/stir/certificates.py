"""Certificates of those who sign: the chain to a root that the person imported, and for which numbers they speak (RFC 8226)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from deadringer.errors import InputError
from deadringer.places import data_folder, make_private
from deadringer.stir.passport import UNSUPPORTED, Refused

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

TN_AUTH_LIST = "1.3.6.1.5.5.7.1.26"
"""The extension that says for whom a certificate speaks."""
MAX_CHAIN = 6
MAX_CERTIFICATES = 12
"""Certificates of one answer."""
MAX_AUTHORISED = 1000
MAX_PEM = 262_144
"""Bytes of a chain."""
OLD_AFTER = timedelta(days=90)
"""After which the person should fetch the list of trusted roots again."""


@dataclass(frozen=True, slots=True)
class Authorised:
    """For whom a certificate speaks."""

    providers: tuple[str, ...] = ()
    """Service provider codes (``123J``)."""
    ranges: tuple[tuple[str, int], ...] = ()
    """First number and how many."""
    numbers: tuple[str, ...] = ()

    def covers(self, number: str) -> bool:
        """Whether it may speak for the number (digits). A provider code speaks for all numbers of that provider, which it alone knows."""
        if self.providers or number in self.numbers:
            return True
        return any(len(first) == len(number) and int(first) <= int(number) < int(first) + count for first, count in self.ranges)


def read_chain(pem: bytes) -> list[Certificate]:
    """The signer's certificate, then those of its issuers.

    Raises:
        Refused: no certificate, too many, or too large.
    """
    from cryptography import x509

    if len(pem) > MAX_PEM:
        raise Refused(UNSUPPORTED, f"the certificates are larger than {MAX_PEM} bytes")
    try:
        if b"-----BEGIN" in pem:
            chain = x509.load_pem_x509_certificates(pem)
        else:
            chain = [x509.load_der_x509_certificate(pem)]
    except ValueError as error:
        raise Refused(UNSUPPORTED, f"what came is no certificate ({error})") from None
    if not 1 <= len(chain) <= MAX_CERTIFICATES:
        raise Refused(UNSUPPORTED, f"{len(chain)} certificates came; 1 to {MAX_CERTIFICATES} are taken")
    return chain


def check_chain(chain: Sequence[Certificate], roots: Iterable[Certificate], at: datetime) -> None:
    """Follows the issuers up to an imported root.

    Raises:
        Refused: one has expired or is not yet valid, none of the roots issued the chain, or an issuer may not issue.
    """
    trusted = list(roots)
    current = chain[0]
    _check_signer(current, at)
    for step in range(MAX_CHAIN):
        for root in trusted:
            if root == current or _issued(current, root):
                _check_valid(root, at, "the root")
                if root != current:
                    _check_issuer(root, step)
                return
        above = next((c for c in chain[1:] if c != current and _issued(current, c)), None)
        if above is None:
            raise Refused(UNSUPPORTED, "the certificate comes from no root that you trust")
        _check_valid(above, at, "a certificate between signer and root")
        _check_issuer(above, step)
        current = above
    raise Refused(UNSUPPORTED, "the chain of certificates is too long")


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature

    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _check_valid(certificate: Certificate, at: datetime, what: str) -> None:
    if at > certificate.not_valid_after_utc:
        raise Refused(UNSUPPORTED, f"{what} has expired")
    if at < certificate.not_valid_before_utc:
        raise Refused(UNSUPPORTED, f"{what} is not yet valid")


def _check_signer(certificate: Certificate, at: datetime) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

    _check_valid(certificate, at, "the signer's certificate")
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Refused(UNSUPPORTED, "the signer's key is not of the kind that the standard wants (P-256)")
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        if basic.ca:
            raise Refused(UNSUPPORTED, "the signer's certificate is one for issuing, not for signing calls")
    except x509.ExtensionNotFound:
        pass
    except ValueError as error:
        raise Refused(UNSUPPORTED, f"the signer's certificate cannot be read ({error})") from None


def _check_issuer(certificate: Certificate, below: int) -> None:
    """An issuer must be allowed to issue, and over so many steps."""
    from cryptography import x509

    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        raise Refused(UNSUPPORTED, "a certificate in the chain may not issue others") from None
    if not basic.ca or (basic.path_length is not None and basic.path_length < below):
        raise Refused(UNSUPPORTED, "a certificate in the chain may not issue others")
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not usage.key_cert_sign:
        raise Refused(UNSUPPORTED, "a certificate in the chain may not issue others")


def authorised(certificate: Certificate) -> Authorised:
    """The certificate's TNAuthList.

    Raises:
        Refused: it has none, or one that cannot be read.
    """
    from cryptography import x509

    try:
        extension = certificate.extensions.get_extension_for_oid(x509.ObjectIdentifier(TN_AUTH_LIST))
    except x509.ExtensionNotFound:
        raise Refused(UNSUPPORTED, "the certificate does not say for whose numbers it speaks (no TNAuthList)") from None
    except ValueError as error:
        raise Refused(UNSUPPORTED, f"the certificate cannot be read ({error})") from None
    value = extension.value
    data = value.value if isinstance(value, x509.UnrecognizedExtension) else b""
    try:
        return read_auth_list(data)
    except ValueError as error:
        raise Refused(UNSUPPORTED, f"the certificate's list of numbers cannot be read ({error})") from None


def read_auth_list(der: bytes) -> Authorised:
    """``TNAuthorizationList ::= SEQUENCE OF { [0] spc, [1] range, [2] one }`` (RFC 8226 section 9), in DER.

    Raises:
        ValueError: it is not that, or empty.
    """
    tag, body, rest = _element(der)
    if tag != 0x30 or rest:
        raise ValueError("not one sequence")
    providers: list[str] = []
    ranges: list[tuple[str, int]] = []
    numbers: list[str] = []
    while body:
        if len(providers) + len(ranges) + len(numbers) >= MAX_AUTHORISED:
            raise ValueError("too many entries")
        tag, inner, body = _element(body)
        if tag == 0xA0:
            providers.append(_text(inner))
        elif tag == 0xA1:
            kind, pair, rest = _element(inner)
            if kind != 0x30 or rest:
                raise ValueError("a range is no sequence")
            first, after = _string(pair)
            kind, count, rest = _element(after)
            if kind != 0x02 or rest or not 1 <= len(count) <= 8 or int.from_bytes(count, "big", signed=True) < 2:
                raise ValueError("a range without a count")
            ranges.append((_number(first), int.from_bytes(count, "big")))
        elif tag == 0xA2:
            numbers.append(_number(_text(inner)))
        else:
            raise ValueError(f"an entry of kind {tag:#x}")
    if not (providers or ranges or numbers):
        raise ValueError("empty")
    return Authorised(tuple(providers), tuple(ranges), tuple(numbers))


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """Tag, content and what follows, in DER."""
    if len(data) < 2:
        raise ValueError("cut short")
    tag, size, start = data[0], data[1], 2
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 3 or len(data) < 2 + count:
            raise ValueError("an odd length")
        size, start = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
        if size < 0x80:
            raise ValueError("a length that is not the shortest")
    if len(data) < start + size:
        raise ValueError("cut short")
    return tag, data[start : start + size], data[start + size :]


def _string(data: bytes) -> tuple[str, bytes]:
    tag, body, rest = _element(data)
    if tag != 0x16 or not body:
        raise ValueError("no IA5String")
    return body.decode("ascii"), rest


def _text(data: bytes) -> str:
    text, rest = _string(data)
    if rest:
        raise ValueError("more than one string")
    return text


def _number(text: str) -> str:
    if not text or len(text) > 15 or not set(text) <= set("0123456789*#"):
        raise ValueError("no telephone number")
    if not text.isdigit():
        raise ValueError("a number with * or #")
    return text


# ---- roots -------------------------------------------------------------------------------------------------------------------------


def roots_folder() -> Path:
    """Where imported roots lie: one PEM file per import, its date the file's."""
    return data_folder() / "roots"


@dataclass(frozen=True, slots=True)
class Roots:
    """The roots that the person trusts. We ship none: the lists are published by each country's authority for its networks."""

    certificates: tuple[Certificate, ...] = ()
    imported: datetime | None = None
    """The oldest import."""

    def old(self, at: datetime | None = None) -> bool:
        """Whether it is time to import the list again."""
        return self.imported is not None and (at or datetime.now(UTC)) - self.imported > OLD_AFTER


def load_roots(folder: Path | None = None) -> Roots:
    """All imported roots; none is no error.

    Raises:
        InputError: a file in the folder is no certificate.
    """
    folder = folder or roots_folder()
    found: list[Certificate] = []
    dates = []
    for path in sorted(folder.glob("*.pem")) if folder.is_dir() else ():
        try:
            found += _read_all(path.read_bytes())
        except (ValueError, OSError) as error:
            raise InputError(f"{path} is no list of certificates ({error}); remove it, or import the roots again") from error
        dates.append(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    return Roots(tuple(found), min(dates, default=None))


def import_roots(path: Path, folder: Path | None = None) -> list[Certificate]:
    """Keeps the certificates of a PEM file as trusted roots.

    Raises:
        InputError: it holds none, or one that cannot be a root.
    """
    from cryptography import x509

    folder = folder or roots_folder()
    try:
        data = path.read_bytes()[: 16 * MAX_PEM]
        found = _read_all(data)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError(f"{path} holds no certificates in PEM form ({error})") from error
    for certificate in found:
        try:
            ca = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except (x509.ExtensionNotFound, ValueError):
            ca = False
        if not ca:
            raise InputError(
                f"{path}: {certificate.subject.rfc4514_string()} is no root; give the list of trusted authorities, not a caller's certificate"
            )
    make_private(folder)
    (folder / f"{path.stem}.pem").write_bytes(data)
    return found


def _read_all(data: bytes) -> list[Certificate]:
    from cryptography import x509

    return x509.load_pem_x509_certificates(data)
