"""The analyser of numbers: the caller's, the one that was rung, and those that are named in the call.

Every weight here is small by design: a number is a hint, anybody can forge one, and no number makes a call a scam by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from deadringer.call import Call
from deadringer.evidence import Evidence
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import Text, say
from deadringer.numbers.directory import Directory, Listed, LookAlike
from deadringer.numbers.read import Number, read_number
from deadringer.numbers.rules import NumberRules
from deadringer.numbers.tricks import from_abroad, one_ring, own_neighbour, signature
from deadringer.plugins import HeardTurn

LOOK_ALIKE: Mapping[str, float] = {
    "one_digit": 3.2,
    "swapped": 3.2,
    "extra_digit": 3.2,
    "missing_digit": 3.2,
    "other_toll_free": 3.2,
    "other_country": 3.2,
    "shared_ending": 1.5,
    "same_block": 0.3,
}
"""Log-odds. One slip away from an official number: chance makes such numbers less than once in a thousand. A shared ending of seven
digits is commoner. In an organisation's own block of numbers it may well be the organisation."""
NEVER_RINGS = 3.2
"""Log-odds of a call that shows a number from which its owner says that it never rings."""
IMPOSSIBLE = 1.5
"""Log-odds of a number of a length that its country's plan does not have; phones and exchanges mangle honest numbers too."""
WITHHELD = 0.3
"""Log-odds of a withheld number: doctors and shelters withhold theirs."""
MAX_NAMED = 50
"""Numbers of one turn that are looked at."""
CUE_WORDS = 12
"""Words before a number among which one tells that it is a telephone number, not an order or account."""
_CUES = (
    "call", "ring", "phone", "dial", "telephone", "tel", "contact", "helpline", "hotline", "number", "text", "whatsapp",
    "chiam", "telefon", "contatt", "numero", "richiam", "compon", "assistenza", "sms",
)  # fmt: skip
HOWS: Mapping[str, Text] = {
    "one_digit": {"en": "one digit away from", "it": "diverso per una sola cifra da"},
    "swapped": {"en": "two swapped digits away from", "it": "diverso per due cifre scambiate da"},
    "extra_digit": {"en": "one digit longer than", "it": "più lungo di una cifra rispetto a"},
    "missing_digit": {"en": "one digit shorter than", "it": "più corto di una cifra rispetto a"},
    "other_toll_free": {"en": "the same as, but for another freephone prefix,", "it": "uguale, ma con un altro prefisso verde, a"},
    "other_country": {"en": "the same as, but in another country,", "it": "uguale, ma in un altro Paese, a"},
    "shared_ending": {"en": "the same at the end, but not at the beginning, as", "it": "uguale nella parte finale, ma non all'inizio, a"},
    "same_block": {"en": "not published, but among several numbers like", "it": "non pubblicato, ma vicino a più numeri come"},
}
_LONG_NUMBER = re.compile(r"\+?\d{8,15}")
_ABROAD = re.compile(r"\+\s?(\d{1,3})[\s.-]*\(?$")
_SPOOFING = "https://www.fcc.gov/consumers/guides/spoofing-and-caller-id"


