"""``deadringer check THING``."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from deadringer.commands import Commands
from deadringer.commands.about_call import add_call_options, call_of, home_language
from deadringer.evidence import Level, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deadringer.call import Call, Turn
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
    parser.add_argument(
        "--save", metavar="FILE.json", help="keep the call for 'deadringer report': words, verdict, fingerprints; secrets covered"
    )
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
    verdict, call, turns = judge_turns(given, call, screener, options)
    if options.save:
        from pathlib import Path

        from deadringer.output import as_data
        from deadringer.telling.record import record_of, save

        save(record_of(call, turns, as_data(verdict, screener.knowledge, call), given.path), Path(options.save))
    if options.json:
        from deadringer.output import as_json

        print(as_json(verdict, screener.knowledge, call))
    else:
        from deadringer.guidance.plain import show

        print(show(verdict, screener.knowledge, call, colour=coloured(), explain=options.explain))
    return EXIT[verdict.level]


def coloured() -> bool:
    """Whether colour may be used: only on a terminal, and not where the person asked for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def judge(given: Given, call: Call, screener: Screener, options: argparse.Namespace) -> tuple[Verdict, Call]:
    """The verdict on what was given, and the call with what the thing itself told of it."""
    verdict, call, _ = judge_turns(given, call, screener, options)
    return verdict, call


def judge_turns(given: Given, call: Call, screener: Screener, options: argparse.Namespace) -> tuple[Verdict, Call, Sequence[Turn]]:
    """The same, with the words that were judged."""
    notes = list(given.notes)
    turns = given.turns
    if given.kind == "sound":
        from deadringer.intake.sound import hear_recording

        heard = hear_recording(given, call, options)
        turns, call = heard.turns, heard.call
        notes += heard.notes
    if given.kind == "number":
        number = options.thing.strip()
        call = replace(call, called=number) if call.direction == "out" else replace(call, caller=replace(call.caller, number=number))
    if given.kind == "link" or given.links:
        call = replace(call, links=(*call.links, *given.links), channel=options.channel or given.channel or "message")
    if given.channel:
        call = replace(call, channel=options.channel or given.channel, caller=replace(given.caller, number=call.caller.number))
    session = screener.session(call)
    for turn in turns:
        session.hear(turn)
    verdict = session.verdict
    notes += _notes_on_words(given, turns, verdict, notes)
    if "language" in (*verdict.notes, *notes) and call.lang is None:
        call = replace(call, lang=home_language())  # the words do not tell which language the person reads
    return replace(verdict, notes=tuple(dict.fromkeys((*verdict.notes, *notes)))), call, turns


def _notes_on_words(given: Given, turns: Sequence[Turn], verdict: Verdict, notes: Sequence[str]) -> Sequence[str]:
    """What is to be said of the words themselves: that there are none, or that they are of another language."""
    if given.kind in ("number", "link") or any(note in notes for note in ("silence", "tones", "noise", "language")):
        return ()
    if not verdict.words:
        return ("no_words",)
    if given.kind == "sound":
        return ()
    from deadringer.intake.language import not_spoken

    return ("language",) if not_spoken(turns) else ()
