"""Fits the wording model: which words and pairs are commoner in scam calls than in telephone-like honest talk.

``python training/wording.py DATA [--check-only]`` reads ``DATA/train`` and this project's own ``corpus/`` (split ``develop``) and
writes ``src/deadringer/knowledge/wording/<language>.json``. What decides is leave-one-source-out, printed first; calls of one
campaign never stand on both sides. Fixed seeds: the same data give the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from deadringer.knowledge import load_knowledge
from deadringer.phrases.tokens import hear
from deadringer.text.features import WINDOW, plain_features

HERE = Path(__file__).resolve().parent.parent
STEP = 30
MOST_WINDOWS = 6
"""Windows of one call that are used, so that long calls do not outweigh short ones."""
PER_CAMPAIGN = 10
LEAST_GROUPS = {"en": 4, "it": 3}
"""Campaigns (or calls) and hands in which a feature must occur: what one caller says is no rule."""
MOST_FEATURES = 4000
STRENGTH = {"en": 0.2, "it": 0.2}
"""Inverse of the penalty (``C``) of the logistic regression."""
NEVER = frozenset(
    # Names of people and places: who somebody is must not count.
    "john david michael james robert mary jennifer linda sarah kevin alex daniel mark paul peter jack sam steve brian eric jason ryan anna maria "
    "marco luca giulia francesco andrea giovanni giuseppe paolo mario rosa angela carla laura chiara sara elena alessandro matteo davide lorenzo "
    "england london york chicago texas california florida roma milano napoli torino india indian nigeria delhi".split()
)


@dataclass(frozen=True)
class Sample:
    """One call."""

    source: str
    group: str
    scam: bool
    lang: str
    windows: tuple[frozenset[str], ...]


def windows_of(words: list[str]) -> list[frozenset[str]]:
    """Feature sets of the call's windows."""
    plain = plain_features(words)
    out = []
    for start in range(0, max(1, len(plain) - STEP), STEP):
        part = [word for word in plain[start : start + WINDOW] if word]
        pairs = [f"{a} {b}" for a, b in zip(part, part[1:], strict=False)]
        out.append(frozenset(w for w in [*part, *pairs] if not NEVER & set(w.split())))
    return out[:MOST_WINDOWS]


def campaign(text: str) -> str:
    """Calls of nearly the same words get the same mark: the smallest hashes of their three-word runs."""
    words = re.findall(r"[a-zàèéìòù]+", text.lower())
    runs = {" ".join(words[i : i + 3]) for i in range(len(words) - 2)} or {" ".join(words)}
    return min(hashlib.md5(run.encode()).hexdigest() for run in runs)[:8]


def read(path: Path, source: str, split: str | None = None, wanted: frozenset[str] = frozenset({"scam", "legit"})) -> Iterable[Sample]:
    """The calls of a JSON-lines file."""
    seen: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["label"] not in wanted or row["lang"] not in ("en", "it") or (split and row.get("split") != split):
            continue
        turns = row.get("turns") or [{"speaker": "unknown", "text": row["text"]}]
        text = " ".join(t["text"] for t in turns if t.get("speaker") != "narrator")
        group = f"{source}:{row['campaign']}" if "campaign" in row else f"{source}:{campaign(text)}"
        seen[group] += 1
        if seen[group] > PER_CAMPAIGN:
            continue
        found = windows_of(list(hear(text, row["lang"]).words))
        yield Sample(source, group, row["label"] == "scam", row["lang"], tuple(found))


def tactic_examples() -> Iterable[Sample]:
    """The lines that tactics ship as their positives and hard negatives."""
    for tactic in load_knowledge(Path("/nonexistent")).tactics.values():
        for positive, examples in ((True, tactic.positives), (False, tactic.negatives)):
            scam = positive and tactic.weight >= 1.0
            for lang, texts in examples.items():
                if lang not in ("en", "it") or (positive and 0 <= tactic.weight < 1.0):
                    continue
                for text in texts:
                    windows = windows_of(list(hear(text, lang).words))
                    yield Sample(f"tactics-{lang}", f"tactics:{tactic.id}:{positive}", scam, lang, tuple(windows))


def samples(data: Path) -> list[Sample]:
    """All training calls."""
    out: list[Sample] = []
    for name in ("robocalls", "short_dialogues", "openings", "everyday_calls", "assistant_calls", "task_dialogues", "bank_queries",
                 "service_customers", "sms", "italian_scripts"):  # fmt: skip
        out += read(data / "train" / f"{name}.jsonl", name)
    out += tactic_examples()
    for path in sorted((HERE / "corpus").glob("*.jsonl")):
        out += read(path, "corpus-" + path.stem.split("-")[0] + ("-2" if path.stem[-1].isdigit() else ""), "develop")
    return out


