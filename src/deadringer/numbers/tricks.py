"""Tricks with numbers that need more than the number: one's own neighbour, one ring, a call from abroad that says it is from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from deadringer.call import Call
from deadringer.evidence import Evidence
from deadringer.numbers.read import Number, read_number

NEIGHBOUR_DIGITS = 4
"""Last digits in which a neighbour's number may differ from one's own."""
NEIGHBOUR = 1.0
"""Log-odds of a neighbour of one's own mobile number, or of one in North America: rarely somebody one knows."""
NEIGHBOUR_FIXED = 0.3
"""Log-odds of a neighbour of one's own landline elsewhere: the whole village has such numbers."""
OWN_NUMBER = 3.2
"""Log-odds of one's own number as the caller: only forging does that (or one's own voicemail)."""
ONE_RING = 6.0
"""Seconds: a call that rings shorter wants to be rung back."""
ABROAD_FIXED = 3.0
ABROAD_MOBILE = 1.0
"""Log-odds of a number from here on a call from abroad. A mobile may be roaming; a landline cannot travel."""
_NEIGHBOUR_SOURCE = "https://www.fcc.gov/consumers/guides/spoofing-and-caller-id"
_ONE_RING_SOURCE = "https://www.counton2.com/news/nation-world/fcc-issues-warning-about-wave-of-one-ring-scam-robocalls/"
_SIGNATURE_SOURCE = "https://www.rfc-editor.org/rfc/rfc8224"


def own_neighbour(number: Number, call: Call) -> Iterator[Evidence]:
    """The caller shows the first digits of the person's own number, or all of them."""
    if number.kind != "number" or not call.called:
        return
    own = read_number(call.called, call.country)
    if own.kind != "number":
        return
    if own.e164 == number.e164:
        why = {
            "en": "It shows your own number. Somebody else can only do that by forging it.",
            "it": "Mostra il Suo stesso numero. Nessun altro può farlo senza falsificarlo.",
        }
        yield _evidence("number:own", OWN_NUMBER, why, number.raw, _NEIGHBOUR_SOURCE)
    elif own.e164[:-NEIGHBOUR_DIGITS] == number.e164[:-NEIGHBOUR_DIGITS]:
        why = {
            "en": "It begins like your own number. Swindlers forge a neighbour's number so that people pick up.",
            "it": "Comincia come il Suo numero. I truffatori falsificano numeri simili perché si risponda.",
        }
        weight = NEIGHBOUR if number.calling_code == "1" or number.line == "mobile" else NEIGHBOUR_FIXED
        yield _evidence("number:neighbour", weight, why, number.raw, _NEIGHBOUR_SOURCE)


def one_ring(number: Number, call: Call, rule: Mapping[str, Any] | None) -> Iterator[Evidence]:
    """A missed call that rang but a moment, from a number that is dear to ring back."""
    if number.kind != "number" or call.rang is None or call.rang > ONE_RING:
        return
    line = rule["line"] if rule else number.line
    foreign = bool(call.country) and number.country != call.country
    dear = line in ("premium", "satellite", "lure", "service", "personal", "shared_cost")
    if not (dear or foreign):
        return
    why = {
        "en": "It rang a moment and stopped, from a number that may be dear to ring. Such calls want you to ring back. Do not.",
        "it": "Ha squillato un attimo, da un numero che può costare caro. È un'esca per farsi richiamare. Non richiami.",
    }
    yield _evidence("number:one_ring", 3.2 if dear and foreign else 2.5 if dear else 1.5, why, number.raw, _ONE_RING_SOURCE)


def from_abroad(number: Number, call: Call, rule: Mapping[str, Any] | None) -> Iterator[Evidence]:
    """A number from here, on a call that came in over an international trunk."""
    if rule is None or call.caller.trunk != "international" or number.country != call.country:
        return
    weight = ABROAD_MOBILE if number.line == "mobile" else ABROAD_FIXED
    yield _evidence("number:from_abroad", weight, rule["says"], number.raw, rule["source"])


def signature(call: Call) -> Iterator[Evidence]:
    """What the network says of the number's signature. A good one speaks for nobody: swindlers rent real numbers."""
    found = call.caller.signature
    if found == "failed":
        why = {
            "en": "The network could not confirm that the caller may show this number.",
            "it": "La rete non ha potuto confermare che chi chiama possa mostrare questo numero.",
        }
        yield _evidence("number:signature_failed", 1.2, why, call.caller.number or "", _SIGNATURE_SOURCE)
    elif found == "passed_a":
        why = {
            "en": "The network confirms the number. It does not confirm that the caller is honest.",
            "it": "La rete conferma il numero. Non conferma che chi chiama sia onesto.",
        }
        yield _evidence("number:signature_passed", 0.01, why, call.caller.number or "", _SIGNATURE_SOURCE)


def _evidence(kind: str, weight: float, why: Mapping[str, str], quote: str, source: str) -> Evidence:
    return Evidence(kind, "number", weight, why, quote=quote, source=source, lasting=True)
