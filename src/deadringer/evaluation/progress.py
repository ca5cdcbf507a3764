"""Tells how far a long run is: one line that moves on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from typing import TextIO

SECONDS_TERMINAL, SECONDS_LOG = 0.2, 15.0


class Shown:
    """Progress on standard error; where nobody can see it (closed, full, the reader gone) the work goes on without."""

    def __init__(self, out: TextIO | None = None) -> None:
        # Standard error is None where the shell closed it.
        self._out: TextIO | None = out or sys.stderr
        self._moving = self._out is not None and not self._out.closed and self._out.isatty()
        self._last = 0.0
        self._task = ""
        self._began = 0.0

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
        self._say(f"\r\033[K{line}" + ("\n" if done == of else "") if self._moving else line + "\n")

    def _say(self, text: str) -> None:
        if self._out is None:
            return
        try:
            self._out.write(text)
            self._out.flush()
        except (OSError, ValueError):  # ValueError: closed
            self._out = None
