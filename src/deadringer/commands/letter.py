"""``deadringer letter NAME``."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from deadringer.commands import Commands

if TYPE_CHECKING:
    from deadringer.telling.letters import Letters, Written


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "letter",
        help="draft a letter: who are you, stop ringing me, erase my data …",
        description="Drafts a letter to a call centre, its client or your telephone company, with the law it leans on and the day by which "
        "they must answer. Nothing is sent. Without NAME: which letters there are for your country.",
    )
    parser.add_argument("name", metavar="NAME", nargs="?", help="access, stop, erase, all, withdraw, operator, opt_out; US: do_not_call …")
    parser.add_argument("--to", dest="company", metavar="COMPANY", help="to whom you write")
    parser.add_argument(
        "--call", metavar="FILE", help="the call it is about: what 'deadringer check --save' wrote, or a list of calls (.csv)"
    )
    parser.add_argument(
        "--country", metavar="XX", help="where you are (IT, GB, US, DE …); default: that of the call or of your system's language"
    )
    parser.add_argument("--lang", metavar="xx", help="language of the letter (it, en); default: that of the country")
    parser.add_argument(
        "--fact", action="append", default=[], metavar="NAME=VALUE", help="name=, address=, called=, caller_number=, date= …"
    )
    parser.add_argument("--date", metavar="DAY", help="date of the letter; default: today")
    parser.add_argument("--reminder", action="store_true", help="the reminder, if they have not answered; needs --sent")
    parser.add_argument("--sent", metavar="DAY", help="the day of the first letter")
    out = parser.add_argument_group("what to make")
    out.add_argument("--pdf", metavar="FILE", help="write a PDF")
    out.add_argument("--text", metavar="FILE", help="write plain text ('-': standard output, the letter alone)")
    out.add_argument("--ics", metavar="FILE", help="write the deadline for your calendar")
    out.add_argument("--json", action="store_true", help="for programs; the fields are in docs/letters.md")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Writes and prints."""
    from dataclasses import replace

    from deadringer.commands.about_call import home_country
    from deadringer.errors import InputError
    from deadringer.knowledge.load import load_knowledge
    from deadringer.telling.calls import read_saved
    from deadringer.telling.facts import Facts, read_told
    from deadringer.telling.forms import Forms
    from deadringer.telling.letters import Letters, write
    from deadringer.telling.record import CallRecord

    record = CallRecord()
    if options.call:
        found = read_saved(options.call)
        if found is None:
            raise InputError(f"--call {options.call}: no saved call; make one with 'deadringer check CALL --save FILE.json'")
        record = found
    country = (options.country or record.country or home_country() or "").upper()
    forms, letters = Forms.load(), Letters()
    if not options.name:
        print(_list(letters, country, options.lang))
        return 0
    letter = letters.find(options.name, country)
    lang = options.lang or letters.languages(letter)[0]
    if lang not in letter.body:
        raise InputError(f"--lang {lang}: this letter is written in {', '.join(letter.body)}")
    if options.reminder != bool(options.sent):
        raise InputError("--reminder and --sent DAY belong together: the day of the first letter")
    pairs = [*options.fact, *([f"{'operator' if letter.to == 'operator' else 'company'}={options.company}"] if options.company else [])]
    facts = Facts(replace(record, country=country), read_told(pairs, forms.facts), forms.texts_in(lang), lang, load_knowledge())
    written = write(letter, facts, forms, lang, _day(options.date, "--date"), _day(options.sent, "--sent") if options.sent else None)
    _out(options, written, country)
    return 0


def _out(options: argparse.Namespace, written: Written, country: str) -> None:
    import json
    import sys

    from deadringer.telling.letters import as_calendar, as_data, as_text
    from deadringer.telling.record import write_file

    if options.ics:
        write_file(Path(options.ics), as_calendar(written).encode())
    if options.pdf:
        from deadringer.telling.pages import letter_pdf

        write_file(Path(options.pdf), letter_pdf(written, country))
    if options.text == "-":
        print(as_text(written, advice=False), end="")
    elif options.text:
        write_file(Path(options.text), as_text(written, advice=False).encode())
    if options.json:
        print(json.dumps(as_data(written), ensure_ascii=False, indent=2))
    elif not (options.pdf or options.text or options.ics):
        print(as_text(written), end="")
    for name in (options.pdf, options.text, options.ics):
        if name and name != "-":
            print(f"{name}: {written.texts['draft']}", file=sys.stderr)
    if written.gaps:
        print("To fill in: " + ", ".join(f"--fact {gap}=…" for gap in written.gaps), file=sys.stderr)


def _list(letters: Letters, country: str, lang: str | None) -> str:
    from deadringer.knowledge.model import say

    file = letters.country(country)
    shown = lang or letters.files[file]["languages"][0]
    return "\n".join(f"  {letter.id:14} {say(letter.names, shown)}" for letter in letters.of(file))


def _day(text: str | None, option: str) -> date:
    from datetime import date

    from deadringer.errors import InputError
    from deadringer.telling.dates import read_date

    if not text:
        return date.today()
    day = read_date(text)
    if day is None:
        raise InputError(f"{option} {text!r} is no day; write it like 2026-11-22")
    return day
