"""The command, from files to files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deadringer.cli import main
from deadringer.evaluation.page import masked
from deadringer.evaluation.plots import _printable

from .calls import lines


def test_everything_is_written(calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures, page, plots = tmp_path / "f.json", tmp_path / "f.html", tmp_path / "plots"
    train = tmp_path / "train"
    train.mkdir()
    learnt = calls.read_text(encoding="utf-8").replace('"measure"', '"develop"').replace('"text": "', '"text": "well ')
    (train / "t.jsonl").write_text(learnt * 2, encoding="utf-8")
    argv = ["evaluate", str(calls), "--baseline", "keywords,tfidf,equal", "--train", str(train)]
    assert main([*argv, "--json", str(figures), "--html", str(page), "--plots", str(plots)]) == 0
    printed = capsys.readouterr()
    assert "Beside other ways, at equal false alarms" in printed.out
    assert "listening: 8 of 8" in printed.err
    data = json.loads(figures.read_text(encoding="utf-8"))
    assert data["schema"] == "1"
    scam = next(f for f in data["by_source"] if f["label"] == "scam")
    assert scam["calls"] == 4 and scam["warned"]["value"] >= 0.75
    assert "\n  all *  deadringer " in printed.out and all(c["groups"] == 4 for c in data["compared"])
    assert {c["system"] for c in data["compared"]} == {"deadringer", "keywords", "tfidf", "equal"}
    assert data["calibration"]["all"]["calls"] == 8
    assert len(data["misses"]) == sum(f["calls"] for f in data["overall"] if f["label"] == "scam") - round(scam["warned"]["value"] * 4)
    assert sorted(p.name for p in plots.iterdir()) == ["calibration_all.png", "compared.png", "warned.png", "words_before_warning.png"]
    html = page.read_text(encoding="utf-8")
    assert "http://" not in html and "https://" not in html and "<script" not in html
    assert html.count("data:image/png") == 4


def test_nothing_that_is_judged_or_kept_is_learnt_from(calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"label": "scam", "text": "other words", "split": "measure"}, {"label": "legit", "text": "more other words"}]
    kept = lines(tmp_path / "kept.jsonl", rows)
    for train in ([calls], [kept], [calls, kept]):
        argv = [part for path in train for part in ("--train", str(path))]
        assert main(["evaluate", str(calls), "--quiet", "--baseline", "tfidf", *argv]) == 2
        told = capsys.readouterr().err
        assert "there are no " in told and "are judged in this run" in told and "have the split 'measure'" in told


def test_every_error_is_listed_and_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = lines(
        tmp_path / "odd.jsonl",
        [
            {"id": "missed<1>", "label": "scam", "text": "<b>lovely weather</b> card 4929 1234 5678 9012"},
            {"id": "alarm", "label": "legit", "text": "there is a warrant for your arrest pay now with gift cards and tell nobody"},
        ],
    )
    page = tmp_path / "p.html"
    assert main(["evaluate", str(data), "--html", str(page), "--quiet"]) == 0
    html = page.read_text(encoding="utf-8")
    assert "missed&lt;1&gt;" in html and "&lt;b&gt;lovely" in html and "<b>lovely" not in html
    assert "4929 1234" not in html
    assert "False alarms (1)" in html and "missed (1)" in html and "<mark>" in html
    assert capsys.readouterr().err == ""


def test_json_to_the_terminal(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(calls), "--json", "-", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["overall"]


def test_only_scams_and_only_honest_calls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for label in ("scam", "legit", "spam"):
        assert main(["evaluate", str(lines(tmp_path / "a.jsonl", [{"label": label, "text": "hello"}])), "--quiet"]) == 0
    assert main(["evaluate", str(tmp_path / "a.jsonl"), "--quiet", "--html", str(tmp_path / "x.html"), "--plots", str(tmp_path / "p")]) == 0
    assert main(["evaluate", str(tmp_path / "a.jsonl"), "--quiet", "--baseline", "equal"]) == 2
    assert "needs scam calls and legitimate calls" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--baseline", "magic"], "magic"),
        (["--baseline", "tfidf"], "--train"),
        (["--json", "/nowhere/at/all.json"], "no folder"),
        (["--split", "none"], "no labelled call"),
        (["--by", "colour"], "colour"),
    ],
)
def test_wrong_options_are_told(calls: Path, options: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(calls), "--quiet", *options]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("share", ["2", "-0.1", "much"])
def test_a_share_is_a_share(calls: Path, share: str) -> None:
    with pytest.raises(SystemExit):
        main(["evaluate", str(calls), "--words-dropped", share])


def test_damage_and_hidden_speakers(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = [
        "evaluate",
        str(calls),
        "--quiet",
        "--unlabelled",
        "--words-dropped",
        "0.1",
        "--words-doubled",
        "0.1",
        "--words-misheard",
        "0.1",
    ]
    assert main([*argv, "--partials", "5"]) == 0
    assert main(["evaluate", str(calls), "--quiet", "--split", "measure"]) == 0
    assert "Scam calls" in capsys.readouterr().out


def test_numbers_are_covered() -> None:
    assert masked("call 020 7946 0000 about order 12 of 2026") == "call ••••00 about order 12 of 2026"


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111", "4111111111111111x", "A123456789", "4111,1111,1111,1111", "4111_1111_1111_1111", "1 2 3 4",
        "4111\u00a01111\u00a01111\u00a01111", "4111\u20111111\u20111111\u20111111", "4111\n1111\n1111\n1111", "+44 (20) 7946 0000",
        "IT60X0542811101000001234567", "GB29NWBK60161331926819", "GB29 NWBK 6016 1331 9268 19", "it60 x054 2811 1010 0000 1234 567",
    ],
)  # fmt: skip
def test_numbers_are_covered_however_they_are_written(number: str) -> None:
    covered = masked(f"please read {number} to me")
    assert sum(c.isdigit() for c in covered) == 2 and "NWBK" not in covered
    assert covered.startswith("please read ") and covered.endswith(" to me")


@pytest.mark.parametrize("words", ["in 20 minutes or at 10 today", "in 2026 it was 1,500 pounds", "at 10 call that firm back 12 times"])
def test_other_words_are_not_covered(words: str) -> None:
    assert masked(words) == words


@pytest.mark.parametrize("turns", [150, 1])
def test_a_long_miss_without_evidence_can_be_read(tmp_path: Path, turns: int) -> None:
    said = [{"text": f"turn{i} what a lovely day for a walk in the garden " * (150 // turns)} for i in range(turns)]
    page = tmp_path / "p.html"
    data = lines(tmp_path / "long.jsonl", [{"label": "scam", "turns": said}])
    assert main(["evaluate", str(data), "--html", str(page), "--quiet"]) == 0
    shown = page.read_text(encoding="utf-8").rpartition("<div class=words>")[2]
    assert "turn0 what" in shown and 100 < len(shown.split()) < 2000


@pytest.mark.filterwarnings("error")
def test_plots_of_any_name(tmp_path: Path) -> None:
    data = [{"label": "scam", "text": "hello", "src": src} for src in ("a$\\bad$", "_x", "電話", "a\x07b")]
    path = tmp_path / "calls.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in data), encoding="utf-8")
    assert main(["evaluate", str(path), "--by", "src", "--plots", str(tmp_path / "p"), "--quiet"]) == 0
    assert _printable("a\ud800b") == "a?b"


def test_more_damage_than_words(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = [part for how in ("dropped", "doubled", "misheard") for part in (f"--words-{how}", "0.6")]
    assert main(["evaluate", str(calls), "--quiet", *argv]) == 2
    assert "1.8 together" in capsys.readouterr().err


def test_nothing_else_loads_this_room() -> None:
    code = (
        "import sys, deadringer.cli as c; c.main(['check', 'hello there', '--json'])\n"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('numpy', 'sklearn', 'matplotlib', 'onnxruntime') or 'evaluation' in m]\n"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
