"""Answers for programs that ask about a number while the telephone rings: Android apps' instant query and PhoneBlock's forms.

Plain functions; the web serves them at ``GET /api/v1/check?number=`` and the like.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from deadringer.call import Call, Caller
from deadringer.errors import InputError
from deadringer.evidence import Level
from deadringer.knowledge.model import say
from deadringer.lists.community import HashIndex
from deadringer.lists.decide import Decision, Lists
from deadringer.numbers.read import read_number
from deadringer.numbers.rules import NumberRules

if TYPE_CHECKING:
    from deadringer.screener import Screener

FEW = 3
"""Listed numbers of a block of ten, or of a hundred, from which the whole block is told."""


def check_number(number: str, screener: Screener, lists: Lists, country: str | None = None, when: datetime | None = None) -> dict[str, Any]:
    """``GET /api/v1/check?number=``: flat JSON with stable words, for a regular expression to find.

    ``verdict`` is ``spam``, ``suspicious``, ``legit`` or ``unknown``; ``category`` one of PhoneBlock's ratings. ``legit`` means "on your
    own lists", never "honest".
    """
    read = read_number(number, country)
    decision = lists.judge(read, when.date() if when else None)
    verdict = screener.session(Call(direction="in", caller=Caller(number), country=country, started=when)).verdict
    word = _word(decision, verdict.level)
    rules, on = NumberRules(screener.knowledge), when.date() if when else None
    return {
        "number": read.e164 or read.national or number,
        "verdict": word,
        "category": _category(decision, word),
        "score": 100 if decision.blocks else 0 if word == "legit" else round(100 * verdict.probability),
        "level": verdict.level.word,
        "action": decision.action,
        "listed": list(decision.lists),
        "reason": _reason(decision) or next((say(w.evidence.why, "en") for w in verdict.evidence if w.weight > 0.1), ""),
        "kind": read.kind,
        "line": rules.line(read, on),
        "country": read.country,
        "standing": rules.standing(read, on),
    }


def _word(decision: Decision, level: Level) -> str:
    if decision.action in ("protected", "contact", "allow"):
        return "legit"
    return "spam" if decision.blocks else "suspicious" if level.warns else "unknown"


def _category(decision: Decision, word: str) -> str:
    rating = decision.entry.reason if decision.entry else ""
    if re.fullmatch(r"[A-G]_[A-Z]+", rating):
        return rating
    return {"legit": "A_LEGITIMATE", "spam": "G_FRAUD", "suspicious": "G_FRAUD"}.get(word, "")


def _reason(decision: Decision) -> str:
    if decision.entry is not None:
        return decision.entry.reason or decision.entry.name or f"on your {decision.action} list"
    return f"on the list {', '.join(decision.lists)}" if decision.blocks else ""


def check_hash(index: HashIndex, digest: str, prefix10: str = "", prefix100: str = "") -> dict[str, Any]:
    """PhoneBlock's ``check?sha1=…&prefix10=…&prefix100=…``: what is known of the number with this SHA-1, or of its block.

    Raises:
        InputError: ``digest`` is no SHA-1.
    """
    for value in (digest, *(p for p in (prefix10, prefix100) if p)):
        if not re.fullmatch(r"[0-9A-Fa-f]{40}", value):
            raise InputError("sha1, prefix10 and prefix100 take 40 hexadecimal digits each")
    found = index.number(digest)
    if found is not None:
        return _info(found, 1)
    for block in (index.block(prefix10, 10) if prefix10 else None, index.block(prefix100, 100) if prefix100 else None):
        if block is not None and block[1] >= FEW:
            return {**_info(block[0], 0), "votesWildcard": block[1], "rating": "B_MISSED"}
    return _info("", 0)


def check_prefix(index: HashIndex, prefix: str) -> dict[str, Any]:
    """PhoneBlock's ``check-prefix?sha1=…``: all listed numbers whose SHA-1 begins so; the asker compares and tells nobody which.

    Raises:
        InputError: not 4 to 40 hexadecimal digits.
    """
    return {"numbers": [_info(e164, 1) for e164 in index.beginning(prefix)], "range10": [], "range100": []}


def _info(phone: str, votes: int) -> dict[str, Any]:
    return {
        "phone": phone,
        "votes": votes,
        "votesWildcard": votes,
        "rating": "G_FRAUD" if votes else "A_LEGITIMATE",
        "whiteListed": False,
        "blackListed": bool(votes),
        "archived": False,
    }
