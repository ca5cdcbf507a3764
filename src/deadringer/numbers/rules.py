"""What national numbering rules make of a number: the longest matching prefix among the countries' rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from deadringer.knowledge.load import Knowledge
from deadringer.numbers.read import Number

LONGEST = 12


class NumberRules:
    """The rules of all countries."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._rules: dict[str, list[Mapping[str, Any]]] = {}
        for country in knowledge.countries.values():
            for rule in country.number_rules:
                prefix = rule["prefix"].replace(" ", "")
                key = prefix if prefix.startswith("+") else f"{country.id}:{prefix}"
                self._rules.setdefault(key, []).append(rule)

    def find(self, number: Number, on: date | None = None) -> Mapping[str, Any] | None:
        """The rule for the number on a day (default: today), or ``None``."""
        on = on or date.today()
        key = number.e164 or f"{number.country}:{number.national}"
        digits = number.e164 or number.national
        for length in range(min(len(key), LONGEST + 3), 1, -1):
            for rule in self._rules.get(key[:length], ()):
                wanted = rule.get("length")
                if wanted and len(digits.lstrip("+")) != int(wanted):
                    continue
                if rule.get("since", "0000") <= on.isoformat() <= rule.get("until", "9999"):
                    return rule
        return None
