"""The commands as a person types them: what they write, and what they say of bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deadringer.cli import main

CALL = "Caller: This is Amazon. Press 1 now to cancel the charge of 500 dollars.\nMe: The code is 482913.\n"


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    Path("call.txt").write_text(CALL, encoding="utf-8")
    main(["check", "call.txt", "--from", "+1 202 555 0143", "--when", "2026-11-20T10:15", "--country", "US", "--save", "call.json"])
    capsys.readouterr()
    return "call.json"


def run(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> tuple[str, str]:
    assert main(list(words)) == status
    shown = capsys.readouterr()
    return shown.out, shown.err


def test_a_transcript_can_be_reported_at_once_and_kept(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = run(capsys, "report", "call.txt", "--to", "ftc", "--country", "US", "--save", "kept.json")
    assert "kept.json" in out and "482913" not in Path("kept.json").read_text(encoding="utf-8")
    again, _ = run(capsys, "report", "kept.json", "--to", "ftc")
    assert again == out


def test_the_answer_of_check_json_can_be_reported(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "call.txt", "--json", "--country", "US"])
    Path("verdict.json").write_text(capsys.readouterr().out, encoding="utf-8")
    out, _ = run(capsys, "report", "verdict.json", "--to", "amazon", "--country", "US")
    assert "Press 1 now" in out or "press 1" in out.lower()
    assert "No words were written down" in out


def test_json_text_and_marks(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(run(capsys, "report", saved, "--to", "ftc", "--json")[0])
    assert data["sent"] is False and data["to"] == "ftc" and len(data["proof"][0]["sha256"]) == 64
    assert "[call]" in run(capsys, "report", saved, "--to", "ftc")[0]
    assert "[call]" not in run(capsys, "report", saved, "--to", "ftc", "--text", "-")[0]


def test_options_say_more_than_the_record(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = run(capsys, "report", saved, "--to", "ftc", "--when", "2026-11-21T09:00", "--from", "+1 202 555 0199")
    assert "21 November 2026 at 09:00" in out and "0199" in out and "0143" not in out


def test_whom_to_tell_and_which_facts(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = run(capsys, "report", saved)
    assert "--to ftc" in out and "--to ic3" in out and "--to amazon" in out and "--to garante" not in out and "--to hmrc" not in out
    out, _ = run(capsys, "report", saved, "--to", "ftc", "--facts")
    assert "amount" in out and "paid_with" in out and "story" not in out


def test_a_changed_draft_is_checked(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "report", saved, "--to", "ftc", "--text", "draft.txt")
    text = Path("draft.txt").read_text(encoding="utf-8")
    out, _ = run(capsys, "report", saved, "--to", "ftc", "--check", "draft.txt")
    assert "can be traced" in out
    Path("draft.txt").write_text(
        text.replace("my telephone rang.", "my telephone rang. He was called Kevin Brown and took $900."), encoding="utf-8"
    )
    _, err = run(capsys, "report", saved, "--to", "ftc", "--check", "draft.txt", status=2)
    assert "Kevin" in err and "900" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["report", "missing.json", "--to", "ftc"], "there is no file"),
        (["report", "call.json", "--to", "nobody"], "I know nobody of that name"),
        (["report", "call.json", "--to", "ftc", "--fact", "amount"], "name=value"),
        (["report", "call.json", "--to", "ftc", "--fact", "amount=lots"], "is no amount"),
        (["report", "call.json", "--to", "ftc", "--fact", "colour=red"], "no report asks for that"),
        (["report", "call.json", "--to", "ftc", "--fact", "paid_date=soon"], "is no day"),
        (["report", "call.json", "--to", "ftc", "--fact", "paid_time=25:99"], "is no time"),
        (["report", "call.json", "--to", "ftc", "--fact", "email=me"], "is no e-mail address"),
        (["report", "call.json", "--to", "ftc", "--fact", "consent=perhaps"], "say yes or no"),
        (["report", "call.json", "--to", "ftc", "--fact", "phone=x"], "is no telephone number"),
        (["report", "call.json", "--to", "ftc", "--fact", "name=" + "x" * 20_000], "too long"),
        (["report", "call.json", "--to", "ftc", "--fact", "name="], "is empty"),
        (["report", "call.json", "--to", "ftc", "--lang", "xx"], "I write en, it"),
        (["report", "call.json", "--to", "ftc", "--pdf", "no/such/folder/a.pdf"], "cannot be written"),
        (["report", "call.json", "--to", "ftc", "--check", "missing.txt"], "cannot be read"),
        (["report", "call.json", "--to", "ftc", "--log", "missing.csv"], "cannot be read"),
        (["letter", "love", "--country", "GB"], "there is no letter"),
        (["letter", "access", "--country", "ZZ"], "I have letters for"),
        (["letter", "access", "--country", "GB", "--lang", "it"], "this letter is written in en"),
        (["letter", "access", "--country", "GB", "--date", "soon"], "is no day"),
        (["letter", "access", "--country", "GB", "--reminder"], "belong together"),
        (["letter", "access", "--country", "GB", "--call", "call.txt"], "no saved call"),
        (["card", "--lang", "xx"], "I have the card in"),
        (["card", "--country", "Mars"], "I know"),
        (["card", "--number", "x"], "NAME=NUMBER"),
        (["quiz", "--lang", "xx"], "I have calls in"),
    ],
)
def test_bad_input_is_told_and_ends_with_2(words: list[str], message: str, saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = run(capsys, *words, status=2)
    assert message in err and "Traceback" not in err


def test_letter_card_and_quiz_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typst")
    monkeypatch.chdir(tmp_path)
    assert "Revoco il consenso" in run(capsys, "letter", "--country", "IT")[0]
    out, err = run(
        capsys, "letter", "access", "--country", "DE", "--lang", "it", "--to", "ACME", "--pdf", "a.pdf", "--ics", "a.ics", "--text", "a.txt"
    )
    assert out == "" and "--fact name=…" in err and "ACME" in Path("a.txt").read_text(encoding="utf-8")
    assert json.loads(run(capsys, "letter", "access", "--country", "GB", "--json")[0])["missing"]
    assert run(capsys, "card", "--country", "IT")[0].startswith("NON PREMA 1")
    run(capsys, "card", "--country", "GB", "--pdf", "c.pdf", "--png", "c.png", "--text", "c.txt")
    assert {p.name for p in tmp_path.iterdir()} == {"a.pdf", "a.ics", "a.txt", "c.pdf", "c.png", "c.txt"}
    assert run(capsys, "quiz", "--lang", "en")[0].count("Answer: ") == 10


def test_the_quiz_asks_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda prompt: "s")
    assert "You got 7 of 10 right." in run(capsys, "quiz", "--lang", "en")[0]


def test_nothing_is_imported_that_a_plain_check_does_not_need() -> None:
    import subprocess
    import sys

    code = "import sys; from deadringer.cli import main; main(['check', 'hello there']); print([m for m in sys.modules if 'typst' in m or 'telling' in m])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip().endswith("[]")
