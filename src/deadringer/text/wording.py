"""The analyser of wording: how much the last words sound like the scripts of known scam calls.

A linear model over single words and pairs (``knowledge/wording/*.json``, readable; made by ``training/train.py``), one for talk and one
for messages in each language; for talk an encoder reads the same words beside it, where it is installed (``encoder.py``). It never
speaks for a caller, and on its own it can make a call suspicious but never a scam. The later in a call, the higher it must score: a
long talk has many windows, and the worst of many is bad by chance.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from deadringer.call import Call
from deadringer.evidence import UNLIKE, Evidence
from deadringer.knowledge.load import HERE, Knowledge
from deadringer.plugins import HeardTurn
from deadringer.text.encoder import WINDOW as ENCODER_WINDOW
from deadringer.text.encoder import Encoder, Mean, load_encoder
from deadringer.text.features import WINDOW, plain_features

LEAST_WORDS = 12
STEP = 4
"""Words from one look to the next."""
SOON, ENCODER_SOON, ENCODER_STEP = 60, 12, 24
"""The same where the encoder is asked, which takes longer than all else: up to ``SOON`` words of a call ``ENCODER_SOON``, then
``ENCODER_STEP``. It reads 90 words at once, so that later in a call a quarter of them is new from one look to the next."""
ENCODER_WORDS = 8000
"""Words of a call, an hour of talk, behind which the encoder is not asked any more: endless hostile text must not take for ever."""
EARLY_WORDS = 30
"""Fewer words than these tell little."""
UNLIKE_WORDS = 24
"""Words of a call before which it is too early to say that it runs unlike a scam."""
QUOTE_WORDS = 12
WHY = {
    "en": "The words run like the scripts of known scam calls.",
    "it": "Le parole scorrono come nei copioni di truffe note.",
}
UNLIKE_WHY = {
    "en": "The words as a whole do not run like those of known scam calls.",
    "it": "Le parole, nell'insieme, non scorrono come nelle truffe note.",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The model of one language and manner (talk or messages)."""

    bias: float
    weights: Mapping[str, float]


@lru_cache(maxsize=8)
def load_wording(name: str, folder: Path = HERE / "wording") -> Wording | None:
    """The model called ``en`` (talk) or ``en-messages``; ``None`` where there is none."""
    path = folder / f"{name}.json"
    if not path.exists():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    return Wording(float(data["bias"]), data["weights"])


class WordingAnalyser:
    """Wording of the last words."""

    name = "wording"

    def __init__(
        self,
        knowledge: Knowledge,
        models: Callable[[str], Wording | None] = load_wording,
        encoders: Callable[[str], Encoder | Mean | None] = load_encoder,
    ) -> None:
        """
        Args:
            knowledge: its ``judgement`` says what a score weighs.
            models: the model of a name; training puts those in that have not seen a call.
            encoders: the encoder of a language, read beside the linear model of talk.
        """
        self._models = models
        self._encoders = encoders
        self._from = float(knowledge.judgement["wording_from"])
        self._slope = float(knowledge.judgement["wording_slope"])
        self._most = float(knowledge.judgement["wording_most"])
        self._late = float(knowledge.judgement["wording_late"])
        self._linear = float(knowledge.judgement["wording_linear"])
        self._early = float(knowledge.judgement["wording_early"])
        self._unlike = float(knowledge.judgement["wording_unlike"])

    def _lowered(self, heard: int, read: int) -> float:
        """By how much a score is lowered: of a long talk the worst of many windows is bad by chance, and few words tell little."""
        return self._late * math.log(max(1.0, heard / WINDOW)) + self._early * math.log(max(1.0, EARLY_WORDS / read))

    def ring(self, call: Call) -> Iterable[Evidence]:
        """Nothing: no word was said yet."""
        return ()

    def hear(self, turn: HeardTurn, call: Call) -> Iterator[Evidence]:
        """One piece each time the wording gets worse than before in this turn, and one each time it is below what counts."""
        spoken = call.channel in ("phone", "voicemail")
        lang = turn.heard.lang
        model = self._models(lang if spoken else f"{lang}-messages")
        if turn.turn.speaker == "me" or model is None:
            return
        # Words of earlier turns belong to the window, so that short turns are not judged out of their context.
        early, before = turn.recent[-WINDOW:], turn.others_before
        plain = plain_features((*early, *turn.heard.words))
        totals = totals_of(plain, model)[len(early) :]
        encoder = self._encoders(lang) if spoken else None
        looks = looks_at(len(totals), len(early), before, *((STEP, STEP) if encoder is None else (ENCODER_SOON, ENCODER_STEP)))
        late = {i: self._lowered(before + i + 1, i + 1 + len(early)) for i in looks}
        if encoder is None:
            less = self._linear if spoken else 0.0
            scores = {i: totals[i] - less for i in looks}
        else:
            soon = [i for i in looks if before + i < ENCODER_WORDS]
            asked = [i for i in soon if encoder.join.at_best(totals[i]) - late[i] > self._from]
            # Where it could not make it count, it is not asked, as if it had said neither yes nor no.
            scores = {i: encoder.join(totals[i], 0.0) for i in looks} | _joint(encoder, turn, totals, asked)
        best, gains = self._from, list[float]()
        for i, score in scores.items():
            score -= late[i]
            last = i + 1
            if score > best + 0.25:
                best = score
                gains = gains or gains_of(plain, model)
                first = _strongest(gains, last + len(early), len(early)) - len(early)
                yield Evidence(
                    kind="wording",
                    family="wording",
                    weight=round(min(self._most, (score - self._from) * self._slope), 2),
                    why=WHY,
                    quote=turn.heard.quote(first, min(last, first + QUOTE_WORDS)),
                    start=turn.heard.starts[first],
                    end=turn.heard.ends[min(last, first + QUOTE_WORDS) - 1],
                    turn=turn.index,
                    at=turn.before + last,
                )
            elif spoken and score < self._from and before + last >= UNLIKE_WORDS:
                below = round(max(-self._unlike, (score - self._from) * self._slope), 1)
                yield Evidence(UNLIKE, "length", below, UNLIKE_WHY, turn=turn.index, at=turn.before + last)


