"""The red team's file keeps its shape."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from deadringer.evaluation.rows import read_rows

FILE = Path(__file__).parents[2] / "benchmarks" / "redteam.jsonl"


def test_enough_of_each_and_all_readable() -> None:
    rows = read_rows([FILE], by="trick")
    assert len({r.id for r in rows}) == len(rows)
    labels = Counter(r.label for r in rows)
    assert labels["scam"] >= 60 and labels["legit"] >= 30
    assert min(Counter((r.source, r.lang, r.label) for r in rows).values()) >= 2
    assert all(json.loads(line)["why"] for line in FILE.read_text(encoding="utf-8").splitlines())
