"""The wording model: which words and pairs are commoner in scam calls than in honest ones of the same manner.

Reads ``DATA/train`` and this project's own ``corpus/`` (never rows whose split is ``measure``); ``train.py`` uses it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from deadringer.intake.speakers import speaker_of
from deadringer.knowledge import load_knowledge
from deadringer.phrases.tokens import hear
from deadringer.text.features import WINDOW, plain_features

HERE = Path(__file__).resolve().parent.parent
STEP = 30
MOST_WINDOWS = 20
"""Windows of one call that are used, so that long calls do not outweigh short ones."""
PER_CAMPAIGN = 10
LEAST_GROUPS = 3
"""Campaigns (or calls) in which a feature must occur: what one caller says is no rule."""
MOST_FEATURES = 16_000
STRENGTH = 0.2
"""Inverse of the penalty (``C``) of the logistic regression, per row."""
ONE_SIDED = 0.3
"""How much the calls of somebody who wrote one label only count."""
LANGS = ("en", "it")
AGAINST_SCREENER = frozenset(
    "bracken burnet campion cardo chervil clover comfrey edera felce fennel heather laurel lentisco mallow malva melissa "
    "ortica osier rovo sedge thistle timo vetch yarrow".split()
)
"""Hands that wrote on where the screener of their day was wrong. Only the encoders learn from them: of what a word says by itself
they give a wrong picture (a linear model that had learnt from the first 16 was alarmed by twice as many honest talks: ``docs/model-card.md``)."""

WEAK = 1.0
"""A tactic that was written with less weight is heard in honest calls, too: its positives by themselves are not learnt from."""
WEAK_ALONE = frozenset(
    "account_trouble cash_or_prepaid charity_appeal faith_as_reason legal_words lose_it_if_you_wait names_a_fee number_from_advertisement "
    "qualifying_offer qualifying_question read_it_to_me screen_guidance".split()
)
"""Nor are those of these, written with a little more. Named, not found by fitted weights: training must not depend on earlier fits."""

Matrix = Any
Numbers = np.ndarray[Any, np.dtype[Any]]


def left_out(lang: str) -> frozenset[str]:
    """Words that the model never learns from (``left_out.<lang>.txt``)."""
    lines = (HERE / "training" / f"left_out.{lang}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@dataclass(frozen=True)
class Sample:
    """One call."""

    hand: str
    """Who wrote it, or the data set that it is from."""
    group: str
    """Calls of one group are not independent."""
    scam: bool
    lang: str
    spoken: bool
    windows: tuple[frozenset[str], ...]
    turns: tuple[tuple[str, str], ...] = ()


def windows_of(words: Sequence[str], never: frozenset[str]) -> list[frozenset[str]]:
    """Feature sets of the call's windows."""
    plain = plain_features(words)
    out = []
    for start in range(0, max(1, len(plain) - STEP), STEP):
        part = [word for word in plain[start : start + WINDOW] if word]
        pairs = (f"{a} {b}" for a, b in zip(part, part[1:], strict=False) if a not in never and b not in never)
        out.append(frozenset((*(w for w in part if w not in never), *pairs)))
    return out[:MOST_WINDOWS]


def campaign(text: str) -> str:
    """Calls of nearly the same words get the same mark: the smallest hashes of their three-word runs."""
    words = re.findall(r"[a-zàèéìòù]+", text.lower())
    runs = {" ".join(words[i : i + 3]) for i in range(len(words) - 2)} or {" ".join(words)}
    return min(hashlib.md5(run.encode()).hexdigest() for run in runs)[:8]


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The labelled rows of a JSON-lines file that may be learnt from."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["label"] in ("scam", "legit") and row["lang"] in LANGS and row.get("split") != "measure":
            yield row


def read(path: Path) -> Iterator[Sample]:
    """The calls of a file, each as a recogniser hears it that cannot tell the voices apart, and, where voices are told apart, the
    other party's words alone."""
    seen: Counter[str] = Counter()
    for row in rows_of(path):
        turns = tuple((speaker_of(t.get("speaker", "unknown")), t["text"]) for t in row.get("turns") or [row])
        everything = " ".join(text for _, text in turns)
        hand = row.get("hand", path.stem)
        group = f"{hand}:{row['campaign']}" if "campaign" in row else f"{hand}:{campaign(everything)}"
        seen[group] += 1
        if seen[group] > PER_CAMPAIGN:
            continue
        channel = row.get("channel") or ("sms" if "sms" in path.stem else "phone")
        spoken = channel not in ("sms", "message", "email")
        never = left_out(row["lang"])
        views = [everything]
        theirs = " ".join(text for speaker, text in turns if speaker != "me")
        if theirs and len(theirs) < len(everything):
            views.append(theirs)
        windows = [w for view in views for w in windows_of(hear(view, row["lang"]).words, never)]
        yield Sample(hand, group, row["label"] == "scam", row["lang"], spoken, tuple(windows), turns)


