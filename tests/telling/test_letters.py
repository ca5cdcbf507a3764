"""Letters: the law with its page, the clock, gaps instead of guesses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.telling.facts import Facts, read_told
from deadringer.telling.forms import Forms
from deadringer.telling.letters import Letter, Letters, Written, as_calendar, as_data, as_text, write
from deadringer.telling.log import read_log
from deadringer.telling.record import CallRecord

DAY = date(2026, 11, 22)
TOLD = [
    "name=Maria Bianchi",
    "address=via Roma 1",
    "company=Energia Chiara",
    "called=06 1234567",
    "caller_number=02 12345678",
    "date=2026-11-20",
]
ALL = [(letter, lang) for file in Letters().files for letter in Letters().of(file) for lang in letter.body]


@pytest.fixture(scope="module")
def letters() -> Letters:
    return Letters()


def written(
    letter: Letter,
    lang: str,
    forms: Forms,
    knowledge: Knowledge,
    told: list[str],
    record: CallRecord | None = None,
    sent: date | None = None,
) -> Written:
    record = record or CallRecord(country={"it": "IT", "gb": "GB", "us": "US", "eu": "DE"}[letter.country])
    facts = Facts(record, read_told(told, forms.facts), forms.texts_in(lang), lang, knowledge)
    return write(letter, facts, forms, lang, DAY, sent)


@pytest.mark.parametrize(("letter", "lang"), ALL, ids=[f"{x.country}-{x.id}-{lang}" for x, lang in ALL])
def test_every_letter_is_whole(letter: Letter, lang: str, forms: Forms, knowledge: Knowledge) -> None:
    made = written(letter, lang, forms, knowledge, TOLD)
    text = as_text(made)
    assert ("{" not in text and "Maria Bianchi" in text) or letter.to == "nobody"
    assert made.laws and all(law.source.startswith("http") for law in made.laws)
    assert as_data(made)["sent"] is False
    if letter.to != "nobody":
        assert made.deadline and made.deadline > DAY and letter.reminder[lang]
        reminder = written(letter, lang, forms, knowledge, TOLD, sent=date(2026, 9, 1))
        assert re.search(r"1 (September|settembre) 2026", as_text(reminder)) and reminder.deadline is None


def test_gdpr_letters_ask_for_source_proof_and_recipients(letters: Letters) -> None:
    for code, lang, words in (
        ("IT", "it", ("origine dei dati", "prova", "destinatari", "art. 15", "un mese")),
        ("GB", "en", ("where you got them", "proof", "to whom you have passed", "Article 15", "one month")),
        ("DE", "en", ("where you got them", "proof", "to whom you have passed", "Article 15", "one month")),
    ):
        body = " ".join(letters.find("access", code).body[lang])
        assert [w for w in words if w not in body] == []
        whole = " ".join(letters.find("all", code).body[lang])
        assert all(number in whole for number in ("15", "17", "21"))


def test_the_us_letter_is_a_do_not_call_request(letters: Letters) -> None:
    body = " ".join(letters.find("do_not_call", "us").body["en"])
    assert "64.1200(d)" in body and "written do-not-call policy" in body and "ten business days" in body


@pytest.mark.parametrize(
    ("code", "name", "end"),
    [
        ("IT", "access", "2026-12-22"),
        ("US", "do_not_call", "2026-12-04"),
        ("IT", "operator", "2027-01-06"),
        ("GB", "operator", "2027-01-03"),
    ],
)
def test_the_clock_runs_as_the_law_says(code: str, name: str, end: str, letters: Letters, forms: Forms, knowledge: Knowledge) -> None:
    made = written(letters.find(name, code), "it" if code == "IT" else "en", forms, knowledge, TOLD)
    assert made.deadline == date.fromisoformat(end)


def test_what_is_missing_is_a_gap_and_is_named(letters: Letters, forms: Forms, knowledge: Knowledge) -> None:
    made = written(letters.find("stop", "GB"), "en", forms, knowledge, ["name=Jo Hill"])
    assert "[Company on whose behalf they rang]" in as_text(made) and "[Number that the telephone showed]" in as_text(made)
    assert set(made.gaps) == {"address", "company", "called", "caller_number", "when"}


def test_several_calls_are_listed(letters: Letters, forms: Forms, knowledge: Knowledge) -> None:
    log = read_log(b"when,number\n2026-11-18T09:00,02 12345678\n2026-11-18T10:00,02 12345678\n2026-11-20T11:30,02 12345678\n", "x.csv")
    made = written(letters.find("all", "IT"), "it", forms, knowledge, ["called=06 1234567"], replace(log, country="IT"))
    assert "Dal 18 novembre 2026 al 20 novembre 2026 ho ricevuto 3 chiamate" in as_text(made)
    assert "18 novembre 2026: 09:00, 10:00; 20 novembre 2026: 11:30" in as_text(made)


def test_a_reminder_waits_for_the_clock(letters: Letters, forms: Forms, knowledge: Knowledge) -> None:
    letter = letters.find("access", "IT")
    with pytest.raises(InputError, match="they still have time to answer, until 2026-12-01"):
        written(letter, "it", forms, knowledge, TOLD, sent=date(2026, 11, 1))
    with pytest.raises(InputError, match="future"):
        written(letter, "it", forms, knowledge, TOLD, sent=date(2026, 12, 1))
    with pytest.raises(InputError, match="no reminder"):
        written(letters.find("opt_out", "IT"), "it", forms, knowledge, TOLD, sent=date(2026, 1, 1))


def test_the_calendar_is_what_calendars_read(letters: Letters, forms: Forms, knowledge: Knowledge) -> None:
    ics = as_calendar(written(letters.find("all", "IT"), "it", forms, knowledge, TOLD))
    lines = ics.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR" and lines[-1] == ""
    assert all(len(line.encode()) <= 75 for line in lines) and "\n" not in ics.replace("\r\n", "")
    unfolded = ics.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261222" in unfolded and "--sent 2026-11-22" in unfolded and "\\," in unfolded
    with pytest.raises(InputError, match="no deadline"):
        as_calendar(written(letters.find("opt_out", "IT"), "it", forms, knowledge, []))


def test_unknown_letters_and_countries_are_refused(letters: Letters) -> None:
    with pytest.raises(InputError, match="there are: access, stop"):
        letters.find("love", "GB")
    with pytest.raises(InputError, match="I have letters for"):
        letters.find("access", "ZZ")
