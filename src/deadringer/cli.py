"""The command ``deadringer``. Exit status: 0 nothing against the caller, 10 suspicious, 20 scam, 2 bad input."""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

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

CANNOT_PRINT = frozenset({errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG})
"""Errors of writing to a stream that is full or has gone."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    try:
        _open_streams()
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except InputError as error:
        return _complain(error)
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and no complaint at exit.
        return 0
    except OSError as error:
        # Files are named by whoever opens them; what has no name is standard output.
        if error.filename is not None or error.errno not in CANNOT_PRINT:
            raise
        return _complain(f"standard output cannot be written: {error.strerror}")
    except KeyboardInterrupt:
        return 130
    finally:
        _settle_streams()


def _run(argv: Sequence[str]) -> int:
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
    status: int = options.run(options)
    return status


def _open_streams() -> None:
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Closed by the shell (``>&-``): silent, rather than absent.
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - as long as the process
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a question mark instead.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _complain(what: object) -> int:
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    with contextlib.suppress(OSError):
        print(f"deadringer: {what}", file=sys.stderr)
    return 2


def _settle_streams() -> None:
    """What could not be written until now never can be: it is dropped, else Python complains of it at exit."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # ValueError: closed
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    sys.exit(main())
