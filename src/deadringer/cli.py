"""The command ``deadringer``. Exit status: 0 nothing against the caller, 10 suspicious, 20 scam, 2 bad input."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from deadringer import __version__
from deadringer.errors import InputError

COMMANDS = (
    "check",
    "listen",
    "ask",
    "knowledge",
    "evaluate",
    "advise",
    "report",
    "letter",
    "card",
    "quiz",
    "number",
    "lists",
    "signatures",
)
"""Modules of ``deadringer.commands``, in the order of the help; each has ``add(commands)``. They import the heavy parts when run."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    argv = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a question mark instead.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(
        prog="deadringer",
        description="Is that caller who they say they are? Works offline; sends nothing anywhere.",
        epilog="Exit status: 0 nothing against the caller, 10 suspicious, 20 scam, 2 bad input.",
    )
    parser.add_argument("--version", action="version", version=f"deadringer {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"deadringer.commands.{name}").add(commands)
    options = parser.parse_args(argv)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except InputError as error:
        print(f"deadringer: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and no complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
