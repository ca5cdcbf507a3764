"""``deadringer signatures``: whom to trust for signed caller numbers, and verifying a header."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from deadringer.commands import Commands
from deadringer.errors import InputError

MISSING = "signed numbers need the package cryptography; install it with: pip install 'deadringer[signatures]'"


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "signatures",
        help="verify signed caller numbers (STIR/SHAKEN)",
        description="A network can sign the caller's number. A good signature says that the number is real, not that the caller is honest. No roots "
        "come with Dead Ringer: import the list that your country's authority publishes (docs/signatures.md).",
        epilog="Exit status of verify: 0 passed or nothing to say, 10 failed, 2 bad input.",
    )
    parser.set_defaults(run=run_show)
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    roots = actions.add_parser("trust", help="import a PEM file of root certificates")
    roots.add_argument("file", type=Path)
    roots.set_defaults(run=run_trust)
    check = actions.add_parser("verify", help="verify Identity headers")
    check.add_argument("header", nargs="+", help="the value of each Identity header; '@FILE' reads one per line from a file")
    check.add_argument("--from", dest="orig", required=True, metavar="NUMBER", help="the number that called")
    check.add_argument("--to", dest="dest", required=True, metavar="NUMBER", help="the number that was called")
    check.add_argument("--at", type=float, metavar="TIME", help="Unix time of the call; default: now")
    check.add_argument("--certificate", type=Path, metavar="FILE", help="the signer's certificate (PEM)")
    check.add_argument(
        "--fetch", action="store_true", help="fetch the certificate from where the header says; the other side sees your address"
    )
    check.add_argument("--json", action="store_true", help="for programs")
    check.set_defaults(run=run_verify)


def _needs_cryptography() -> None:
    from importlib.util import find_spec

    if find_spec("cryptography") is None:
        raise InputError(MISSING)


def run_show(options: argparse.Namespace) -> int:
    """The trusted roots."""
    _needs_cryptography()
    from deadringer.stir.certificates import load_roots

    roots = load_roots()
    for certificate in roots.certificates:
        print(f"{certificate.subject.rfc4514_string()} until {certificate.not_valid_after_utc:%Y-%m-%d}")
    if not roots.certificates:
        print("no roots; 'deadringer signatures trust FILE.pem' imports them (docs/signatures.md tells where they are published)")
    elif roots.old():
        print(f"imported {roots.imported:%Y-%m-%d}; that is long ago, fetch the list again")
    return 0


def run_trust(options: argparse.Namespace) -> int:
    """Imports roots."""
    _needs_cryptography()
    from deadringer.stir.certificates import import_roots

    for certificate in import_roots(options.file):
        print(f"trusted: {certificate.subject.rfc4514_string()}")
    return 0


def run_verify(options: argparse.Namespace) -> int:
    """Verifies and prints."""
    _needs_cryptography()
    from dataclasses import asdict

    from deadringer.stir.certificates import load_roots
    from deadringer.stir.fetching import AtHand, CertificateFetcher, NoFetch
    from deadringer.stir.passport import Refused, read_identity
    from deadringer.stir.verify import FAILED, Fetch, Verifier

    headers = [line for value in options.header for line in _lines(value)]
    fetch: Fetch = CertificateFetcher() if options.fetch else NoFetch()
    if options.certificate:
        try:
            pem = options.certificate.read_bytes()
        except OSError as error:
            raise InputError(f"{options.certificate} cannot be read: {error.strerror or error}") from error
        at_hand = AtHand()
        for value in headers:
            try:
                at_hand[read_identity(value).x5u] = pem
            except Refused:
                continue
        fetch = at_hand
    result = Verifier(load_roots(), fetch).verify(headers, options.orig, options.dest, options.at or time.time())
    if options.json:
        print(json.dumps({"schema": "1", **asdict(result), "signature": result.signature}, indent=2))
    else:
        print(result.verstat + (f" {result.attest}" if result.attest and result.verstat.endswith("Passed") else ""))
        for name, found in (("why", result.reason), ("SIP", result.code), ("provider", ", ".join(result.providers)), ("id", result.origid)):
            if found:
                print(f"  {name}: {found}")
        print("  A good signature says that the number is real. It does not say that the caller is honest.")
    return 10 if result.verstat == FAILED else 0


def _lines(value: str) -> list[str]:
    if not value.startswith("@"):
        return [value]
    try:
        return [line.strip() for line in Path(value[1:]).read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    except OSError as error:
        raise InputError(f"{value[1:]} cannot be read: {error.strerror or error}") from error
