"""What the corpus card says of the training files is what lies there."""

from __future__ import annotations

import json
import re

from wording import AGAINST_SCREENER, HERE

CARD = (HERE / "corpus" / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([\w-]+)\.jsonl` \| [a-z, ]+ \| (\d+) \| (\d+) \| ([\d,]+) \| (.*?) \|$", re.M)
FILES = {path.stem: path for path in sorted((HERE / "corpus" / "training").glob("*.jsonl"))}


def _counted(hand: str) -> tuple[int, int, int]:
    rows = [json.loads(line) for line in FILES[hand].read_text(encoding="utf-8").splitlines()]
    scams = sum(row["label"] == "scam" for row in rows)
    return scams, len(rows) - scams, sum(len(turn["text"].split()) for row in rows for turn in row.get("turns") or [row])


def test_every_training_file_stands_in_the_card_with_its_counts() -> None:
    told = {hand: (int(scam), int(legit), int(words.replace(",", ""))) for hand, scam, legit, words, _ in ROW.findall(CARD)}
    assert told == {hand: _counted(hand) for hand in FILES}


def test_the_sums_in_the_card_are_those_of_its_rows() -> None:
    counts = [_counted(hand) for hand in FILES]
    cases, words = sum(scam + legit for scam, legit, _ in counts), sum(words for *_, words in counts)
    assert f"{cases:,} cases to learn from ({words:,} words)" in CARD
    against = sum(sum(_counted(hand)[:2]) for hand in AGAINST_SCREENER)
    assert f"({len(AGAINST_SCREENER)} hands, {against:,} cases)" in CARD


def test_hands_that_wrote_against_the_screener_bear_a_star() -> None:
    assert {hand for hand, *_, what in ROW.findall(CARD) if what.endswith("*")} == AGAINST_SCREENER
