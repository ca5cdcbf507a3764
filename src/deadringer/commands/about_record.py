"""Gets at the call that a report or letter is about: a saved record, a list of calls, or anything that ``check`` takes."""

from __future__ import annotations

import argparse
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from deadringer.commands.about_call import call_of

if TYPE_CHECKING:
    from deadringer.intake.given import Given
    from deadringer.knowledge.load import Knowledge
    from deadringer.telling.record import CallRecord


def read_call(options: argparse.Namespace, knowledge: Knowledge) -> CallRecord:
    """The record of ``options.call``; what the options say of the call goes before what it holds.

    Raises:
        InputError: it cannot be read.
    """
    from deadringer.intake.sort import sort_out
    from deadringer.telling import calls

    call = call_of(options, knowledge)
    if options.call == "-":
        data, record = calls.read_standard_input()
        given = None if record else sort_out("-", io.BytesIO(data))
    else:
        record = calls.read_saved(options.call)
        given = None if record else sort_out(options.call)
    if record is not None:
        found = calls.with_call(record, call)
        return replace(found, country=call.country) if options.country else found
    assert given is not None
    return _judged(given, options, knowledge)


def _judged(given: Given, options: argparse.Namespace, knowledge: Knowledge) -> CallRecord:
    from deadringer.commands.check import judge_turns
    from deadringer.output import as_data
    from deadringer.screener import Screener
    from deadringer.telling.record import record_of

    screener = Screener(knowledge)
    options.thing = options.call
    verdict, call, turns = judge_turns(given, call_of(options, knowledge), screener, options)
    return record_of(call, turns, as_data(verdict, knowledge, call), given.path)
