"""How it judges: claims, policy, dealings, direction, time, and what is no scam."""

from __future__ import annotations

import math

import pytest

from deadringer.call import Call, Caller, Dealing, Turn
from deadringer.evidence import Level, Verdict
from deadringer.phrases.tokens import hear
from deadringer.screener import Screener
from deadringer.text.guards import reported

SCREENER = Screener()


def judge(text: str, **call: object) -> Verdict:
    return SCREENER.check(text, Call(**call))  # type: ignore[arg-type]


CLAIMS = [
    ("hello this is amazon about your order", "amazon"),
    ("hi i'm calling from a ma zon customer service", "amazon"),
    ("my name is john and i am from microsoft", "microsoft"),
    ("hello it's the royal mail here", "royal_mail"),
    ("thank you for calling paypal how can i help", "paypal"),
    ("this is the fraud department of your bank", "my_bank"),
    ("buongiorno sono di poste italiane", "poste_italiane"),
    ("la chiamo per conto di amazon", "amazon"),
    ("qui è enel energia per la sua fornitura", "enel"),
    ("your amazon account has been charged", "amazon"),
]


@pytest.mark.parametrize(("text", "organisation"), CLAIMS)
def test_who_they_say_they_are(text: str, organisation: str) -> None:
    verdict = judge(text)
    assert verdict.claim is not None
    assert verdict.claim.organisation == organisation


WRITTEN = [
    ("Amazon: we could not deliver. Pay 1.99 with PayPal or your HSBC card", "amazon"),
    ("Your parcel waits, pay the fee with PayPal", None),
    ("HSBC. A payment to Amazon was stopped", "hsbc"),
    ("Poste Italiane: il pacco è fermo, paghi con PayPal", "poste_italiane"),
]


@pytest.mark.parametrize(("text", "organisation"), WRITTEN)
def test_who_writes_names_themselves_first(text: str, organisation: str | None) -> None:
    claim = SCREENER.check(text, Call(channel="sms")).claim
    assert (claim.organisation if claim else None) == organisation


NO_CLAIMS = ["i bought it on amazon last week", "hello how are you today", "she works at the bank", "ho comprato un libro su amazon"]


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_a_mention_is_no_claim(text: str) -> None:
    assert judge(text).claim is None


def test_without_a_dealing_unproven_with_it_expected() -> None:
    text = "hello it's the amazon driver i have a parcel for you i am outside your door"
    assert judge(text).level is Level.UNPROVEN
    assert judge(text, dealings=[Dealing("amazon", "delivery")]).level is Level.EXPECTED
    assert judge(text, dealings=[Dealing("amazon")]).level is Level.EXPECTED
    assert judge(text, dealings=[Dealing("ebay")]).level is Level.UNPROVEN


def test_a_contradiction_beats_any_dealing() -> None:
    text = "hello it's the amazon driver i have your parcel to release it you must buy a gift card and read me the code on the back"
    verdict = judge(text, dealings=[Dealing("amazon", "delivery")])
    assert verdict.level is Level.SCAM
    policy = [w.evidence for w in verdict.evidence if w.evidence.family == "policy"]
    assert policy
    assert all(p.source.startswith("http") for p in policy)


def test_policy_is_that_of_the_claimed_organisation() -> None:
    asked = "you must pay with gift cards today"
    contradicted = judge(f"this is amazon {asked}")
    nobody = judge(asked)
    assert any(w.evidence.family == "policy" for w in contradicted.evidence)
    assert not any(w.evidence.family == "policy" for w in nobody.evidence)
    assert contradicted.log_odds > nobody.log_odds


def test_who_rang_whom() -> None:
    verdict = judge("thank you for calling amazon support my name is kevin how may i help you")
    assert verdict.direction == "out"
    assert verdict.level is Level.UNPROVEN


TELLING = [
    "you need to go to the shop and buy gift cards and read me the numbers on the back",
    "please read me the six digit code we just sent to your phone",
    "move all your money to a safe account we have opened for you",
    "mi legga il codice che le è arrivato per sms",
    "deve spostare i soldi su un conto sicuro a lei intestato",
    "vada al supermercato e compri delle carte regalo e mi legga i codici",
    # A "not" or an "if" that is about something else.
    "you must not wait read me the six digit code now",
    "do not delay read me the six digit code that you have got",
    "non perda tempo mi legga il codice di sei cifre che ha ricevuto sul telefono",
    "if anyone asks at the till say it is for family buy three gift cards and read me the codes",
    "se qualcuno chiede dica che è per un regalo compri tre carte regalo e mi legga i codici",
]


@pytest.mark.parametrize("text", TELLING)
def test_one_telling_sentence_warns_at_once(text: str) -> None:
    assert judge(text).level.warns


