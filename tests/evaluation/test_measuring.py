"""Groups, intervals, calibration."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from deadringer.evaluation.calibration import calibrate
from deadringer.evaluation.groups import find_groups
from deadringer.evaluation.intervals import Counted, quartiles, ratio
from deadringer.evaluation.rows import read_rows

from .calls import lines

SCRIPT = "hello this is an important message about the warranty of your car it runs out soon press one to renew it or two to be removed {}"


def test_the_same_script_is_one_group(tmp_path: Path) -> None:
    texts = [SCRIPT.format("thank you"), SCRIPT.format("bye"), "hi mum it is only me i will be late tonight so please start without me"]
    rows = find_groups(read_rows([lines(tmp_path / "a.jsonl", [{"label": "scam", "text": t} for t in texts])]))
    assert rows[0].group == rows[1].group != rows[2].group


def test_the_same_person_is_one_group_but_a_role_is_nobody(tmp_path: Path) -> None:
    def call(speaker: str, text: str) -> dict[str, object]:
        return {"label": "legit", "turns": [{"speaker": speaker, "text": text}]}

    data = [
        call("BO026", "one thing said here"),
        call("BO026", "quite another matter there"),
        call("A", "first of all"),
        call("A", "last of all"),
    ]
    rows = find_groups(read_rows([lines(tmp_path / "a.jsonl", data)]))
    assert rows[0].group == rows[1].group
    assert rows[2].group != rows[3].group


def test_a_group_that_is_given_wins(tmp_path: Path) -> None:
    data = [{"label": "scam", "text": SCRIPT, "campaign": i} for i in (1, 2, 2)]
    rows = find_groups(read_rows([lines(tmp_path / "a.jsonl", data)]))
    assert rows[0].group != rows[1].group == rows[2].group


def test_rows_of_one_campaign_do_not_make_us_surer() -> None:
    apart = ratio(Counted("s", str(i), float(i % 2), 1.0) for i in range(60))
    together = ratio(Counted("s", str(i % 4), float(i % 2), 1.0) for i in range(60))
    assert apart and together
    assert apart.value == together.value == 0.5
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_nothing_seen_is_not_never() -> None:
    none = ratio(Counted("s", str(i), 0.0, 1.0) for i in range(100))
    every = ratio(Counted("s", str(i), 1.0, 1.0) for i in range(100))
    rate = ratio((Counted("s", str(i), 0.0, 0.5) for i in range(100)), share=False)
    assert none and every and rate
    assert none.low == 0 and none.high == pytest.approx(0.0362, abs=0.001)
    assert every.high == 1 and every.low == pytest.approx(0.9638, abs=0.001)
    assert rate.high == pytest.approx(-math.log(0.025) / 50)
    assert ratio([]) is None


def test_intervals_repeat() -> None:
    counted = [Counted("s", str(i), float(i % 3 == 0), 1.0) for i in range(50)]
    assert ratio(counted) == ratio(counted)


def test_quartiles() -> None:
    assert quartiles([]) is None
    assert quartiles([1, 2, 3, 4, 5]) == (2, 3, 4)


def test_calibration_of_a_perfect_and_of_a_boastful_judge() -> None:
    honest = calibrate([0.25] * 4 + [0.75] * 4, [True, False, False, False, True, True, True, False])
    boastful = calibrate([0.99] * 4, [True, False, True, False])
    assert honest and boastful
    assert honest.ece == pytest.approx(0)
    assert honest.brier == pytest.approx(0.1875)
    assert boastful.ece == pytest.approx(0.49)
    assert calibrate([0.5, 0.5], [True, True]) is None


def test_probability_one_has_a_bin() -> None:
    found = calibrate([1.0, 0.0], [True, False])
    assert found and found.ece == 0 and len(found.bins) == 2
