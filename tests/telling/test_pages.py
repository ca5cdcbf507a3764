"""PDF and pictures: they are made offline, with their own fonts, whatever the text holds."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from deadringer.call import Turn
from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.telling import typeset as typesetting
from deadringer.telling.card import as_pdf, as_png, as_text, card_data, make_card
from deadringer.telling.draft import MOST_TURNS, Draft, make
from deadringer.telling.facts import read_told
from deadringer.telling.forms import Forms
from deadringer.telling.pages import report_pages, report_pdf
from deadringer.telling.record import CallRecord

from .conftest import TOLD

pytest.importorskip("typst")
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield


@pytest.fixture(scope="module")
def draft(bank_call: CallRecord, forms: Forms, knowledge: Knowledge) -> Draft:
    return make(forms.by_id["report_fraud"], bank_call, read_told(TOLD, forms.facts), forms, knowledge, "en", TODAY)


def test_a_report_becomes_a_pdf_and_always_the_same(draft: Draft) -> None:
    pdf = report_pdf(draft, "GB")
    assert pdf.startswith(b"%PDF-") and pdf == report_pdf(draft, "GB")
    pictures = report_pages(draft, "GB", "png")
    assert 2 <= len(pictures) <= 4 and all(p.startswith(b"\x89PNG") for p in pictures)


def test_markup_in_a_call_stays_text(bank_call: CallRecord, forms: Forms, knowledge: Knowledge) -> None:
    turns = [
        Turn('#panic("x") *bold* $x$ `raw` <a> @b \\ // /* ] } “quotes” №', "them", 0, 1),
        Turn("日本語 العربية 🙂 \u202e", "them", 1, 2),
    ]
    record = replace(bank_call, turns=turns, verdict={}, caller_name='#include "/etc/passwd"')
    for form in ("denuncia", "spam_7726", "amazon"):
        assert report_pdf(make(forms.by_id[form], record, {}, forms, knowledge, "it", TODAY), "IT").startswith(b"%PDF-")


def test_a_long_call_is_cut_and_says_so(bank_call: CallRecord, forms: Forms, knowledge: Knowledge) -> None:
    record = replace(bank_call, turns=[Turn("word " * 20, "them", i, i + 1) for i in range(2000)], verdict={})
    draft = make(forms.by_id["ftc"], record, {}, forms, knowledge, "en", TODAY)
    assert len(draft.spoken) == MOST_TURNS and any(str(MOST_TURNS) in note for note in draft.spoken_notes)
    assert len(report_pages(draft, "US", "png")) < 40


def test_without_the_typesetter_there_is_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(InputError, match=r"deadringer\[reports\]"):
        typesetting.typeset("card", {})


@pytest.mark.parametrize("country", ["GB", "IT", "US", ""])
@pytest.mark.parametrize("count", [0, 2, 8])
@pytest.mark.parametrize("lang", ["en", "it"])
def test_the_card_is_one_page(country: str, count: int, lang: str, knowledge: Knowledge) -> None:
    card = make_card([f"A name of forty letters, no more, no{i}=020 7946 0{i}00" for i in range(count)], lang, country, knowledge)
    assert as_pdf(card).startswith(b"%PDF-")
    assert len(typesetting.typeset("card", card_data(card), "png", 40)) == 1
    assert as_png(card).startswith(b"\x89PNG")


def test_the_card_holds_own_and_official_numbers(knowledge: Knowledge) -> None:
    text = as_text(make_card(["Anna=07700 900123", "Doctor=1234567"], "en", "GB", knowledge))
    assert "Anna: 07700 900123" in text and "Doctor: 1234567" in text and "Emergency: 999" in text and ": 159" in text
    assert text.startswith("DON'T PRESS 1")
    assert "112" in as_text(make_card([], "it", "IT", knowledge))


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (["Anna"], "NAME=NUMBER"),
        (["Anna=hello"], "no telephone number"),
        (["A" * 50 + "=123456"], "too long"),
        (["A=1234567"] * 9, "do not fit"),
    ],
)
def test_a_wrong_number_for_the_card_is_refused(own: list[str], message: str, knowledge: Knowledge) -> None:
    with pytest.raises(InputError, match=message):
        make_card(own, "en", "GB", knowledge)