def looks_at(count: int, early: int, before: int, soon: int, step: int) -> list[int]:
    """The words of a turn behind which the last ones are looked at: every ``soon`` words up to ``SOON`` of the call, then every ``step``;
    and the end of the turn in which half a step more is reached (early in a call a third), so that short texts are read to their end.
    Fixed places of the call: it matters little how it is cut into turns.

    Args:
        count: words of the turn; ``early``: earlier ones in the window; ``before``: all earlier ones. ``SOON`` is a multiple of ``soon``.
    """
    end = before + count
    places = [*range(before - before % soon + soon, min(end, SOON) + 1, soon), *range(_last(before, SOON, step) + step, end + 1, step)]
    last = _last(end, SOON, step) if end >= SOON else end - end % soon
    if before < last + (step // 2 if end >= SOON else soon // 3) <= end:
        places.append(end)
    return [at - before - 1 for at in places if at - before + early >= LEAST_WORDS]


def _last(word: int, first: int, step: int) -> int:
    """The last place at or before a word, where places are ``step`` apart from ``first`` on."""
    return first + max(0, word - first) // step * step


def _joint(encoder: Encoder | Mean, turn: HeardTurn, totals: Sequence[float], looks: Sequence[int]) -> dict[int, float]:
    """Joint scores of the linear model and the encoder."""
    early, words = turn.recent, turn.heard.words
    texts = {}
    for i in looks:
        begin = i + 1 - ENCODER_WINDOW
        text = (*early[begin:], *words[: i + 1]) if begin < 0 else words[begin : i + 1]
        if encoder.knows(text):
            texts[i] = text
    return {i: encoder.join(totals[i], encoded) for i, encoded in zip(texts, encoder.scores(list(texts.values())), strict=True)}


def totals_of(plain: Sequence[str], model: Wording) -> list[float]:
    """The linear model's score behind each word: of the ``WINDOW`` words up to it, every word and every pair that stands in them counts
    once, as in training.

    Args:
        plain: ``plain_features`` of the words.
    """
    weights, total, out = model.weights, model.bias, []
    inside: dict[str, int] = {}
    """How often a feature stands in the window."""
    begun: list[list[str]] = []
    """The features that begin at each word."""
    before = -1
    for i, word in enumerate(plain):
        begun.append([])
        if word:
            own = [(i, word), (before, f"{plain[before]} {word}")] if before > i - WINDOW and before >= 0 else [(i, word)]
            before = i
            for begin, feature in own:
                weight = weights.get(feature)
                if weight is not None:
                    begun[begin].append(feature)
                    inside[feature] = count = inside.get(feature, 0) + 1
                    if count == 1:
                        total += weight
        if i >= WINDOW:
            for feature in begun[i - WINDOW]:
                inside[feature] = count = inside[feature] - 1
                if count == 0:
                    total -= weights[feature]
        out.append(total)
    return out


def gains_of(plain: Sequence[str], model: Wording) -> list[float]:
    """What each word adds, itself and the pair that it ends, if neither stood in the window before."""
    weights, out = model.weights, []
    previous = ""
    for word in plain:
        out.append(weights.get(word, 0.0) + weights.get(f"{previous} {word}", 0.0) if word else 0.0)
        previous = word or previous
    return out


def _strongest(gains: list[float], end: int, least: int) -> int:
    """Where the run of ``QUOTE_WORDS`` words begins that added most."""
    begin = max(least, end - WINDOW)
    run = sum(gains[begin : begin + QUOTE_WORDS])
    best, found = run, begin
    for start in range(begin + 1, end - QUOTE_WORDS + 1):
        run += gains[start + QUOTE_WORDS - 1] - gains[start - 1]
        if run > best + 1e-9:
            best, found = run, start
    return found
