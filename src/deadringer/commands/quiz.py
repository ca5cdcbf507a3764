"""``deadringer quiz``."""

from __future__ import annotations

import argparse
import sys

from deadringer.commands import Commands


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "quiz",
        help="ten short calls to practise on",
        description="Ten short calls: is it a scam, or could it be real? With the reasons. Nothing is kept. Where there is no terminal, all "
        "ten are printed with their answers.",
    )
    parser.add_argument("--lang", metavar="xx", help="en or it; default: from your system's language")
    parser.add_argument("--answers", action="store_true", help="print all ten with their answers, without asking")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Asks, or prints."""
    from deadringer.commands.about_call import home_country
    from deadringer.telling.quiz import as_text, load_quiz, play

    quiz = load_quiz(options.lang or ("it" if home_country() == "IT" else "en"))
    if options.answers or not sys.stdin.isatty() or not sys.stdout.isatty():
        print(as_text(quiz), end="")
        return 0
    play(quiz, input, print)
    return 0
