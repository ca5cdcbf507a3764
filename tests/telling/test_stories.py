"""The six stories of docs/stories, run as they stand there: every command, with the files that the page shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from deadringer.cli import main

STORIES = Path(__file__).parents[2] / "docs" / "stories"
_BLOCK = re.compile(r"^```(\w+)(?: ([\w.]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)

EXPECTED: dict[str, tuple[list[str], list[str]]] = {
    "press-one": (
        [
            "HANG UP",
            "You gave: nothing",
            "press 1",
            "I gave nothing",
            "Anna Reed",
            "not provided",
            "1 March 2024",
            "20 November 2026 at 12:15",
        ],
        ["None of your"],
    ),
    "remote-access": (
        ["HANG UP", "159", "£2,400", "sort code 20-11-43", "account 31926819", "AnyDesk", "F-77120", "Edith Walker"],
        ["482913"],
    ),
    "buoni-regalo": (["RIAGGANCI", "200 EUR", "Maria Bianchi", "non indicato", "denuncia-querela", "7 aprile 1951"], ["truffata"]),
    "finto-maresciallo": (
        ["5.000 EUR", "numero nascosto", "18 novembre 2026", "Giovanni Verdi", "un uomo sui trent'anni", "contro ignoti", "12:10"],
        ["Verdi Giovanni"],
    ),
    "one-time-code": (["HANG UP", "Call 07700900456", "£640", "Fiona Grant", "█████", "everything in it can be traced"], ["5 5 0 1 9 2"]),
    "telefonate-mute": (
        ["Energia Chiara", "muta", "17 novembre 2026 alle 09:02", "19 novembre 2026 alle 20:30", "CNTPLA60A41H501Y", "Paola Conti"],
        ["truffa ("],
    ),
}


@pytest.mark.parametrize("story", sorted(EXPECTED))
def test_story(story: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typst")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    shown = []
    for kind, argument, text in _BLOCK.findall((STORIES / f"{story}.md").read_text(encoding="utf-8")):
        if kind == "text":
            Path(argument).write_text(text, encoding="utf-8")
        elif kind == "sh":
            for line in text.strip().splitlines():
                words = shlex.split(line)
                assert words[0] == "deadringer"
                assert main(words[1:]) == int(argument or 0), line
                shown.append(capsys.readouterr().out)
    written = [p.read_text(encoding="utf-8") for p in sorted(tmp_path.glob("*.txt")) if "chiamata" not in p.name and p.name != "call.txt"]
    everything = "\n".join([*shown, *written])
    wanted, unwanted = EXPECTED[story]
    assert [w for w in wanted if w not in everything] == []
    assert [w for w in unwanted if w in everything] == []
    pages = sorted(tmp_path.glob("*.pdf"))
    assert pages and all(p.read_bytes().startswith(b"%PDF-") for p in pages)
    for kept in tmp_path.glob("*.json"):
        assert not re.search(r"482913|5 5 0 1 9 2", kept.read_text(encoding="utf-8"))


def test_every_story_has_its_page_and_the_index_names_it() -> None:
    index = (STORIES / "README.md").read_text(encoding="utf-8")
    pages = {p.stem for p in STORIES.glob("*.md")} - {"README"}
    assert pages == set(EXPECTED)
    assert all(f"({name}.md)" in index for name in pages)
