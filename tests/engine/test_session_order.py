"""What a session keeps: the person's own words give no reason, and a warning that comes of fading is kept like any other."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from deadringer import screener as screener_module
from deadringer.call import Call, Caller, Dealing, Turn
from deadringer.evidence import Evidence, Level
from deadringer.phrases.tokens import clean, hear
from deadringer.screener import Screener
from deadringer.text.analyser import TacticAnalyser

SCREENER = Screener()
DEALING = Call(country="GB", dealings=(Dealing("amazon", "delivery"),))


def test_only_the_callers_reason_makes_a_call_expected() -> None:
    opening = Turn("hello this is amazon", "them")
    reason = "oh is it the driver with a parcel for me"
    assert SCREENER.check([opening, Turn(reason, "me")], DEALING).level is Level.UNPROVEN
    assert SCREENER.check([opening, Turn("it is the driver with a parcel for you", "them")], DEALING).level is Level.EXPECTED


def test_a_warning_that_comes_as_signs_for_the_caller_fade_is_kept() -> None:
    session = SCREENER.session(Call())
    session.hear(Turn("no action is needed on your part", "them"))
    session.hear(Turn("you can look at paypall.com", "them"))
    for _ in range(60):
        session.hear(Turn("well the garden is nice and the roses are out this year", "me"))
    assert session.verdict.level.warns
    assert session.verdict.warned_at
    session.hear(Turn("no action is needed on your part", "them"))
    assert session.verdict.level.warns


def test_who_they_say_they_are_is_told_though_their_number_warned_first() -> None:
    session = SCREENER.session(Call(country="GB", caller=Caller(number="0800 279 7235")))
    assert session.verdict.level.warns
    session.hear(Turn("hello this is royal mail", "them"))
    claim = session.verdict.claim
    assert claim and claim.organisation == "royal_mail"


def test_a_turn_whose_language_is_unclear_is_read_as_the_talk_so_far() -> None:
    session = SCREENER.session(Call())
    session.hear(Turn("buongiorno questa è la segreteria della banca per il suo conto", "them"))
    session.hear(Turn("prema due per me", "them"))
    assert session.lang == "it"
    assert "2" in session._state.recent


def test_a_key_and_an_amount_stay_apart() -> None:
    assert hear("Press 9. £50 will be taken").words == ("press", "9", "50", "pounds", "will", "be", "taken")
    assert hear("Press 1. £49 will be charged").words[:4] == ("press", "1", "49", "pounds")
    assert hear("it costs 50€ and more").words[2:4] == ("50", "euro")


def test_heaps_of_marks_on_a_letter_are_quick() -> None:
    started = time.process_time()
    read = clean("a" + "\u0301" * 200_000 + "\u0327" * 200_000 + "\u094d\u093c" * 100_000)
    assert time.process_time() - started < 3
    assert len(read) <= 10
    assert clean("e\u0301 perche\u0301") == "é perché"


def naming(count: int) -> list[Turn]:
    """A call that names a new number in every turn, and asks for something now and then."""
    said = "this is amazon read me the code on your phone" if count % 2 else "thank you madam"
    numbers = (f"0207 9{i * 37 % 1_000_000:06d}" for i in range(count))
    return [Turn(f"{said if i % 90 == 0 else 'or'} call us on {number}", "them") for i, number in enumerate(numbers)]


def test_a_call_that_names_numbers_without_end_does_not_grow_without_end() -> None:
    session = SCREENER.session(Call(country="GB"))
    sizes = []
    for turn in naming(1501):
        session.hear(turn)
        sizes.append(len(session._state.evidence))
    assert max(sizes) < 400
    assert any(kind.startswith("number:named:") for kind, _ in session._state.evidence), "the last ones can still be held against a claim"


def test_forgetting_what_cannot_count_changes_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = naming(451)
    forgetful = SCREENER.session(Call(country="GB"))
    monkeypatch.setattr(screener_module, "MOST_KEPT", 10)
    heard = [forgetful.hear(turn) for turn in turns]
    monkeypatch.setattr(screener_module, "MOST_KEPT", 10**9)
    faithful = SCREENER.session(Call(country="GB"))
    assert heard == [faithful.hear(turn) for turn in turns]
    assert len(forgetful._state.evidence) < len(faithful._state.evidence) / 2
    assert forgetful._sum == faithful._sum


ASKED = "this is amazon you must read me the six digit code on your phone"
REASON = "it is the amazon driver with a parcel for you"


def test_a_reason_softens_what_comes_after_it_and_not_what_came_before_in_the_same_turn() -> None:
    tactics_only = Screener(SCREENER.knowledge, [TacticAnalyser(SCREENER.knowledge)])

    def judged(*texts: str) -> float:
        return tactics_only.check([Turn(text, "them") for text in texts], DEALING).log_odds

    before, after = judged(f"{REASON} {ASKED}"), judged(f"{ASKED} {REASON}")
    assert after == judged(ASKED, REASON) == judged(ASKED)
    assert before < after


def test_where_a_reason_stands_is_counted_from_the_beginning_of_the_call() -> None:
    verdict = SCREENER.check([Turn("hello there madam", "them"), Turn(f"{REASON} today", "them")], DEALING)
    assert verdict.fit and verdict.fit.at == 11
    assert [w.evidence.at for w in verdict.evidence if w.evidence.kind.startswith("fits:")] == [11]


def test_what_does_not_fade_is_not_replaced_by_what_does() -> None:
    session = SCREENER.session()
    shown = Evidence("number:shared_ending", "number", 1.5, {"en": "It ends like another."}, "+442079460000", lasting=True)
    assert session._put(session._state, shown)
    assert not session._put(session._state, replace(shown, lasting=False, at=20))
    assert session._state.evidence[shown.kind, shown.weight] is shown
