"""Options by which a person tells what is known of a call besides its words."""

from __future__ import annotations

import argparse
import locale
import os
import re
from datetime import datetime

from deadringer.call import Call, Caller, Dealing
from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.phrases.shown import shown

_ALSO_WRITTEN = {"UK": "GB", "USA": "US", "ITA": "IT"}
CHANNELS = ("phone", "voicemail", "sms", "email", "message")


def add_call_options(parser: argparse.ArgumentParser, called: str = "--to") -> None:
    """``--from``, ``--to``, ``--direction`` and so on; ``called`` names ``--to`` where a command needs that word for something else."""
    about = parser.add_argument_group("what else is known of the call")
    about.add_argument("--from", dest="caller", metavar="NUMBER", help="the number or name that the telephone showed; '' if withheld")
    about.add_argument(called, dest="called", metavar="NUMBER", help="the number that was rung")
    about.add_argument("--direction", choices=("in", "out"), help="in: they rang you; out: you rang them")
    about.add_argument("--country", metavar="XX", help="where you are (GB, IT, US); default: from your system's language")
    about.add_argument("--lang", metavar="xx", help="your language (en, it); default: that of the call")
    about.add_argument(
        "--dealing",
        action="append",
        default=[],
        metavar="ORG[:WHAT]",
        help="what you really have going, like amazon:delivery; may be repeated",
    )
    about.add_argument("--channel", choices=CHANNELS, help="how it reached you; default: phone, or what the file is")
    about.add_argument("--when", metavar="TIME", help="when it was, like 2026-11-22T08:15")


def call_of(options: argparse.Namespace, knowledge: Knowledge) -> Call:
    """The call that the options tell of.

    Raises:
        InputError: an unknown country, language, organisation or dealing, or an unreadable time.
    """
    country = _country(options.country, knowledge) if options.country is not None else home_country()
    check_lang(options.lang, knowledge)
    return Call(
        channel=options.channel or "phone",
        direction=options.direction or "unknown",
        caller=Caller(number=options.caller),
        called=options.called,
        country=country,
        lang=options.lang,
        dealings=tuple(dealing(text, knowledge) for text in options.dealing),
        started=_time(options.when) if options.when else None,
    )


def _country(text: str, knowledge: Knowledge) -> str:
    country = _ALSO_WRITTEN.get(text.strip().upper(), text.strip().upper())
    if country in knowledge.countries:
        return country
    if re.fullmatch(r"[A-Z]{2}", country):
        import phonenumbers  # knows which codes are countries

        if country in phonenumbers.SUPPORTED_REGIONS:
            return country
    raise InputError(f"--country takes the two letters of a country, like GB, IT or US, not '{shown(text, 40)}'")


def check_lang(lang: str | None, knowledge: Knowledge) -> None:
    """Whether we speak that language.

    Raises:
        InputError: we do not; names those that we do.
    """
    if lang is not None and lang not in knowledge.texts:
        raise InputError(f"--lang '{shown(lang, 40)}': I speak {', '.join(sorted(knowledge.texts))}")


def dealing(text: str, knowledge: Knowledge) -> Dealing:
    """Reads ``amazon:delivery``.

    Raises:
        InputError: an unknown organisation, or a dealing that it has not; names those that it has.
    """
    found = Dealing.parse(text)
    organisation = knowledge.organisations.get(found.organisation)
    if organisation is None:
        import difflib

        close = difflib.get_close_matches(found.organisation, knowledge.organisations, 3, 0.6)
        hint = f"did you mean {' or '.join(close)}?" if close else "see 'deadringer organisations'"
        raise InputError(f"--dealing {shown(text, 60)}: I do not know the organisation '{shown(found.organisation, 60)}'; {hint}")
    known = sorted({c.dealing for c in organisation.contacts if c.dealing != "none"})
    if found.about and found.about not in {*known, *(c.id for c in organisation.contacts)}:
        raise InputError(
            f"--dealing {shown(text, 60)}: {organisation.name()} has no '{shown(found.about, 60)}'; known: {', '.join(known) or 'none'}"
        )
    return found


def home_country() -> str | None:
    """The country of the system's language setting (``it_IT`` → ``IT``), if it has one."""
    m = re.match(r"[a-z]{2,3}_([A-Z]{2})", _home())
    return m.group(1) if m else None


def home_language() -> str:
    """The language of the system's language setting (``it_IT`` → ``it``), where we speak it; else English."""
    return "it" if _home().startswith("it") else "en"


def _home() -> str:
    setting = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    if not setting:
        try:
            setting = locale.getlocale()[0] or ""
        except ValueError:
            setting = ""
    return setting


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"--when '{shown(text, 40)}' is no time; write it like 2026-11-22T08:15") from None
    return time.astimezone().replace(tzinfo=None) if time.tzinfo else time
