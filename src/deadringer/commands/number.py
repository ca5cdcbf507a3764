"""``deadringer number N``: what can be known of a number before a word is said."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from deadringer.commands import Commands
from deadringer.commands.about_call import add_call_options, call_of

if TYPE_CHECKING:
    from deadringer.call import Call
    from deadringer.evidence import Verdict
    from deadringer.knowledge.load import Knowledge
    from deadringer.lists.decide import Decision
    from deadringer.numbers.read import Number

WIDTH = 78


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "number",
        help="what can be known of a telephone number",
        description="Whose number it is, what kind of line, what it looks like, and what your lists say. In any writing: national, "
        "international, tel: or sip:, a text message's sender, '' for withheld. A number can be forged: none proves a caller.",
        epilog="Exit status: 0 nothing against it, 10 suspicious, 2 bad input.",
    )
    parser.add_argument("number", metavar="NUMBER")
    add_call_options(parser)
    parser.add_argument("--rang", type=float, metavar="SECONDS", help="you missed the call, and it rang so long")
    parser.add_argument("--trunk", choices=("national", "international"), help="over which trunk it came in, where your line tells")
    parser.add_argument("--signature", metavar="WORD", help="what your line says of the signature: a verstat or StirVerstat value")
    parser.add_argument("--community", metavar="ADDRESS", help="also ask this service (https://…/api); sends only four digits of a hash")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Looks and prints."""
    from dataclasses import replace

    from deadringer.commands.check import EXIT
    from deadringer.lists.decide import Lists
    from deadringer.numbers.read import read_number
    from deadringer.numbers.rules import NumberRules
    from deadringer.screener import Screener
    from deadringer.stir.verstat import read_verstat

    screener = Screener()
    call = call_of(options, screener.knowledge)
    signature = read_verstat(options.signature) if options.signature else ""
    caller = replace(call.caller, number=options.number, signature=signature, trunk=options.trunk or "")
    called = options.number if call.direction == "out" else call.called
    call = replace(call, caller=caller, called=called, direction=call.direction if call.direction != "unknown" else "in", rang=options.rang)
    number = read_number(options.number, call.country)
    with Lists(screener.knowledge) as lists:
        decision = lists.judge(number, call.started.date() if call.started else None)
    verdict = screener.session(call).verdict
    known = _ask(options.community, number) if options.community else None
    rules = NumberRules(screener.knowledge)
    on = call.started.date() if call.started else None
    number = replace(number, line=rules.line(number, on))
    standing = rules.standing(number, on)
    if options.json:
        print(json.dumps(_data(number, standing, decision, verdict, known), ensure_ascii=False, indent=2))
    else:
        lang = options.lang or call.lang or verdict.lang
        print("\n".join(_lines(number, standing, decision, verdict, known, screener.knowledge, call, lang if lang in _WORDS else "en")))
    return EXIT[verdict.level]


def _ask(address: str, number: Number) -> dict[str, Any]:
    from dataclasses import asdict

    from deadringer.lists.community import Community

    found = Community(address).ask(number)
    return asdict(found) if found else {}


def _data(number: Number, standing: str, decision: Decision, verdict: Verdict, known: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "schema": "1",
        "number": number.e164 or number.national,
        "national": number.national,
        "kind": number.kind,
        "line": number.line,
        "country": number.country,
        "standing": standing,
        "level": verdict.level.word,
        "probability": round(verdict.probability, 4),
        "lists": {
            "action": decision.action,
            "lists": list(decision.lists),
            "reason": decision.entry.reason if decision.entry else "",
            "name": decision.entry.name if decision.entry else "",
        },
        "community": known,
        "evidence": [
            {
                "kind": w.evidence.kind,
                "weight": round(w.weight, 4),
                "why": dict(w.evidence.why),
                "source": w.evidence.source,
                "organisation": w.evidence.organisation or None,
            }
            for w in verdict.evidence
        ],
    }