def tactic_examples() -> Iterator[Sample]:
    """The lines that tactics ship as their positives and hard negatives. Of weak tactics the positives are left out."""
    for tactic in load_knowledge(Path("/nonexistent")).tactics.values():
        for positive, examples in ((True, tactic.positives), (False, tactic.negatives)):
            if positive and (0 <= tactic.written_weight < WEAK or tactic.id in WEAK_ALONE):
                continue
            scam, group = positive and tactic.written_weight > 0, f"tactics:{tactic.id}:{positive}"
            for lang in LANGS:
                for text in examples.get(lang, ()):
                    windows = windows_of(hear(text, lang).words, left_out(lang))
                    yield Sample(f"tactics-{lang}", group, scam, lang, True, tuple(windows))


def samples(data: Path, against: bool = False) -> list[Sample]:
    """All training calls; those of ``AGAINST_SCREENER`` only if ``against``."""
    out: list[Sample] = []
    for name in ("robocalls", "short_dialogues", "openings", "everyday_calls", "assistant_calls", "task_dialogues", "bank_queries",
                 "service_customers", "sms", "italian_scripts"):  # fmt: skip
        out += read(data / "train" / f"{name}.jsonl")
    out += tactic_examples()
    for path in [*sorted((HERE / "corpus").glob("*.jsonl")), *sorted((HERE / "corpus" / "training").glob("*.jsonl"))]:
        if against or path.stem not in AGAINST_SCREENER:
            out += read(path)
    return out


def vocabulary_of(calls: Iterable[Sample]) -> dict[str, int]:
    """Features that occur in enough campaigns."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for call in calls:
        for window in call.windows:
            for feature in window:
                groups[feature].add(call.group)
    return {f: i for i, f in enumerate(sorted(f for f, g in groups.items() if len(g) >= LEAST_GROUPS))}


class Table:
    """Windows of calls as rows of one matrix, of which parts can be left out."""

    def __init__(self, calls: Sequence[Sample]) -> None:
        self._calls = calls
        vocabulary = vocabulary_of(calls)
        self._names = list(vocabulary)
        indices: list[int] = []
        ends = [0]
        owners = []
        for i, call in enumerate(calls):
            for window in call.windows:
                indices += sorted(vocabulary[f] for f in window if f in vocabulary)
                ends.append(len(indices))
                owners.append(i)
        ones = np.ones(len(indices), dtype=np.float32)
        self._x: Matrix = csr_matrix((ones, indices, ends), shape=(len(owners), len(vocabulary)))
        self._owners = np.array(owners)

    def fit(self, without: Container[int] = ()) -> tuple[dict[str, float], float]:
        """Weights by feature, and the bias (balanced classes), leaving the calls at these places out."""
        kept = [i for i in range(len(self._calls)) if i not in without]
        weight = np.zeros(len(self._calls))
        weight[kept] = _weights([self._calls[i] for i in kept])
        w = weight[self._owners]
        rows = w > 0
        x, w = self._x[rows], w[rows]
        y = np.array([c.scam for c in self._calls])[self._owners][rows]
        w = w / np.where(y, w[y].sum(), w[~y].sum())
        model = LogisticRegression(C=STRENGTH * len(y), max_iter=400, solver="liblinear", random_state=0)
        model.fit(x, y, sample_weight=w)
        coefficients = model.coef_[0]
        order = np.argsort(-np.abs(coefficients), kind="stable")[:MOST_FEATURES]
        return {self._names[i]: float(coefficients[i]) for i in order if abs(coefficients[i]) >= 0.02}, float(model.intercept_[0])


def _weights(calls: Sequence[Sample]) -> list[float]:
    """What each window of a call counts: a hand by the root of its size, and a scam call as much as any other of its hand. Of an honest
    talk every window is one more chance of a false alarm: a long one counts by the root of its length."""
    sizes = Counter((c.hand, c.scam) for c in calls)
    return [
        sizes[c.hand, c.scam] ** -0.5
        / max(1, len(c.windows)) ** (1.0 if c.scam else 0.5)
        * (1.0 if sizes[c.hand, not c.scam] else ONE_SIDED)
        for c in calls
    ]


def fit(calls: Sequence[Sample]) -> tuple[dict[str, float], float]:
    """Weights by feature, and the bias."""
    return Table(calls).fit()


def score(call: Sample, weights: dict[str, float], bias: float) -> float:
    """The worst window."""
    return max((bias + sum(weights.get(f, 0.0) for f in window) for window in call.windows), default=bias)
