"""``deadringer report CALL --to AUTHORITY``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from deadringer.commands import Commands
from deadringer.commands.about_call import add_call_options

if TYPE_CHECKING:
    from deadringer.knowledge.load import Knowledge
    from deadringer.telling.draft import Draft
    from deadringer.telling.forms import Forms
    from deadringer.telling.record import CallRecord


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "report",
        help="draft a report to an authority; you send it yourself",
        description="Drafts a report of a call, as the authority asks for it. Nothing is sent. CALL is what 'deadringer check CALL --save "
        "FILE.json' wrote, the output of 'deadringer check --json', a list of calls (.csv: when,number,seconds,said), or a recording or "
        "transcript. Without --to: whom you can tell. What you know and the call does not show you add with --fact.",
        epilog="Exit status: 0 made, 2 bad input or a draft that holds something untraceable.",
    )
    parser.add_argument("call", metavar="CALL", help="a record, list of calls, recording or transcript; '-' reads standard input")
    parser.add_argument(
        "--to", dest="to", metavar="WHOM", help="ftc, ic3, report_fraud, 7726, garante, denuncia, amazon …; left out: who there is"
    )
    parser.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="something you know: name=, amount=, paid_to=, what_happened= …; may be repeated",
    )
    parser.add_argument(
        "--gave", metavar="LIST", help="what you gave: password,card,code,remote-access,bank-login,transfer,gift-card,cash … or nothing"
    )
    parser.add_argument("--log", metavar="FILE.csv", help="a list of further calls that belong to the same report")
    parser.add_argument("--facts", action="store_true", help="list the names that --fact takes, for this report")
    out = parser.add_argument_group("what to make")
    out.add_argument("--pdf", metavar="FILE", help="write a PDF to print and hand over")
    out.add_argument("--text", metavar="FILE", help="write plain text to paste ('-': standard output, without marks)")
    out.add_argument("--json", action="store_true", help="for programs; the fields are in docs/reports.md")
    out.add_argument("--check", metavar="FILE", help="check a draft that you have changed: is everything in it traceable?")
    out.add_argument("--save", metavar="FILE.json", help="keep the record of the call (where CALL is a recording or transcript)")
    parser.add_argument("--no-speech", action="store_true", help="refuse recordings instead of listening to them")
    parser.add_argument("--recogniser", metavar="NAME", help="a speech recogniser that another package offers")
    add_call_options(parser, called="--called")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Drafts and prints."""
    from deadringer.commands.about_record import read_call
    from deadringer.errors import InputError
    from deadringer.knowledge.load import load_knowledge
    from deadringer.telling import calls
    from deadringer.telling.draft import make
    from deadringer.telling.facts import read_told
    from deadringer.telling.forms import Forms
    from deadringer.telling.record import save

    knowledge = load_knowledge()
    forms = Forms.load()
    language = options.lang
    if language and language not in forms.texts:
        raise InputError(f"--lang {language}: I write {', '.join(sorted(forms.texts))}")
    pairs = [*options.fact, *([f"gave={options.gave}"] if options.gave else [])]
    told = read_told(pairs, forms.facts)
    record = read_call(options, knowledge)
    if options.log:
        record = calls.with_log(record, options.log)
    if options.save:
        record = save(record, Path(options.save))
    if not options.to:
        print(_who(record, forms, knowledge, options, language))
        return 0
    form = forms.find(options.to, knowledge.organisations, record.country)
    if options.facts:
        for line in calls.fact_lines(form, forms, language or form.languages[0]):
            print(line)
        return 0
    draft = make(form, record, told, forms, knowledge, language)
    if options.check:
        return _check(options.check, draft, record, told, knowledge)
    _write(options, draft, record)
    return 0


def _write(options: argparse.Namespace, draft: Draft, record: CallRecord) -> None:
    import json
    import sys

    from deadringer.telling.draft import as_data, as_text
    from deadringer.telling.record import write_file

    if options.pdf:
        from deadringer.telling.pages import report_pdf

        write_file(Path(options.pdf), report_pdf(draft, record.country))
        print(f"{options.pdf}: {draft.texts['draft']}", file=sys.stderr)
    if options.text == "-":
        print(as_text(draft, marks=False), end="")
    elif options.text:
        write_file(Path(options.text), as_text(draft, marks=False).encode())
        print(f"{options.text}: {draft.texts['draft']}", file=sys.stderr)
    if options.json:
        print(json.dumps(as_data(draft), ensure_ascii=False, indent=2))
    elif not options.pdf and not options.text:
        print(as_text(draft), end="")


def _check(name: str, draft: Draft, record: CallRecord, told: dict[str, str], knowledge: Knowledge) -> int:
    from datetime import date

    from deadringer.errors import InputError
    from deadringer.intake.sort import decode_text
    from deadringer.telling.draft import check_text, refused

    path = Path(name)
    try:
        if path.stat().st_size > 2_000_000:
            raise InputError(f"{name} is too large to be a draft")
        text, _ = decode_text(path.read_bytes(), name)
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}") from error
    complaints = check_text(text, draft, record, told, knowledge, date.today())
    if complaints:
        raise refused(complaints)
    print(f"{name}: everything in it can be traced to the call, the list of calls or what you said with --fact")
    return 0


def _who(record: CallRecord, forms: Forms, knowledge: Knowledge, options: argparse.Namespace, language: str | None) -> str:
    from deadringer.telling.calls import whom_to_tell

    country = knowledge.countries.get(record.country or "")
    lang = language or (country.languages[0] if country and country.languages[0] in forms.texts else record.lang)
    return "\n".join(whom_to_tell(record, forms, knowledge, lang if lang in forms.texts else "en", options.call))
