"""Groups, intervals, calibration."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from deadringer.call import Call, Turn
from deadringer.evaluation import groups
from deadringer.evaluation.calibration import calibrate
from deadringer.evaluation.figures import Figures, figures
from deadringer.evaluation.groups import find_groups
from deadringer.evaluation.intervals import Counted, quartiles, ratio
from deadringer.evaluation.listening import Scored
from deadringer.evaluation.rows import Row, read_rows
from deadringer.evidence import Level

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
    apart = ratio(Counted(str(i), float(i % 2), 1.0) for i in range(60))
    together = ratio(Counted(str(i % 4), float(i % 2), 1.0) for i in range(60))
    assert apart and together
    assert apart.value == together.value == 0.5
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_nothing_seen_is_not_never() -> None:
    none = ratio(Counted(str(i), 0.0, 1.0) for i in range(100))
    every = ratio(Counted(str(i), 1.0, 1.0) for i in range(100))
    rate = ratio((Counted(str(i), 0.0, 0.5) for i in range(100)), share=False)
    assert none and every and rate
    assert none.low == 0 and none.high == pytest.approx(0.0362, abs=0.001)
    assert every.high == 1 and every.low == pytest.approx(0.9638, abs=0.001)
    assert rate.high == pytest.approx(-math.log(0.025) / 50)
    assert ratio([]) is None


def test_intervals_repeat() -> None:
    counted = [Counted(str(i), float(i % 3 == 0), 1.0) for i in range(50)]
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


def call(i: int, text: str = "", source: str = "s", group: str = "", id: str = "") -> Row:
    words = random.Random(f"call {i}").choices([a + b + c for a in "bdfglm" for b in "aeiou" for c in "nrst"], k=60)
    return Row(id or str(i), source, "scam", "en", (Turn(text or " ".join(words)),), Call(), f"{source}:{i}", group)


def of_all(rows: Sequence[Row], warned: Sequence[bool]) -> Figures:
    levels = [Level.SCAM if w else Level.UNPROVEN for w in warned]
    scored = [Scored(r, v, 0.5, 0, 1, 1, None, None, 0, (), frozenset(), 0) for r, v in zip(rows, levels, strict=True)]
    return figures("all", "scam", scored)


def test_numbered_voices_and_equal_ids_join_nothing(tmp_path: Path) -> None:
    texts = [call(i).text for i in range(25)]
    turns = [{"speaker": f"SPEAKER_0{n}", "text": text} for n, text in enumerate(texts[:2])]
    data = [{"label": "legit", "turns": [turns[i % 2] | {"text": text}]} for i, text in enumerate(texts)]
    assert len({r.group for r in find_groups(read_rows([lines(tmp_path / "a.jsonl", data)]))}) == 25
    assert len({r.group for r in find_groups([call(i, id="x") for i in range(25)])}) == 25
    assert len({r.group for r in find_groups([call(1, id="2"), call(2)])}) == 2


def test_files_of_one_name_are_not_one_group(tmp_path: Path) -> None:
    files = []
    for n, name in enumerate("xy"):
        (tmp_path / name).mkdir()
        texts = [call(100 * n + i).text for i in range(5)]
        files.append(lines(tmp_path / name / "a.jsonl", [{"label": "legit", "text": text} for text in texts]))
    assert len({r.group for r in find_groups(read_rows(files))}) == 10


@pytest.mark.parametrize("extra", [{}, {"campaign": "A"}])
def test_copies_in_other_files_are_no_news(tmp_path: Path, extra: dict[str, str]) -> None:
    rows = [{"label": "scam", "text": SCRIPT} | extra]
    files = [lines(tmp_path / f"f{i:02}.jsonl", rows) for i in range(25)]
    found = of_all(find_groups(read_rows(files)), [True] * 25)
    assert (found.calls, found.groups) == (25, 1)
    assert found.warned.low == pytest.approx(0.025)


def test_sources_of_one_group_each_still_vary() -> None:
    rows = find_groups([call(i, source=f"s{i}") for i in range(30)])
    found = of_all(rows, [i % 2 == 0 for i in range(30)])
    assert found.groups == 30
    assert found.warned.low < 0.4 and found.warned.high > 0.6


def test_the_same_person_under_another_source_is_the_same() -> None:
    rows = [Row(str(i), f"s{i}", "legit", "en", (Turn(call(i).text),), Call(), f"file:{i}", persons=("BO026",)) for i in range(2)]
    assert len({r.group for r in find_groups(rows)}) == 1


def test_half_of_the_runs_in_common_is_always_found() -> None:
    rows = []
    for i in range(200):
        words = [f"{w}{c}" for w, c in zip(call(i).text.split(), call(i + 5000).text.split(), strict=True)]
        other = [*words[:45], *(w + "x" for w in words[45:])]
        rows += [call(2 * i, " ".join(words)), call(2 * i + 1, " ".join(other))]
    share = [groups._share(groups._runs(a.text), groups._runs(b.text)) for a, b in zip(rows[::2], rows[1::2], strict=True)]
    assert min(share) >= 0.5 and max(share) < 0.65
    found = find_groups(rows)
    assert len({r.group for r in found}) == 200
    assert all(a.group == b.group for a, b in zip(found[::2], found[1::2], strict=True))
