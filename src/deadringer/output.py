"""A verdict as JSON. The schema has a version and is published in ``docs/json-output.md``."""

from __future__ import annotations

import json
from typing import Any

from deadringer.call import Call
from deadringer.evidence import Verdict
from deadringer.guidance.advice import Cited, advise
from deadringer.knowledge.load import Knowledge
from deadringer.phrases.shown import harmless

SCHEMA = "1"
"""Raised when a field changes its meaning or goes away; new fields may come at any time."""


def as_data(verdict: Verdict, knowledge: Knowledge, call: Call, lang: str | None = None) -> dict[str, Any]:
    """The verdict and the advice as plain data."""
    advice = advise(verdict, knowledge, call, lang)
    claim, fit = verdict.claim, verdict.fit
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "level": verdict.level.word,
        "probability": round(verdict.probability, 4),
        "log_odds": round(verdict.log_odds, 4),
        "prior": verdict.prior,
        "evidence": [
            {
                "kind": w.evidence.kind,
                "family": w.evidence.family,
                "weight": round(w.weight, 4),
                "own_weight": w.evidence.weight,
                "quote": w.evidence.quote,
                "why": dict(w.evidence.why),
                "source": w.evidence.source,
                "turn": w.evidence.turn,
                "start": w.evidence.start,
                "end": w.evidence.end,
                "words_heard": w.evidence.at,
                "organisation": w.evidence.organisation or None,
            }
            for w in verdict.evidence
        ],
        "claim": {"organisation": claim.organisation, "quote": claim.quote, "implied": claim.implied} if claim else None,
        "fit": {"organisation": fit.organisation, "dealing": fit.dealing, "quote": fit.quote, "have": fit.have} if fit else None,
        "direction": verdict.direction,
        "channel": call.channel,
        "language": verdict.lang,
        "words": verdict.words,
        "warned_at_word": verdict.warned_at,
        "notes": list(verdict.notes),
        "advice": {
            "language": advice.lang,
            "instruction": advice.instruction,
            "reason": _cited(advice.reason),
            "instead": _cited(advice.instead) if advice.instead else None,
            "steps": [_cited(step) for step in advice.steps],
            "signs": [_cited(sign) for sign in advice.signs],
        },
    }
    cleaned: dict[str, Any] = harmless(data)  # quotes are strangers' words: they must not steer the terminal that shows the JSON
    return cleaned


def _cited(cited: Cited) -> dict[str, str]:
    return {"text": cited.text, "source": cited.source, "checked": cited.checked}


def as_json(verdict: Verdict, knowledge: Knowledge, call: Call, lang: str | None = None) -> str:
    """``as_data`` as one JSON text."""
    return json.dumps(as_data(verdict, knowledge, call, lang), ensure_ascii=False, indent=2)
