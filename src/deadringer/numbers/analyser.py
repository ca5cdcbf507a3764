"""The analyser of numbers: the caller's, the one that was rung, and those that are named in the call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from deadringer.call import Call
from deadringer.evidence import Evidence
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import say
from deadringer.numbers.directory import Directory, Listed, LookAlike
from deadringer.numbers.read import Number, read_number
from deadringer.numbers.rules import NumberRules
from deadringer.plugins import HeardTurn

LOOK_ALIKE = 3.2
"""Log-odds of a number one slip away from an official one: chance makes such numbers about once in 10,000."""
NEVER_RINGS = 2.2
"""Log-odds of a call that shows a number from which its owner never rings."""
HOWS = {
    "one_digit": {"en": "one digit away from", "it": "diverso per una sola cifra da"},
    "swapped": {"en": "two swapped digits away from", "it": "diverso per due cifre scambiate da"},
    "extra_digit": {"en": "one digit longer than", "it": "più lungo di una cifra rispetto a"},
    "missing_digit": {"en": "one digit shorter than", "it": "più corto di una cifra rispetto a"},
    "other_prefix": {"en": "the same ending, but another prefix, as", "it": "uguale nella parte finale, ma con un altro prefisso, a"},
}


class NumberAnalyser:
    """What the numbers of a call show."""

    name = "numbers"

    def __init__(self, knowledge: Knowledge) -> None:
        self._directory = Directory(knowledge)
        self._rules = NumberRules(knowledge)

    def ring(self, call: Call) -> Iterator[Evidence]:
        """The caller's number; for a call that the person made, the number that they rang."""
        if call.direction == "out":
            if call.called:
                yield from self._offered(read_number(call.called, call.country), -1, 0, lasting=True)
        elif call.caller.number is not None:
            yield from self._calling(read_number(call.caller.number, call.country), call)

    def hear(self, turn: HeardTurn, call: Call) -> Iterable[Evidence]:
        """Numbers that the other party names ("call us back on …")."""
        if turn.turn.speaker == "me":
            return
        heard = turn.heard
        for i, word in enumerate(heard.words):
            if re.fullmatch(r"\+?\d{8,15}", word):
                number = read_number(word, call.country or ("IT" if heard.lang == "it" else "US" if word[0] in "18" else "GB"))
                yield from self._offered(number, turn.index, turn.before + i + 1)

    def _calling(self, number: Number, call: Call) -> Iterator[Evidence]:
        rule = self._rules.find(number, call.started.date() if call.started else None)
        if rule is not None:
            yield _evidence(f"number:rule:{rule['prefix']}", rule["weight"], rule["says"], number.raw, rule["source"])
        listed = self._directory.find(number)
        for one in listed[:1]:
            yield _official(one, number)
        if listed:
            return
        yield from self._alike(number, -1, 0, lasting=True)
        if number.kind == "number" and rule is None and not number.valid and number.country == "US" and number.possible:
            why = {"en": "No such number exists in that country's plan, so it was made up.", "it": "Nessun numero così esiste in quel Paese."}
            yield _evidence("number:impossible", 1.5, why, number.raw, "https://www.law.cornell.edu/cfr/text/47/64.1200")

    def _offered(self, number: Number, turn: int, at: int, lasting: bool = False) -> Iterator[Evidence]:
        if number.kind == "number" and not self._directory.find(number):
            yield from self._alike(number, turn, at, lasting)

    def _alike(self, number: Number, turn: int, at: int, lasting: bool) -> Iterator[Evidence]:
        for alike in self._directory.look_alikes(number):
            yield _look_alike(alike, number, turn, at, lasting)
            return


def _evidence(kind: str, weight: float, why: Mapping[str, str], quote: str, source: str, organisation: str = "", **more: Any) -> Evidence:
    return Evidence(kind, "number", float(weight), why, quote=quote, source=source, organisation=organisation, **{"lasting": True, **more})


def _official(listed: Listed, number: Number) -> Evidence:
    name, never = listed.organisation, listed.entry.rings == "never"
    why = {
        lang: (
            f"{name.name(lang)} publishes {listed.number.national or number.raw} ({say(listed.entry.use, lang)}) "
            + (_NEVER if never else _FORGED)[lang]
        )
        for lang in ("en", "it")
    }
    return _evidence("number:official", NEVER_RINGS if never else 0.01, why, number.raw, listed.entry.source, name.id)


_NEVER = {"en": "but never rings people from it: the number shown is forged.", "it": "ma da quel numero non chiama mai: è falsificato."}
_FORGED = {
    "en": "but any number can be forged: ring it yourself, do not trust it when it rings you.",
    "it": "ma qualsiasi numero si può falsificare: chiami Lei quel numero, non si fidi se è lui a chiamare.",
}


def _look_alike(alike: LookAlike, number: Number, turn: int, at: int, lasting: bool) -> Evidence:
    organisation, entry = alike.listed.organisation, alike.listed.entry
    shown = alike.listed.number.national or entry.number
    why = {
        "en": f"{number.national or number.raw} is {HOWS[alike.how]['en']} {shown}, the number that {organisation.name('en')} publishes.",
        "it": f"{number.national or number.raw} è {HOWS[alike.how]['it']} {shown}, il numero pubblicato da {organisation.name('it')}.",
    }
    return _evidence(
        f"number:look_alike:{organisation.id}", LOOK_ALIKE, why, number.raw, entry.source, organisation.id, turn=turn, at=at, lasting=lasting
    )
