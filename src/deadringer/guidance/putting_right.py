"""Putting it right: for what was given away, an ordered list of steps (``knowledge/guidance/putting_right`` and ``steps``)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deadringer.errors import InputError
from deadringer.guidance.cited import Cited, Place, dialled, here, is_here, place, published, ways
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import Country, Organisation, say

URGENCIES = ("now", "today", "week", "later")
NOTHING = ("nothing", "address")
"""What opens nothing by itself."""


@dataclass(frozen=True, slots=True)
class Right:
    """A right, a limit or a deadline."""

    says: str
    source: str
    checked: str
    until: datetime | None = None
    """The last moment, or the last day (at 0:00), counted from when it happened; unknown: ``None``."""
    over: bool = False
    """Whether that moment has passed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    id: str
    urgency: str
    """One of ``URGENCIES``."""
    do: str
    why: str
    takes: str
    """Time and things that it needs."""
    source: str
    checked: str
    where: Sequence[Place] = ()
    rights: Sequence[Right] = ()
    because: Sequence[str] = ()
    """Ids of what was given that make it necessary."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The list for one person."""

    lang: str
    gave: Sequence[str]
    country: str | None
    organisation: str
    """Id, or empty."""
    when: datetime | None
    opens: Sequence[Cited]
    """What they can do with what was given, in the order of ``gave``."""
    without: Sequence[Cited]
    """What was not given, and so cannot happen."""
    steps: Sequence[Step]
    known_country: bool
    """Whether there are places and rules for that country."""


def kinds_given(text: str | Iterable[str], knowledge: Knowledge) -> tuple[str, ...]:
    """Reads ``password,remote-access``; the most urgent first.

    Raises:
        InputError: something unknown; names what is known.
    """
    entries = knowledge.guidance["putting_right"]
    words = text.split(",") if isinstance(text, str) else list(text)
    names = {name: name for name in entries} | {other: name for name, entry in entries.items() for other in entry.get("also", ())}
    found: set[str] = set()
    for word in words:
        key = "_".join(word.strip().lower().replace("-", " ").split())
        if not key:
            continue
        if key not in names:
            close = difflib.get_close_matches(key, names, 2, 0.6)
            hint = f"did you mean {' or '.join(close)}? " if close else ""
            raise InputError(f"--gave {word.strip()}: {hint}I know {', '.join(name.replace('_', '-') for name in ordered(entries))}")
        found.add(names[key])
    if not found:
        raise InputError(f"--gave needs at least one of: {', '.join(name.replace('_', '-') for name in ordered(entries))}")
    if len(found) > 1:
        found.discard("nothing")
    return tuple(name for name in ordered(entries) if name in found)


def ordered(entries: Mapping[str, Any]) -> list[str]:
    """Ids, the most urgent first."""
    return sorted(entries, key=lambda name: (entries[name]["order"], name))


def make_plan(
    gave: Sequence[str],
    knowledge: Knowledge,
    lang: str,
    *,
    country: str | None = None,
    organisation: str = "",
    when: datetime | None = None,
    now: datetime | None = None,
) -> Plan:
    """The ordered list for what was given.

    Args:
        gave: ids as ``kinds_given`` returns them.
        country: ISO 3166; where it is unknown only what holds anywhere is said.
        organisation: id of the one whose name was used.
        when: when it happened; ``None``: deadlines are told without a date.
        now: the present, for tests.
    """
    entries = knowledge.guidance["putting_right"]
    firm = knowledge.organisations.get(organisation)
    kinds = {s["id"]: s for group in knowledge.guidance["steps"].values() for s in group["steps"]}
    needed: dict[str, list[str]] = {}
    for name in gave:
        for step in entries[name]["steps"]:
            needed.setdefault(step, []).append(name)
    made = [
        _step(kinds[name], because, knowledge, lang, country, firm, when, now or datetime.now())
        for name, because in needed.items()
        if is_here(kinds[name], country) and (kinds[name].get("organisation") != "report" or firm is not None)
    ]
    made.sort(key=lambda step: URGENCIES.index(step.urgency))
    return Plan(
        lang=lang,
        gave=tuple(gave),
        country=country,
        organisation=organisation,
        when=when,
        opens=[Cited(say(entries[name]["opens"], lang), entries[name]["source"], entries[name]["checked"]) for name in gave],
        without=_without(gave, entries, lang, country),
        steps=made,
        known_country=_known(country, kinds.values()),
    )


def _known(country: str | None, kinds: Iterable[Mapping[str, Any]]) -> bool:
    return any(country in entry.get("countries", ()) for step in kinds for entry in step.get("where", ()))


def _without(gave: Sequence[str], entries: Mapping[str, Any], lang: str, country: str | None) -> list[Cited]:
    """What was not given. Whoever was in the device may have seen anything there: then nothing is promised."""
    if "remote_access" in gave or "sim_swap" in gave:
        return []
    out = []
    for name in ordered(entries):
        entry = entries[name]
        if name not in gave and "without" in entry and is_here(entry, country):
            out.append(Cited(say(entry["without"], lang), entry["source"], entry["checked"]))
    return out


