"""What a tactic weighs beside the wording model, fitted on calls whose writer the wording model had not seen.

The weights that the tactics' authors wrote are where the fit starts and what it is held to: it may take a fifth off, or add
three tenths; no weight changes its sign. Families keep their caps. A loss that counts a false alarm more than a miss decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import minimize

from deadringer.call import Call, Turn
from deadringer.evidence import Evidence
from deadringer.knowledge.load import Knowledge
from deadringer.plugins import Analyser, HeardTurn
from deadringer.screener import ANALYSERS, Screener
from deadringer.text.wording import Wording, WordingAnalyser
from deadringer.verdict.weigh import HELD_FLOOR, SIGN, TELLING, UNLIKE_BESIDE_TELLING, probability

Numbers = np.ndarray[Any, np.dtype[Any]]

LEAST, MOST, LEAST_STRONG, STRONG = 0.8, 1.3, 0.85, 3.0
"""Share of the written weight that a fit may leave; how far it may raise it; the same share for strong tactics, and what is strong."""
GENUINE_FLOOR = -1.6
"""Signs for the caller may weigh as much as this: swindlers can say such things, too."""
WIDTH = 0.5
"""How far a weight strays from what was written before it costs as much as half a call, in log-odds."""
FALSE_ALARM = 1.3
"""How much a false alarm counts beside a miss."""
LOWEST = -8.0
"""Scores of the wording model below this are all the same."""


@dataclass(frozen=True)
class Facts:
    """What was found in one call."""

    hand: str
    scam: bool
    lang: str
    shares: dict[str, float]
    """Per tactic its share of the full weight: 1, or less where its words were only reported."""
    others: dict[str, float]
    """Per family the weight of what is no tactic and no wording."""
    wording: float
    """Highest score of the wording model, as lowered later in a call."""


class _Recorder:
    """An analyser that keeps what another one found."""

    def __init__(self, analyser: Analyser, found: list[Evidence]) -> None:
        self.name = analyser.name
        self._analyser = analyser
        self._found = found

    def ring(self, call: Call) -> Iterator[Evidence]:
        """As the other does."""
        yield from self._kept(self._analyser.ring(call))

    def hear(self, turn: HeardTurn, call: Call) -> Iterator[Evidence]:
        """As the other does."""
        yield from self._kept(self._analyser.hear(turn, call))

    def _kept(self, pieces: Iterable[Evidence]) -> Iterator[Evidence]:
        for piece in pieces:
            self._found.append(piece)
            yield piece


class Finder:
    """Finds the facts of calls with wording models that are put in."""

    def __init__(self, knowledge: Knowledge) -> None:
        raw = {"wording_from": LOWEST, "wording_slope": 1.0, "wording_most": 100.0, "wording_linear": 0.0}
        always = {"suspicious": 0.0, "scam": 2.0}
        self.knowledge = replace(
            knowledge,
            judgement={**knowledge.judgement, **raw, **always},
            tactics={name: replace(t, weight=t.written_weight) for name, t in knowledge.tactics.items()},
        )
        self.models: Callable[[str], Wording | None] = lambda name: None
        self._found: list[Evidence] = []
        made = [
            WordingAnalyser(self.knowledge, lambda name: self.models(name), lambda lang: None)
            if make is WordingAnalyser
            else make(self.knowledge)
            for make in ANALYSERS
        ]
        self._screener = Screener(self.knowledge, [_Recorder(a, self._found) for a in made])

    def facts(self, hand: str, scam: bool, lang: str, turns: Sequence[tuple[str, str]]) -> Facts:
        """Of one call."""
        self._found.clear()
        verdict = self._screener.check([Turn(text, speaker) for speaker, text in turns], Call())  # type: ignore[arg-type]
        shares: dict[str, float] = {}
        others: dict[str, float] = {}
        score = LOWEST
        for piece in self._found:
            if piece.family == "wording":
                score = max(score, piece.weight + LOWEST)
            elif piece.kind.startswith("tactic:"):
                name = piece.kind.removeprefix("tactic:")
                full = self.knowledge.tactics[name].weight
                if full:
                    shares[name] = max(shares.get(name, 0.0), min(1.0, piece.weight / full))
            else:
                others[piece.family] = max(others.get(piece.family, 0.0), piece.weight)
        policy = sum(w.weight for w in verdict.evidence if w.evidence.family == "policy")
        if policy:
            others["policy"] = policy
        return Facts(hand, scam, lang, shares, others, score)


class Fit:
    """The sum of a call as a function of weights, and its fit."""

    def __init__(self, facts: Sequence[Facts], knowledge: Knowledge) -> None:
        self.names = sorted({name for f in facts for name in f.shares})
        families = sorted(knowledge.families)
        place = {name: i for i, name in enumerate(families)}
        self._shares = np.array([[f.shares.get(name, 0.0) for name in self.names] for f in facts])
        self._others = np.zeros((len(facts), len(families)))
        for row, f in enumerate(facts):
            for family, weight in f.others.items():
                if family in place:
                    self._others[row, place[family]] = weight
        self._of_family = np.zeros((len(self.names), len(families)))
        for i, name in enumerate(self.names):
            self._of_family[i, place[knowledge.tactics[name].family]] = 1.0
        self._cap = np.array([knowledge.families[f].cap for f in families])
        self._floor = np.array([knowledge.families[f].floor for f in families])
        self.written = np.array([knowledge.tactics[name].written_weight for name in self.names])
        self.scam = np.array([f.scam for f in facts])
        self.score = np.array([f.wording for f in facts])
        self._most = float(knowledge.judgement["wording_most"])
        start = float(knowledge.judgement["wording_from"]) + float(knowledge.judgement["wording_linear"])
        self._wording = start, float(knowledge.judgement["wording_slope"])
        self._alone = float(knowledge.judgement["wording_alone"])
        self._least = -float(knowledge.judgement["wording_unlike"])
        self._prior = float(knowledge.judgement["prior"])
        counts = Counter((f.hand, f.scam) for f in facts)
        each = np.array([counts[f.hand, f.scam] ** -0.5 for f in facts])
        sides = np.where(self.scam, each[self.scam].sum(), each[~self.scam].sum())
        self._weight = each / sides * len(facts) / 2 * np.where(self.scam, 1.0, FALSE_ALARM)

    def sums(self, at: Numbers) -> tuple[Numbers, Numbers]:
        """Log-odds per call; in which families a little more weight changes them."""
        start, slope = at[-2:]
        families = self._shares @ (self._of_family * at[:-2, None]) + self._others
        telling = np.maximum((self._shares * at[:-2]).max(1, initial=0.0), self._others.max(1)) >= TELLING
        floor = np.where(telling[:, None], np.maximum(self._floor, HELD_FLOOR), self._floor)
        free = (families > floor) & (families < self._cap)
        against = np.clip(families, 0, self._cap).sum(1)
        # As in the engine, words that run unlike a scam take something off the other signs, and no more than all of them.
        wording = np.clip(slope * (self.score - start), self._least, self._most)
        alone = np.clip(families, 0, None).sum(1) < SIGN
        wording = wording - np.where(alone, np.clip(wording, 0, self._alone), 0.0)
        least = -np.where(telling, UNLIKE_BESIDE_TELLING, against)
        free &= ((wording >= least) | telling)[:, None] | (families < 0)  # where all is taken off, more weight changes nothing
        wording = np.maximum(wording, least)
        return self._prior + np.clip(families, floor, self._cap).sum(1) + wording, free

    def _loss(self, at: Numbers, mask: Numbers) -> tuple[float, Numbers]:
        sums, free = self.sums(at)
        signed = np.where(self.scam, -sums, sums)
        weight = self._weight * mask
        slope = weight * (1 / (1 + np.exp(-sums)) - self.scam)
        strayed = at[:-2] - self.written
        loss = float((weight * np.logaddexp(0, signed)).sum() + (strayed**2).sum() / (2 * WIDTH**2))
        tactics = (((free * slope[:, None]) @ self._of_family.T) * self._shares).sum(0) + strayed / WIDTH**2
        return loss, np.append(tactics, [0.0, 0.0])

    def fit(self, mask: Numbers | None = None) -> Numbers:
        """The best weights on the calls of the mask; at the end ``wording_from`` and ``wording_slope``, which stay as they are."""
        bounds = [_bounds(w) for w in self.written]
        mask = np.ones(len(self.scam)) if mask is None else mask.astype(float)
        found = minimize(
            self._loss, np.append(self.written, self._wording), args=(mask,), jac=True, method="L-BFGS-B",
            bounds=[*bounds, *((value, value) for value in self._wording)], options={"maxiter": 500},
        )  # fmt: skip
        result: Numbers = found.x
        return result

    def named(self, at: Numbers) -> dict[str, float]:
        """The tactics' weights by name."""
        return {name: round(float(w), 2) for name, w in zip(self.names, at[:-2], strict=True)}


def _bounds(written: float) -> tuple[float, float]:
    if written < 0:
        return min(GENUINE_FLOOR, written), 0.0
    least = LEAST_STRONG if written >= STRONG else LEAST
    return least * written, (1.0 if written >= STRONG else MOST) * written


def expected_error(sums: Numbers, scam: Numbers, bins: int = 10) -> float:
    """Mean distance between the probability that is said and the share that is true (ECE), scams and honest calls weighing equally."""
    p = np.array([probability(float(s)) for s in sums])
    even = np.where(scam, 0.5 / scam.sum(), 0.5 / (~scam).sum())
    which = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs((even * (p - scam))[which == i].sum()) for i in range(bins)))
