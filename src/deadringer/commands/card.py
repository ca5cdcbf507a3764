"""``deadringer card``."""

from __future__ import annotations

import argparse
from pathlib import Path

from deadringer.commands import Commands


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "card",
        help="a one-page card for the telephone table, with your own numbers",
        description="Makes the card “Don't press 1”: one page in large type to print for the telephone table, or a picture to share. "
        "Without --pdf or --png: as text.",
    )
    parser.add_argument(
        "--number",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="one of your own numbers, like 'Anna=+44 7700 900123'; may be repeated",
    )
    parser.add_argument("--country", metavar="XX", help="where the telephone stands (GB, IT, US); default: from your system's language")
    parser.add_argument("--lang", metavar="xx", help="its language (en, it); default: that of the country")
    parser.add_argument("--pdf", metavar="FILE", help="write a PDF to print")
    parser.add_argument("--png", metavar="FILE", help="write a picture to share")
    parser.add_argument("--text", metavar="FILE", help="write plain text ('-': standard output)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Makes and writes."""
    from deadringer.commands.about_call import home_country
    from deadringer.errors import InputError
    from deadringer.knowledge.load import load_knowledge
    from deadringer.telling.card import as_pdf, as_png, as_text, make_card
    from deadringer.telling.record import write_file

    knowledge = load_knowledge()
    country = (options.country or home_country() or "").upper()
    if options.country and country not in knowledge.countries:
        raise InputError(f"--country {options.country}: I know {', '.join(sorted(knowledge.countries))}")
    here = knowledge.countries.get(country)
    lang = options.lang or ("it" if here and here.languages[:1] == ("it",) else "en")
    card = make_card(options.number, lang, country, knowledge)
    if options.pdf:
        write_file(Path(options.pdf), as_pdf(card))
    if options.png:
        write_file(Path(options.png), as_png(card))
    if options.text and options.text != "-":
        write_file(Path(options.text), as_text(card).encode())
    if options.text == "-" or not (options.pdf or options.png or options.text):
        print(as_text(card), end="")
    return 0
