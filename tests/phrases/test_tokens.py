"""Text into plain words: tables of what is written or heard, and what is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadringer.phrases.tokens import hear, language_of

READ = [
    ("en", "Your Prime will renew for £79.97, press 1", "your prime will renew for 79.97 pounds press 1"),
    ("en", "seventy nine pounds ninety seven press one", "79.97 pounds press 1"),
    ("en", "nineteen ninety nine dollars a month", "19.99 dollars a month"),
    ("en", "$1,000.50 and € 50", "1000.50 dollars and 50 euro"),
    ("en", "two hundred and fifty pounds each", "250 pounds each"),
    ("en", "one eight hundred five five five zero one nine nine", "18005550199"),
    ("en", "call oh two oh seven nine four six", "call 0207946"),
    ("en", "the code is 4 8 2 9 1 1", "the code is 482911"),
    ("en", "double seven three", "773"),
    ("en", "don't you're we'll can't gonna", "do not you are we will can not going to"),
    ("en", "dont im gonna ill", "do not i am going to ill"),
    ("en", "Amazon's fraud team", "amazon s fraud team"),
    ("en", "it's the the bank", "it is the bank"),
    ("en", "go to amazon dot co dot uk", "go to amazon.co.uk"),
    ("en", "see www.amazon.co.uk/x?y=1. thanks", "see www.amazon.co.uk/x?y=1 thanks"),
    ("en", "fine.thanks", "fine thanks"),
    ("en", "the payment is due today", "the payment is due today"),
    ("it", "settantanove euro e novantasette, prema uno", "79.97 euro prema 1"),
    ("it", "dell'account è stato sospeso perché", "dell account e stato sospeso perche"),
    ("it", "milleduecento euro", "1200 euro"),
    ("it", "lei sei sicura", "lei sei sicura"),
    ("it", "ehm il il codice è tre cinque due sei", "il codice e 3526"),
    ("it", "mi legga il codice di sei cifre", "mi legga il codice di 6 cifre"),
    ("it", "sono sei numeri, ci vediamo alle sei e prema sei", "sono 6 numeri ci vediamo alle 6 e prema 6"),
    ("it", "sei tu? sei uno di noi, sei una di noi, se sei d'accordo", "sei tu sei 1 di noi sei una di noi se sei d accordo"),
    ("it", "il codice è sei tre due, con nove cifre in alto", "il codice e 632 con 9 cifre in alto"),
    ("it", "il codice è sei sei tre due", "il codice e 6632"),
    ("it", "ma sei sei tu", "ma sei sei tu"),
    ("en", "are you sei", "are you sei"),
    ("it", "poste punto it", "poste.it"),
]


@pytest.mark.parametrize(("lang", "text", "line"), READ)
def test_reads(lang: str, text: str, line: str) -> None:
    assert hear(text, lang).line.strip() == line


def test_words_keep_their_place() -> None:
    heard = hear("Hello — your account’s blocked; pay seventy nine pounds ninety seven today.", "en")
    at = heard.words.index("79.97")
    assert heard.quote(at, at + 2) == "seventy nine pounds ninety seven"
    assert heard.quote(0, 1) == "Hello"


def test_invisible_and_look_alike_letters_are_seen_through() -> None:
    assert hear("p\u200bass\u00adword аmazon", "en").words == ("password", "amazon")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("hello this is your bank calling about the payment", "en"),
        ("buongiorno sono della sua banca per il pagamento", "it"),
        ("xyzzy", None),
    ],
)
def test_language(text: str, lang: str | None) -> None:
    assert language_of(text)[0] == lang


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["en", "it", None]))
def test_anything_is_read(text: str, lang: str | None) -> None:
    heard = hear(text, lang)
    assert len(heard.words) == len(heard.starts) == len(heard.ends) == len(heard.offsets)
    assert all(0 <= a <= b <= len(heard.text) for a, b in zip(heard.starts, heard.ends, strict=True))
    assert list(heard.starts) == sorted(heard.starts)
    assert all(word and " " not in word for word in heard.words)
    assert all(heard.line[at] == " " for at in heard.offsets)
