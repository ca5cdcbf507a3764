"""Where lists are kept."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """What a person would miss: ``$DEADRINGER_DATA``, else ``$XDG_DATA_HOME/deadringer``, else ``~/.local/share/deadringer``."""
    own = os.environ.get("DEADRINGER_DATA")
    if own:
        return Path(own)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "deadringer"


def lists_folder() -> Path:
    """Big lists, one file each, and ``own.sqlite``."""
    return data_folder() / "lists"


def make_private(folder: Path) -> Path:
    """Makes the folder, readable by its owner alone: it tells whom a person knows."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
