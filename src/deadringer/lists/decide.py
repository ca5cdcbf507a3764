"""What the lists say of a caller. Contacts always win, then whom the person allows, then the blocks. Nobody is let through for having
rung twice: only an entry allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.lists.big import ENDING, BigList
from deadringer.lists.entries import Entry
from deadringer.lists.own import OwnLists
from deadringer.lists.protect import Protected
from deadringer.numbers.read import Number
from deadringer.places import lists_folder

Action = Literal["protected", "contact", "allow", "block", "none"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a caller, as far as the lists go."""

    action: Action
    entry: Entry | None = None
    """The person's own entry that decided."""
    lists: tuple[str, ...] = ()
    """Names of the big lists that have the number, whatever was decided."""

    @property
    def blocks(self) -> bool:
        """Whether the call should be refused."""
        return self.action == "block"

    @property
    def may_be_logged(self) -> bool:
        """``False`` for emergency services and helplines."""
        return self.action != "protected"


class Lists:
    """All lists of a person, open for looking up. As a context, closes them."""

    def __init__(self, knowledge: Knowledge, folder: Path | None = None) -> None:
        """
        Args:
            folder: default ``lists_folder()``; it need not exist.
        """
        self.folder = folder or lists_folder()
        self._knowledge = knowledge
        self._own: OwnLists | None = None
        self.unreadable: list[str] = []
        """Why a list could not be opened; it is left out, the others still count."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._own is not None:
            self._own.close()
            self._own = None

    @cached_property
    def protected(self) -> Protected:
        """Emergency services and helplines."""
        return Protected(self._knowledge)

    @cached_property
    def big(self) -> list[BigList]:
        """The big lists in the folder."""
        out = []
        for path in sorted(self.folder.glob(f"*{ENDING}")) if self.folder.is_dir() else ():
            try:
                out.append(BigList(path))
            except InputError as error:
                self.unreadable.append(str(error))
        return out

    @property
    def own(self) -> OwnLists | None:
        """The person's own list, where there is one."""
        if self._own is None and (self.folder / "own.sqlite").exists():
            self._own = OwnLists(self.folder / "own.sqlite")
        return self._own

    def judge(self, number: Number, on: date | None = None) -> Decision:
        """What the lists say of a number on a day (default: today)."""
        if number in self.protected:
            return Decision("protected")
        entries = self.own.find(number, on) if self.own is not None else []
        having = tuple(found.name for found in self._having(number))
        for action in ("contact", "allow"):
            entry = _first(entries, action)
            if entry is not None:
                return Decision("contact" if action == "contact" else "allow", entry, having)
        entry = _first(entries, "block")
        if entry is not None:
            return Decision("block", entry, having)
        blocking = [name for name in having if self._which(name) == "block"]
        return Decision("block", None, having) if blocking else Decision("none", None, having)

    def _having(self, number: Number) -> Iterator[BigList]:
        if number.e164:
            plain = int(number.e164[1:])
            for found in self.big:
                if plain in found:
                    yield found

    def _which(self, name: str) -> str:
        return next((str(found.about.get("which", "block")) for found in self.big if found.name == name), "block")


def _first(entries: Iterable[Entry], which: str) -> Entry | None:
    return next((entry for entry in entries if entry.which == which), None)
