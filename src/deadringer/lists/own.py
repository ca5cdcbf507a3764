"""The person's own list: block, allow and contacts, in one SQLite file. Every change is a transaction: all of it happens, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path
from typing import Self

from deadringer.errors import InputError
from deadringer.lists.entries import Entry, Which, prefixes
from deadringer.numbers.read import Number
from deadringer.places import lists_folder, make_private

VERSION = 1
_COLUMNS = tuple(field.name for field in fields(Entry))
_TABLES = """
create table if not exists entries (
  which text not null, kind text not null, value text not null, name text not null, reason text not null, source text not null,
  added text not null, expires text not null, low integer, high integer,
  primary key (which, kind, value, source)) without rowid;
create index if not exists by_value on entries (kind, value);
create index if not exists by_range on entries (low, high) where kind = 'range';
create table if not exists subscriptions (
  name text primary key, place text not null, form text not null, country text not null, etag text not null, checked text not null
) without rowid;
"""


@contextmanager
def _mapped(path: Path) -> Iterator[None]:
    """SQLite's errors in a person's words."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise InputError(f"{path} is in use by another program; try again in a moment") from error
        raise InputError(f"{path} cannot be used ({error}); check the folder's permissions and the space on the disk") from error
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path} is damaged ({error}); put a copy of yours in its place, or move it away to start anew") from error


class OwnLists:
    """The person's own entries. Not safe to share between threads; open one each."""

    def __init__(self, path: Path | None = None) -> None:
        """
        Args:
            path: of the SQLite file; default in ``lists_folder()``. It need not exist.

        Raises:
            InputError: it cannot be opened.
        """
        self.path = path or lists_folder() / "own.sqlite"
        with _mapped(self.path):
            if str(path) != ":memory:":
                try:
                    make_private(self.path.parent)
                    new = not self.path.exists()
                except OSError as error:
                    raise InputError(
                        f"{self.path.parent} cannot be made ({error.strerror}); set DEADRINGER_DATA to a folder of yours"
                    ) from error
            else:
                new = False
            self._db = sqlite3.connect(self.path, timeout=5.0, isolation_level=None)
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = full")
            found = self._db.execute("pragma user_version").fetchone()[0]
            if found > VERSION:
                raise InputError(f"{self.path} was made by a newer Dead Ringer; update this one")
            self._db.executescript(_TABLES)
            self._db.execute(f"pragma user_version = {VERSION}")
        if new:
            self.path.chmod(0o600)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it happens, or nothing."""
        with _mapped(self.path):
            self._db.execute("begin immediate")
            try:
                yield self._db
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def add(self, entries: Iterable[Entry], replacing: str = "") -> int:
        """Adds entries, in the place of equal ones; how many.

        Args:
            replacing: first takes away all that came from this source (a phone's contacts are imported anew).
        """
        count = 0
        with self.change() as db:
            if replacing:
                db.execute("delete from entries where source = ?", (replacing,))
            for entry in entries:
                low, high = entry.bounds if entry.kind == "range" else (None, None)
                db.execute(f"insert or replace into entries values ({', '.join('?' * 10)})", (*astuple(entry), low, high))
                count += 1
        return count

    def remove(self, which: Which, kind: str, value: str) -> int:
        """Takes away all entries of that value; how many there were."""
        with self.change() as db:
            return db.execute("delete from entries where which = ? and kind = ? and value = ?", (which, kind, value)).rowcount

    def all(self, which: Which | None = None) -> Iterator[Entry]:
        """All entries, also expired ones."""
        with _mapped(self.path):
            where = "where which = ?" if which else ""
            query = f"select {', '.join(_COLUMNS)} from entries {where} order by which, kind, value, source"
            for row in self._db.execute(query, (which,) if which else ()):
                yield Entry(*row)

    def find(self, number: Number, on: date | None = None) -> list[Entry]:
        """Entries that hold for the number on a day (default: today), the most particular first."""
        starts = prefixes(number)
        value = number.key
        plain = int(number.e164[1:]) if number.e164 else -1
        name = number.national.casefold() if number.kind == "name" else None
        query = (
            f"select {', '.join(_COLUMNS)} from entries where ((kind = 'number' and value = ?)"
            + f" or (kind = 'prefix' and value in ({', '.join('?' * len(starts))}))"
            + " or (kind = 'range' and low <= ? and high >= ?) or (kind = 'country' and value = ?)"
            + " or (kind = 'name' and value = ?) or (kind = 'withheld' and ?)) and (expires = '' or expires >= ?)"
        )
        today = (on or date.today()).isoformat()
        with _mapped(self.path):
            rows = self._db.execute(
                query, (value, *starts, plain, plain, number.country, name, number.kind == "withheld", today)
            ).fetchall()
        return sorted((Entry(*row) for row in rows), key=lambda e: (_ORDER[e.kind], -len(e.value)))

    def subscriptions(self) -> list[tuple[str, str, str, str, str, str]]:
        """Name, place, form, country, etag and time of the last check of each."""
        with _mapped(self.path):
            return self._db.execute("select name, place, form, country, etag, checked from subscriptions order by name").fetchall()

    def subscribe(self, name: str, place: str, form: str, country: str, etag: str = "", checked: str = "") -> None:
        """Keeps a subscription."""
        with self.change() as db:
            db.execute("insert or replace into subscriptions values (?, ?, ?, ?, ?, ?)", (name, place, form, country, etag, checked))

    def unsubscribe(self, name: str) -> bool:
        """Forgets a subscription; whether there was one."""
        with self.change() as db:
            return db.execute("delete from subscriptions where name = ?", (name,)).rowcount > 0


_ORDER = {"number": 0, "name": 0, "withheld": 0, "range": 1, "prefix": 2, "country": 3}
