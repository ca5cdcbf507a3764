"""Reads and writes the FRITZ!Box phonebook XML (also its list of barred callers)."""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat
from xml.sax.saxutils import escape

from deadringer.errors import InputError
from deadringer.lists.vcard import Card

MAX_CARDS = 1_000_000


def read_phonebook(data: bytes, name: str) -> list[Card]:
    """All contacts.

    Raises:
        InputError: it is no XML, or declares entities (which a phonebook never needs and an attacker does).
    """
    cards: list[Card] = []
    path: list[str] = []
    text: list[str] = []

    def refuse(*_: object) -> None:
        raise InputError(f"{name} declares a document type; a phonebook has none, so it is not read")

    def start(tag: str, _: dict[str, str]) -> None:
        path.append(tag.lower())
        text.clear()
        if path[-1] == "contact":
            if len(cards) >= MAX_CARDS:
                raise InputError(f"{name} has more than {MAX_CARDS} contacts")
            cards.append(Card())

    def end(_: str) -> None:
        tag, value = path.pop(), "".join(text).strip()
        text.clear()
        if cards and tag == "realname":
            cards[-1].name = " ".join(value.split())[:200]
        elif cards and tag == "number" and value:
            cards[-1].numbers.append(value[:200])

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise InputError(f"{name}:{error.lineno}: no valid XML ({expat.ErrorString(error.code)}); export the phonebook again") from error
    return cards


def write_phonebook(cards: Iterable[Card], title: str) -> str:
    """A phonebook that the box can restore. A beginning is written as the box does it, with ``*`` after it."""
    out = ['<?xml version="1.0" encoding="utf-8"?>', "<phonebooks>", f'<phonebook name="{escape(title, _QUOTE)}">']
    for card in cards:
        out.append("<contact><category>0</category>")
        out.append(f"<person><realName>{escape(card.name or card.numbers[0])}</realName></person>")
        out.append(f'<telephony nid="{len(card.numbers)}">')
        for i, number in enumerate(card.numbers):
            prio = ' prio="1"' if i == 0 else ""
            out.append(f'<number type="home"{prio} id="{i}">{escape(number)}</number>')
        out.append("</telephony></contact>")
    return "\n".join([*out, "</phonebook>", "</phonebooks>", ""])


_QUOTE = {'"': "&quot;"}
