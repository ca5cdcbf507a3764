"""The analyser of words: tactics, as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deadringer.call import Call
from deadringer.evidence import Evidence
from deadringer.knowledge.load import Knowledge
from deadringer.plugins import HeardTurn
from deadringer.text.tactics import find_tactics


class TacticAnalyser:
    """Named moves of swindlers in what the other party says."""

    name = "tactics"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def ring(self, call: Call) -> Iterable[Evidence]:
        """Nothing: no word was said yet."""
        return ()

    def hear(self, turn: HeardTurn, call: Call) -> Iterator[Evidence]:
        """Tactics of one turn. What the protected person says is no evidence against the caller."""
        if turn.turn.speaker == "me":
            return
        share = float(self._knowledge.judgement["reported_share"])
        heard = turn.heard
        for s in find_tactics(heard, self._knowledge):
            weight = s.tactic.weight * (share if s.reported and s.tactic.weight > 0 else 1.0)
            yield Evidence(
                kind=f"tactic:{s.tactic.id}",
                family=s.tactic.family,
                weight=weight,
                why=s.tactic.why,
                quote=heard.quote(s.first, s.last),
                source=s.tactic.source,
                start=heard.starts[s.first],
                end=heard.ends[s.last - 1],
                turn=turn.index,
                at=turn.before + s.last,
            )
