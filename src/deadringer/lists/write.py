"""Writes lists in the forms that others take."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict

from deadringer.errors import InputError
from deadringer.lists.entries import Entry
from deadringer.lists.fritzbox import write_phonebook
from deadringer.lists.vcard import Card, write_vcards

FORMS = ("csv", "json", "vcard", "fritzbox", "asterisk", "phoneblock", "spamblocker", "plain")
LOSSY = {
    "vcard": ("number",),
    "fritzbox": ("number", "prefix"),
    "asterisk": ("number",),
    "phoneblock": ("number",),
    "spamblocker": ("number", "prefix"),
    "plain": ("number", "prefix", "range"),
}
"""Kinds of entries that a form can hold; ``csv`` and ``json`` hold all."""


def written(entries: Iterable[Entry], form: str, title: str = "Dead Ringer") -> tuple[str, int]:
    """The list as text, and how many entries the form cannot hold.

    Raises:
        InputError: an unknown form.
    """
    if form not in FORMS:
        raise InputError(f"I cannot write {form!r}; one of: {', '.join(FORMS)}")
    everything = list(entries)
    held = [e for e in everything if form not in LOSSY or (e.kind in LOSSY[form] and (e.kind != "number" or e.value.startswith("+")))]
    if form == "plain":
        held = [e for e in everything if e.kind in LOSSY["plain"]]
    if form == "fritzbox":
        return write_phonebook(_cards(held), title), len(everything) - len(held)
    return _WRITERS[form](held), len(everything) - len(held)


def as_written(entry: Entry) -> str:
    """The entry's value as a person writes it (and ``entry_of`` reads it)."""
    if entry.kind == "prefix":
        return f"{entry.value}*"
    if entry.kind == "range":
        return entry.value.replace("/", " .. ")
    if entry.kind in ("country", "name"):
        return f"{entry.kind}:{entry.value}"
    if entry.kind == "number" and ":" in entry.value:
        return entry.value.partition(":")[2]
    return "withheld" if entry.kind == "withheld" else entry.value


def _csv(entries: list[Entry]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["number", "list", "name", "reason", "source", "added", "expires"])
    for e in entries:
        writer.writerow([as_written(e), e.which, e.name, e.reason, e.source, e.added, e.expires])
    return out.getvalue()


def _json(entries: list[Entry]) -> str:
    return (
        json.dumps({"format": "deadringer-list", "version": 1, "entries": [asdict(e) for e in entries]}, ensure_ascii=False, indent=1)
        + "\n"
    )


def _cards(entries: list[Entry]) -> list[Card]:
    """One card per name; those without a name one each."""
    cards: dict[str, Card] = {}
    for e in entries:
        name = _clean(e.name or e.reason)
        number = as_written(e)
        cards.setdefault(name or number, Card(name or number)).numbers.append(number)
    return list(cards.values())


def _vcard(entries: list[Entry]) -> str:
    return write_vcards(_cards(entries))


def _asterisk(entries: list[Entry]) -> str:
    """Commands for ``asterisk -rx``. Nothing that could end the quoted reason gets through."""
    lines = []
    for e in entries:
        reason = "".join(c for c in _clean(e.reason or e.name) if c not in "\"\\'`$") or "1"
        lines.append(f'database put blacklist {e.value} "{reason}"')
    return "".join(line + "\n" for line in lines)


def _phoneblock(entries: list[Entry]) -> str:
    known = {"A_LEGITIMATE", "B_MISSED", "C_PING", "D_POLL", "E_ADVERTISING", "F_GAMBLE", "G_FRAUD"}
    numbers = [{"phone": e.value, "rating": e.reason if e.reason in known else "B_MISSED", "votes": 1} for e in entries]
    return json.dumps({"numbers": numbers, "version": 1}, indent=1) + "\n"


def _spamblocker(entries: list[Entry]) -> str:
    lines = ["pattern,description"]
    for e in entries:
        pattern = e.value.lstrip("+") + (".*" if e.kind == "prefix" else "")
        lines.append(f"{pattern}," + _clean(e.reason or e.name).replace(",", " ").replace('"', " "))
    return "".join(line + "\n" for line in lines)


def _plain(entries: list[Entry]) -> str:
    return "".join(as_written(e) + "\n" for e in entries)


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


_WRITERS = {
    "csv": _csv,
    "json": _json,
    "vcard": _vcard,
    "asterisk": _asterisk,
    "phoneblock": _phoneblock,
    "spamblocker": _spamblocker,
    "plain": _plain,
}
