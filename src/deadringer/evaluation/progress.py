"""Tells how far a long run is: one line that moves on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from typing import TextIO

SECONDS_TERMINAL, SECONDS_LOG = 0.2, 15.0


class Shown:
    """Progress on standard error."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._moving = self._out.isatty()
        self._last = 0.0
        self._task = ""
        self._began = 0.0
        self._open = False

    def __call__(self, task: str, done: int, of: int) -> None:
        """So much of the task is done."""
        now = time.monotonic()
        if task != self._task:
            self._task, self._began, self._last = task, now, now if not self._moving else 0.0
        if done < of and now - self._last < (SECONDS_TERMINAL if self._moving else SECONDS_LOG):
            return
        self._last = now
        line = f"{task}: {done:,} of {of:,}"
        spent = now - self._began
        if done < of and done and spent > 3:
            line += f", about {spent / done * (of - done):.0f} s left"
        elif done == of:
            line += f", {spent:.1f} s"
        if self._moving:
            self._out.write(f"\r\033[K{line}" + ("\n" if done == of else ""))
            self._open = done < of
        else:
            self._out.write(line + "\n")
        self._out.flush()
