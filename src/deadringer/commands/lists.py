"""``deadringer block``, ``allow`` and ``lists``: whom to refuse, whom to let through, and lists of others."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from deadringer.commands import Commands
from deadringer.errors import InputError

if TYPE_CHECKING:
    from deadringer.knowledge.load import Knowledge
    from deadringer.lists.bring import Brought
    from deadringer.lists.entries import Which

_WHAT = (
    "a number; a beginning (+3902*, 0162*); a range (+390844000000 .. +390844999999); country:TN; withheld; name:AMAZON (a text's sender)"
)


def add(commands: Commands) -> None:
    """Adds the three parsers."""
    for which, text in (("block", "refuse calls from a number"), ("allow", "always let a number through")):
        parser = commands.add_parser(
            which, help=f"{text}, or from many", description=f"To {text}, or from many. Contacts and allowed numbers always win."
        )
        parser.add_argument("what", metavar="NUMBER", nargs="+", help=_WHAT)
        parser.add_argument("--reason", default="", help="why, in your words")
        parser.add_argument("--name", default="", help="whose number it is")
        parser.add_argument("--until", default="", metavar="DATE", help="last day on which it holds, like 2027-01-31")
        parser.add_argument("--country", metavar="XX", help="where you are (GB, IT, US), for numbers without a country's code")
        parser.add_argument("--remove", action="store_true", help="take it off the list again")
        parser.set_defaults(run=run_entry, which=which)
    _add_lists(commands)


def _add_lists(commands: Commands) -> None:
    parser = commands.add_parser(
        "lists",
        help="show, import, export and subscribe to lists",
        description="Without more: what lists there are. Forms: plain text, CSV (Google and Android contacts too), JSON, vCard, FRITZ!Box XML, "
        "Asterisk, PhoneBlock, SpamBlocker, the FTC's complaint file. docs/number-lists.md has an example of each.",
    )
    parser.set_defaults(run=run_show)
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    show = actions.add_parser("show", help="the entries of your own list")
    show.add_argument("which", nargs="?", choices=("block", "allow", "contact"))
    bring = actions.add_parser("import", help="bring a file in: a block list, or your contacts")
    bring.add_argument("file", type=Path)
    bring.add_argument("--as", dest="which", choices=("block", "allow", "contacts"), help="default: block; vCard: contacts")
    bring.add_argument(
        "--own", action="store_true", help="add a block list to your own entries, with reasons and dates, instead of keeping it apart"
    )
    bring.add_argument("--name", help="what to call the list; default: the file's name")
    out = actions.add_parser("export", help="write your own list, or one of the others, to a file")
    out.add_argument("file", type=Path, help="'-': standard output")
    out.add_argument("--which", choices=("block", "allow", "contact"), help="only these of your own entries")
    out.add_argument("--list", dest="name", help="one of the big lists instead of your own")
    out.add_argument("--form", help="csv, json, vcard, fritzbox, asterisk, phoneblock, spamblocker, plain; default: by the file's ending")
    subscribe = actions.add_parser("subscribe", help="bring a list in and keep it up to date with 'lists update'")
    subscribe.add_argument("place", help="a file or an https address")
    subscribe.add_argument("--name", required=True, help="what to call the list")
    update = actions.add_parser("update", help="fetch the subscribed lists again")
    update.add_argument("names", nargs="*", help="default: all")
    remove = actions.add_parser("remove", help="throw a big list and its subscription away")
    remove.add_argument("name")
    for action in (bring, subscribe):
        action.add_argument(
            "--form", help="if it is not found out: plain, csv, json, vcard, fritzbox, asterisk, phoneblock, spamblocker, ftc"
        )
        action.add_argument("--country", metavar="XX", help="whose numbers are meant where there is no country's code")
    for action, runner in (
        (show, run_entries),
        (bring, run_import),
        (out, run_export),
        (subscribe, run_subscribe),
        (update, run_update),
        (remove, run_remove),
    ):
        action.set_defaults(run=runner)


def run_entry(options: argparse.Namespace) -> int:
    """Adds or takes away entries; all of them, or none."""
    from deadringer.commands.about_call import home_country
    from deadringer.knowledge.load import load_knowledge
    from deadringer.lists.entries import entry_of
    from deadringer.lists.own import OwnLists

    country = (options.country or home_country() or "").upper() or None
    which: Which = options.which
    entries = [entry_of(t, which, country, name=options.name, reason=options.reason, expires=options.until) for t in options.what]
    with OwnLists() as lists:
        if options.remove:
            gone = sum(lists.remove(e.which, e.kind, e.value) for e in entries)
            print(f"{gone} taken off the {which} list" if gone else f"not on the {which} list")
            return 0
        if which == "block":
            _refuse_protected(options.what, country, load_knowledge())
        lists.add(entries)
    for entry in entries:
        print(f"{which}: {entry.value or entry.kind}" + (f" until {entry.expires}" if entry.expires else ""))
    return 0


def _refuse_protected(what: list[str], country: str | None, knowledge: Knowledge) -> None:
    from deadringer.lists.protect import Protected
    from deadringer.numbers.read import read_number

    protected = Protected(knowledge)
    for text in what:
        if read_number(text, country) in protected:
            raise InputError(f"{text} is an emergency service or helpline; these are never blocked")


def run_show(options: argparse.Namespace) -> int:
    """What lists there are."""
    from deadringer.knowledge.load import load_knowledge
    from deadringer.lists.decide import Lists

    with Lists(load_knowledge()) as lists:
        own = lists.own
        counts = dict.fromkeys(("block", "allow", "contact"), 0)
        for entry in own.all() if own else ():
            counts[entry.which] += 1
        print("your own: " + ", ".join(f"{count} {which}" for which, count in counts.items()))
        places = {name: (place, checked) for name, place, _, _, _, checked in (own.subscriptions() if own else ())}
        for big in lists.big:
            place, checked = places.get(big.name, ("", ""))
            since = f", subscribed to {place}, last updated {checked}" if place else f", imported {big.about.get('imported', '')}"
            print(f"{big.name}: {big.count} numbers, {big.ranges} ranges{since}")
        for problem in lists.unreadable:
            print(problem, file=sys.stderr)
    return 0


def run_entries(options: argparse.Namespace) -> int:
    """The person's own entries."""
    from deadringer.lists.entries import holds
    from deadringer.lists.own import OwnLists
    from deadringer.lists.write import as_written

    with OwnLists() as lists:
        for e in lists.all(options.which):
            notes = [
                e.name,
                e.reason,
                "" if e.source == "own" else e.source,
                f"until {e.expires}" if e.expires else "",
                "" if holds(e) else "expired",
            ]
            print(f"{e.which:8} {as_written(e):24} " + "; ".join(n for n in notes if n))
    return 0