def matrix(calls: list[Sample], vocabulary: dict[str, int]) -> tuple[csr_matrix, np.ndarray, np.ndarray, np.ndarray]:
    """Windows as rows; label, weight, and the call's number of each row."""
    rows, cols, labels, weights, owner = [], [], [], [], []
    sizes = Counter((c.source, c.scam) for c in calls)
    row = 0
    for number, call in enumerate(calls):
        # A source counts by the root of its size, a call as much as any other of its source.
        weight = (sizes[call.source, call.scam] ** -0.5) / max(1, len(call.windows))
        for window in call.windows:
            for feature in window:
                col = vocabulary.get(feature)
                if col is not None:
                    rows.append(row)
                    cols.append(col)
            labels.append(call.scam)
            weights.append(weight)
            owner.append(number)
            row += 1
    x = csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, cols)), shape=(row, len(vocabulary)))
    return x, np.array(labels), np.array(weights), np.array(owner)


def vocabulary_of(calls: list[Sample], lang: str) -> dict[str, int]:
    """Features that occur in enough campaigns."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for call in calls:
        for window in call.windows:
            for feature in window:
                groups[feature].add(call.group)
    known = [f for f, g in groups.items() if len(g) >= LEAST_GROUPS[lang]]
    return {f: i for i, f in enumerate(sorted(known))}


def fit(calls: list[Sample], lang: str) -> tuple[dict[str, float], float]:
    """Weights by feature, and the bias (balanced classes)."""
    vocabulary = vocabulary_of(calls, lang)
    x, y, w, _ = matrix(calls, vocabulary)
    w = w / np.where(y, w[y].sum(), w[~y].sum())
    model = LogisticRegression(C=STRENGTH[lang] * len(y), max_iter=400, solver="liblinear", random_state=0)
    model.fit(x, y, sample_weight=w)
    coefficients = model.coef_[0]
    order = np.argsort(-np.abs(coefficients))[:MOST_FEATURES]
    names = sorted(vocabulary, key=lambda f: vocabulary[f])
    return {names[i]: float(coefficients[i]) for i in order if abs(coefficients[i]) >= 0.02}, float(model.intercept_[0])


def score(call: Sample, weights: dict[str, float], bias: float) -> float:
    """The worst window."""
    return max((bias + sum(weights.get(f, 0.0) for f in window) for window in call.windows), default=bias)


def main() -> None:
    """Checks and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--check-only", action="store_true")
    options = parser.parse_args()
    everything = samples(options.data)
    for lang in ("en", "it"):
        calls = [c for c in everything if c.lang == lang]
        print(lang, "calls", len(calls), "scam", sum(c.scam for c in calls), "campaigns", len({c.group for c in calls}))
        leave_one_out(calls, lang)
        if not options.check_only:
            weights, bias = fit(calls, lang)
            folder = HERE / "src" / "deadringer" / "knowledge" / "wording"
            folder.mkdir(exist_ok=True)
            rounded = {f: round(w, 3) for f, w in sorted(weights.items())}
            (folder / f"{lang}.json").write_text(
                json.dumps({"bias": round(bias, 3), "weights": rounded}, ensure_ascii=False, indent=0) + "\n"
            )
            print("   written:", len(weights), "features")


def leave_one_out(calls: list[Sample], lang: str) -> None:
    """Each source judged by a model that never saw it (nor a call of the same campaign)."""
    for source in sorted({c.source for c in calls}):
        held = [c for c in calls if c.source == source]
        groups = {c.group for c in held}
        rest = [c for c in calls if c.source != source and c.group not in groups]
        if len({c.scam for c in rest}) < 2:
            continue
        weights, bias = fit(rest, lang)
        line = f"   without {source:18}"
        scores = np.array([score(c, weights, bias) for c in held])
        labels = np.array([c.scam for c in held])
        if len(set(labels)) == 2:
            line += f" AUC {roc_auc_score(labels, scores):.3f}"
        for wanted, name in ((True, "scam"), (False, "legit")):
            if (labels == wanted).any():
                of = scores[labels == wanted]
                line += f"  {name} {len(of)}: >0 {np.mean(of > 0):.1%}, >1 {np.mean(of > 1):.1%}, >2 {np.mean(of > 2):.1%}, >3 {np.mean(of > 3):.1%}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
