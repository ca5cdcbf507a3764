"""Writes ``docs/commands.md``, every command and option, from the command line itself: ``python tools/command_reference.py``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from deadringer import cli

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
HEAD = """\
# Every command and option

*Made by `tools/command_reference.py` from the command line itself; what they are for is told in [the guide](guide.md).*

`deadringer --help` lists the commands, `deadringer COMMAND --help` shows one. `deadringer --version` shows the version.

Exit status: 0 nothing against the caller, 10 suspicious, 20 scam, 2 bad input.
"""


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command and sub-command with its parser, in the order of the help."""
    top = argparse.ArgumentParser(prog="deadringer")
    commands = top.add_subparsers()
    for name in cli.COMMANDS:
        import_module(f"deadringer.commands.{name}").add(commands)
    yield from _below("deadringer", commands)


def _below(name: str, commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    helps = {action.dest: action.help for action in commands._choices_actions}
    for word, parser in commands.choices.items():
        parser.description = parser.description or helps.get(word)
        yield f"{name} {word}", parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                yield from _below(f"{name} {word}", action)


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(line for name, parser in parsers() for line in _section(name, parser))])


def _section(name: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    actions = [a for a in parser._actions if not isinstance(a, (argparse._HelpAction, argparse._SubParsersAction))]
    yield f"## `{name}`"
    yield ""
    if parser.description:
        yield _plain(parser.description)
        yield ""
    if actions:
        yield "| | |"
        yield "| --- | --- |"
        for action in actions:
            yield f"| {_shown(action)} | {_plain(_help(action))} |"
        yield ""


def _shown(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else "\\|".join(map(str, action.choices)) if action.choices else ""
    if not action.option_strings:
        return f"`{value or action.dest}`" if not action.choices else f"`{value.replace(chr(92), '')}`".replace("|", "\\|")
    if action.nargs == 0:
        return ", ".join(f"`{option}`" for option in action.option_strings)
    return ", ".join(f"`{option} {value or action.dest.upper()}`" for option in action.option_strings)


def _help(action: argparse.Action) -> str:
    text = action.help or ""
    return text % {**vars(action), "prog": "deadringer"} if "%" in text else text


def _plain(text: str) -> str:
    """So that nothing in it is taken for Markdown."""
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*").replace("<", "\\<")


def main() -> int:
    """Writes the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
