"""The command ``deadringer``. Exit status: 0 nothing against the caller, 10 suspicious, 20 scam, 2 bad input."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from deadringer import __version__
from deadringer.errors import InputError


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        status: int = options.run(options)
        return status
    except InputError as error:
        print(f"deadringer: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="deadringer", description="Is that caller who they say they are?")
    parser.add_argument("--version", action="version", version=f"deadringer {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    for kind in ("tactics", "organisations", "countries"):
        add = commands.add_parser(kind)
        add.add_argument("--check", nargs="+", type=Path, metavar="FILE", required=True)
        add.set_defaults(run=_check_files, kind=kind)
    return parser


def _check_files(options: argparse.Namespace) -> int:
    from deadringer.knowledge import load
    from deadringer.knowledge.check import try_examples
    from deadringer.phrases.patterns import PatternIndex
    from deadringer.text.guards import denied, reported

    bad = 0
    for path in options.check:
        try:
            data = load.read_file(options.kind, path)
        except InputError as error:
            print(error)
            bad += 1
            continue
        complaints = []
        if options.kind == "tactics":
            tactic = load.to_tactic(data)
            index = PatternIndex((tactic.id, p) for patterns in tactic.said.values() for p in patterns)
            complaints = try_examples(
                tactic,
                lambda heard, index=index, tactic=tactic: [
                    m.pattern
                    for m in index.find(heard)
                    if not (tactic.guard and denied(heard, m.first, m.last)) and not reported(heard, m.first, m.last)
                ],
            )
        for complaint in complaints:
            print(f"{path}: {complaint}")
        bad += bool(complaints)
        if not complaints:
            print(f"{path}: fine")
    return 2 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
