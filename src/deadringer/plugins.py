"""Every hook that another package may implement.

A package offers its hooks as entry points (``pyproject.toml``)::

    [project.entry-points."deadringer.analysers"]
    my_check = "my_package:MyAnalyser"

Groups:

- ``deadringer.analysers``: a class (called with the ``Knowledge``) that follows ``Analyser``;
- ``deadringer.recognisers``: a function ``() -> RecogniserFactory`` (``deadringer.speech``: language code in, ``Recogniser`` out), chosen with
  ``--recogniser NAME``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import metadata
from typing import Any, Protocol, runtime_checkable

from deadringer.call import Call, Turn
from deadringer.errors import InputError
from deadringer.evidence import Evidence
from deadringer.phrases.tokens import Heard

ANALYSERS = "deadringer.analysers"
RECOGNISERS = "deadringer.recognisers"


@dataclass(frozen=True, slots=True)
class HeardTurn:
    """A turn as analysers get it."""

    turn: Turn
    heard: Heard
    index: int
    """Which turn, counted from 0."""
    before: int
    """Words heard in the call before this turn."""
    recent: tuple[str, ...] = ()
    """The last plain words before this turn that were not the protected person's."""
    others: int | None = None
    """How many of ``before`` were not the protected person's; ``None``: all."""

    @property
    def others_before(self) -> int:
        """Words heard in the call before this turn that were not the protected person's."""
        return self.before if self.others is None else self.others


@runtime_checkable
class Analyser(Protocol):
    """Sees one side of a call. Analysers do not know each other; they keep nothing between calls."""

    name: str

    def ring(self, call: Call) -> Iterable[Evidence]:
        """What is known before a word is said."""
        ...

    def hear(self, turn: HeardTurn, call: Call) -> Iterable[Evidence]:
        """What this turn shows."""
        ...


def load(group: str, name: str | None = None) -> dict[str, Callable[..., Any]]:
    """What other packages offer for a group, by name.

    Raises:
        InputError: ``name`` is wanted and nobody offers it, or a plug-in cannot be loaded.
    """
    found: dict[str, Callable[..., Any]] = {}
    for entry in metadata.entry_points(group=group):
        if name is not None and entry.name != name:
            continue
        try:
            found[entry.name] = entry.load()
        except Exception as error:
            raise InputError(
                f"the plug-in {entry.name} ({entry.value}) cannot be loaded: {error}; update or uninstall its package"
            ) from error
    if name is not None and name not in found:
        raise InputError(f"no installed package offers {name!r} for {group}; see docs/plug-ins.md")
    return found
