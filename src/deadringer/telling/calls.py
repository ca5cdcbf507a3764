"""Gets at the call of a report: a saved record, a list of calls, or anything that ``check`` takes; and says whom one can tell."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from deadringer.call import Call
from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import say
from deadringer.telling.forms import Form, Forms
from deadringer.telling.log import looks_like_log, read_log
from deadringer.telling.record import MAX_RECORD, CallRecord, read_record

WIDTH = 78
"""Columns of text for a person."""


def read_saved(thing: str) -> CallRecord | None:
    """A saved record or a list of calls; ``None`` where the thing is something else.

    Raises:
        InputError: it is one, and wrong.
    """
    if "\n" in thing or "\0" in thing or len(thing) > 4096:
        return None
    path = Path(thing).expanduser()
    try:
        if not path.is_file():
            return None
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(200)
            if path.suffix.lower() != ".csv" and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                return None
            if size > MAX_RECORD:
                raise InputError(f"{thing} is too large to be a call's record ({MAX_RECORD // 1_000_000} MB at most)")
            data = head + file.read(MAX_RECORD)
    except OSError as error:
        raise InputError(f"{thing} cannot be read: {error.strerror or error}") from error
    return _saved(data, thing, path.suffix.lower() == ".csv")


def _saved(data: bytes, name: str, table: bool) -> CallRecord | None:
    if table or looks_like_log(data):
        return read_log(data, name)
    return read_record(data, name)


def read_standard_input() -> tuple[bytes, CallRecord | None]:
    """What comes through a pipe, and the record that it may be."""
    data = sys.stdin.buffer.read(MAX_RECORD + 1)
    return data, _saved(data, "standard input", False)


def with_call(record: CallRecord, call: Call) -> CallRecord:
    """The record, with what the person's options say of the call in the place of what it holds."""
    return replace(
        record,
        caller_number=call.caller.number if call.caller.number is not None else record.caller_number,
        called=call.called or record.called,
        country=record.country or call.country,
        started=call.started or record.started,
        direction=call.direction if call.direction != "unknown" else record.direction,
    )


def with_log(record: CallRecord, name: str) -> CallRecord:
    """The record, with a list of further calls.

    Raises:
        InputError: the list cannot be read.
    """
    path = Path(name)
    try:
        data = path.read_bytes() if path.stat().st_size < MAX_RECORD else b""
    except OSError as error:
        raise InputError(f"--log {name} cannot be read: {error.strerror or error}") from error
    log = read_log(data, name)
    return replace(record, log=log.log, log_file=log.log_file, log_sha256=log.log_sha256)


def purposes(record: CallRecord) -> set[str]:
    """What the call is a case of: scam, attempt, silent_calls, telemarketing, text …"""
    level = str(record.verdict.get("level", ""))
    out: set[str] = set()
    if record.log and any(e.silent for e in record.log):
        out |= {"silent_calls", "telemarketing"}
    if level == "scam":
        out |= {"scam", "attempt", "money", "impersonation"}
    elif level == "suspicious":
        out |= {"attempt", "impersonation", "scam"}
    elif not out:
        out |= {"telemarketing", "attempt"}
    kinds = {str(e.get("kind", "")).removeprefix("tactic:") for e in record.verdict.get("evidence", [])}
    if kinds & {"prerecorded_sales", "energy_or_phone_switch", "home_offer", "debt_relief_offer"}:
        out.add("telemarketing")
    if record.channel in ("sms", "message"):
        out.add("text")
    if record.channel == "email":
        out.add("phishing")
    return out


def whom_to_tell(record: CallRecord, forms: Forms, knowledge: Knowledge, lang: str, call: str) -> Iterator[str]:
    """Who takes a report of such a call where the person is, one after another."""
    texts = forms.texts_in(lang)
    wanted = purposes(record)
    claim = record.verdict.get("claim") or {}
    yield texts["who_to_tell"]
    for form in sorted(forms.by_id.values(), key=lambda f: -len(wanted & set(f.purposes))):
        if form.id == "organisation" or (form.countries and record.country and record.country not in form.countries):
            continue
        own = set(form.purposes)
        if own == {"impersonation"} and form.id != claim.get("organisation"):
            continue
        if own & wanted:
            yield ""
            where = f" ({', '.join(form.countries)})" if form.countries and not record.country else ""
            yield f"  {say(form.names, lang)}{where}"
            yield from textwrap.wrap(say(form.how, lang), WIDTH, initial_indent="    ", subsequent_indent="    ")
            yield f"    deadringer report {call if ' ' not in call else repr(call)} --to {form.id}"
    organisation = knowledge.organisations.get(str(claim.get("organisation", "")))
    if (
        organisation is not None
        and organisation.report
        and organisation.id not in forms.by_id
        and organisation.kind not in ("generic", "family")
    ):
        yield ""
        yield f"  {organisation.name(lang)}"
        yield from textwrap.wrap(say(organisation.report[0].how, lang), WIDTH, initial_indent="    ", subsequent_indent="    ")
        yield f"    deadringer report {call if ' ' not in call else repr(call)} --to {organisation.id}"


def fact_lines(form: Form, forms: Forms, lang: str) -> Iterator[str]:
    """The names that ``--fact`` takes for a form, with what they mean."""
    named = [n for f in form.fields for n in f.facts]
    if any(f.facts and "story" in f.facts for f in form.fields):
        named += [
            "caller_said_name",
            "gave",
            "amount",
            "paid_with",
            "paid_to",
            "paid_date",
            "what_happened",
            "why_suspicious",
            "opinion",
            "kept",
        ]
    for name in dict.fromkeys(named):
        if name in ("story", "said", "asked", "calls", "silent_calls", "calls_count", "attached", "when"):
            continue
        yield f"  {name:20} {forms.fact_name(name, lang)}"
