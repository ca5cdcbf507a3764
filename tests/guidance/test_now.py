"""What a verdict says first: different by level, by channel and by what was asked."""

from __future__ import annotations

import itertools

import pytest

from deadringer.call import Call, Channel
from deadringer.evidence import Claim, Evidence, Level, Verdict, Weighed
from deadringer.guidance.advice import advise
from deadringer.guidance.now import asked_of, instruction, moves
from deadringer.guidance.plain import WIDTH
from deadringer.knowledge.load import Knowledge, load_knowledge

WHY = {"en": "Because.", "it": "Perché sì."}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def verdict(level: Level, *tactics: str, organisation: str = "", words: int = 20) -> Verdict:
    pieces = tuple(
        Weighed(Evidence(kind=f"tactic:{tactic}", family="secrets", weight=2.0, why=WHY, quote=f"words of {tactic}"), 2.0)
        for tactic in tactics
    )
    return Verdict(level, 0.5, 0.0, -2.0, pieces, Claim(organisation, "this is them") if organisation else None, words=words)


def test_the_most_pressing_of_several_requests_speaks(knowledge: Knowledge) -> None:
    assert asked_of(["tactic:asks_card_details", "tactic:remote_access", "policy:amazon:x"], knowledge) == ("remote", "card")
    assert asked_of([], knowledge) == ()
    assert asked_of(["asks_one_time_code"], knowledge) == ("code",)


FIRST_WORDS = {
    ("en", Level.SCAM, "phone"): "Hang up.",
    ("it", Level.SCAM, "phone"): "Riagganci.",
    ("en", Level.EXPECTED, "phone"): "It fits. Still never give codes or passwords.",
    ("en", Level.UNPROVEN, "phone"): "If it matters, ring them back on the official number.",
    ("en", Level.SCAM, "sms"): "Do not answer.",
    ("it", Level.SCAM, "sms"): "Non risponda.",
}


@pytest.mark.parametrize(("lang", "level", "channel"), FIRST_WORDS)
def test_the_first_words_stay(knowledge: Knowledge, lang: str, level: Level, channel: Channel) -> None:
    for tactics in ((), ("asks_one_time_code",), ("press_key",)):
        said = advise(verdict(level, *tactics), knowledge, Call(channel=channel, country="GB"), lang).instruction
        assert said.startswith(FIRST_WORDS[lang, level, channel])


def test_instruction_and_steps_differ_by_level_channel_and_request(knowledge: Knowledge) -> None:
    seen = {}
    channels: tuple[Channel, ...] = ("phone", "sms")
    requests = ((), ("asks_one_time_code",), ("remote_access",), ("gift_cards",))
    for level, channel, tactics in itertools.product(Level, channels, requests):
        if tactics and not level.warns:
            continue
        advice = advise(verdict(level, *tactics, organisation="amazon"), knowledge, Call(channel=channel, country="GB"), "en")
        seen[level, channel, tactics] = (advice.instruction, tuple(step.text for step in advice.steps))
    assert len(set(seen.values())) == len(seen)


@pytest.mark.parametrize("lang", ["en", "it"])
@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("channel", ["phone", "voicemail", "sms", "email", "message"])
@pytest.mark.parametrize("country", ["GB", "IT", "US", "JP", None])
def test_at_most_three_steps_and_never_the_same_twice(
    knowledge: Knowledge, lang: str, level: Level, channel: Channel, country: str | None
) -> None:
    asked = ("asks_one_time_code", "remote_access", "press_key", "courier_collects", "relative_in_trouble")
    for tactics in [(), *((tactic,) for tactic in asked)]:
        for organisation in ("", "amazon", "my_bank", "a_relative"):
            advice = advise(verdict(level, *tactics, organisation=organisation), knowledge, Call(channel=channel, country=country), lang)
            texts = [step.text for step in advice.steps]
            assert advice.instruction
            assert 1 <= len(texts) <= 3
            assert len(set(texts)) == len(texts)
            assert all("{" not in text for text in texts)


