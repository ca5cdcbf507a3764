"""Standard streams that are closed, full or read by nobody: no traceback, and the work is done."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from deadringer import cli
from deadringer.evaluation.progress import Shown

CODE = "import sys; from deadringer.cli import main; sys.exit(main())"
DATA = [{"label": "scam", "text": "read me the code and tell no one"}, {"label": "legit", "text": "see you on sunday"}]


def shell(line: str, folder: Path) -> tuple[int, str, str]:
    """``DR`` is the command. The shell's own status; what it printed."""
    (folder / "ok.jsonl").write_text("".join(json.dumps(row) + "\n" for row in DATA), encoding="utf-8")
    script = f'DR() {{ "{sys.executable}" -c "{CODE}" "$@"; }}\n{line}'
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("DR check 'hello there' >&-", 0),
        ("DR check 'hello there' <&- 2>&-", 0),
        ("DR check - <&-", 2),
        ("DR nothing 2>&-", 2),
        ("DR check --country nowhere hello 2>/dev/full", 2),
        ("DR --help | true; exit ${PIPESTATUS[0]}", 0),
        ("DR check 'hello there' > >(exec true); sleep 0", 0),
    ],
)
def test_any_command(tmp_path: Path, line: str, status: int) -> None:
    assert shell(line, tmp_path)[0] == status


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    status, _, told = shell("DR check 'hello there' >/dev/full", tmp_path)
    assert status == 2 and "standard output cannot be written: No space left" in told


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("streams", [">&-", "2>&-", "2>/dev/full", "2> >(exec true)", "> >(exec true)", ">&- 2>&- <&-"])
def test_an_evaluation_is_written_all_the_same(tmp_path: Path, streams: str) -> None:
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    status, out, _ = shell(f"DR evaluate ok.jsonl --json f.json {streams}", tmp_path)
    assert status == 0 and json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))["overall"]
    assert ("Scam calls" in out) == (not streams.startswith(">"))


def test_an_interruption_at_the_very_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "import_module", interrupted)
    assert cli.main(["check", "hello"]) == 130


# Ctrl-C while the module of that name is imported.
INTERRUPTED = """
import sys
class Finger:
    def find_spec(self, name, path=None, target=None):
        if name == NAME:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Finger())
sys.argv = ["deadringer", "check", "hello"]
"""
STARTS = {
    "python -m deadringer": "import runpy; runpy.run_module('deadringer', run_name='__main__')",
    "the script that pip makes": "from importlib import import_module; sys.exit(getattr(import_module(MODULE), FUNCTION)())",
}


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("name", ["deadringer.cli", "argparse", "deadringer.commands.check", "deadringer.screener"])
def test_an_interruption_while_it_is_still_starting(name: str, start: str) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, function = project["scripts"]["deadringer"].partition(":")
    code = f"NAME, MODULE, FUNCTION = {name!r}, {module!r}, {function!r}\n{INTERRUPTED}\n{STARTS[start]}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_progress_without_a_place_to_show_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    Shown()("listening", 1, 1)
    with (tmp_path / "x").open("w") as closed:
        pass
    Shown(closed)("listening", 1, 1)
