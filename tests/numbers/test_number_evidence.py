"""What the numbers of a call show: hints, never proof."""

from __future__ import annotations

from datetime import datetime

import pytest

from deadringer.call import Call, Caller, Turn
from deadringer.evidence import Evidence, Level, Verdict
from deadringer.knowledge.load import load_knowledge
from deadringer.screener import Screener


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(load_knowledge())


def judged(screener: Screener, call: Call, *words: str) -> tuple[Verdict, dict[str, Evidence]]:
    verdict = screener.check([Turn(w, "them") for w in words], call)
    return verdict, {w.evidence.kind: w.evidence for w in verdict.evidence}


def from_(number: str | None, country: str = "GB", **more: object) -> Call:
    return Call(direction="in", caller=Caller(number), country=country, started=datetime(2026, 11, 22, 11), **more)  # type: ignore[arg-type]


def test_a_look_alike_is_suspicious_and_never_a_scam_by_itself(screener: Screener) -> None:
    verdict, found = judged(screener, from_("+44 800 279 7235"))
    assert "number:look_alike:amazon" in found
    assert verdict.level is Level.SUSPICIOUS
    assert "0800 279 7234" in found["number:look_alike:amazon"].why["en"]


def test_the_official_number_is_said_and_not_trusted(screener: Screener) -> None:
    verdict, found = judged(screener, from_("+44 800 279 7234"))
    assert found["number:official"].organisation == "amazon"
    assert "forged" in found["number:official"].why["en"]
    assert "falsificare" in found["number:official"].why["it"]
    assert verdict.level is Level.UNPROVEN


def test_a_number_that_never_rings_is_forged(screener: Screener) -> None:
    verdict, _ = judged(screener, from_("159"))
    assert verdict.level is Level.SUSPICIOUS


@pytest.mark.parametrize("number", ["+44 909 879 1234", "+1 212 911 1234", "+1 012 345 6789"])
def test_a_number_that_cannot_ring_weighs(screener: Screener, number: str) -> None:
    _, found = judged(screener, from_(number))
    assert any(e.weight >= 2.5 for e in found.values())


def test_withheld_is_hardly_a_sign(screener: Screener) -> None:
    verdict, found = judged(screener, from_(""))
    assert found["number:withheld"].weight < 0.5
    assert verdict.level is Level.UNPROVEN


def test_one_ring_from_far_away(screener: Screener) -> None:
    far = "+222 45 12 34 56"
    assert "number:one_ring" not in judged(screener, from_(far))[1]
    assert "number:one_ring" not in judged(screener, from_(far, rang=25.0))[1]
    verdict, found = judged(screener, from_(far, rang=2.0))
    assert "number:one_ring" in found
    assert verdict.level is Level.SUSPICIOUS


def test_my_neighbours_number(screener: Screener) -> None:
    _, found = judged(screener, from_("+1 202 555 0123", "US", called="+1 202 555 0199"))
    assert 0 < found["number:neighbour"].weight < 2
    assert not any("neighbour" in k for k in judged(screener, from_("+1 202 556 0123", "US", called="+1 202 555 0199"))[1])
    _, own = judged(screener, from_("+1 202 555 0199", "US", called="(202) 555-0199"))
    assert "number:own" in own


def test_a_number_from_here_over_a_trunk_from_abroad(screener: Screener) -> None:
    def over(trunk: str, number: str) -> dict[str, Evidence]:
        call = Call(direction="in", caller=Caller(number, trunk=trunk), country="IT", started=datetime(2026, 1, 5, 11))  # type: ignore[arg-type]
        return judged(screener, call)[1]

    assert (
        over("international", "+390612345678")["number:from_abroad"].weight
        > over("international", "+393481234567")["number:from_abroad"].weight
    )
    assert "number:from_abroad" not in over("national", "+390612345678")
    assert "number:from_abroad" not in over("international", "+442079460958")


def test_a_signature_that_failed_is_a_hint_and_a_good_one_no_praise(screener: Screener) -> None:
    def signed(word: str) -> dict[str, Evidence]:
        return judged(screener, Call(direction="in", caller=Caller("+12025550123", signature=word), country="US"))[1]

    assert 0.5 < signed("failed")["number:signature_failed"].weight < 2
    assert signed("passed_a")["number:signature_passed"].weight >= 0
    assert not any("signature" in kind for kind in signed(""))


class TestClaimsAndNumbers:
    """``verdict/identity.py``: neither side knows the other; together they may be at odds."""

    def test_foreign_prefix_and_local_organisation(self, screener: Screener) -> None:
        _, found = judged(screener, from_("+44 7700 900123", "IT"), "buongiorno sono di intesa sanpaolo")
        assert "number:foreign:intesa_sanpaolo" in found
        _, home = judged(screener, from_("+39 02 87 1234", "IT"), "buongiorno sono di intesa sanpaolo")
        assert not any(kind.startswith("number:foreign") for kind in home)

    def test_a_relative_may_ring_from_anywhere(self, screener: Screener) -> None:
        _, found = judged(screener, from_("+216 71 123 456", "IT"), "ciao nonna sono tuo nipote")
        assert not any(kind.startswith("number:foreign") for kind in found)

    def test_a_spanish_mobile_is_no_companys(self, screener: Screener) -> None:
        _, found = judged(screener, from_("+34 600 123 456", "ES"), "hello this is santander")
        assert any(kind.startswith("number:not_for_them") for kind in found)

    def test_anothers_number(self, screener: Screener) -> None:
        _, found = judged(screener, from_("+44 345 740 4404"), "hello this is barclays bank")
        assert "number:anothers:barclays" in found

    def test_a_customer_service_number_that_is_not_theirs(self, screener: Screener) -> None:
        call = Call(channel="sms", country="GB")
        verdict, found = judged(screener, call, "Amazon: unusual sign-in. Call our customer service on 0800 123 4567")
        assert "number:not_theirs:amazon" in found
        assert found["number:not_theirs:amazon"].quote == "0800 123 4567"
        assert verdict.level < Level.SCAM
        _, own = judged(screener, call, "Amazon: questions? Call our customer service on 0800 279 7234")
        assert not any(kind.startswith("number:not_theirs") for kind in own)

    def test_an_order_number_is_no_telephone_number(self, screener: Screener) -> None:
        _, found = judged(screener, Call(channel="sms", country="GB"), "Amazon: your order 07700900123 has been sent")
        assert not any(kind.startswith("number:not_theirs") for kind in found)

    @pytest.mark.parametrize("number", ["+447012345678", "+34600123456", "+88161234567", "+12129111234"])
    def test_numbers_alone_never_make_a_scam(self, screener: Screener, number: str) -> None:
        verdict, _ = judged(screener, from_(number, called="+447012345679"), "hello this is hmrc")
        assert verdict.level < Level.SCAM
