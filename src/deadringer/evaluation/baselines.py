"""Other ways to tell scam calls, scored on the same calls in the same run, so that every claim is a comparison.

Each gives a call a score, the worst of its 60-word windows, so that all are judged as live. None knows what is right of the calls
it is scored on; those that learn do so on ``--train`` only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from typing import Any, Protocol

import numpy as np

from deadringer.errors import InputError
from deadringer.evaluation.listening import Progress
from deadringer.evaluation.rows import Row
from deadringer.knowledge.load import Knowledge
from deadringer.screener import Screener

WINDOW, STEP = 60, 30
"""Words of a window, and words from one window to the next."""
CAMPAIGN_ROWS = 5
"""Rows of one campaign that are learnt from: more would teach its wording, not its kind."""
LANGS = ("", "en", "it")
SEED = 20261122
ENCODED_WINDOWS = 12
"""Windows of one call that the encoder reads, evenly spread: it is 100 times slower than the others."""
ENCODED_TRAINING = 3000
"""Windows of each label that the encoder's classifier learns from."""

LEARNT = frozenset({"wording"})
"""Analysers whose weights were learnt from calls."""


class Baseline(Protocol):
    """One other way."""

    name: str
    about: str
    """One sentence for the report."""
    usual: float
    """The score from which it usually warns."""

    def scores(self, rows: Sequence[Row], progress: Progress | None = None) -> list[float]:
        """A score for each call; higher is worse."""
        ...


def plain(text: str) -> str:
    """Lower case, no punctuation, every digit a 0: style must not give the label away."""
    text = text.lower().replace("’", "'")
    return " ".join(re.sub(r"\d", "0", re.sub(r"[^\w\s]|_", " ", text.replace("'", ""))).split())


def windows(row: Row, most: int | None = None) -> list[str]:
    """The call in overlapping pieces of ``WINDOW`` words; at most ``most``, evenly spread."""
    words = plain(row.text).split()
    starts = list(range(0, max(1, len(words) - STEP), STEP))
    if most is not None and len(starts) > most:
        starts = [starts[round(i * (len(starts) - 1) / (most - 1))] for i in range(most)]
    return [" ".join(words[start : start + WINDOW]) for start in starts]


class Keywords:
    """A keyword list of the usual kind (``keywords.txt``)."""

    name = "keywords"
    about = "a keyword list of the usual kind: different keywords within 60 words; usually warns from 2"
    usual = 2.0

    @cached_property
    def _find(self) -> re.Pattern[str]:
        lines = resources.files(__package__).joinpath("keywords.txt").read_text(encoding="utf-8").splitlines()
        words = {plain(line) for line in lines if line.strip() and not line.startswith("#")}
        return re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b")

    def scores(self, rows: Sequence[Row], progress: Progress | None = None) -> list[float]:
        """How many different keywords a window has."""
        return [float(max(len(set(self._find.findall(w))) for w in windows(row))) for row in rows]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Windows to learn from."""

    texts: list[str]
    scam: list[bool]


def lessons(rows: Sequence[Row]) -> Lessons:
    """Windows of the legitimate and scam calls, English and Italian, at most ``CAMPAIGN_ROWS`` calls of a campaign."""
    held: Counter[str] = Counter()
    texts: list[str] = []
    scam: list[bool] = []
    for row in rows:
        if row.label not in ("legit", "scam") or row.lang not in LANGS:
            continue
        held[row.group] += 1
        if row.group and held[row.group] > CAMPAIGN_ROWS:
            continue
        own = windows(row, ENCODED_WINDOWS)
        texts += own
        scam += [row.label == "scam"] * len(own)
    return Lessons(texts, scam)


class Tfidf:
    """TF-IDF of words and pairs of words, logistic regression."""

    name = "tfidf"
    about = (
        "TF-IDF of words and word pairs with logistic regression, learnt from 60-word windows of the training calls; usually warns from 0.5"
    )
    usual = 0.5

    def __init__(self, learn_from: Lessons) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped,unused-ignore]
        from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped,unused-ignore]
        from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped,unused-ignore]

        self._model: Any = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=200_000, token_pattern=r"\S+", lowercase=False),
            LogisticRegression(C=10.0, class_weight="balanced", max_iter=300),
        )
        try:
            self._model.fit(learn_from.texts, learn_from.scam)
        except ValueError as error:
            # Its own words for "no word is in two windows" or "there are no words at all".
            raise InputError(f"the baseline tfidf has too little to learn from: {error}; name more calls with --train") from None

    def scores(self, rows: Sequence[Row], progress: Progress | None = None) -> list[float]:
        """The worst window's probability."""
        scores: list[float] = []
        for done, part in _parts(rows, 200):
            scores += _worst(part, None, lambda texts: self._model.predict_proba(texts)[:, 1])
            if progress:
                progress("tfidf", done, len(rows))
        return scores


