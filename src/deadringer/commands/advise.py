"""``deadringer advise``."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deadringer.commands import Commands
from deadringer.commands.about_call import home_language
from deadringer.errors import InputError

if TYPE_CHECKING:
    from deadringer.guidance.progress import Case
    from deadringer.knowledge.load import Knowledge

LEVELS = ("scam", "suspicious", "unproven", "expected")
MOMENTS = ("ringing", "during", "after", "message", "missed")
MAX_JSON = 10_000_000
"""Bytes of a kept answer that are read."""


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "advise",
        help="what to do now, and how to put right what was given away",
        description="What to do now: during the call, after it, for a message, for an unknown number or a missed call. With --gave: "
        "an ordered list of steps for what was given away, with numbers, deadlines and sources. It is kept, so that you can go on later.",
    )
    parser.add_argument("call", metavar="CALL", nargs="?", help="an answer of 'check --json' (a file, or '-'), to advise on that call")
    parser.add_argument("--level", choices=LEVELS, help="what the call was thought to be; default: suspicious")
    parser.add_argument("--moment", choices=MOMENTS, help="when; default: during and after the call, or the message")
    parser.add_argument("--asked", metavar="WHAT,…", default="", help="what was asked of you, like code,remote")
    parser.add_argument(
        "--gave", metavar="WHAT,…", action="append", help="what was given away, like password,card,code,transfer; or nothing"
    )
    parser.add_argument("--org", metavar="NAME", help="whose name was used, like amazon")
    parser.add_argument("--country", metavar="XX", help="where you are (GB, IT, US …); default: from your system's language")
    parser.add_argument("--when", metavar="TIME", help="how long ago it was, like 2h or 3d, or when, like 2026-11-22T08:15")
    parser.add_argument(
        "--done", metavar="STEP", action="append", help="tick off a step of the list, by its name or number; may be repeated"
    )
    parser.add_argument("--undo", metavar="STEP", action="append", help="take a tick back")
    parser.add_argument("--resume", action="store_true", help="show the list again where you left it")
    parser.add_argument("--no-keep", action="store_true", help="keep nothing on this computer")
    parser.add_argument("--forget", action="store_true", help="delete all lists that are kept")
    parser.add_argument("--lang", metavar="xx", help="your language (en, it)")
    parser.add_argument("--json", action="store_true", help="for programs; the schema is in docs/guide-putting-it-right.md")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Advises and prints."""
    from deadringer.guidance.progress import Progress
    from deadringer.knowledge.load import load_knowledge

    knowledge = load_knowledge()
    if options.forget:
        Progress().forget()
        print(json.dumps({"forgotten": True}) if options.json else _texts(options, knowledge, None)("forgotten"))
        return 0
    heard = _heard(options.call) if options.call else _Heard()
    if options.gave or options.resume or options.done or options.undo:
        _put_right(options, knowledge, heard)
    if not (options.resume or options.done or options.undo) and (not options.gave or options.call or options.level):
        if options.gave and not options.json:
            print()
        _now(options, knowledge, heard)
    return 0


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a kept answer tells of the call."""

    level: str = ""
    channel: str = ""
    kinds: tuple[str, ...] = ()
    organisation: str = ""
    lang: str = ""


def _heard(name: str) -> _Heard:
    try:
        if name == "-":
            text = sys.stdin.read(MAX_JSON)
        else:
            with Path(name).open(encoding="utf-8") as file:
                text = file.read(MAX_JSON)
        data = json.loads(text)
        claim = data["claim"] or {}
        heard = _Heard(
            level=data["level"],
            channel=data["channel"],
            kinds=tuple(str(e["kind"]) for e in data["evidence"] if e["weight"] > 0),
            organisation=claim.get("organisation") or "",
            lang=data.get("advice", {}).get("language", ""),
        )
        if heard.level not in LEVELS:
            raise ValueError(heard.level)
        return heard
    except OSError as error:
        raise InputError(f"{name} cannot be read ({error.strerror}); give the file that 'deadringer check --json' wrote") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{name} is no answer of 'deadringer check --json'; make one with: deadringer check --json THING > call.json"
        ) from error


def _now(options: argparse.Namespace, knowledge: Knowledge, heard: _Heard) -> None:
    from deadringer.evidence import Level
    from deadringer.guidance import lists, now

    say_it = _texts(options, knowledge, heard.lang or None)
    level = Level[(options.level or heard.level or "suspicious").upper()]
    written = heard.channel in ("sms", "email", "message")
    moments = [options.moment] if options.moment else ["message"] if written else ["during", "after"]
    asked = _asked(options.asked, knowledge) or now.asked_of(heard.kinds, knowledge)
    country = _country(options, knowledge)
    firm = _organisation(options.org, knowledge) if options.org else heard.organisation
    groups = [(m, now.moves(m, level, knowledge, say_it.lang, country=country, asked=asked, organisation=firm)) for m in moments]
    if options.json:
        print(
            json.dumps(
                {"schema": "1", "level": level.word, "asked": list(asked), "now": lists.moves_data(groups)}, ensure_ascii=False, indent=2
            )
        )
    else:
        print(lists.show_moves(groups, say_it))


def _asked(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    entries = knowledge.guidance["asked"]
    found = []
    for word in filter(None, (w.strip().lower().replace("-", "_") for w in text.split(","))):
        if word not in entries:
            raise InputError(f"--asked {word}: I know {', '.join(sorted(entries))}")
        found.append(word)
    return tuple(sorted(found, key=lambda name: float(entries[name]["order"])))


def _put_right(options: argparse.Namespace, knowledge: Knowledge, heard: _Heard) -> None:
    from deadringer.guidance import lists
    from deadringer.guidance.progress import Progress
    from deadringer.guidance.putting_right import make_plan

    progress = Progress()
    case = _case(options, knowledge, heard, progress)
    say_it = _texts(options, knowledge, case.lang)
    plan = make_plan(case.gave, knowledge, say_it.lang, country=case.country, organisation=case.organisation, when=case.when)
    names = [step.id for step in plan.steps]
    for steps, undo in ((options.done, False), (options.undo, True)):
        if steps:
            case = progress.mark([_step(word, names) for word in steps], datetime.now(), undo)
    if options.json:
        print(json.dumps({"schema": "1", **lists.plan_data(plan, case.done)}, ensure_ascii=False, indent=2))
    else:
        print(lists.show_plan(plan, knowledge, say_it, case.done))


def _case(options: argparse.Namespace, knowledge: Knowledge, heard: _Heard, progress: Any) -> Case:
    from deadringer.guidance.progress import Case
    from deadringer.guidance.putting_right import kinds_given

    if not options.gave:
        found: Case | None = progress.current()
        if found is None:
            raise InputError("nothing has been started yet; begin with: deadringer advise --gave WHAT")
        unknown = [name for name in found.gave if name not in knowledge.guidance["putting_right"]]
        if unknown:
            raise InputError(f"the kept list is about {', '.join(unknown)}, which I do not know any more; start again with --gave")
        return found
    case = Case(
        gave=kinds_given(",".join(options.gave), knowledge),
        started=datetime.now(),
        organisation=_organisation(options.org, knowledge) if options.org else heard.organisation,
        country=_country(options, knowledge),
        when=moment(options.when) if options.when else None,
        lang=_texts(options, knowledge, heard.lang or None).lang,
    )
    if options.no_keep:
        return case
    kept: Case = progress.start(case)
    return kept


def _step(word: str, names: list[str]) -> str:
    key = word.strip().lower().replace("-", "_")
    if key.isdigit() and 1 <= int(key) <= len(names):
        return names[int(key) - 1]
    if key in names:
        return key
    raise InputError(f"there is no step {word!r} in the list; it has 1 to {len(names)}: {', '.join(names)}")


def _organisation(text: str, knowledge: Knowledge) -> str:
    import difflib

    key = text.strip().lower().replace("-", "_").replace(" ", "_")
    if key in knowledge.organisations:
        return key
    names = {name.lower(): o.id for o in knowledge.organisations.values() for name in o.names}
    if text.strip().lower() in names:
        return names[text.strip().lower()]
    close = difflib.get_close_matches(key, knowledge.organisations, 3, 0.6)
    hint = f"did you mean {' or '.join(close)}?" if close else "leave --org out to go on without"
    raise InputError(f"--org {text}: I do not know that organisation; {hint}")


def _country(options: argparse.Namespace, knowledge: Knowledge) -> str | None:
    from deadringer.commands.about_call import home_country

    country = (options.country or home_country() or "").upper()
    if options.country and not re.fullmatch(r"[A-Z]{2}", country):
        raise InputError(f"--country takes two letters, like GB, IT or US, not {options.country!r}")
    return {"UK": "GB"}.get(country, country) or None


def _texts(options: argparse.Namespace, knowledge: Knowledge, lang: str | None) -> Any:
    from deadringer.guidance.advice import Texts

    if options.lang and options.lang not in knowledge.texts:
        raise InputError(f"--lang {options.lang}: I speak {', '.join(sorted(knowledge.texts))}")
    return Texts(knowledge, options.lang or lang or home_language())


def moment(text: str, present: datetime | None = None) -> datetime:
    """Reads ``2h``, ``30m``, ``3d``, ``1w`` ago, or a time like ``2026-11-22T08:15``.

    Raises:
        InputError: it is neither, or lies ahead.
    """
    present = present or datetime.now()
    m = re.fullmatch(r"(\d{1,4})\s*(m|min|h|d|w)", text.strip().lower())
    if m:
        unit = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}[m.group(2)]
        return present - timedelta(**{unit: int(m.group(1))})
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"--when {text!r}: write how long ago, like 2h or 3d, or a time like 2026-11-22T08:15") from None
    found = found.astimezone().replace(tzinfo=None) if found.tzinfo else found
    if found > present + timedelta(minutes=1):
        raise InputError(f"--when {text!r} lies ahead; write when it happened")
    return found
