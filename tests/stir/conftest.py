"""A small authority that signs calls as networks do."""

from __future__ import annotations

import datetime
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("cryptography")

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509.oid import NameOID

from deadringer.stir.certificates import TN_AUTH_LIST, Roots
from deadringer.stir.fetching import AtHand
from deadringer.stir.verify import Verifier

NOW = 1_795_330_437
ORIG, DEST = "12155550121", "12155550131"
X5U = "https://cert.example.org/leaf.pem"


def b64(data: bytes | dict[str, Any]) -> str:
    if isinstance(data, dict):
        data = json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Signer:
    """A certificate and its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    above: list[x509.Certificate] = field(default_factory=list)

    @property
    def pem(self) -> bytes:
        return b"".join(c.public_bytes(serialization.Encoding.PEM) for c in [self.certificate, *self.above])


def spc(code: str = "123J") -> bytes:
    inner = b"\x16" + bytes([len(code)]) + code.encode()
    entry = b"\xa0" + bytes([len(inner)]) + inner
    return b"\x30" + bytes([len(entry)]) + entry


def certificate(
    name: str, issuer: Signer | None = None, *, ca: bool = False, auth: bytes | None = None, days: tuple[int, int] = (-10, 10),
    curve: ec.EllipticCurve | None = None, path: int | None = None,
) -> Signer:  # fmt: skip
    key = ec.generate_private_key(curve or ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    at = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at + datetime.timedelta(days=days[0]))
        .not_valid_after(at + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca, path if ca else None), critical=True)
    )
    if auth is not None:
        builder = builder.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier(TN_AUTH_LIST), auth), critical=False)
    signed = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    return Signer(key, signed)


@dataclass
class Network:
    """Root, signer and verifier."""

    root: Signer
    leaf: Signer
    at_hand: AtHand
    verifier: Verifier

    def raw(self, text: str) -> bytes:
        return raw_signature(self.leaf, text)

    def sign(
        self, payload: dict[str, Any] | None = None, header: dict[str, Any] | None = None, *, signer: Signer | None = None, parameters: str = "",
        x5u: str = X5U, cut: int = 0,
    ) -> str:  # fmt: skip
        signer = signer or self.leaf
        head = {"alg": "ES256", "typ": "passport", "ppt": "shaken", "x5u": x5u, **(header or {})}
        head = {k: v for k, v in head.items() if v is not None}
        body = {
            "attest": "A",
            "dest": {"tn": [DEST]},
            "iat": NOW,
            "orig": {"tn": ORIG},
            "origid": "25500439-007f-4e82-ae9e-23f2422638d4",
            **(payload or {}),
        }
        body = {k: v for k, v in body.items() if v is not None}
        text = f"{b64(head)}.{b64(body)}"
        return f"{text}.{b64(raw_signature(signer, text)[: 64 - cut])};info=<{x5u}>{parameters or ';alg=ES256;ppt=' + str(head.get('ppt', ''))}"


def raw_signature(signer: Signer, text: str) -> bytes:
    r, s = utils.decode_dss_signature(signer.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big") if signer.key.curve.key_size == 256 else bytes(64)


@pytest.fixture(scope="session")
def new_certificate() -> Callable[..., Signer]:
    return certificate


@pytest.fixture(scope="session")
def network() -> Network:
    root = certificate("root", ca=True)
    leaf = certificate("SHAKEN 123J", root, auth=spc())
    at_hand = AtHand({X5U: leaf.pem})
    return Network(root, leaf, at_hand, Verifier(Roots((root.certificate,)), at_hand))
