"""How the linear wording model and the encoder become one score: ``python training/join.py DATA [en it]``, after ``encoder.py``.

The encoder is the mean of two where a language has a second one. It and the linear model are asked about the calls of hands that neither
saw (the linear model is learnt anew without them). A logistic regression joins the two scores where their sum is highest in each call. The
joint score has the units of the linear one: zero is where one honest look-alike in ten scores higher, and ``wording_slope`` makes log-odds
of it. The figures of the joint score are those of the calls on which its three numbers were fitted. Written to ``join`` in
``knowledge/encoder/<lang>/reading.json``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from wording import AGAINST_SCREENER, HERE, LANGS, Sample, Table, samples

from deadringer.knowledge import load_knowledge
from deadringer.phrases.tokens import hear
from deadringer.text.encoder import WINDOW, Encoder, Join, Mean, encoder_in
from deadringer.text.features import plain_features
from deadringer.text.wording import ENCODER_SOON, ENCODER_STEP, Wording, looks_at, totals_of

FOLDER = HERE / "src" / "deadringer" / "knowledge" / "encoder"
UNSEEN = frozenset({"rampion", "clover", "sorbo", "melissa", "edera"})
"""Hands that the encoder never learns from, so that it can be told what its score is worth."""
HIGHER = {"it": 0.7}
"""Whose zero of the linear model is put higher, as in ``train.py``."""
HIGHER_JOINT = {"en": -0.11, "it": 1.46}
"""The same for the joint score (lower: negative); chosen among the zeros that are compared in ``docs/model-card.md``."""
MOST = 4.0
ROUNDS = 20

Numbers = np.ndarray[Any, np.dtype[Any]]


def looks(call: Sample, linear: Wording, encoder: Encoder | Mean) -> Numbers:
    """Both scores at every look, as the engine takes them: (looks, 2)."""
    words = hear(" ".join(text for speaker, text in call.turns if speaker != "me"), call.lang).words
    totals = totals_of(plain_features(words), linear)
    at = looks_at(len(totals), 0, 0, ENCODER_SOON, ENCODER_STEP)
    encoded = encoder.scores([words[max(0, i + 1 - WINDOW) : i + 1] for i in at])
    return np.array([[totals[i], max(-MOST, min(MOST, e))] for i, e in zip(at, encoded, strict=True)]).reshape(-1, 2)


def highest(scores: Sequence[Numbers], a: float, b: float) -> Numbers:
    """Of each call the look with the highest sum: (calls, 2)."""
    return np.array([own[np.argmax(own @ (a, b))] for own in scores])


def joined(scores: Sequence[Numbers], scam: Numbers, slope: float) -> Join:
    """The best join, before its zero is put where it belongs."""
    a, b = 1.0, 1.0
    model = LogisticRegression(C=1.0, class_weight="balanced")
    for _ in range(ROUNDS):
        model.fit(highest(scores, a, b), scam)
        a, b = (max(0.0, float(w)) for w in model.coef_[0])
    return Join(a / slope, b / slope, float(model.intercept_[0]) / slope, MOST)


def zero(scores: Sequence[Numbers], scam: Numbers, join: Join) -> float:
    """The joint score that one honest call in ten exceeds."""
    return float(np.quantile([max(join(*look) for look in own) for own, s in zip(scores, scam, strict=True) if not s], 0.9))


def main() -> None:
    """Fits, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path, help="the folder that holds train/")
    parser.add_argument("langs", nargs="*", default=list(LANGS))
    parser.add_argument("--encoders", type=Path, default=FOLDER)
    parser.add_argument("--check-only", action="store_true", help="print, write nothing")
    options = parser.parse_args()
    slope = float(load_knowledge(Path("/nonexistent")).judgement["wording_slope"])
    everything = samples(options.data, against=True)
    for lang in options.langs:
        calls = [c for c in everything if c.lang == lang and (c.spoken or c.hand == "sms")]
        weights, bias = Table(calls).fit({i for i, c in enumerate(calls) if c.hand in UNSEEN | AGAINST_SCREENER})
        encoder = encoder_in(options.encoders / lang)
        if encoder is None:
            raise SystemExit(f"no encoder in {options.encoders / lang}: run training/encoder.py first")
        read = [(c.scam, looks(c, Wording(bias, weights), encoder)) for c in calls if c.hand in UNSEEN]
        scores = [own for _, own in read if len(own)]
        scam = np.array([label for label, own in read if len(own)])
        # The shipped linear model has its zero where one honest look-alike in ten scores higher: the same here.
        shift = np.array(
            [np.quantile([s[:, 0].max() for s, own in zip(scores, scam, strict=True) if not own], 0.9) + HIGHER.get(lang, 0.0), 0.0]
        )
        scores = [s - shift for s in scores]
        join = joined(scores, scam, slope)
        join = Join(join.wording, join.encoder, join.bias - zero(scores, scam, join) - HIGHER_JOINT.get(lang, 0.0), MOST)
        for name, own in (("linear", [s[:, 0].max() for s in scores]), ("encoder", [s[:, 1].max() for s in scores]),
                          ("joint", [max(join(*look) for look in s) for s in scores])):  # fmt: skip
            print(f"{lang} {name:8} AUC {roc_auc_score(scam, own):.4f}, {_caught(np.array(own), scam)}", flush=True)
        print(f"{lang} {join}", flush=True)
        if options.check_only:
            continue
        path = options.encoders / lang / "reading.json"
        reading = json.loads(path.read_text(encoding="utf-8"))
        reading["join"] = {"wording": round(join.wording, 3), "encoder": round(join.encoder, 3), "bias": round(join.bias, 3), "most": MOST}
        path.write_text(json.dumps(reading) + "\n", encoding="utf-8")


def _caught(own: Numbers, scam: Numbers) -> str:
    parts = []
    for share in (0.1, 0.02):
        line = np.quantile(own[~scam], 1 - share)
        parts.append(f"{(own[scam] > line).mean():.1%} of scams at {share:.0%} false alarms")
    return ", ".join(parts)


if __name__ == "__main__":
    main()
