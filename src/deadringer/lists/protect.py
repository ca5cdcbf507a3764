"""Numbers that are never blocked and never logged: emergency services and helplines."""

from __future__ import annotations

import re

from deadringer.knowledge.load import Knowledge
from deadringer.numbers.read import Number, read_number

_HELPLINES = re.compile(r"116\d{3}")
"""The European Union sets 116 followed by three digits aside for helplines (decision 2007/116/EC)."""


class Protected:
    """All emergency numbers and helplines: those of the knowledge, and what libphonenumber knows of every country's emergencies."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._keys: set[str] = set()
        self._national: set[str] = set()
        for country in knowledge.countries.values():
            wanted = [*country.emergency.get("numbers", ()), *(line["number"] for line in country.helplines)]
            for text in wanted:
                number = read_number(text, country.id)
                self._keys.add(number.key)
                if number.kind == "short":
                    # A line often does not say of which country a short number is; a stranger's helpline is a helpline too.
                    self._national.add(number.national)

    def __contains__(self, number: Number) -> bool:
        if number.key and number.key in self._keys:
            return True
        if number.kind != "short":
            return False
        if number.national in self._national or _HELPLINES.fullmatch(number.national):
            return True
        return _emergency(number.national, number.country)


def _emergency(digits: str, country: str) -> bool:
    from phonenumbers import shortnumberinfo

    if not country:
        return digits in ("112", "911", "999", "000")
    return bool(shortnumberinfo.is_emergency_number(digits, country))
