"""Adds evidence up, as of one moment of the call.

Each piece counts at full weight for ``fade_words`` words after it was said and then less and less, so that a long harmless talk
does not add up to a warning; strong evidence fades later. Pieces of one kind count once, families are capped.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from deadringer.evidence import UNLIKE, Evidence, Level, Weighed
from deadringer.knowledge.model import Family


@dataclass(frozen=True, slots=True)
class Judgement:
    """The numbers of ``judgement.yaml``."""

    prior: float
    suspicious: float
    scam: float
    fade_words: float
    memory_words: float
    policy_weight: float
    fit_weight: float
    reported_share: float
    wording_from: float
    wording_slope: float
    wording_most: float
    wording_late: float
    wording_early: float
    wording_linear: float
    wording_unlike: float
    wording_alone: float
    long_talk: float
    long_from: float
    long_most: float


@dataclass(frozen=True, slots=True)
class Sum:
    """What the evidence adds up to."""

    log_odds: float
    probability: float
    level: Level
    evidence: tuple[Weighed, ...]


def probability(log_odds: float) -> float:
    """Of a log-odds."""
    if log_odds < -500:
        return 0.0
    return 1.0 / (1.0 + math.exp(-log_odds))


def lasting_share(evidence: Evidence, words: int, judgement: Judgement) -> float:
    """Which share of its weight is left ``words`` words into the call: 1 at first, 0 at last."""
    if evidence.lasting:
        return 1.0
    strength = 6.0 if abs(evidence.weight) >= 2.5 else 3.0 if abs(evidence.weight) >= 1.6 else 1.0
    age = words - evidence.at
    full, gone = judgement.fade_words * strength, judgement.memory_words * strength
    if age <= full:
        return 1.0
    return max(0.0, 1.0 - (age - full) / (gone - full))


def add_up(evidence: Iterable[Evidence], words: int, families: Mapping[str, Family], judgement: Judgement) -> Sum:
    """The sum ``words`` words into the call."""
    strongest: dict[str, tuple[float, Evidence]] = {}
    unlike: list[Evidence] = []
    for piece in evidence:
        if piece.at > words:
            continue
        if piece.kind == UNLIKE:
            unlike.append(piece)
            continue
        weight = piece.weight * lasting_share(piece, words, judgement)
        held = strongest.get(piece.kind)
        if weight and (held is None or abs(weight) > abs(held[0])):
            strongest[piece.kind] = (weight, piece)
    per_family: dict[str, list[tuple[float, Evidence]]] = {}
    for weight, piece in strongest.values():
        per_family.setdefault(piece.family, []).append((weight, piece))
    weighed: list[Weighed] = []
    telling = any(weight >= TELLING and piece.family != "wording" for weight, piece in strongest.values())
    for family, pieces in per_family.items():
        weighed += _capped(pieces, families.get(family), HELD_FLOOR if telling else None)
    weighed += _long_talk(weighed, words, judgement)
    weighed += _wording_alone(weighed, judgement)
    weighed += _unlike(unlike, weighed, words, telling, judgement)
    weighed.sort(key=lambda w: (-abs(w.weight), w.evidence.at, w.evidence.kind))
    log_odds = judgement.prior + sum(w.weight for w in weighed)
    p = probability(log_odds)
    return Sum(log_odds, p, _level(p, weighed, judgement), tuple(weighed))


LONG_TALK = {
    "en": "In a long talk some such words come up by chance.",
    "it": "In una conversazione lunga qualche parola così capita per caso.",
}
TELLING = 2.9
"""Own weight from which evidence is not discounted: one telling sentence must warn at once, also after an hour."""
HELD_FLOOR = -0.5
"""The most that signs for the caller count beside a telling sentence: who quotes good advice and then asks all the same gains nothing."""


def _long_talk(weighed: list[Weighed], words: int, judgement: Judgement) -> list[Weighed]:
    """The discount for weak signs in a long talk: the more was said, the likelier they are chance (the worst of many moments counts)."""
    weak = sum(w.weight for w in weighed if w.weight > 0 and _by_chance(w.evidence))
    if words <= judgement.long_from or weak <= 0:
        return []
    discount = judgement.long_talk * math.log(words / judgement.long_from)
    discount = -min(discount, judgement.long_most, weak)
    return [Weighed(Evidence("talk:long", "length", round(discount, 4), LONG_TALK, f"{words}", lasting=True), round(discount, 4))]


ALONE = {
    "en": "No single sign stands behind it.",
    "it": "Nessun segno preciso lo conferma.",
}
SIGN = 0.4
"""Weight of all other signs together from which wording does not stand alone, and from which a family is one of the two that a scam
needs: that of the weakest hint, a tactic of weight 0.5 at its lowest fitted weight."""


def _wording_alone(weighed: list[Weighed], judgement: Judgement) -> list[Weighed]:
    """The discount for wording behind which no sign with a name stands: such a warning has no reason to show, so it must be surer."""
    wording = sum(w.weight for w in weighed if w.evidence.family == "wording")
    others = sum(w.weight for w in weighed if w.weight > 0 and w.evidence.family != "wording")
    discount = min(judgement.wording_alone, wording) if others < SIGN else 0.0
    return [Weighed(Evidence("wording:alone", "length", -discount, ALONE, lasting=True), -discount)] if discount > 0 else []


UNLIKE_BESIDE_TELLING = 1.0
"""The most of this discount beside a telling sentence."""


def _unlike(pieces: list[Evidence], weighed: list[Weighed], words: int, telling: bool, judgement: Judgement) -> list[Weighed]:
    """The discount where the words as a whole run unlike a scam: a sign that stands in such talk is likelier to be chance.

    The highest of the looks that are not yet fading counts. It lowers what speaks against the caller and never goes below it.
    """
    if any(w.weight > 0 and w.evidence.family == "wording" for w in weighed):
        return []
    recent = [piece for piece in pieces if words - piece.at <= judgement.fade_words]
    against = sum(w.weight for w in weighed if w.evidence.family == "length" or (w.weight > 0 and not w.evidence.lasting))
    if not recent or against <= 0:
        return []
    nearest = max(recent, key=lambda piece: piece.weight)
    discount = min(-nearest.weight, judgement.wording_unlike, against, UNLIKE_BESIDE_TELLING if telling else math.inf)
    return [Weighed(replace(nearest, weight=-discount), -discount)] if discount > 0 else []


def _by_chance(evidence: Evidence) -> bool:
    return not evidence.lasting and (evidence.weight < TELLING or evidence.family == "wording")


def _capped(pieces: list[tuple[float, Evidence]], family: Family | None, least: float | None) -> list[Weighed]:
    """Strongest first, until the family's cap (for the caller: its floor, or ``least`` where that is higher) is reached; what is over
    counts nothing."""
    pieces = sorted(pieces, key=lambda p: (-abs(p[0]), p[1].at, p[1].kind))
    cap = family.cap if family else 2.0
    floor = family.floor if family else 0.0
    floor = floor if least is None else max(floor, least)
    total, out = 0.0, []
    for weight, piece in pieces:
        allowed = min(weight, cap - total) if weight > 0 else max(weight, floor - total)
        allowed = max(0.0, allowed) if weight > 0 else min(0.0, allowed)
        total += allowed
        out.append(Weighed(piece, allowed))
    return out


def _level(p: float, weighed: list[Weighed], judgement: Judgement) -> Level:
    if p < judgement.suspicious:
        return Level.UNPROVEN
    families = {w.evidence.family for w in weighed if w.weight >= SIGN}
    if p >= judgement.scam and ("policy" in families or len(families) >= 2):
        return Level.SCAM
    return Level.SUSPICIOUS
