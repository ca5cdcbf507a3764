"""The wording model: what it may do alone, when it counts, and which model reads what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from deadringer.call import Call, Turn
from deadringer.evidence import UNLIKE, Evidence, Level
from deadringer.knowledge import load_knowledge
from deadringer.phrases.tokens import hear
from deadringer.plugins import HeardTurn
from deadringer.screener import Screener
from deadringer.text.encoder import Encoder
from deadringer.text.wording import Wording, WordingAnalyser
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
    expected = (-3.0 + 6.0 - J["wording_linear"] - J["wording_from"]) * J["wording_slope"]
    assert piece.weight == pytest.approx(min(J["wording_most"], expected), abs=0.01)
    assert piece.quote.startswith("zebra crossing")
    assert ALARM[piece.start : piece.end].startswith("zebra")


def test_few_words_count_less() -> None:
    model = {"en": Wording(-2.0, {})}
    turn = HeardTurn(Turn(FILLER * 3, "them"), hear(FILLER * 3, "en"), 0, 0)
    pieces = [p for p in WordingAnalyser(KNOWLEDGE, model.get, no_encoder).hear(turn, Call()) if p.weight > 0]
    assert pieces and all(piece.at > 12 for piece in pieces)
    assert [p.weight for p in pieces] == sorted(p.weight for p in pieces)


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
