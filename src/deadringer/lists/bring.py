"""Brings lists in: a file becomes a big list, or entries of the person's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.lists.big import ENDING, BigListWriter
from deadringer.lists.entries import Entry, Which, as_bounds, entry_of, holds, now
from deadringer.lists.forms import Row, form_of, read_rows
from deadringer.lists.own import OwnLists
from deadringer.lists.plain import Normaliser, numbers_in
from deadringer.lists.protect import Protected
from deadringer.numbers.read import read_number
from deadringer.places import lists_folder, make_private

BATCH = 65_536


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did."""

    entries: int
    skipped: int
    """Lines or fields that were no number, had expired, or may never be blocked."""
    form: str
    name: str = ""


def list_path(name: str, folder: Path | None = None) -> Path:
    """Where the big list of that name lies.

    Raises:
        InputError: the name cannot be a file's.
    """
    if not re.fullmatch(r"[\w][\w .-]{0,60}", name):
        raise InputError(f"{name!r} is no name for a list; use letters, digits, spaces, dots and hyphens")
    return (folder or lists_folder()) / f"{name}{ENDING}"


def bring_big(
    path: Path, name: str, country: str | None = None, form: str | None = None, folder: Path | None = None, source: str = ""
) -> Brought:
    """Makes a big block list of a file, in the place of an older one of that name. The old one stays whole until the new one is finished.

    Args:
        country: whose numbers are meant where there is no country's code (ISO 3166).
        form: one of ``forms.FORMS``; default: found out.
        source: where it comes from; default: the file's name.

    Raises:
        InputError: the file cannot be read, is in no known form, or holds no number.
    """
    form = form or form_of(path)
    target = list_path(name, folder)
    make_private(target.parent)
    normaliser = Normaliser(country or ("US" if form == "ftc" else None))
    about = {"name": name, "which": "block", "source": source or path.name, "form": form, "imported": now()}
    with BigListWriter(target) as writer:
        if form == "plain":
            with path.open("rb") as file:
                for numbers, lost in numbers_in(file, normaliser):
                    writer.add(numbers)
                    _add_lost(lost, normaliser, writer, country)
        else:
            _add_rows(read_rows(path, form), normaliser, writer, country)
        if not writer.used:
            raise InputError(f"{path}: no number in it could be read as one; name the form (--form) or your country (--country)")
        count = writer.finish(about)
        return Brought(count + writer.patterns, writer.skipped, form, name)


def _add_rows(rows: Iterator[Row], normaliser: Normaliser, writer: BigListWriter, country: str | None) -> None:
    today = date.today().isoformat()
    batch: list[int] = []
    for row in rows:
        if (row.expires and row.expires < today) or row.which in ("allow", "contact"):
            writer.skipped += 1
            continue
        number = normaliser(row.number.encode("ascii", "replace"))
        if number:
            batch.append(number)
            if len(batch) >= BATCH:
                writer.add(batch)
                batch = []
        elif not _add_pattern(row.number, writer, country):
            writer.skipped += 1
    writer.add(batch)


def _add_lost(lines: list[bytes], normaliser: Normaliser, writer: BigListWriter, country: str | None) -> None:
    """Lines of a plain file that are no bare number."""
    for line in lines:
        number = normaliser(line)
        if number:
            writer.add((number,))
        elif not _add_pattern(line.decode("utf-8", "replace"), writer, country):
            writer.skipped += 1


def _add_pattern(text: str, writer: BigListWriter, country: str | None) -> bool:
    """A prefix or range becomes ranges; what is neither is left out."""
    try:
        entry = entry_of(text, "block", country)
    except InputError:
        return False
    if entry.kind not in ("prefix", "range"):
        return False
    for low, high in as_bounds(entry):
        writer.add_range(low, high)
    writer.patterns += 1
    return True


def bring_own(
    path: Path, which: Which, lists: OwnLists, knowledge: Knowledge, country: str | None = None, form: str | None = None
) -> Brought:
    """Adds a file to the person's own list, in one transaction: all of it, or nothing. What came from a file of that name goes first.

    Emergency numbers and helplines are never blocked, so a block of one is left out.
    """
    form = form or form_of(path)
    source = f"file:{path.name}"
    skipped = 0
    protected = Protected(knowledge)
    entries: dict[tuple[str, str, str], Entry] = {}
    for row in read_rows(path, form):
        try:
            to = row.which if row.which and which == "block" else which
            entry = entry_of(row.number, to, country, name=row.name, reason=row.reason, source=source, expires=row.expires)  # type: ignore[arg-type]
        except InputError:
            skipped += 1
            continue
        if not holds(entry) or (entry.which == "block" and entry.kind == "number" and read_number(row.number, country) in protected):
            skipped += 1
            continue
        entries[entry.which, entry.kind, entry.value] = entry
    if not entries:
        raise InputError(f"{path}: no number in it could be read as one; name the form (--form) or your country (--country)")
    lists.add(entries.values(), replacing=source)
    return Brought(len(entries), skipped, form, source)
