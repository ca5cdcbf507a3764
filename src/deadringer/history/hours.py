"""The analyser of hours: a sales call outside the hours that the country allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deadringer.call import Call
from deadringer.evidence import Evidence
from deadringer.knowledge.load import Knowledge
from deadringer.plugins import HeardTurn

WEIGHT = 0.6
"""Log-odds: honest people ring at odd hours too; only a sales call at such an hour breaks the rule."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class HoursAnalyser:
    """The hour at which it rang."""

    name = "hours"

    def __init__(self, knowledge: Knowledge) -> None:
        self._countries = knowledge.countries

    def ring(self, call: Call) -> Iterator[Evidence]:
        """Evidence where the country has rules, none of which allows this hour."""
        country = self._countries.get(call.country or "")
        if call.started is None or call.direction == "out" or country is None or not country.calling_hours:
            return
        day, clock = _DAYS[call.started.weekday()], call.started.strftime("%H:%M")
        today = [rule for rule in country.calling_hours if day in rule["days"]]
        if any(rule["from"] <= clock < rule["to"] for rule in today):
            return
        rule = (today or list(country.calling_hours))[0]
        yield Evidence("hours:outside", "line", WEIGHT, rule["says"], f"{day} {clock}", rule["source"], lasting=True)

    def hear(self, turn: HeardTurn, call: Call) -> Iterable[Evidence]:
        """Nothing: the hour does not change with the words."""
        return ()