def _step(
    data: Mapping[str, Any],
    because: Sequence[str],
    knowledge: Knowledge,
    lang: str,
    country: str | None,
    firm: Organisation | None,
    when: datetime | None,
    now: datetime,
) -> Step:
    role = data.get("organisation", "")
    places = [place(p, lang, country) for p in here(data.get("where", ()), country)]
    if firm is not None and role:
        places = [*_firm_places(firm, role, data["id"], knowledge, lang, country), *places]
    places += _authorities(knowledge.countries.get(country or ""), data.get("authorities", ()), lang, country)
    return Step(
        id=data["id"],
        urgency=data["urgency"],
        do=_named(data["do"], firm if role in ("account", "report") else None, lang),
        why=say(data["why"], lang),
        takes=say(data["takes"], lang),
        source=data["source"],
        checked=data["checked"],
        where=tuple(places),
        rights=tuple(_right(r, lang, when, now) for r in here(data.get("rights", ()), country)),
        because=tuple(because),
    )


def _named(text: Mapping[str, str], firm: Organisation | None, lang: str) -> str:
    """With the organisation's name before it, where the step is about its account."""
    said = say(text, lang)
    return f"{firm.name(lang)}: {said[:1].lower()}{said[1:]}" if firm is not None else said


def _firm_places(firm: Organisation, role: str, step: str, knowledge: Knowledge, lang: str, country: str | None) -> Iterator[Place]:
    if role == "account":
        yield from _account(firm, step, knowledge, lang, country)
    elif role == "report":
        yield from ways(firm.report, lang, country) or ways(firm.verify, lang, country)[:1]
    elif firm.kind in ("bank", "payment") or step == "gift_card_firm":
        yield from published(firm, lang, country)


def _account(firm: Organisation, step: str, knowledge: Knowledge, lang: str, country: str | None) -> Iterator[Place]:
    """Where in the organisation's own settings, and the address to type."""
    entry = knowledge.guidance["accounts"].get(firm.id)
    key = {"change_password": "password", "account_of_the_code": "password", "two_step": "two_step", "sign_out_everywhere": "sign_out"}[
        step
    ]
    if entry is not None and key in entry:
        yield Place(firm.name(lang), say(entry[key], lang), url=entry.get("url", ""), source=entry["source"], checked=entry["checked"])
    own = [d for d in firm.domains if country and country in d.countries] or [d for d in firm.domains if not d.countries]
    for domain in own[:1]:
        yield Place(firm.name(lang), "", url=domain.domain, source=domain.source, checked=domain.checked)


def _authorities(country: Country | None, wanted: Sequence[str], lang: str, code: str | None) -> Iterator[Place]:
    if country is None:
        return
    if "emergency" in wanted and country.emergency.get("numbers"):
        facts = country.emergency
        yield Place(number=facts["numbers"][0], source=facts["source"], checked=facts["checked"])
    for authority in country.authorities:
        if set(wanted) & set(authority.for_):
            yield Place(
                say(authority.names, lang),
                say(authority.how, lang),
                dialled(authority.number, code),
                authority.url,
                authority.email,
                authority.sms,
                authority.source,
                authority.checked,
            )
    for entry in country.opt_out if "opt_out" in wanted else ():
        yield place({**entry, "name": entry["names"]}, lang, code)


def _right(data: Mapping[str, Any], lang: str, when: datetime | None, now: datetime) -> Right:
    if when is None or "within" not in data:
        return Right(say(data["says"], lang), data["source"], data["checked"])
    until = last_moment(when, data["within"])
    if data["within"].endswith("h"):
        return Right(say(data["says"], lang), data["source"], data["checked"], until, until < now)
    until = until.replace(hour=0, minute=0, second=0, microsecond=0)
    return Right(say(data["says"], lang), data["source"], data["checked"], until, until + timedelta(days=1) <= now)


def last_moment(start: datetime, within: str) -> datetime:
    """The end of ``72h``, ``10d``, ``2bd`` (Monday to Friday, public holidays not counted) or ``13mo``, on the careful side.

    A deadline that runs from a later moment, such as a statement, ends later still.
    """
    if within.endswith("mo"):
        months = start.month - 1 + int(within[:-2])
        year, month = start.year + months // 12, months % 12 + 1
        day = min(start.day, _days(year, month))
        return start.replace(year=year, month=month, day=day)
    if within.endswith("bd"):
        moment, left = start, int(within[:-2])
        while left:
            moment += timedelta(days=1)
            left -= moment.weekday() < 5
        return moment
    count = int(within[:-1])
    return start + (timedelta(hours=count) if within.endswith("h") else timedelta(days=count))


def _days(year: int, month: int) -> int:
    return (datetime(year + month // 12, month % 12 + 1, 1) - datetime(year, month, 1)).days
