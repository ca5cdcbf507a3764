"""The robustness benchmark: its conditions and its sums, and its telephone lines where their packages are there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from deadringer.call import Call, Turn
from deadringer.evaluation.listening import Scored
from deadringer.evaluation.rows import Row
from deadringer.evidence import Level

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def robustness(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import robustness as module

    yield module
    sys.modules.pop("robustness", None)


def row(i: int, label: str = "scam", lang: str = "en") -> Row:
    turns = (Turn("good morning this is your bank", "them"), Turn("yes who is it", "me"))
    return Row(str(i), "here", label, lang, turns, Call(), f"here:{i}", f"g{i}")


def scored(r: Row, warned: bool) -> Scored:
    return Scored(r, Level.SCAM if warned else Level.UNPROVEN, 0.5, 0, 1, 1, None, None, 0, (), frozenset(), 0)


def test_every_condition_keeps_the_calls(robustness: ModuleType) -> None:
    rows = [row(i) for i in range(5)]
    for change in robustness.conditions().values():
        assert [r.id for r in change(rows)] == [r.id for r in rows]
    assert len(robustness.run_together(rows)[0].turns) == 1
    assert {t.speaker for r in robustness.hidden(rows) for t in r.turns} == {"unknown"}


def test_loss_in_points(robustness: ModuleType) -> None:
    rows = [row(i) for i in range(4)] + [row(i, "legit") for i in range(4, 6)]
    before = [scored(r, w) for r, w in zip(rows, [True, True, True, False, False, False], strict=True)]
    after = [scored(r, w) for r, w in zip(rows, [True, True, False, False, True, False], strict=True)]
    line = robustness.line("worse", before, after)
    assert (line.warned, line.loss[0], line.legit, line.wrong) == (0.5, 0.25, 0.5, 0.0)
    assert robustness.line("alone", before[:4], after[:4]).cells()[4] == "-"


def test_words_wrong(robustness: ModuleType) -> None:
    before, after = row(1), replace(row(1), turns=(Turn("good morning this is your tank yes who"),))
    assert robustness.wrong_words([scored(before, True)], [scored(after, True)]) == pytest.approx(3 / 10)


def test_calls_are_chosen_evenly_and_the_same_every_time(robustness: ModuleType) -> None:
    rows = [row(i, label, lang) for i, (label, lang) in enumerate([(a, b) for a in ("scam", "legit") for b in ("en", "it")] * 20)]
    chosen = robustness.choose(rows, 12)
    assert len(chosen) == 12 and chosen == robustness.choose(rows, 12)
    assert len({(r.label, r.lang) for r in chosen}) == 4


@pytest.mark.parametrize("line", ["clean", "mulaw", "gsm", "amr", "noise20", "noise10"])
def test_a_call_goes_through_the_line(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    for package in ("py_nanotts", "soundfile", "av"):
        pytest.importorskip(package)
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import telephone

    from deadringer.speech import read_recording

    sound = telephone.spoken(row(1))
    seconds = len(sound) / telephone.VOICE_RATE
    recording = read_recording(telephone.through(sound, line, "seed"))
    assert 2 < seconds < 20
    assert recording.seconds == pytest.approx(seconds, abs=0.2)