class Encoder:
    """A sentence encoder (all-MiniLM-L6-v2, int8), logistic regression."""

    name = "encoder"
    about = (
        "the sentence encoder all-MiniLM-L6-v2 (int8) with logistic regression, learnt from "
        f"at most {ENCODED_TRAINING:,} windows of each label; reads at most {ENCODED_WINDOWS} windows of a call; usually warns from 0.5"
    )
    usual = 0.5

    def __init__(self, learn_from: Lessons, progress: Progress | None = None) -> None:
        from sklearn.linear_model import LogisticRegression

        from deadringer.evaluation.encoder import MiniLM

        self._encoder = MiniLM()
        rng = np.random.default_rng(SEED)
        scam = np.array(learn_from.scam)
        chosen: list[int] = []
        for label in (True, False):
            members = np.flatnonzero(scam == label)
            chosen += rng.choice(members, min(ENCODED_TRAINING, len(members)), replace=False).tolist()
        vectors = self._encoder.encode([learn_from.texts[i] for i in chosen], _named(progress, "encoder, learning"))
        self._model: Any = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
        self._model.fit(vectors, scam[chosen])

    def scores(self, rows: Sequence[Row], progress: Progress | None = None) -> list[float]:
        """The worst window's probability."""
        scores: list[float] = []
        for done, part in _parts(rows, 50):
            scores += _worst(part, ENCODED_WINDOWS, lambda texts: self._model.predict_proba(self._encoder.encode(texts))[:, 1])
            if progress:
                progress("encoder", done, len(rows))
        return scores


class Ours:
    """Dead Ringer's own sum of evidence at its worst moment, as a score without thresholds."""

    name = "deadringer"
    about = "Dead Ringer: log-odds at the worst moment"
    usual = 0.0

    def __init__(self, knowledge: Knowledge, without: frozenset[str] = frozenset()) -> None:
        # No threshold: every moment is kept if it is the worst so far.
        judgement = {**knowledge.judgement, "suspicious": 0.0, "scam": 2.0}
        screener = Screener(replace(knowledge, judgement=judgement))
        if without:
            screener = Screener(screener.knowledge, [a for a in screener.analysers if a.name not in without])
        self._screener = screener

    def scores(self, rows: Sequence[Row], progress: Progress | None = None) -> list[float]:
        """The highest log-odds at any moment."""
        scores: list[float] = []
        for done, row in enumerate(rows, 1):
            scores.append(self._screener.check(row.turns, row.call).log_odds)
            if progress:
                progress(self.name, done, len(rows))
        return scores


class Tactics(Ours):
    """Ours without what was learnt from the wording of known calls."""

    name = "tactics"
    about = "our tactics with their own weights, without the learnt wording"

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge, LEARNT)


class Equal(Ours):
    """The same tactics through the same engine, each weighing the same."""

    name = "equal"
    about = (
        "our tactics through the same engine, without the learnt wording, but each weighs 1 (signs for the caller -1), "
        "and so does a contradiction of policy"
    )

    def __init__(self, knowledge: Knowledge) -> None:
        tactics = {k: replace(t, weight=(t.weight > 0) - (t.weight < 0)) for k, t in knowledge.tactics.items()}
        judgement = {**knowledge.judgement, "policy_weight": 1.0, "fit_weight": -1.0}
        super().__init__(replace(knowledge, tactics=tactics, judgement=judgement), LEARNT)


def _named(progress: Progress | None, name: str) -> Progress | None:
    if progress is None:
        return None
    return lambda _, done, of: progress(name, done, of)


def _parts(rows: Sequence[Row], size: int) -> Iterator[tuple[int, Sequence[Row]]]:
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        yield start + len(part), part


def _worst(rows: Sequence[Row], most: int | None, score: Any) -> list[float]:
    texts: list[str] = []
    owners: list[int] = []
    for i, row in enumerate(rows):
        own = windows(row, most)
        texts += own
        owners += [i] * len(own)
    worst: dict[int, float] = defaultdict(lambda: -np.inf)
    for owner, value in zip(owners, score(texts), strict=True):
        worst[owner] = max(worst[owner], float(value))
    return [worst[i] for i in range(len(rows))]
