"""Dead Ringer beside the baselines: how many scam calls each warns of when all raise as many false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deadringer.evaluation.baselines import Baseline
from deadringer.evaluation.intervals import HIGH, LOW, SEED, Interval, draws
from deadringer.evaluation.listening import Progress, Scored

DRAWS = 500
FEWEST = 20
"""Scam calls and legitimate calls of a kind without which it is not compared by itself."""
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Compared:
    """One system on one set of calls."""

    calls: str
    """``all``, ``voice``, or a kind (``voice, en``)."""
    name: str
    about: str
    auc: float
    warned: Interval
    """Share of scam calls warned of at Dead Ringer's share of false alarms (between two thresholds: in proportion)."""
    behind: Interval | None
    """By how many points of share Dead Ringer is ahead at equal false alarms, drawn in pairs; ``None`` for Dead Ringer itself."""
    usual_warned: float
    """Share of scam calls warned of at the threshold it usually has."""
    usual_false: float
    """Share of legitimate calls warned of at that threshold."""
    groups: int
    """Independent groups, of the label that has fewer."""


def compare(scored: Sequence[Scored], others: Sequence[Baseline], own: Baseline, progress: Progress | None = None) -> list[Compared]:
    """Everything on the same legitimate and scam calls, all together and per kind."""
    judged = [s for s in scored if s.row.label in ("legit", "scam")]
    rows = [s.row for s in judged]
    scores = {b.name: np.array(b.scores(rows, progress), dtype=np.float64) for b in (own, *others)}
    table = []
    kinds = sorted({r.kind for r in rows})
    voices = ["voice"] if len({r.voice for r in rows}) > 1 else []
    for calls in ["all", *voices, *(kinds if len(kinds) > 1 else [])]:
        inside = np.array([calls == "all" or r.kind == calls or (calls == "voice" and r.voice) for r in rows])
        truth = np.array([r.label == "scam" for r in rows])
        if min((inside & truth).sum(), (inside & ~truth).sum()) < (1 if calls == "all" else FEWEST):
            continue
        table += _table(
            calls, [s for s, i in zip(judged, inside, strict=True) if i], {k: v[inside] for k, v in scores.items()}, own, others
        )
    return table


def _table(calls: str, judged: Sequence[Scored], scores: dict[str, Array], own: Baseline, others: Sequence[Baseline]) -> list[Compared]:
    truth = np.array([s.row.label == "scam" for s in judged])
    warned = np.array([s.warned for s in judged], dtype=np.float64)
    weights = _weights(judged)
    ones = np.ones((1, len(judged)))
    groups = min(len({s.row.group for s in judged if s.row.label == label}) for label in ("scam", "legit"))
    out = []
    own_draws = _share(warned, truth, weights)
    false_draws = _share(warned, ~truth, weights)
    for system in (own, *others):
        score = scores[system.name]
        order = np.argsort(-score, kind="stable")
        if system is own:
            value, drawn = float(_share(warned, truth, ones)[0]), own_draws
        else:
            value = float(_at(score, truth, order, ones, _share(warned, ~truth, ones))[0])
            drawn = _at(score, truth, order, weights, false_draws)
        usual = warned > 0 if system is own else score >= system.usual
        low, high = np.nanpercentile(drawn, [LOW, HIGH])
        behind = None
        if system is not own:
            b_low, b_high = np.nanpercentile(own_draws - drawn, [LOW, HIGH])
            behind = Interval(float(_share(warned, truth, ones)[0]) - value, float(b_low), float(b_high))
        out.append(
            Compared(
                calls, system.name, system.about, _auc(score, truth), Interval(value, float(low), float(high)), behind,
                float(usual[truth].mean()), float(usual[~truth].mean()), groups,
            )
        )  # fmt: skip
    return out


def _weights(judged: Sequence[Scored]) -> Array:
    """How often each row counts in each draw of groups."""
    groups: dict[str, list[int]] = {}
    for i, s in enumerate(judged):
        groups.setdefault(s.row.group, []).append(i)
    weights = np.zeros((DRAWS, len(judged)))
    drawn = draws(len(groups), np.random.default_rng(SEED), DRAWS)
    for column, members in enumerate(groups.values()):
        weights[:, members] = drawn[:, column : column + 1]
    return weights


def _share(flags: Array, which: np.ndarray[Any, np.dtype[np.bool_]], weights: Array) -> Array:
    below = weights[:, which].sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(weights[:, which] @ flags[which] / below)


def _at(score: Array, truth: np.ndarray[Any, np.dtype[np.bool_]], order: np.ndarray[Any, Any], weights: Array, false: Array) -> Array:
    """Share of scams found where the share of false alarms is ``false``, per draw."""
    ordered = score[order]
    last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))  # calls of equal score are warned of together
    out = np.full(len(weights), np.nan)
    for i, line in enumerate(weights):
        w = line[order]
        good, bad = np.cumsum(w * truth[order]), np.cumsum(w * ~truth[order])
        if not good[-1] or not bad[-1]:
            continue
        fpr = np.concatenate([[0.0], bad[last] / bad[-1]])
        tpr = np.concatenate([[0.0], good[last] / good[-1]])
        # On a vertical piece of the curve the most is reached.
        exact = np.flatnonzero(np.isclose(fpr, false[i]))
        out[i] = tpr[exact[-1]] if len(exact) else np.interp(false[i], fpr, tpr)
    return out


def _auc(score: Array, truth: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
    from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped,unused-ignore]

    return float(roc_auc_score(truth, score))