def test_instructions_leave_room_for_the_level(knowledge: Knowledge) -> None:
    levels = (Level.SCAM, Level.SUSPICIOUS)
    for name, lang, level, written in itertools.product(knowledge.guidance["asked"], ("en", "it"), levels, (False, True)):
        assert len(instruction((name,), level, written, knowledge, lang)) <= WIDTH - 18


def test_every_request_has_its_own_instruction(knowledge: Knowledge) -> None:
    for lang, key in itertools.product(("en", "it"), ("scam", "suspicious")):
        said = [entry["instruction"][key][lang] for entry in knowledge.guidance["asked"].values()]
        assert len(set(said)) == len(said)


def test_the_landline_is_spoken_of_before_a_call_to_the_bank(knowledge: Knowledge) -> None:
    advice = advise(verdict(Level.SCAM, "asks_one_time_code", organisation="my_bank"), knowledge, Call(country="GB"), "en")
    assert any("159" in step.text and "another phone" in step.text for step in advice.steps)


def test_a_message_is_not_told_to_hang_up(knowledge: Knowledge) -> None:
    for lang, words in (("en", "Hang up"), ("it", "Riagganci")):
        advice = advise(verdict(Level.SCAM, "follow_link", organisation="amazon"), knowledge, Call(channel="sms", country="GB"), lang)
        assert not [step.text for step in advice.steps if words in step.text]
        assert words not in advice.instruction


def test_only_a_number_and_no_words_means_do_not_ring_back(knowledge: Knowledge) -> None:
    piece = Weighed(Evidence(kind="number:premium", family="number", weight=1.5, why=WHY, quote="892000"), 1.5)
    found = Verdict(Level.SUSPICIOUS, 0.5, 0.0, -2.0, (piece,))
    assert advise(found, knowledge, Call(country="IT"), "it").steps[0].text.startswith("Non richiami un numero che non conosce")


def test_what_item_one_asks_for_is_said(knowledge: Knowledge) -> None:
    """Another line, wait, ring a friend; published numbers; app or typed address; keys, questions, arguments; a way out; silence; block."""
    said = " ".join(
        f"{m.do} {m.words} {' '.join(p.number for p in m.where)}"
        for moment in ("during", "after", "message", "ringing", "missed")
        for level in Level
        for m in moves(moment, level, knowledge, "en", country="GB")
    )
    for part in (
        "another phone",
        "five minutes",
        "ring a friend first",
        "number you already have",
        "that they publish",
        "in the app",
        "type the address",
        "Press no key",
        "Answer no question",
        "Do not argue",
        "I will ring you back",
        "say nothing at first",
        "block list",
        "Do not ring back",
        "159",
    ):
        assert part in said, part


def test_the_organisation_s_published_number_is_shown_with_its_source(knowledge: Knowledge) -> None:
    firm = next(o for o in knowledge.organisations.values() if any(n.country == "GB" for n in o.numbers) and o.verify)
    found = {m.id: m for m in moves("after", Level.SCAM, knowledge, "en", country="GB", organisation=firm.id)}
    assert found["ring_known_number"].where[0].number
    assert found["ring_known_number"].where[0].source.startswith("http")
    assert found["check_yourself"].where[0].source.startswith("http")
    assert found["check_yourself"].where[0].how


def test_levels_say_different_things_during_a_call(knowledge: Knowledge) -> None:
    lists = [tuple(m.id for m in moves("during", level, knowledge, "en", country="GB")) for level in Level]
    assert len(set(lists)) == len(lists)
    assert lists[Level.SCAM][0] == "hang_up"
    assert lists[Level.SUSPICIOUS][0] == "way_out"
    assert lists[Level.UNPROVEN][0] == "ask_and_ring"
    assert lists[Level.EXPECTED][0] == "go_on_with_care"
    assert moves("during", Level.SCAM, knowledge, "en", asked=["remote"])[0].id == "remote"
