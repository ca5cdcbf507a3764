"""``deadringer signatures``: trusting roots and verifying a header."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cryptography")

from deadringer.cli import main
from deadringer.errors import InputError
from deadringer.stir.certificates import import_roots, load_roots

FIXTURES = Path(__file__).parent.parent / "fixtures" / "stir"
AT, ORIG, DEST, HEADER = (FIXTURES / "asterisk22_identity.txt").read_text().splitlines()[0].split(" ", 3)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEADRINGER_DATA", str(tmp_path))
    return tmp_path


def verify(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = main(["signatures", "verify", HEADER, "--from", ORIG, "--to", DEST, "--at", AT, "--json", *more])
    return status, json.loads(capsys.readouterr().out)


def test_trust_and_verify(capsys: pytest.CaptureFixture[str]) -> None:
    leaf = ["--certificate", str(FIXTURES / "leaf.pem")]
    status, found = verify(capsys, *leaf)
    assert (status, found["verstat"]) == (0, "No-TN-Validation"), "no roots are shipped"
    assert main(["signatures", "trust", str(FIXTURES / "root.pem")]) == 0
    status, found = verify(capsys, *leaf)
    assert (status, found["verstat"], found["attest"], found["signature"]) == (0, "TN-Validation-Passed", "A", "passed_a")
    status, found = verify(capsys, "--certificate", str(FIXTURES / "expired.pem"))
    assert (status, found["verstat"], found["code"]) == (10, "TN-Validation-Failed", 437)


def test_nothing_is_fetched_unless_asked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: Any, **__: Any) -> Any:
        raise AssertionError("something was fetched")

    monkeypatch.setattr("deadringer.fetch.resolve", no)
    main(["signatures", "trust", str(FIXTURES / "root.pem")])
    status, found = verify(capsys)
    assert (status, found["verstat"], found["code"]) == (0, "No-TN-Validation", 436)


@pytest.mark.parametrize("name", ["leaf.pem", "asterisk22_identity.txt", "missing.pem"])
def test_only_roots_are_trusted(name: str) -> None:
    with pytest.raises(InputError):
        import_roots(FIXTURES / name)
    assert not load_roots().certificates


def test_old_roots_are_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["signatures", "trust", str(FIXTURES / "root.pem")])
    assert not load_roots().old()
    long_ago = time.time() - 91 * 86400
    os.utime(data / "roots" / "root.pem", (long_ago, long_ago))
    assert load_roots().old()
    main(["signatures"])
    assert "long ago" in capsys.readouterr().out
