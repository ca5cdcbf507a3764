"""The card "Don't press 1" for the telephone table: one page, large type, the person's own numbers on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge, load_kind
from deadringer.knowledge.model import say
from deadringer.numbers.read import read_number
from deadringer.telling.typeset import paper, typeset

MOST_NUMBERS = 8
MOST_NAME = 40
"""Characters of a name on the card."""
ROWS = 5
"""Lines for numbers; those not given stay empty, to be filled in by hand."""


SIZES = (24.0, 23.0, 22.0, 21.0, 20.0, 19.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0)
"""Points of the letters that are tried, the largest first."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card."""

    lang: str
    country: str
    texts: dict[str, str]
    rules: Sequence[str]
    numbers: Sequence[tuple[str, str]]
    official: Sequence[tuple[str, str]]
    """Emergency, and what takes calls from everybody there."""


def make_card(own: Sequence[str], lang: str, country: str | None, knowledge: Knowledge) -> Card:
    """A card.

    Args:
        own: the person's numbers, ``NAME=NUMBER``.
        lang: its language.
        country: where the telephone stands.

    Raises:
        InputError: no such language, or a number that cannot be read.
    """
    cards = load_kind("card")
    if lang not in cards:
        raise InputError(f"--lang {lang}: I have the card in {', '.join(cards)}")
    if len(own) > MOST_NUMBERS:
        raise InputError(f"{len(own)} numbers do not fit on the card; give {MOST_NUMBERS} at most")
    texts = {key: str(text) for key, text in cards[lang].items()}
    return Card(
        lang=lang,
        country=country or "",
        texts=texts,
        rules=[texts[key] for key in sorted(texts) if key.startswith("rule_")],
        numbers=[_own(pair, country) for pair in own],
        official=_official(texts, country, knowledge, lang),
    )


def _own(pair: str, country: str | None) -> tuple[str, str]:
    name, equals, number = pair.partition("=")
    name, number = " ".join(name.split()), " ".join(number.split())
    if not equals or not name or not number:
        raise InputError(f"--number {pair!r}: write it as NAME=NUMBER, like --number 'Anna=+44 7700 900123'")
    if len(name) > MOST_NAME:
        raise InputError(f"--number {name[:20]}…: the name is too long; {MOST_NAME} letters at most")
    found = read_number(number, country)
    if found.kind in ("name", "withheld") or len(number) > 30 or sum(c.isdigit() for c in number) < 3:
        raise InputError(f"--number {name}: {number!r} is no telephone number")
    return name, number  # as the person is used to see it


def _official(texts: dict[str, str], country: str | None, knowledge: Knowledge, lang: str) -> list[tuple[str, str]]:
    here = knowledge.countries.get(country or "")
    if here is None:
        return []
    numbers = here.emergency.get("numbers", [])[:1]
    out = [(texts["emergency"], str(n)) for n in numbers]
    for authority in here.authorities:
        if authority.id == "bank_159":
            out.append((texts["bank_gb"], authority.number))
        elif authority.id in ("report_fraud", "elder_fraud") and authority.number:
            out.append((say(authority.names, lang), read_number(authority.number).national or authority.number))
    return out


def as_text(card: Card) -> str:
    """The card as plain text, 60 columns wide."""
    t = card.texts
    lines = [t["title"].upper(), "", t["lead"], ""]
    lines += [f"{i}. {rule}" for i, rule in enumerate(card.rules, 1)]
    lines += ["", f"{t['then']}: {t['then_text']}", f"{t['say']}: {t['say_text']}", ""]
    lines.append(f"{t['numbers']}:")
    lines += [f"  {name}: {number}" for name, number in card.numbers]
    lines += ["  ______________________: ______________________"] * max(0, 2 - len(card.numbers))
    lines += [f"  {name}: {number}" for name, number in card.official]
    lines += ["", f"{t['lost']} {t['lost_text']}"]
    return "\n".join(lines) + "\n"


def card_data(card: Card) -> dict[str, Any]:
    """What the page shows, in the largest letters that fit on one page."""
    data: dict[str, Any] = {
        "lang": card.lang,
        "paper": paper(card.country),
        "texts": card.texts,
        "rules": list(card.rules),
        "numbers": [{"name": n, "number": v} for n, v in card.numbers],
        "official": [{"name": n, "number": v} for n, v in card.official],
        "empty": max(0, ROWS - len(card.numbers) - len(card.official)) if len(card.numbers) < ROWS else 0,
    }
    for size in SIZES:
        data |= {"size": size, "gap": size / 4.6}
        if len(typeset("card", data, "png", ppi=10)) == 1:
            break
    return data


def as_pdf(card: Card) -> bytes:
    """The card to print."""
    return typeset("card", card_data(card))[0]


def as_png(card: Card) -> bytes:
    """The card as a picture to share."""
    return typeset("card", card_data(card), "png", ppi=150)[0]