def _lines(
    number: Number,
    standing: str,
    decision: Decision,
    verdict: Verdict,
    known: Mapping[str, Any] | None,
    knowledge: Knowledge,
    call: Call,
    lang: str,
) -> Iterator[str]:
    from deadringer.guidance.advice import advise
    from deadringer.guidance.plain import headline
    from deadringer.knowledge.model import say

    words = _WORDS[lang]
    country = knowledge.countries.get(number.country)
    where = say(country.names, lang) if country else number.country
    parts = [words[number.kind] if number.kind != "number" else "", where, words.get(number.line, ""), words.get(standing, "")]
    shown = number.e164 or number.national or words["withheld"]
    if number.e164 and number.national != number.e164:
        shown += f" ({number.national})"
    yield shown + "".join(f" · {part}" for part in parts if part and part != shown)
    yield ""
    for weighed in verdict.evidence:
        yield from textwrap.wrap(say(weighed.evidence.why, lang), WIDTH, initial_indent="  - ", subsequent_indent="    ")
        if weighed.evidence.source:
            yield f"    {words['source']}: {weighed.evidence.source}"
    if decision.action in ("protected", "none"):
        yield from textwrap.wrap(words[f"lists_{decision.action}"], WIDTH, initial_indent="  - ", subsequent_indent="    ")
    if known is not None:
        text = words["community"].format(votes=known["votes"], rating=known["rating"]) if known else words["community_none"]
        yield f"  - {text}"
    yield ""
    advice = advise(verdict, knowledge, call, lang)
    yield headline(advice, verdict)
    for count, step in enumerate(advice.steps, 1):
        yield from textwrap.wrap(step.text, WIDTH, initial_indent=f"  {count}. ", subsequent_indent="     ")


_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "short": "short number", "withheld": "withheld", "name": "a sender's name; anybody can choose one", "unreadable": "no number",
        "fixed": "landline", "mobile": "mobile", "freephone": "freephone", "premium": "premium rate", "shared_cost": "shared cost",
        "personal": "personal number", "voip": "internet line", "uan": "company number", "pager": "pager", "voicemail": "voicemail",
        "telemarketing": "sales line", "survey": "survey line", "service": "service line", "short_code": "short number",
        "government": "public bodies", "bank": "banks", "platform": "automatic calls", "satellite": "satellite", "lure": "",
        "plausible": "plausible", "unassigned": "not in use, as far as known", "impossible": "impossible", "source": "source",
        "lists_protected": "An emergency service or helpline: never blocked, never logged.", "lists_none": "On none of your lists.",
        "community": "The community knows it: {votes} reports, {rating}.", "community_none": "The community does not know it.",
    },
    "it": {
        "short": "numero breve", "withheld": "nascosto", "name": "il nome di un mittente; chiunque può sceglierlo", "unreadable": "nessun numero",
        "fixed": "fisso", "mobile": "cellulare", "freephone": "numero verde", "premium": "a sovrapprezzo", "shared_cost": "a costo ripartito",
        "personal": "numero personale", "voip": "linea internet", "uan": "numero aziendale", "pager": "cercapersone", "voicemail": "segreteria",
        "telemarketing": "linea di vendita", "survey": "linea di sondaggi", "service": "linea di servizio", "short_code": "numero breve",
        "government": "enti pubblici", "bank": "banche", "platform": "chiamate automatiche", "satellite": "satellite", "lure": "",
        "plausible": "plausibile", "unassigned": "non in uso, per quanto si sa", "impossible": "impossibile", "source": "fonte",
        "lists_protected": "Servizio di emergenza o linea di aiuto: mai bloccato, mai registrato.", "lists_none": "Non è in nessuno dei suoi elenchi.",
        "community": "La comunità lo conosce: {votes} segnalazioni, {rating}.", "community_none": "La comunità non lo conosce.",
    },
}  # fmt: skip
