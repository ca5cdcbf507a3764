"""The analyser of wording: how much the last words sound like the scripts of known scam calls.

A linear model over single words and pairs (``knowledge/wording/*.json``, readable; made by ``training/wording.py``). It only ever
adds to other evidence: on its own it is too weak to warn, and it never speaks for a caller.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from deadringer.call import Call
from deadringer.evidence import Evidence
from deadringer.knowledge.load import HERE, Knowledge
from deadringer.plugins import HeardTurn
from deadringer.text.features import WINDOW, plain_features

LEAST_WORDS = 12
QUOTE_WORDS = 12
WHY = {
    "en": "The words run like the scripts of known scam calls.",
    "it": "Le parole scorrono come nei copioni di truffe note.",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The model of one language."""

    bias: float
    weights: Mapping[str, float]


@lru_cache(maxsize=8)
def load_wording(lang: str, folder: Path = HERE / "wording") -> Wording | None:
    """The model of a language, or ``None`` where there is none."""
    path = folder / f"{lang}.json"
    if not path.exists():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    return Wording(float(data["bias"]), data["weights"])


class WordingAnalyser:
    """Wording of the last ``WINDOW`` words."""

    name = "wording"

    def __init__(self, knowledge: Knowledge) -> None:
        self._from = float(knowledge.judgement["wording_from"])
        self._slope = float(knowledge.judgement["wording_slope"])
        self._most = float(knowledge.judgement["wording_most"])

    def ring(self, call: Call) -> Iterable[Evidence]:
        """Nothing: no word was said yet."""
        return ()

    def hear(self, turn: HeardTurn, call: Call) -> Iterator[Evidence]:
        """One piece each time the wording gets worse than before in this turn."""
        model = load_wording(turn.heard.lang)
        if turn.turn.speaker == "me" or model is None or call.channel not in ("phone", "voicemail"):
            return
        # Words of earlier turns belong to the window, so that short turns are not judged out of their context.
        early = turn.recent[-WINDOW:]
        plain = plain_features((*early, *turn.heard.words))
        gains = _gains(plain, model)
        total, best = model.bias, self._from
        for i, gain in enumerate(gains):
            total += gain - (gains[i - WINDOW] if i >= WINDOW else 0.0)
            if i < len(early) or i + 1 < LEAST_WORDS or total <= best + 0.25 or ((i + 1 - len(early)) % 4 and i + 1 < len(gains)):
                continue
            best = total
            last = i + 1 - len(early)
            first = _strongest(gains, i + 1, len(early)) - len(early)
            yield Evidence(
                kind="wording",
                family="wording",
                weight=round(min(self._most, (total - self._from) * self._slope), 2),
                why=WHY,
                quote=turn.heard.quote(first, min(last, first + QUOTE_WORDS)),
                start=turn.heard.starts[first],
                end=turn.heard.ends[min(last, first + QUOTE_WORDS) - 1],
                turn=turn.index,
                at=turn.before + last,
            )


def _gains(plain: list[str], model: Wording) -> list[float]:
    """What each word adds: itself and the pair that it ends; a feature counts once in a window."""
    weights, out = model.weights, []
    seen: dict[str, int] = {}
    previous = ""
    for i, word in enumerate(plain):
        if not word:
            out.append(0.0)
            continue
        gain = 0.0
        for feature in (word, f"{previous} {word}"):
            weight = weights.get(feature)
            if weight is not None and i - seen.get(feature, -WINDOW) >= WINDOW:
                gain += weight
                seen[feature] = i
        out.append(gain)
        previous = word
    return out


def _strongest(gains: list[float], end: int, least: int) -> int:
    """Where the run of ``QUOTE_WORDS`` words begins that added most."""
    begin = max(least, end - WINDOW)
    starts = range(begin, max(begin + 1, end - QUOTE_WORDS + 1))
    return max(starts, key=lambda s: sum(gains[s : s + QUOTE_WORDS]))