class NumberAnalyser:
    """What the numbers of a call show."""

    name = "numbers"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    @cached_property
    def _directory(self) -> Directory:
        # Made when the first number is seen: most texts have none, and reading all official ones takes a moment.
        return Directory(self._knowledge)

    @cached_property
    def _rules(self) -> NumberRules:
        return NumberRules(self._knowledge)

    def ring(self, call: Call) -> Iterator[Evidence]:
        """The caller's number; for a call that the person made, the number that they rang."""
        if call.direction == "out":
            if call.called:
                yield from self._rung(read_number(call.called, call.country), call)
        elif call.caller.number is not None:
            yield from self._calling(read_number(call.caller.number, call.country), call)
        yield from signature(call)

    def hear(self, turn: HeardTurn, call: Call) -> Iterable[Evidence]:
        """Numbers that the other party names ("call us back on …")."""
        if turn.turn.speaker == "me":
            return
        heard, seen = turn.heard, 0
        for i, word in enumerate(heard.words):
            if len(word) < 8 or not _LONG_NUMBER.fullmatch(word):
                continue
            seen += 1
            if seen > MAX_NAMED:
                return
            before = _ABROAD.search(heard.text[max(0, heard.starts[i] - 6) : heard.starts[i]])
            number = read_number(
                f"+{before.group(1)}{word}" if before and word[0] != "+" else word, call.country or _guess(word, heard.lang)
            )
            place = {"turn": turn.index, "at": turn.before + i + 1, "start": heard.starts[i], "end": heard.ends[i]}
            cued = any(w.startswith(_CUES) for w in heard.words[max(0, i - CUE_WORDS) : i])
            yield from self._named(number, heard.text[heard.starts[i] : heard.ends[i]], place, cued)

    def _calling(self, number: Number, call: Call) -> Iterator[Evidence]:
        on = call.started.date() if call.started else None
        if number.kind == "withheld":
            why = {
                "en": "The number is withheld. That proves nothing, but you cannot ring back to check.",
                "it": "Il numero è nascosto. Non prova nulla, ma non si può richiamare per controllare.",
            }
            yield _evidence("number:withheld", WITHHELD, why, "", _SPOOFING)
            return
        rule = self._rules.find(number, on)
        if rule is not None:
            yield _evidence(f"number:rule:{rule['prefix']}", rule["weight"] or 0.01, rule["says"], number.raw, rule["source"])
        yield from from_abroad(number, call, self._rules.from_abroad(number, on))
        yield from one_ring(number, call, rule)
        listed = self._directory.find(number)
        for one in listed[:1]:
            yield _official(one, number)
        if listed:
            return
        yield from self._alike(number, number.raw, {}, lasting=True)
        yield from own_neighbour(number, call)
        if rule is None and number.standing == "impossible":
            why = {
                "en": "No number of that country has this length, so it was made up or mangled.",
                "it": "In quel Paese nessun numero è lungo così: è inventato o storpiato.",
            }
            yield _evidence("number:impossible", IMPOSSIBLE, why, number.raw, "")

    def _rung(self, number: Number, call: Call) -> Iterator[Evidence]:
        """The number that the person rang themselves."""
        for one in self._directory.find(number)[:1]:
            yield _rang_official(one, number)
            return
        rule = self._rules.find(number, call.started.date() if call.started else None)
        if rule is not None and rule["line"] in ("premium", "satellite", "personal"):
            yield _evidence(f"number:rule:{rule['prefix']}", rule["weight"], rule["says"], number.raw, rule["source"])
        yield from self._alike(number, number.raw, {}, lasting=True)

    def _named(self, number: Number, quote: str, place: Mapping[str, int], cued: bool) -> Iterator[Evidence]:
        if number.kind != "number":
            return
        if self._directory.find(number):
            return
        if number.valid and cued:
            # Weighs nothing by itself; ``verdict/identity.py`` holds it against whom the caller claims to be.
            why = {"en": "A number that they want you to ring.", "it": "Un numero che chiedono di chiamare."}
            named = Evidence(f"number:named:{number.e164}", "number", 0.0, why, quote=quote)
            yield replace(named, **place)  # type: ignore[arg-type]
        yield from self._alike(number, quote, place, lasting=False)

    def _alike(self, number: Number, quote: str, place: Mapping[str, int], lasting: bool) -> Iterator[Evidence]:
        if number.kind == "number":
            for alike in self._directory.look_alikes(number):
                yield _look_alike(alike, number, quote, place, lasting)
                return


def _guess(word: str, lang: str) -> str:
    """Of which country a number is that somebody names without a country's code, where nobody tells where the person is."""
    return "IT" if lang == "it" else "GB" if word[0] == "0" else "US"


def _evidence(kind: str, weight: float, why: Mapping[str, str], quote: str, source: str, organisation: str = "", **more: Any) -> Evidence:
    return Evidence(kind, "number", float(weight), why, quote=quote, source=source, organisation=organisation, **{"lasting": True, **more})


def _official(listed: Listed, number: Number) -> Evidence:
    name, never = listed.organisation, listed.entry.rings == "never"
    why = {
        lang: (
            f"{name.name(lang)} publishes {listed.number.national or number.raw} ({say(listed.entry.use, lang)}), "
            if lang == "en"
            else f"{name.name(lang)} pubblica {listed.number.national or number.raw} ({say(listed.entry.use, lang)}), "
        )
        + (_NEVER if never else _FORGED)[lang]
        for lang in ("en", "it")
    }
    return _evidence("number:official", NEVER_RINGS if never else 0.01, why, number.raw, listed.entry.source, name.id)


def _rang_official(listed: Listed, number: Number) -> Evidence:
    name = listed.organisation
    why = {
        "en": f"You rang {number.national or number.raw}, which {name.name('en')} publishes.",
        "it": f"È stato chiamato {number.national or number.raw}, che {name.name('it')} pubblica.",
    }
    return _evidence("number:official", 0.01, why, number.raw, listed.entry.source, name.id)


_NEVER = {"en": "but never rings people from it: the number shown is forged.", "it": "ma da quel numero non chiama mai: è falsificato."}
_FORGED = {
    "en": "but any number can be forged: ring it yourself, do not trust it when it rings you.",
    "it": "ma qualsiasi numero si può falsificare: chiami Lei quel numero, non si fidi se è lui a chiamare.",
}


def _look_alike(alike: LookAlike, number: Number, quote: str, place: Mapping[str, int], lasting: bool) -> Evidence:
    organisation, entry = alike.listed.organisation, alike.listed.entry
    shown, official = number.national or number.raw, alike.listed.number.national or entry.number
    if number.calling_code != alike.listed.number.calling_code:
        # Alike at home, apart abroad: only with the country's code does one see the difference.
        shown, official = number.e164, alike.listed.number.e164
    why = {
        "en": f"{shown} is {HOWS[alike.how]['en']} {official}, the number that {organisation.name('en')} publishes.",
        "it": f"{shown} è {HOWS[alike.how]['it']} {official}, il numero pubblicato da {organisation.name('it')}.",
    }
    kind = f"number:{'near' if alike.how == 'same_block' else 'look_alike'}:{organisation.id}"
    return _evidence(kind, LOOK_ALIKE[alike.how], why, quote, entry.source, organisation.id, **{**place, "lasting": lasting})
