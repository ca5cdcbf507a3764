"""No file is lost: targets are looked at first, and written whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from deadringer.cli import main
from deadringer.errors import InputError
from deadringer.evaluation import run as run_module
from deadringer.evaluation import writing

from .calls import HONEST, SCAMS, lines


@pytest.fixture
def unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told must be told before the calls are judged."""

    def judge_all(*_: Any) -> None:
        raise AssertionError("calls were judged")

    monkeypatch.setattr(run_module, "judge_all", judge_all)


def refused(capsys: pytest.CaptureFixture[str], *argv: object) -> str:
    assert main(["evaluate", "--quiet", *map(str, argv)]) == 2
    return capsys.readouterr().err


@pytest.mark.usefixtures("unjudged")
@pytest.mark.parametrize("option", ["--json", "--html"])
def test_no_input_is_overwritten(calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    before = calls.read_bytes()
    (tmp_path / "link.jsonl").symlink_to(calls)
    (tmp_path / "hard.jsonl").hardlink_to(calls)
    for target in (calls, tmp_path / "link.jsonl", tmp_path / "hard.jsonl", tmp_path / "x" / ".." / calls.name):
        (tmp_path / "x").mkdir(exist_ok=True)
        assert "is read in this run" in refused(capsys, calls, option, target)
    train = lines(tmp_path / "t.jsonl", [{"label": "scam", "text": "a"}])
    assert "is read in this run" in refused(capsys, calls, "--baseline", "tfidf", "--train", train, option, train)
    assert calls.read_bytes() == before


@pytest.mark.usefixtures("unjudged")
def test_no_output_overwrites_another(calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    x = tmp_path / "x"
    assert "is --json as well" in refused(capsys, calls, "--json", x, "--html", x)
    assert "name another folder" in refused(capsys, calls, "--json", x, "--plots", x)
    assert "could overwrite" in refused(capsys, calls, "--json", tmp_path / "warned.png", "--plots", tmp_path)
    (tmp_path / "early.png").symlink_to(calls)
    assert "could overwrite" in refused(capsys, calls, "--plots", tmp_path)
    assert not x.exists()


@pytest.mark.usefixtures("unjudged")
def test_a_file_that_is_printed_into_is_no_target(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(writing, "PRINTED", {out.fileno(): "is where the table is printed"})
        assert "is where the table is printed" in refused(capsys, calls, "--json", tmp_path / "out")


@pytest.mark.usefixtures("unjudged")
def test_what_cannot_be_written_is_told_first(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "this is a folder" in refused(capsys, calls, "--html", folder, "--json", tmp_path / "good.json")
    assert "is no folder" in refused(capsys, calls, "--plots", calls / "deeper")
    assert "--plots" in refused(capsys, calls, "--plots", calls)
    assert "name a file" in refused(capsys, calls, "--html", "-")
    for long in (tmp_path / ("x" * 300), tmp_path / ("x" * 300) / "p.html", tmp_path / "loop"):
        assert "--html" in refused(capsys, calls, "--html", long)

    def denied(**_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(writing.tempfile, "TemporaryFile", denied)
    for option in ("--json", "--html", "--plots"):
        assert "Permission denied" in refused(capsys, calls, option, folder / "new")


@pytest.mark.usefixtures("unjudged")
def test_lessons_are_looked_at_first(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{", encoding="utf-8")
    assert "broken.jsonl:1" in refused(capsys, calls, "--baseline", "tfidf", "--train", broken)
    few = lines(tmp_path / "few.jsonl", [{"label": "scam", "text": "zzz yyy"}, {"label": "legit", "text": "qqq www"}])
    empty = lines(tmp_path / "empty.jsonl", [{"label": "scam", "text": "i"}, {"label": "legit", "text": "a"}])
    for train in (few, empty):
        assert "too little to learn from" in refused(capsys, calls, "--baseline", "tfidf", "--train", train)
    monkeypatch.setattr("deadringer.evaluation.encoder.find_spec", lambda _: None)
    assert "needs the package" in refused(capsys, calls, "--baseline", "encoder", "--train", few)
    assert "needs scam calls" in refused(capsys, lines(tmp_path / "one.jsonl", [{"label": "scam", "text": "a"}]), "--baseline", "equal")
    assert "no such file" in refused(capsys, calls, "--baseline", "keywords", "--train", tmp_path / "none")


def test_an_old_report_stays_or_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, link = tmp_path / "old.json", tmp_path / "link.json"
    old.write_text("old", encoding="utf-8")
    old.chmod(0o640)
    link.symlink_to(old)
    writing.write_text(link, "a\ud800b")
    assert old.read_text(encoding="utf-8") == "a?b" and link.is_symlink() and old.stat().st_mode & 0o777 == 0o640

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        writing.write_text(old, "new")
    assert old.read_text(encoding="utf-8") == "a?b" and sorted(p.name for p in tmp_path.iterdir()) == ["link.json", "old.json"]
    writing.write_text(Path(os.devnull), "nothing is put in place of a device")


def test_half_letters_cost_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xff.jsonl"))
    rows = [{"label": "scam", "id": "a\ud800b", "text": "hi \ud83d"}, {"label": "legit", "text": "hello"}]
    try:
        data.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    files = ["--json", str(tmp_path / "f.json"), "--html", str(tmp_path / "f.html"), "--plots", str(tmp_path / "p")]
    assert main(["evaluate", "--quiet", str(data), *files]) == 0
    assert json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))["misses"][0]["id"] == "ab"
    assert "hi ?" in (tmp_path / "f.html").read_text(encoding="utf-8")


def test_the_table_is_printed_whatever_becomes_of_the_files(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plots = tmp_path / "p"

    def draw(*_: Any) -> list[Path]:
        plots.write_text("somebody was quicker", encoding="utf-8")
        raise InputError("no plots today")

    monkeypatch.setattr(run_module, "draw", draw)
    argv = ["evaluate", "--quiet", str(calls), "--json", str(tmp_path / "f.json"), "--plots", str(plots)]
    assert main(argv) == 2
    told = capsys.readouterr()
    assert "Scam calls" in told.out and "no plots today" in told.err
    assert json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))["overall"]
    plots.unlink()
    monkeypatch.setattr(run_module, "draw", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(argv)
    assert "Scam calls" in capsys.readouterr().out


def test_names_of_strangers_steer_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = "\u001b]0;pwned\u0007\u001b[31mred"
    rows = [
        {"label": "scam", "text": SCAMS[0], "id": "a\u009b\u202eb", "src": odd},
        {"label": "legit", "text": HONEST[0], "src": "x" * 9999},
    ]
    data = lines(tmp_path / "a.jsonl", [*rows, {"label": "scam", "text": "hi", "id": "a\u009b\u202eb", "src": odd}])
    assert main(["evaluate", "--quiet", str(data), "--by", "src"]) == 0
    out = capsys.readouterr().out
    assert "\u001b" not in out and "red" in out and max(map(len, out.splitlines())) < 400
    assert main(["evaluate", "--quiet", str(data), "--by", "src", "--json", "-"]) == 0
    printed = capsys.readouterr().out
    assert not {"\u001b", "\u009b", "\u202e"} & set(printed)
    assert json.loads(printed)["misses"][0]["id"] == "ab"


def test_baselines_are_named_once(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from deadringer.commands.evaluate import BASELINES, _chosen

    assert _chosen("all,keywords") == BASELINES and _chosen("equal, keywords,equal") == ("equal", "keywords") and _chosen("") == ()
    assert main(["evaluate", "--quiet", str(calls), "--baseline", "keywords", "--train", str(calls)]) == 0
    assert "--train was not used" in capsys.readouterr().out
