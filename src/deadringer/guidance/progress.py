"""Which steps are done, kept so that a person can go on later. Only ids and times are kept: nothing that was given away."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from deadringer.errors import InputError

FORMAT = 1
FILE = "putting-right.json"
MOST_CASES = 50
"""Older ones are dropped."""


def state_folder() -> Path:
    """What belongs to the person and cannot be made again: ``$DEADRINGER_STATE``, else ``$XDG_STATE_HOME/deadringer``, else
    ``~/.local/state/deadringer``."""
    own = os.environ.get("DEADRINGER_STATE")
    if own:
        return Path(own)
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "deadringer"


@dataclass(frozen=True, slots=True)
class Case:
    """One time that something was given away."""

    gave: tuple[str, ...]
    started: datetime
    organisation: str = ""
    country: str | None = None
    when: datetime | None = None
    lang: str = "en"
    done: Mapping[str, datetime] = field(default_factory=dict)
    """Ids of steps, and when they were done."""


class Progress:
    """The person's cases, the latest last. Every change is written at once, all or nothing."""

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or state_folder()) / FILE

    def cases(self) -> list[Case]:
        """All that are kept.

        Raises:
            InputError: the file cannot be read. One that is damaged is put aside, never overwritten.
        """
        try:
            data = json.loads(self.path.read_bytes())
            if data["format"] != FORMAT:
                raise InputError(f"{self.path} was written by another version of Dead Ringer; use that one, or move the file away")
            return [_case(entry) for entry in data["cases"]]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise InputError(f"{self.path} cannot be read ({error.strerror}); check its permissions") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            aside = self.path.with_suffix(f".damaged-{datetime.now():%Y%m%d%H%M%S}.json")
            with contextlib.suppress(OSError):
                os.replace(self.path, aside)
            raise InputError(f"the kept progress was damaged; it now lies in {aside}. Start again with --gave") from error

    def current(self) -> Case | None:
        """The latest case."""
        cases = self.cases()
        return cases[-1] if cases else None

    def start(self, case: Case) -> Case:
        """Keeps a case. The same thing given to the same organisation goes on where it was; other cases stay."""
        cases = self.cases()
        for old in reversed(cases):
            if (set(old.gave), old.organisation) == (set(case.gave), case.organisation):
                case = replace(case, started=old.started, done=old.done, when=case.when or old.when, country=case.country or old.country)
                cases.remove(old)
                break
        self._write([*cases, case])
        return case

    def mark(self, steps: Sequence[str], moment: datetime, undo: bool = False) -> Case:
        """Marks steps of the latest case as done, or as not done.

        Raises:
            InputError: there is no case.
        """
        cases = self.cases()
        if not cases:
            raise InputError("nothing has been started yet; begin with: deadringer advise --gave WHAT")
        done = dict(cases[-1].done)
        for step in steps:
            if undo:
                done.pop(step, None)
            else:
                done.setdefault(step, moment)
        cases[-1] = replace(cases[-1], done=done)
        self._write(cases)
        return cases[-1]

    def forget(self) -> None:
        """Deletes all that is kept."""
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()

    def _write(self, cases: Sequence[Case]) -> None:
        data = {"format": FORMAT, "cases": [_data(case) for case in cases[-MOST_CASES:]]}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=self.path.parent, suffix=".tmp")
        except OSError as error:
            raise InputError(
                f"{self.path.parent} cannot be written ({error.strerror}); set DEADRINGER_STATE to a folder of yours"
            ) from error
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(data, out, ensure_ascii=False, indent=1)
                out.flush()
                os.fsync(out.fileno())
            os.replace(temporary, self.path)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise InputError(f"{self.path} cannot be written ({error.strerror}); nothing was changed") from error


def _data(case: Case) -> dict[str, Any]:
    return {
        "gave": list(case.gave),
        "started": case.started.isoformat(timespec="seconds"),
        "organisation": case.organisation,
        "country": case.country,
        "when": case.when.isoformat(timespec="seconds") if case.when else None,
        "lang": case.lang,
        "done": {step: moment.isoformat(timespec="seconds") for step, moment in case.done.items()},
    }


def _case(data: Mapping[str, Any]) -> Case:
    return Case(
        gave=tuple(str(name) for name in data["gave"]),
        started=datetime.fromisoformat(data["started"]),
        organisation=str(data["organisation"]),
        country=data["country"],
        when=datetime.fromisoformat(data["when"]) if data["when"] else None,
        lang=str(data["lang"]),
        done={str(step): datetime.fromisoformat(moment) for step, moment in data["done"].items()},
    )
