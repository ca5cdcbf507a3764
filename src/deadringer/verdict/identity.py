"""Whom the caller claims to be, held against the numbers: the caller's own, and those that the caller wants to be rung.

A number alone is a hint and so is a claim; together they can be at odds. Every weight here stays below what would make a scam alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from deadringer.call import Call
from deadringer.evidence import Claim, Evidence
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import Organisation, Text
from deadringer.numbers.directory import Directory
from deadringer.numbers.read import Number, read_number
from deadringer.numbers.rules import NumberRules

LOCAL = frozenset(["bank", "tax", "government", "police", "health", "post", "energy", "telecom"])
"""Kinds of organisations that ring people from their own country."""
ANYWHERE = frozenset(["family", "employer", "charity"])
"""Kinds whose people may ring from any country."""
FOREIGN_LOCAL = 1.8
FOREIGN = 0.8
"""Log-odds of a foreign number: for an organisation of this country, and for one that works across borders."""
OTHERS_NUMBER = 1.5
"""Log-odds of a number that belongs to another organisation than the claimed one."""
PAID_LINE = 1.0
"""Log-odds of a paid or personal number in the name of a bank or public body."""
NOT_THEIRS = 1.0
"""Log-odds of a number to ring that the claimed organisation does not publish: it may have more numbers than we know."""
IMPLIED_SHARE = 0.7
"""Where the caller only implied who they are."""
WRITTEN = ("sms", "email", "message", "voicemail")
_PAID = frozenset(["premium", "personal", "service", "shared_cost", "satellite"])
_CAREFUL = frozenset(["bank", "tax", "government", "police", "health"])


class CrossCheck:
    """Holds claims against numbers. Safe to share between threads."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    @cached_property
    def _directory(self) -> Directory:
        return Directory(self._knowledge)

    @cached_property
    def _rules(self) -> NumberRules:
        return NumberRules(self._knowledge)

    def check(self, claim: Claim, call: Call, sightings: Iterable[Evidence]) -> Iterator[Evidence]:
        """What speaks against the claim in the caller's number and in the numbers that were named.

        Args:
            sightings: evidence of the call so far; of interest is ``number:named:…``.
        """
        organisation = self._knowledge.organisations[claim.organisation]
        number = self._caller(call)
        if number is not None:
            for kind, weight, why, source in self._about_caller(organisation, number, call):
                yield _against(claim, f"number:{kind}:{organisation.id}", weight, why, call.caller.number or "", source)
        for piece in sightings:
            if piece.kind.startswith("number:named:"):
                yield from self._about_named(claim, organisation, piece, call)

    @staticmethod
    def _caller(call: Call) -> Number | None:
        if call.direction == "out" or not call.caller.number:
            return None
        number = read_number(call.caller.number, call.country)
        return number if number.kind in ("number", "short") else None

    def _about_caller(self, organisation: Organisation, number: Number, call: Call) -> Iterator[tuple[str, float, Text, str]]:
        listed = self._directory.find(number)
        if any(one.organisation.id == organisation.id for one in listed):
            return
        if listed and "any" not in organisation.countries:
            other = listed[0].organisation
            why = {
                "en": f"The number shown belongs to {other.name('en')}, not to {organisation.name('en')}.",
                "it": f"Il numero mostrato appartiene a {other.name('it')}, non a {organisation.name('it')}.",
            }
            yield "anothers", OTHERS_NUMBER, why, listed[0].entry.source
        on = call.started.date() if call.started else None
        rules = list(self._rules.all(number, on))
        for rule in rules:
            claimed: Mapping[str, Any] = rule.get("claimed", {})
            if claimed and organisation.kind in claimed["by"] and claimed.get("since", "") <= (on.isoformat() if on else "9999"):
                yield "not_for_them", claimed["weight"], claimed["says"], claimed["source"]
                break
        if number.kind == "number" and self._foreign(organisation, number, call):
            weight = FOREIGN_LOCAL if organisation.kind in LOCAL else FOREIGN
            yield "foreign", weight, _foreign_why(organisation, number), ""
        elif rules and rules[0]["line"] in _PAID and organisation.kind in _CAREFUL:
            why = {
                "en": f"{organisation.name('en')} would hardly ring from a paid or personal number.",
                "it": f"{organisation.name('it')} difficilmente chiamerebbe da un numero a pagamento o personale.",
            }
            yield "paid_line", PAID_LINE, why, rules[0]["source"]

    def _about_named(self, claim: Claim, organisation: Organisation, piece: Evidence, call: Call) -> Iterator[Evidence]:
        """A number that they want to be rung: is it one that the organisation publishes?"""
        if not self._directory.of(organisation.id):
            return
        number = read_number(piece.kind.removeprefix("number:named:"))
        if any(one.organisation.id == organisation.id for one in self._directory.find(number)):
            return
        rule = self._rules.find(number, call.started.date() if call.started else None)
        weight = NOT_THEIRS
        weight += 0.5 if call.channel in WRITTEN else 0.0
        weight += 1.0 if number.line in _PAID or (rule is not None and rule["line"] in _PAID) else 0.0
        weight += 0.7 if self._foreign(organisation, number, call) else 0.4 if number.line == "mobile" else 0.0
        why = {
            "en": f"They want you to ring {number.national or piece.quote}, which is not among the numbers that {organisation.name('en')} publishes.",
            "it": f"Chiedono di chiamare {number.national or piece.quote}, che non è tra i numeri pubblicati da {organisation.name('it')}.",
        }
        source = self._directory.of(organisation.id)[0].entry.source
        found = _against(claim, f"number:not_theirs:{organisation.id}", min(weight, 2.5), why, piece.quote, source)
        yield Evidence(
            found.kind, found.family, found.weight, why, found.quote, source, piece.start, piece.end, piece.turn, max(piece.at, claim.at),
            organisation=organisation.id,
        )  # fmt: skip

    def _foreign(self, organisation: Organisation, number: Number, call: Call) -> bool:
        """Whether the number is of a country where neither the organisation is nor the person."""
        if organisation.kind in ANYWHERE:
            return False
        home = organisation.countries
        if "any" in home:
            home = (call.country,) if call.country and organisation.kind in LOCAL else ()
        here = {call.country} if call.country else set()
        codes = {_calling_code(self._knowledge, country) for country in {*home, *here}} - {""} if home else set()
        return bool(codes) and number.calling_code not in codes


def _calling_code(knowledge: Knowledge, country: str) -> str:
    known = knowledge.countries.get(country)
    if known is not None:
        return known.calling_code
    import phonenumbers

    code = phonenumbers.country_code_for_region(country)
    return str(code) if code else ""


def _foreign_why(organisation: Organisation, number: Number) -> Text:
    shown = number.e164
    return {
        "en": f"{shown} is not a number of a country where {organisation.name('en')} is.",
        "it": f"{shown} non è un numero di un Paese in cui si trova {organisation.name('it')}.",
    }


def _against(claim: Claim, kind: str, weight: float, why: Text, quote: str, source: str) -> Evidence:
    share = IMPLIED_SHARE if claim.implied else 1.0
    return Evidence(
        kind, "number", weight * share, why, quote=quote, source=source, at=claim.at, lasting=True, organisation=claim.organisation
    )
