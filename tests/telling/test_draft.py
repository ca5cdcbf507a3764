"""Drafts: as the authority asks, facts apart from opinion, and nothing that stands nowhere in the evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadringer.call import Turn
from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.telling.draft import Answer, Draft, as_data, as_text, check_text, make, rows, self_check
from deadringer.telling.facts import read_told
from deadringer.telling.forms import Forms
from deadringer.telling.log import read_log
from deadringer.telling.record import CallRecord

from .conftest import TOLD

TODAY = date(2026, 11, 22)
WANTED = [
    "ftc",
    "do_not_call",
    "ic3",
    "fcc",
    "report_fraud",
    "police_scotland",
    "7726",
    "ico",
    "ofcom",
    "bank_159",
    "hmrc",
    "royal_mail",
    "polizia_postale",
    "denuncia",
    "garante",
    "agcom",
    "rpo",
    "amazon",
]
LOG = "when,number,seconds,said\n" + "".join(
    f"2026-11-{17 + i // 4}T{9 + i % 4}:1{i % 4},02 5555 0110,{3 + i % 3},silent\n" for i in range(12)
)


@pytest.fixture(scope="module")
def told(forms: Forms) -> dict[str, str]:
    return read_told(TOLD, forms.facts)


@pytest.fixture(scope="module")
def draft(bank_call: CallRecord, told: dict[str, str], forms: Forms, knowledge: Knowledge) -> Draft:
    return make(forms.find("report_fraud", knowledge.organisations, "GB"), bank_call, told, forms, knowledge, "en", TODAY)


@pytest.mark.parametrize("whom", WANTED)
@pytest.mark.parametrize("lang", ["en", "it"])
def test_every_authority_gets_its_draft_in_both_languages(
    whom: str, lang: str, bank_call: CallRecord, told: dict[str, str], forms: Forms, knowledge: Knowledge
) -> None:
    form = forms.find(whom, knowledge.organisations, "GB")
    for record in (bank_call, replace(bank_call, verdict={}), read_log(LOG.encode(), "calls.csv"), CallRecord()):
        for facts in (told, {}):
            draft = make(form, record, facts, forms, knowledge, lang, TODAY)
            text = as_text(draft)
            assert draft.texts["draft"] in text and "{" not in text
            assert len(draft.answers) == len(form.fields)
            assert as_data(draft)["sent"] is False


def test_what_nobody_said_is_not_provided(forms: Forms, knowledge: Knowledge) -> None:
    draft = make(forms.by_id["ftc"], CallRecord(), {}, forms, knowledge, "en", TODAY)
    said = {a.label: a.text for a in draft.answers}
    assert said.pop("How they reached you") == "telephone call"
    assert said.pop("What happened") == "My telephone rang."
    assert not any(said.values())
    assert "How much you paid\n  not provided (needed)" in as_text(draft)


def test_every_answer_says_where_it_comes_from(draft: Draft) -> None:
    by_label = {a.label: list(a.origins) for a in draft.answers if a.text}
    assert by_label["Their telephone number"] == ["call"]
    assert by_label["How much was lost"] == ["person"]
    assert by_label["What happened"] == ["call", "person"]
    assert all(by_label.values())


def test_the_person_goes_before_the_call(bank_call: CallRecord, forms: Forms, knowledge: Knowledge) -> None:
    told = read_told(["caller_number=020 7946 0777", "date=2026-11-19", "time=09:30"], forms.facts)
    draft = make(forms.by_id["report_fraud"], bank_call, told, forms, knowledge, "en", TODAY)
    text = as_text(draft)
    assert "0777" in text and "0958" not in text.split("WHAT WAS SAID")[0]
    assert "On 19 November 2026 at 09:30 my telephone rang." in text


def test_facts_stand_apart_from_opinion(draft: Draft) -> None:
    text = as_text(draft)
    facts, opinion = text.split("OPINION, NOT FACT")
    opinion = opinion.split("WHAT WAS SAID")[0]
    assert "There is no safe account" not in facts and "scam" not in facts.lower().split("what the form asks")[1]
    assert "judges this: scam" in opinion and "It is no proof" in opinion


def test_the_person_is_never_quoted_as_the_caller(bank_call: CallRecord, forms: Forms, knowledge: Knowledge) -> None:
    turns = [replace(t, speaker="me") if t.start == 44.0 else t for t in bank_call.turns]
    draft = make(forms.by_id["hmrc"], replace(bank_call, turns=turns), {}, forms, knowledge, "en", TODAY)
    words = next(a.text for a in draft.answers if a.label == "Their words")
    assert "Do not tell anyone" not in words and "safe account" in words


def test_where_nobody_told_the_voices_apart_nobody_is_named(bank_call: CallRecord, forms: Forms, knowledge: Knowledge) -> None:
    mixed = replace(bank_call, turns=[replace(t, speaker="unknown") for t in bank_call.turns])
    text = as_text(make(forms.by_id["report_fraud"], mixed, {}, forms, knowledge, "en", TODAY))
    assert "The caller also said" not in text and "These words were also said:" in text


def test_the_same_call_gives_the_same_draft(bank_call: CallRecord, told: dict[str, str], forms: Forms, knowledge: Knowledge) -> None:
    form = forms.by_id["ic3"]
    one, two = (as_text(make(form, bank_call, told, forms, knowledge, "en", TODAY)) for _ in range(2))
    assert one == two


def test_secrets_are_nowhere_in_a_draft(draft: Draft) -> None:
    assert not re.search(r"4111|482913", as_text(draft))


def test_twelve_silent_calls_are_listed(forms: Forms, knowledge: Knowledge) -> None:
    record = replace(read_log(LOG.encode(), "calls.csv"), country="IT")
    text = as_text(make(forms.by_id["garante"], record, {}, forms, knowledge, "it", TODAY))
    assert "Ho ricevuto 12 telefonate." in text and text.count(", muta") == 24
    assert "17 novembre 2026: 09:10, 10:11, 11:12, 12:13" in text


def test_7726_gets_the_message_as_it_wants_it(bank_call: CallRecord, forms: Forms, knowledge: Knowledge) -> None:
    assert make(forms.by_id["spam_7726"], bank_call, {}, forms, knowledge).message == "Call 02079460958"
    abroad = replace(bank_call, caller_number="+39 06 1234567")
    assert make(forms.by_id["spam_7726"], abroad, {}, forms, knowledge).message == "Call +39061234567"
    assert make(forms.by_id["spam_7726"], replace(bank_call, caller_number=""), {}, forms, knowledge).message == ""


def test_an_organisation_is_told_in_its_own_way(bank_call: CallRecord, forms: Forms, knowledge: Knowledge) -> None:
    own = [o for o in knowledge.organisations.values() if o.report and o.id not in forms.by_id]
    assert len(own) > 10
    for organisation in own:
        form = forms.find(organisation.id, knowledge.organisations, "GB")
        assert form.source.startswith("http")
        make(form, bank_call, {}, forms, knowledge, "it", TODAY)


def test_an_unknown_addressee_is_refused_with_a_hint(forms: Forms, knowledge: Knowledge) -> None:
    with pytest.raises(InputError, match="did you mean garante"):
        forms.find("garant", knowledge.organisations, "IT")
    assert forms.find("159", knowledge.organisations, "GB").id == "bank_159"
    assert forms.find("Police-Scotland", knowledge.organisations, "GB").id == "police_scotland"


# ---------------------------------------------------------------------- tampering

TAMPERED: list[tuple[str, str, str]] = [
    ("a name", "Edith Walker", "Edith Miller"),
    ("a name in small letters", "my telephone rang", "jonathan rang"),
    ("another caller", "This is David from", "This is Robert from"),
    ("an organisation", "I lost £2,400.", "I lost £2,400 to Barclays."),
    ("an amount", "I lost £2,400.", "I lost £24,000."),
    ("an amount in words", "I lost £2,400.", "I lost nine thousand pounds."),
    ("another currency", "I lost £2,400.", "I lost €2,400."),
    ("an amount made of a day", "I lost £2,400.", "I lost £20."),
    ("a telephone number", "020 7946 0958", "020 7946 0959"),
    ("digits in another order", "020 7946 0958", "020 0958 7946"),
    ("an account", "account 31926819", "account 31926818"),
    ("a sort code", "sort code 20-11-43", "sort code 20-11-44"),
    ("a day", "On 20 November 2026", "On 21 November 2026"),
    ("a year", "On 20 November 2026", "On 20 November 2025"),
    ("a day in another writing", "my telephone rang", "my telephone rang again on 03/12/2026"),
    ("a time", "at 10:15 my", "at 10:51 my"),
    ("an e-mail address", "edith@example.org", "edith@example.com"),
    ("a web address", "my telephone rang", "my telephone rang after I saw evil-bank.example.com"),
    ("one call more", "my telephone rang", "my telephone rang 14 times"),
    ("an opinion among the facts", "my telephone rang", "a swindler rang"),
]


@pytest.mark.parametrize(("what", "old", "new"), TAMPERED, ids=[t[0] for t in TAMPERED])
def test_a_tampered_draft_is_refused(
    what: str, old: str, new: str, draft: Draft, bank_call: CallRecord, told: dict[str, str], knowledge: Knowledge
) -> None:
    answers = [replace(a, text=a.text.replace(old, new)) for a in draft.answers]
    assert answers != list(draft.answers), "the test changes nothing"
    assert self_check(replace(draft, answers=answers), bank_call, told, knowledge, TODAY)


@pytest.mark.parametrize(
    ("what", "old", "new"), [t for t in TAMPERED if "small" not in t[0] and "opinion" not in t[0]], ids=lambda x: str(x)[:30]
)
def test_a_draft_changed_by_hand_is_refused_too(
    what: str, old: str, new: str, draft: Draft, bank_call: CallRecord, told: dict[str, str], knowledge: Knowledge
) -> None:
    text = as_text(draft)
    assert old in text
    head, tail = text.split("WHAT WAS SAID")
    complaints = check_text(head.replace(old, new) + "WHAT WAS SAID" + tail, draft, bank_call, told, knowledge, TODAY)
    assert complaints, what


def test_an_untouched_draft_passes(draft: Draft, bank_call: CallRecord, told: dict[str, str], knowledge: Knowledge) -> None:
    assert self_check(draft, bank_call, told, knowledge, TODAY) == []
    for marks in (True, False):
        assert check_text(as_text(draft, marks), draft, bank_call, told, knowledge, TODAY) == []


def test_a_person_may_put_it_in_other_words(draft: Draft, bank_call: CallRecord, told: dict[str, str], knowledge: Knowledge) -> None:
    text = as_text(draft).replace("my telephone rang.", "my telephone rang while the soup was boiling.")
    assert check_text(text, draft, bank_call, told, knowledge, TODAY) == []


def test_what_organisations_say_may_not_slip_among_the_facts(
    draft: Draft, bank_call: CallRecord, told: dict[str, str], knowledge: Knowledge
) -> None:
    why = bank_call.verdict["evidence"][0]["why"]["en"]
    answers = [replace(draft.answers[0], text=why), *draft.answers[1:]]
    assert self_check(replace(draft, answers=answers), bank_call, told, knowledge, TODAY)


def test_a_fingerprint_is_checked_too(draft: Draft, bank_call: CallRecord, told: dict[str, str], knowledge: Knowledge) -> None:
    proof = [replace(p, digest=p.digest[:-1] + ("0" if p.digest[-1] != "0" else "1")) for p in draft.proof]
    assert self_check(replace(draft, proof=proof), bank_call, told, knowledge, TODAY)


def test_make_itself_refuses(bank_call: CallRecord, forms: Forms, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    import deadringer.telling.draft as module

    real: Callable[..., Answer] = module._answer

    def invents(*arguments: object) -> Answer:
        return replace(real(*arguments), text="He said that his name was Peter Pan.")

    monkeypatch.setattr(module, "_answer", invents)
    with pytest.raises(InputError, match="the draft is refused, nothing was written"):
        make(forms.by_id["ftc"], bank_call, {}, forms, knowledge, "en", TODAY)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_changed_digit_is_found(
    data: st.DataObject, draft: Draft, bank_call: CallRecord, told: dict[str, str], knowledge: Knowledge
) -> None:
    """A digit of a long number (telephone, account) is changed anywhere in the answers: never unseen."""
    places = [(i, m) for i, a in enumerate(draft.answers) for m in re.finditer(r"\+?\d[\d ]{6,}\d", a.text)]
    index, found = data.draw(st.sampled_from(places))
    at = data.draw(st.sampled_from([k for k in range(found.start(), found.end()) if draft.answers[index].text[k].isdigit()]))
    text = draft.answers[index].text
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    answers = list(draft.answers)
    answers[index] = replace(answers[index], text=text[:at] + digit + text[at + 1 :])
    assert self_check(replace(draft, answers=answers), bank_call, told, knowledge, TODAY)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=120), name=st.text(max_size=30))
def test_any_words_of_a_call_pass_their_own_check(text: str, name: str, bank_call: CallRecord, forms: Forms, knowledge: Knowledge) -> None:
    record = replace(
        bank_call, turns=[Turn(text, "them", 1.0, 2.0)], verdict={}, caller_name=name or None, started=datetime(2026, 1, 2, 3, 4)
    )
    draft = make(forms.by_id["amazon"], record, {}, forms, knowledge, "en", TODAY)
    assert list(rows(draft))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(min_size=1, max_size=200).filter(str.strip), company=st.text(min_size=1, max_size=40).filter(str.strip))
def test_whatever_the_person_says_passes_the_check(
    words: str, company: str, bank_call: CallRecord, forms: Forms, knowledge: Knowledge
) -> None:
    told = read_told(
        [f"what_happened={words}", f"company={company}", f"kept={words}", f"opinion={words}", "gave=" + words[:60]], forms.facts
    )
    for lang in ("en", "it"):
        make(forms.by_id["garante"], bank_call, told, forms, knowledge, lang, TODAY)
        make(forms.by_id["denuncia"], bank_call, told, forms, knowledge, lang, TODAY)