HARMLESS = [
    "we will never ask for your password or your pin",
    "never share this code with anyone not even with us",
    "do not share this code with anyone",
    "your one time code is four eight two nine one one do not tell it to anybody",
    "my mother got a call they said they were from amazon and they told her to buy gift cards so she hung up",
    "beware of anyone who asks you to move your money to a safe account",
    "i got him a gift card for his birthday",
    "non comunichi mai a nessuno il codice che riceve",
    "la banca non le chiederà mai la password o il pin",
    "hanno chiamato mia zia e le hanno detto di comprare delle carte regalo meno male che ha riattaccato",
    "diffidi di chi le chiede di spostare i soldi su un conto sicuro",
    "press one to confirm your appointment or two to change it",
    "prema uno per confermare l'appuntamento",
    "if anyone asks you to buy gift cards and read them the codes hang up",
    "if somebody told you to say nothing and buy gift cards that is a swindle",
    "do not wait and do not read anyone the six digit code",
    "se qualcuno le chiede di comprare carte regalo riattacchi",
    "so this man called me and he said now read me the six digit code so i hung up",
    "mi ha chiamato uno della banca mi ha detto adesso mi legga il codice e allora ho riattaccato",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_advice_and_tales_are_no_scam(text: str) -> None:
    assert not judge(text).level.warns


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("they called me from your branch about the account so please read me the six digit code", False),
        ("mi hanno detto dalla filiale che il conto è a rischio quindi mi legga il codice di sei cifre", False),
        ("they called me about the account and asked me to read me the six digit code", True),
        ("he said he was from the bank he said now read me the six digit code", True),
        ("mi ha chiamato uno della banca mi ha detto adesso mi legga il codice di sei cifre", True),
    ],
)
def test_telling_of_another_call_ends_where_something_is_asked(text: str, told: bool) -> None:
    heard = hear(text)
    assert reported(heard, len(heard.words) - 5, len(heard.words)) is told


def test_quoting_our_advice_does_not_help_a_swindler() -> None:
    text = "we will never ask for your pin madam now please read me the six digit code that we just sent you"
    assert judge(text).level.warns


def test_a_long_harmless_talk_does_not_add_up() -> None:
    session = SCREENER.session()
    weak = "it is urgent you know i have to go now"
    for i in range(300):
        session.hear(Turn(f"well {weak} and then we talked about the garden and the weather in the village for a long while {i}"))
    assert session.verdict.level is Level.UNPROVEN
    assert session.verdict.log_odds < 0


def test_a_warning_stays() -> None:
    session = SCREENER.session()
    session.hear(Turn("this is amazon you must buy gift cards and read me the codes"))
    first = session.verdict
    assert first.level is Level.SCAM
    for _ in range(200):
        session.hear(Turn("we talked about the garden and the weather and the neighbours and their dog for a while"))
    assert session.verdict.level is Level.SCAM
    assert session.verdict.warned_at == first.warned_at


def test_feeding_all_at_once_is_the_last_verdict_of_feeding_turns() -> None:
    turns = [Turn("hello this is microsoft", "them"), Turn("yes", "me"), Turn("download any desk and give me the number", "them")]
    session = SCREENER.session()
    levels = [session.hear(turn).level for turn in turns]
    assert levels == sorted(levels)
    assert SCREENER.check(turns) == session.verdict


def test_a_guess_can_warn_and_is_not_counted_twice() -> None:
    session = SCREENER.session()
    before = session.hear(Turn("hello this is amazon"))
    guess = session.hear(Turn("you must buy gift cards and read me the codes"), final=False)
    assert guess.level.warns
    assert session.hear(Turn("you must buy gift cards and read me the codes")).words == before.words + 10


def test_what_the_person_says_is_no_evidence_against_the_caller() -> None:
    turns = [Turn("shall i buy gift cards and read you the codes on the back", "me"), Turn("no", "them")]
    assert not SCREENER.check(turns).level.warns


@pytest.mark.parametrize("text", TELLING + HARMLESS)
def test_evidence_adds_up(text: str) -> None:
    verdict = judge(text, caller=Caller("0800 279 7235"), country="GB")
    assert math.isclose(verdict.prior + sum(w.weight for w in verdict.evidence), verdict.log_odds, abs_tol=1e-9)
    assert math.isclose(1 / (1 + math.exp(-verdict.log_odds)), verdict.probability, abs_tol=1e-12)


def test_families_are_capped() -> None:
    text = (
        "it is urgent right now immediately do not hang up do not tell anyone stay on the line hurry up this is your last chance act now "
    )
    verdict = judge(text * 3)
    families: dict[str, float] = {}
    for w in verdict.evidence:
        families[w.evidence.family] = families.get(w.evidence.family, 0.0) + w.weight
    for family, total in families.items():
        assert total <= SCREENER.knowledge.families[family].cap + 1e-9


def test_scam_needs_a_contradiction_or_two_families() -> None:
    for text in TELLING:
        verdict = judge(text)
        if verdict.level is Level.SCAM:
            families = {w.evidence.family for w in verdict.evidence if w.weight >= 0.5}
            assert "policy" in families or len(families) >= 2


def test_a_look_alike_number_is_suspicious_never_scam_alone() -> None:
    verdict = SCREENER.session(Call(caller=Caller("0800 279 7235"), country="GB")).verdict
    assert verdict.level is Level.SUSPICIOUS


def test_another_packages_analyser_is_heard() -> None:
    from collections.abc import Iterable

    from deadringer.evidence import Evidence
    from deadringer.plugins import Analyser, HeardTurn

    class Whistle:
        name = "whistle"

        def ring(self, call: Call) -> Iterable[Evidence]:
            return [Evidence("whistle", "line", 2.0, {"en": "It whistles."}, lasting=True)]

        def hear(self, turn: HeardTurn, call: Call) -> Iterable[Evidence]:
            return ()

    assert isinstance(Whistle(), Analyser)
    screener = Screener(SCREENER.knowledge, [Whistle()])
    assert screener.session().verdict.log_odds == pytest.approx(screener.judgement.prior + 2.0)


def test_never_says_safe() -> None:
    from deadringer.guidance.plain import show

    for text in HARMLESS:
        for lang in ("en", "it"):
            shown = show(judge(text), SCREENER.knowledge, Call(), lang).lower()
            assert "safe." not in shown
            assert "is safe" not in shown
            assert "è sicuro" not in shown
