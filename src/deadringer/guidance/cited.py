"""A sentence with its source, and a place to turn to: what all advice is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deadringer.knowledge.model import Organisation, Way, say

MOST_NUMBERS = 4
"""Numbers of one organisation that are shown."""
TEXT_ONLY = (5, 6)
"""Digits of numbers that take text messages and no calls (60599)."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence with the page that says so."""

    text: str
    source: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to turn to: at least one of the fields says how."""

    name: str = ""
    how: str = ""
    number: str = ""
    """As people dial it there."""
    url: str = ""
    email: str = ""
    sms: str = ""
    source: str = ""
    checked: str = ""


def here(entries: Iterable[Mapping[str, Any]], country: str | None) -> list[Mapping[str, Any]]:
    """Those for the person's country first, then those for anywhere; the others are left out."""
    entries = list(entries)
    own = [e for e in entries if country and country in e.get("countries", ())]
    return own + [e for e in entries if not e.get("countries")]


def is_here(entry: Mapping[str, Any], country: str | None) -> bool:
    """Whether an entry holds in the person's country. What is bound to countries does not hold in an unknown one."""
    return not entry.get("countries") or country in entry["countries"]


def place(data: Mapping[str, Any], lang: str, country: str | None) -> Place:
    """A place from a knowledge file's plain data."""
    return Place(
        name=say(data.get("name", {}), lang),
        how=say(data.get("how", {}), lang),
        number=dialled(data.get("number", ""), country),
        url=data.get("url", ""),
        email=data.get("email", ""),
        sms=data.get("sms", ""),
        source=data.get("source", ""),
        checked=data.get("checked", ""),
    )


def published(firm: Organisation, lang: str, country: str | None) -> list[Place]:
    """The numbers that an organisation publishes for people in that country."""
    return [
        Place(firm.name(lang), say(n.use, lang), dialled(n.number, n.country or country), source=n.source, checked=n.checked)
        for n in firm.numbers
        if n.country in ("", country) and len(n.number.lstrip("+")) not in TEXT_ONLY
    ][:MOST_NUMBERS]


def ways(entries: Iterable[Way], lang: str, country: str | None) -> list[Place]:
    """How to check with, or report to, an organisation: the person's own country first."""
    entries = list(entries)
    own = [w for w in entries if country and country in w.countries] + [w for w in entries if not w.countries]
    return [Place("", say(w.how, lang), dialled(w.number, country), w.url, w.email, w.sms, w.source, w.checked) for w in own]


def dialled(number: str, country: str | None) -> str:
    """A number as people write it in its own country; short ones and what cannot be read stay as they are."""
    if len(number.lstrip("+")) <= 6 or not number:
        return number
    # Brings the telephone library: not for those who need no number.
    from deadringer.numbers.read import read_number

    return read_number(number, country).national or number
