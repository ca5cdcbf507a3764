"""The wording model: what it may do alone, when it counts, and which model reads what."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from deadringer.call import Call, Speaker, Turn
from deadringer.evidence import UNLIKE, Evidence, Level
from deadringer.knowledge import load_knowledge
from deadringer.phrases.tokens import hear
from deadringer.plugins import HeardTurn
from deadringer.screener import Screener
from deadringer.text.encoder import Encoder
from deadringer.text.features import WINDOW
from deadringer.text.wording import EARLY_WORDS, ENCODER_SOON, ENCODER_STEP, STEP, Wording, WordingAnalyser, looks_at, totals_of
from deadringer.verdict.weigh import Judgement

KNOWLEDGE = load_knowledge(Path("/nonexistent"))
J = KNOWLEDGE.judgement
MODELS = {"en": Wording(-3.0, {"zebra": 2.0, "zebra crossing": 4.0}), "en-messages": Wording(3.0, {})}
FILLER = "today we talked about gardens trees rivers mountains and weather in many small villages "
ALARM = "zebra crossing " + FILLER


def no_encoder(lang: str) -> Encoder | None:
    return None


def heard(text: str, call: Call | None = None, before: int = 0, speaker: str = "them", recent: tuple[str, ...] = ()) -> list[Evidence]:
    turn = HeardTurn(Turn(text, speaker), hear(text, "en"), 0, before, recent)  # type: ignore[arg-type]
    return list(WordingAnalyser(KNOWLEDGE, MODELS.get, no_encoder).hear(turn, call or Call()))


def test_words_and_pairs_add_up_and_are_quoted() -> None:
    *_, piece = heard(ALARM + FILLER)
    few = J["wording_early"] * math.log(EARLY_WORDS / piece.at)
    expected = (-3.0 + 6.0 - few - J["wording_linear"] - J["wording_from"]) * J["wording_slope"]
    assert piece.weight == pytest.approx(min(J["wording_most"], expected), abs=0.01)
    assert piece.quote.startswith("zebra crossing")
    assert ALARM[piece.start : piece.end].startswith("zebra")


def test_few_words_count_less() -> None:
    model = {"en": Wording(-1.5, {})}
    turn = HeardTurn(Turn(FILLER * 3, "them"), hear(FILLER * 3, "en"), 0, 0)
    pieces = [p for p in WordingAnalyser(KNOWLEDGE, model.get, no_encoder).hear(turn, Call()) if p.weight > 0]
    assert pieces and all(piece.at > 12 for piece in pieces)
    assert [p.weight for p in pieces] == sorted(p.weight for p in pieces)


@pytest.mark.parametrize(("speaker", "counted"), [("me", False), ("them", True)])
def test_what_the_person_says_makes_no_window_and_so_lowers_no_score(speaker: Speaker, counted: bool) -> None:
    screener = Screener(KNOWLEDGE, [WordingAnalyser(KNOWLEDGE, MODELS.get, no_encoder)])
    weights = []
    for told in (0, 40):
        session = screener.session()
        for _ in range(told):
            session.hear(Turn(FILLER, speaker))
        before = session.verdict.words
        session.hear(Turn(ALARM + FILLER, "them"))
        weights.append([w.evidence.weight for w in session.verdict.evidence if w.evidence.kind == "wording"])
        assert before == told * len(FILLER.split())
    assert weights[0] and (weights[0] != weights[1]) is counted


def test_few_words_are_not_judged() -> None:
    assert not heard("zebra crossing")


def test_later_in_a_call_the_same_words_count_less() -> None:
    early, late = heard(ALARM), heard(ALARM, before=600)
    assert early and (not late or late[0].weight < early[0].weight)


def test_words_of_earlier_turns_belong_to_the_window() -> None:
    assert (
        heard("crossing " + FILLER, recent=("zebra",))[0].weight
        > (heard("crossing " + FILLER) or [replace(heard(ALARM)[0], weight=0.0)])[0].weight
    )


def test_a_window_forgets() -> None:
    def worst(text: str) -> float:
        model = {"en": Wording(-6.0, {"zebra": 6.0, "otter": 6.0})}
        turn = HeardTurn(Turn(text, "them"), hear(text, "en"), 0, 0)
        return max(p.weight for p in WordingAnalyser(KNOWLEDGE, model.get, no_encoder).hear(turn, Call()))

    apart = worst(FILLER * 2 + "zebra " + FILLER * 8 + "otter " + FILLER)
    assert 0 < apart < 3 < worst(FILLER * 2 + "zebra otter " + FILLER)


def test_what_stands_in_the_window_counts_once_as_long_as_it_stands_there() -> None:
    chance = random.Random(4)
    plain = [chance.choice(["", "zebra", "crossing", "otter", "#", "river", "today"]) for _ in range(400)]
    names = {f for a in ("zebra", "crossing", "otter", "#") for f in (a, *(f"{a} {b}" for b in ("zebra", "otter", "river")))}
    model = Wording(-1.5, {name: chance.uniform(-2, 2) for name in sorted(names)})
    for i, total in enumerate(totals_of(plain, model)):
        part = [word for word in plain[max(0, i + 1 - WINDOW) : i + 1] if word]
        features = {*part, *(f"{a} {b}" for a, b in zip(part, part[1:], strict=False))}
        assert total == pytest.approx(model.bias + sum(model.weights.get(f, 0.0) for f in features)), i


@pytest.mark.parametrize(("soon", "step"), [(STEP, STEP), (ENCODER_SOON, ENCODER_STEP)])
def test_where_is_looked_depends_little_on_how_talk_is_cut_into_turns(soon: int, step: int) -> None:
    def looked(lengths: Sequence[int]) -> list[int]:
        before, out = 0, []
        for count in lengths:
            out += [before + i + 1 for i in looks_at(count, min(before, WINDOW), before, soon, step)]
            before += count
        return out

    places = {n for n in range(12, 61) if n % soon == 0} | {n for n in range(61, 301) if (n - 60) % step == 0}
    for lengths in ([300], [100, 100, 100], [7] * 42 + [6], [1] * 300, [250, 50]):
        found = looked(lengths)
        assert places <= set(found) and found == sorted(set(found))
        assert len(found) <= 2 * len(places) + 5
    assert looked([11]) == []
    assert looked([19])[-1] == 19, "a short text is read to its end"
    assert looked([80])[-1] == 80


def test_talk_that_runs_unlike_a_scam_discounts_chance_but_not_to_below_nothing() -> None:
    def log_odds(bias: float, text: str) -> float:
        analyser = WordingAnalyser(KNOWLEDGE, lambda name: Wording(bias, {}), no_encoder)
        plain = Screener(KNOWLEDGE)
        return Screener(KNOWLEDGE, [analyser if a.name == "wording" else a for a in plain.analysers]).check(text).log_odds

    weak = FILLER * 3 + "this is urgent you must decide today " + FILLER
    neutral = J["wording_from"] + J["wording_linear"]
    unlike = neutral - 3
    assert KNOWLEDGE.judgement["prior"] <= log_odds(unlike, weak) < log_odds(neutral, weak)
    assert log_odds(unlike, FILLER * 4) == log_odds(neutral, FILLER * 4) == KNOWLEDGE.judgement["prior"]
    telling = FILLER * 3 + "go and buy gift cards and read me the codes on the back " + FILLER
    assert log_odds(unlike, telling) >= log_odds(neutral, telling) - 1.0


def test_too_early_nothing_is_unlike() -> None:
    assert not heard(FILLER)
    assert any(p.kind == UNLIKE for p in heard(FILLER * 3))
    assert not any(p.kind == UNLIKE for p in heard(FILLER * 3, Call(channel="sms")))


def test_the_protected_person_is_not_judged() -> None:
    assert not heard(ALARM, speaker="me")


def test_messages_have_their_own_model() -> None:
    assert heard(FILLER, Call(channel="sms"))
    assert not heard(FILLER, Call(channel="phone"))


def test_wording_alone_may_warn_but_never_calls_a_scam() -> None:
    judgement = Judgement(**{k: float(v) for k, v in KNOWLEDGE.judgement.items()})
    assert judgement.prior + judgement.wording_most > 0
    plain = Screener(KNOWLEDGE)
    analyser = WordingAnalyser(KNOWLEDGE, lambda name: Wording(50.0, {}), no_encoder)
    verdict = Screener(KNOWLEDGE, [analyser if a.name == "wording" else a for a in plain.analysers]).check(FILLER)
    assert verdict.level is Level.SUSPICIOUS
    assert verdict.probability < 0.9
