"""What national numbering rules make of a number: the longest matching prefix among the countries' rules.

In a prefix ``X`` stands for any digit and ``N`` for 2 to 9, as numbering plans write it: ``+1XXXN11`` is a North American number
whose exchange is a service code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from deadringer.knowledge.load import Knowledge
from deadringer.numbers.read import Number

LONGEST = 12
_WILD = re.compile(r"[XN]")


class NumberRules:
    """The rules of all countries."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._rules: dict[str, list[Mapping[str, Any]]] = {}
        self._wild: list[tuple[re.Pattern[str], Mapping[str, Any]]] = []
        self._from_abroad = {c.calling_code: c.from_abroad for c in knowledge.countries.values() if c.from_abroad}
        for country in knowledge.countries.values():
            for rule in country.number_rules:
                prefix = rule["prefix"].replace(" ", "")
                if prefix.startswith("+") and _WILD.search(prefix):
                    pattern = re.escape(prefix).replace("X", r"\d").replace("N", "[2-9]")
                    self._wild.append((re.compile(pattern), rule))
                    continue
                key = prefix if prefix.startswith("+") else f"{country.id}:{prefix}"
                self._rules.setdefault(key, []).append(rule)
        self._wild.sort(key=lambda wild: -len(wild[1]["prefix"]))

    def find(self, number: Number, on: date | None = None) -> Mapping[str, Any] | None:
        """The rule for the number on a day (default: today), or ``None``."""
        return next(self.all(number, on), None)

    def all(self, number: Number, on: date | None = None) -> Iterator[Mapping[str, Any]]:
        """All rules that hold on that day, the most particular first; those that forbid the number come before all others."""
        if number.kind not in ("number", "short"):
            return
        today = (on or date.today()).isoformat()
        digits = number.e164 or number.national
        found = [rule for rule in self._matching(number) if _holds(rule, len(digits.lstrip("+")), today)]
        yield from sorted(found, key=lambda rule: rule["line"] != "forbidden_as_caller")

    def _matching(self, number: Number) -> Iterator[Mapping[str, Any]]:
        key = number.e164 or f"{number.country}:{number.national}"
        for length in range(min(len(key), LONGEST + 3), 1, -1):
            yield from self._rules.get(key[:length], ())
        for pattern, rule in self._wild:
            if pattern.match(number.e164):
                yield rule

    def standing(self, number: Number, on: date | None = None) -> str:
        """``Number.standing``, but what a national rule knows goes before what the general plan knows."""
        rule = self.find(number, on)
        if rule is None:
            return number.standing
        return "impossible" if rule["line"] == "forbidden_as_caller" else "plausible"

    def line(self, number: Number, on: date | None = None) -> str:
        """The kind of line: the national rule's, else the general plan's."""
        rule = self.find(number, on)
        return number.line if rule is None or rule["line"] == "forbidden_as_caller" else str(rule["line"])

    def from_abroad(self, number: Number, on: date | None = None) -> Mapping[str, Any] | None:
        """The rule that stops such a number when the call comes in over an international trunk, where there is one by that day."""
        rule = self._from_abroad.get(number.calling_code)
        since = rule.get("mobile_since" if number.line == "mobile" else "fixed_since") if rule else None
        return rule if since and since <= (on or date.today()).isoformat() else None


def _holds(rule: Mapping[str, Any], length: int, today: str) -> bool:
    wanted = rule.get("length")
    if wanted and length != int(wanted):
        return False
    return bool(rule.get("since", "0000") <= today <= rule.get("until", "9999"))
