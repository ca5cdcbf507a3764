"""The analyser of lists: what the person's own lists and those of others say of the caller's number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deadringer.call import Call
from deadringer.evidence import Evidence
from deadringer.knowledge.load import Knowledge
from deadringer.numbers.read import read_number
from deadringer.places import lists_folder
from deadringer.plugins import HeardTurn

BLOCKED = 3.2
"""Log-odds of a number that the person blocked; the call goes on only if something else let it through."""
LISTED = 1.5
"""Log-odds of a number on a list of others: such numbers are often forged, so their owners are often innocent."""
KNOWN = -1.0
"""Log-odds of a number in the contacts: it can be forged too, but a swindler must know whom to forge."""


class ListAnalyser:
    """What the lists say of the caller. Keeps nothing; opens the lists for each call, so that a change counts at once."""

    name = "lists"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def ring(self, call: Call) -> Iterator[Evidence]:
        """The caller's number, for a call that came in."""
        if call.direction == "out" or not call.caller.number or not lists_folder().is_dir():
            return
        # Databases only for those who have lists, and only when a number is known: most texts come without.
        from deadringer.lists.decide import Lists

        number = read_number(call.caller.number, call.country)
        with Lists(self._knowledge) as lists:
            decision = lists.judge(number, call.started.date() if call.started else None)
        raw = call.caller.number
        if decision.action in ("contact", "allow") and decision.entry is not None:
            name = decision.entry.name or raw
            why = {
                "en": f"{name} is among those you know. The number can still be forged: a request for money or codes wants a call back.",
                "it": f"{name} è tra chi conosce. Il numero si può comunque falsificare: se chiede soldi o codici, richiami Lei.",
            }
            yield Evidence("list:known", "genuine", KNOWN, why, quote=raw, lasting=True)
        elif decision.action == "block" and decision.entry is not None:
            reason = f" ({decision.entry.reason})" if decision.entry.reason else ""
            why = {"en": f"You blocked this number{reason}.", "it": f"Questo numero è stato bloccato da Lei{reason}."}
            yield Evidence("list:blocked", "number", BLOCKED, why, quote=raw, lasting=True)
        elif decision.action == "block":
            names = ", ".join(decision.lists)
            why = {
                "en": f"It is on the list {names}. Somebody reported it; the number may have been forged.",
                "it": f"È nell'elenco {names}. Qualcuno l'ha segnalato; il numero potrebbe essere stato falsificato.",
            }
            yield Evidence("list:listed", "number", LISTED, why, quote=raw, lasting=True)

    def hear(self, turn: HeardTurn, call: Call) -> Iterable[Evidence]:
        """Lists say nothing of words."""
        return ()
