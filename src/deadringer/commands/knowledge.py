"""``deadringer organisations``, ``tactics``, ``countries``: what it knows, with sources and dates."""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deadringer.commands import Commands
from deadringer.commands.about_call import check_lang
from deadringer.errors import InputError
from deadringer.phrases.patterns import Pattern
from deadringer.phrases.shown import shown

WIDTH = 78

if TYPE_CHECKING:
    from deadringer.knowledge.model import Country, Organisation, Tactic

_HELP = {
    "organisations": "whom a caller may claim to be: when they really ring, what they never ask",
    "tactics": "the named moves of swindlers: how they are said, what else they could be",
    "countries": "number rules, calling hours, authorities",
}


def add(commands: Commands) -> None:
    """Adds the three parsers."""
    for kind, text in _HELP.items():
        parser = commands.add_parser(kind, help=text, description=f"Lists and shows {text}.")
        parser.add_argument("id", nargs="?", help="show this one; without it all are listed")
        parser.add_argument("--lang", default="en", metavar="xx", help="language (en, it)")
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--check", nargs="+", type=Path, metavar="FILE", help="check files of your own before you use them")
        parser.set_defaults(run=run, kind=kind)


def run(options: argparse.Namespace) -> int:
    """Lists, shows or checks."""
    if options.check:
        return check_files(options.kind, options.check)
    from deadringer.knowledge.load import load_knowledge

    knowledge = load_knowledge()
    check_lang(options.lang, knowledge)
    known: dict[str, Any] = dict(getattr(knowledge, options.kind))
    if options.id:
        wanted = options.id.upper() if options.kind == "countries" else options.id.lower().replace("-", "_")
        if wanted not in known:
            import difflib

            close = difflib.get_close_matches(wanted, known, 3, 0.5)
            hint = f"did you mean {' or '.join(close)}?" if close else f"'deadringer {options.kind}' lists them"
            raise InputError(f"there is no '{shown(options.id, 60)}' among the {options.kind}; {hint}")
        if options.json:
            print(json.dumps(_plain(known[wanted]), ensure_ascii=False, indent=2))
            return 0
        shows: dict[str, Callable[[Any, str], Iterator[str]]] = {"organisations": _organisation, "tactics": _tactic, "countries": _country}
        show = shows[options.kind]
        print("\n".join(show(known[wanted], options.lang)))
        return 0
    if options.json:
        print(json.dumps({name: _plain(item) for name, item in known.items()}, ensure_ascii=False, indent=2))
        return 0
    for name, item in sorted(known.items(), key=lambda pair: (getattr(pair[1], "family", ""), pair[0])):
        print("\n".join(_line(options.kind, name, item, options.lang)))
    return 0


def _plain(item: Any) -> Any:
    """As JSON can hold it; compiled patterns as their source."""
    if isinstance(item, Pattern):
        return item.source
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        return {f.name.rstrip("_"): _plain(getattr(item, f.name)) for f in dataclasses.fields(item)}
    if isinstance(item, dict):
        return {k: _plain(v) for k, v in item.items()}
    if isinstance(item, (list, tuple)):
        return [_plain(v) for v in item]
    return item


def _line(kind: str, name: str, item: Any, lang: str) -> list[str]:
    from deadringer.knowledge.model import say

    if kind == "organisations":
        return _wrapped(f"{item.name(lang)} [{', '.join(item.countries)}]", f"{name:24} ", 25)
    if kind == "tactics":
        return _wrapped(say(item.names, lang), f"{item.family:9} {name:29} {item.weight:+.1f}  ", 46)
    return _wrapped(say(item.names, lang), f"{name}  ", 4)


def _wrapped(text: str, first: str = "  ", indent: int = 2) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * indent, break_on_hyphens=False, break_long_words=False)


def _cited(text: str, source: str, checked: str, bullet: str = "- ") -> Iterator[str]:
    yield from textwrap.wrap(text, 78, initial_indent="  " + bullet, subsequent_indent="    ")
    yield f"      {source} ({checked})"


