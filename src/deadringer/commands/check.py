"""``deadringer check THING``."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from deadringer.commands import Commands
from deadringer.commands.about_call import add_call_options, call_of
from deadringer.evidence import Level, Verdict

if TYPE_CHECKING:
    from deadringer.call import Call
    from deadringer.intake.given import Given
    from deadringer.screener import Screener

EXIT = {Level.EXPECTED: 0, Level.UNPROVEN: 0, Level.SUSPICIOUS: 10, Level.SCAM: 20}


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "check",
        help="judge a recording, transcript, e-mail, link, number or words",
        description="Judges one thing. What it is is found out: a recording, a transcript (Name: words; JSON; SRT; WebVTT), an e-mail (.eml), "
        "a link, a phone number, or plain words. '-' reads standard input.",
    )
    parser.add_argument("thing", metavar="THING", help="a file, '-', or the words, number or link itself")
    add_call_options(parser)
    parser.add_argument("--json", action="store_true", help="for programs; the schema is in docs/json-output.md")
    parser.add_argument("--explain", action="store_true", help="every piece of evidence with its weight, adding up to the probability")
    parser.add_argument("--no-speech", action="store_true", help="refuse recordings instead of listening to them")
    parser.add_argument("--recogniser", metavar="NAME", help="a speech recogniser that another package offers")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Judges and prints."""
    from deadringer.intake.sort import sort_out
    from deadringer.screener import Screener

    given = sort_out(options.thing)
    screener = Screener()
    call = call_of(options, screener.knowledge)
    verdict, call = judge(given, call, screener, options)
    if options.json:
        from deadringer.output import as_json

        print(as_json(verdict, screener.knowledge, call))
    else:
        from deadringer.guidance.plain import show

        print(show(verdict, screener.knowledge, call, colour=sys.stdout.isatty(), explain=options.explain))
    return EXIT[verdict.level]


def judge(given: Given, call: Call, screener: Screener, options: argparse.Namespace) -> tuple[Verdict, Call]:
    """The verdict on what was given, and the call with what the thing itself told of it."""
    notes = list(given.notes)
    turns = given.turns
    if given.kind == "sound":
        from deadringer.intake.sound import hear_recording

        heard = hear_recording(given, call, options)
        turns, call = heard.turns, heard.call
        notes += heard.notes
    if given.kind == "number":
        called = call.direction == "out"
        number = options.thing
        call = replace(call, called=number) if called else replace(call, caller=replace(call.caller, number=number))
    if given.kind == "link" or given.links:
        call = replace(call, links=(*call.links, *given.links), channel=options.channel or given.channel or "message")
    if given.channel:
        call = replace(call, channel=options.channel or given.channel, caller=replace(given.caller, number=call.caller.number))
    session = screener.session(call)
    for turn in turns:
        session.hear(turn)
    verdict = session.verdict
    if given.kind not in ("number", "link") and not verdict.words and "no_words" not in notes and not notes:
        notes.append("no_words")
    elif not notes and given.kind != "sound":
        from deadringer.intake.language import not_spoken

        if not_spoken(turns):
            notes.append("language")
    return replace(verdict, notes=tuple(dict.fromkeys((*verdict.notes, *notes)))), call