def run_import(options: argparse.Namespace) -> int:
    """A file becomes entries or a big list."""
    from deadringer.commands.about_call import home_country
    from deadringer.knowledge.load import load_knowledge
    from deadringer.lists.bring import bring_big, bring_own
    from deadringer.lists.forms import FORMS, form_of
    from deadringer.lists.own import OwnLists

    if options.form and options.form not in FORMS:
        raise InputError(f"I know no form {options.form!r}; one of: {', '.join(FORMS)}")
    form = options.form or form_of(options.file)
    country = (options.country or home_country() or "").upper() or None
    which = options.which or ("contacts" if form == "vcard" else "block")
    if which == "block" and not options.own:
        _tell(bring_big(options.file, options.name or options.file.stem, country, form), "block list")
        return 0
    to: Which = "contact" if which == "contacts" else "allow" if which == "allow" else "block"
    with OwnLists() as lists:
        _tell(bring_own(options.file, to, lists, load_knowledge(), country, form), which)
    return 0


def _tell(brought: Brought, what: str) -> None:
    left = f", {brought.skipped} left out (no number, expired, or never blocked)" if brought.skipped else ""
    print(f"{what} {brought.name}: {brought.entries} entries ({brought.form}){left}")


def run_export(options: argparse.Namespace) -> int:
    """Writes a list."""
    from deadringer.lists.big import BigList
    from deadringer.lists.bring import list_path
    from deadringer.lists.entries import Entry
    from deadringer.lists.own import OwnLists
    from deadringer.lists.write import FORMS, written

    endings = {".csv": "csv", ".json": "json", ".vcf": "vcard", ".xml": "fritzbox", ".txt": "plain"}
    form = options.form or endings.get(options.file.suffix.lower(), "csv")
    if form not in FORMS:
        raise InputError(f"I cannot write {form!r}; one of: {', '.join(FORMS)}")
    if options.name is not None:
        path = list_path(options.name)
        if not path.exists():
            raise _no_such_list(options.name)
        big = BigList(path)
        entries = [Entry("block", "number", f"+{n}", source=big.name) for n in big.numbers()]
        entries += [Entry("block", "range", f"+{low}/+{high}", source=big.name) for low, high in big.bounds()]
    else:
        with OwnLists() as lists:
            entries = list(lists.all(options.which))
    text, lost = written(entries, form)
    if str(options.file) == "-":
        sys.stdout.write(text)
    else:
        try:
            options.file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InputError(f"{options.file} cannot be written: {error.strerror or error}") from error
    note = f"; {lost} left out, which {form} cannot hold" if lost else ""
    print(f"{len(entries) - lost} entries written as {form}{note}", file=sys.stderr)
    return 0


def _no_such_list(name: str) -> InputError:
    return InputError(f"there is no list {name!r}; 'deadringer lists' shows them")


def run_subscribe(options: argparse.Namespace) -> int:
    """Subscribes and brings the list in."""
    from deadringer.lists.own import OwnLists
    from deadringer.lists.subscriptions import subscribe

    with OwnLists() as lists:
        _tell(subscribe(lists, options.name, options.place, (options.country or "").upper(), options.form or ""), "block list")
    return 0


def run_update(options: argparse.Namespace) -> int:
    """Brings subscriptions up to date; one that fails does not stop the others."""
    from deadringer.lists.own import OwnLists
    from deadringer.lists.subscriptions import update

    failed = 0
    with OwnLists() as lists:
        names = options.names or [name for name, *_ in lists.subscriptions()]
        if not names:
            print("no subscriptions; 'deadringer lists subscribe PLACE --name NAME' adds one")
        for name in names:
            try:
                brought = update(lists, name)
            except InputError as error:
                failed += 1
                print(f"{name}: {error}; the old list stays", file=sys.stderr)
                continue
            if brought is None:
                print(f"{name}: unchanged")
            else:
                _tell(brought, "block list")
    return 2 if failed else 0


def run_remove(options: argparse.Namespace) -> int:
    """Throws a big list away."""
    from deadringer.lists.bring import list_path
    from deadringer.lists.own import OwnLists

    path = list_path(options.name)
    with OwnLists() as lists:
        subscribed = lists.unsubscribe(options.name)
    if not path.exists() and not subscribed:
        raise _no_such_list(options.name)
    path.unlink(missing_ok=True)
    print(f"{options.name}: removed")
    return 0