def _organisation(o: Organisation, lang: str) -> Iterator[str]:
    from deadringer.knowledge.model import say

    yield from _wrapped(f"{o.name(lang)} ({o.id}), {o.kind}, {', '.join(o.countries)}", "", 2)
    if o.contacts:
        yield "\nReally gets in touch"
        for c in o.contacts:
            dealing = "without any dealing" if c.dealing == "none" else f"--dealing {o.id}:{c.dealing}"
            yield from _cited(f"{say(c.how, lang)} [{', '.join(c.channels)}; {dealing}]", c.source, c.checked)
    if o.never:
        yield "\nNever" + (f" (and what '{o.like}' never does)" if o.like else "")
        for n in o.never:
            yield from _cited(say(n.says, lang), n.source, n.checked)
    if o.instead:
        yield "\nInstead"
        yield from _cited(say(o.instead.says, lang), o.instead.source, o.instead.checked)
    for title, ways in (("Check", o.verify), ("Report", o.report)):
        if ways:
            yield f"\n{title}"
            for w in ways:
                place = w.url or w.email or w.number or w.sms
                where = f" [{', '.join(w.countries)}]" if w.countries else ""
                yield from _cited(f"{say(w.how, lang)}{' ' + place if place else ''}{where}", w.source, w.checked)
    if o.numbers:
        yield "\nPublished numbers"
        for number in o.numbers:
            yield from _cited(f"{number.number}: {say(number.use, lang)} (rings out: {number.rings})", number.source, number.checked)
    if o.domains:
        yield "\nOwn domains"
        yield from _wrapped(", ".join(d.domain for d in o.domains))


def _tactic(t: Tactic, lang: str) -> Iterator[str]:
    from deadringer.knowledge.model import say

    yield from _wrapped(f"{say(t.names, lang)} ({t.id}), family {t.family}, weight {t.weight:+.2f}", "", 2)
    for text in (say(t.what, lang), say(t.why, lang), "Could also be: " + say(t.otherwise, lang)):
        yield from _wrapped(text)
    yield f"  {t.source} ({t.checked})"
    for language, patterns in t.said.items():
        yield f"\nSaid ({language})"
        for pattern in patterns:
            yield from _pattern_lines(pattern.source)


def _pattern_lines(source: str) -> Iterator[str]:
    """A pattern, broken after a space or between choices."""
    line = "  "
    for piece in re.split(r"(?<=[| ])", source):
        if len(line) + len(piece) > WIDTH and line.strip():
            yield line.rstrip(" ")
            line = "      "
        line += piece
    yield line


def _country(c: Country, lang: str) -> Iterator[str]:
    from deadringer.knowledge.model import say

    yield f"{say(c.names, lang)} ({c.id}), +{c.calling_code}, {c.timezone}"
    if c.number_rules:
        yield "\nNumber rules"
        for rule in c.number_rules:
            yield from _cited(
                f"{rule['prefix']} ({rule['line']}, {rule['weight']:+.1f}): {say(rule['says'], lang)}", rule["source"], rule["checked"]
            )
    for title, rules in (("Calling hours", c.calling_hours), ("Silent calls", c.silent_calls)):
        if rules:
            yield f"\n{title}"
            for rule in rules:
                yield from _cited(say(rule["says"], lang), rule["source"], rule["checked"])
    if c.authorities:
        yield "\nAuthorities"
        for a in c.authorities:
            place = a.url or a.number or a.email or a.sms
            yield from _cited(f"{say(a.names, lang)}: {say(a.how, lang)} {place}".rstrip(), a.source, a.checked)
    if c.opt_out:
        yield "\nOpt-out registers"
        for entry in c.opt_out:
            yield from _cited(f"{say(entry['names'], lang)}: {say(entry['how'], lang)}", entry["source"], entry["checked"])


def check_files(kind: str, paths: list[Path]) -> int:
    """Checks files; prints one line each; 2 if any is wrong."""
    from deadringer.knowledge import load
    from deadringer.knowledge.check import Complaint, try_examples
    from deadringer.text.tactics import finder

    bad = 0
    for path in paths:
        try:
            data = load.read_file(kind, path)
        except InputError as error:
            print(error)
            bad += 1
            continue
        complaints: list[Complaint] = []
        if kind == "tactics":
            tactic = load.to_tactic(data)
            complaints = try_examples(tactic, finder(tactic))
        for complaint in complaints:
            print(f"{path}: {complaint}")
        bad += bool(complaints)
        if not complaints:
            print(f"{path}: fine")
    return 2 if bad else 0
