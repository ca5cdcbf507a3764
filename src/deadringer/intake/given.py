"""What was handed over, once it was told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from deadringer.call import Caller, Channel, Turn

Kind = Literal["sound", "transcript", "email", "link", "number", "words"]


@dataclass(frozen=True, slots=True)
class Given:
    """One thing to be checked."""

    kind: Kind
    turns: Sequence[Turn] = ()
    channel: Channel | None = None
    """Where the thing itself tells it (an e-mail)."""
    caller: Caller = field(default_factory=Caller)
    links: Sequence[str] = ()
    path: Path | None = None
    """Of a sound file."""
    notes: Sequence[str] = ()
    """Keys of remarks for the person (``cut_short``, ``odd_characters``)."""
