"""What to do right now: during the call, after it, for a message, for a ring and for a missed call (``knowledge/guidance/now``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deadringer.evidence import Level
from deadringer.guidance.cited import Cited, Place, here, is_here, place, published, ways
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import Organisation, say

MOMENTS = ("ringing", "during", "after", "message", "missed")


@dataclass(frozen=True, slots=True)
class Move:
    """One thing to do."""

    id: str
    do: str
    why: str
    source: str
    checked: str
    words: str = ""
    """What to say, if anything."""
    where: Sequence[Place] = ()


def asked_of(kinds: Iterable[str], knowledge: Knowledge) -> tuple[str, ...]:
    """What was asked of the person, the most pressing first.

    Args:
        kinds: of evidence, ``tactic:asks_one_time_code`` or the tactic's bare id.
    """
    tactics = {kind.removeprefix("tactic:") for kind in kinds}
    asked = knowledge.guidance.get("asked", {})
    found = [name for name, entry in asked.items() if tactics.intersection(entry["tactics"])]
    return tuple(sorted(found, key=lambda name: (asked[name]["order"], name)))


def instruction(asked: Sequence[str], level: Level, written: bool, knowledge: Knowledge, lang: str) -> str:
    """The first words for what was asked, or nothing where the general ones will do."""
    key = level.word + ("_written" if written else "")
    for name in asked[:1]:
        entry = knowledge.guidance["asked"][name].get("instruction", {})
        if key in entry:
            return say(entry[key], lang)
    return ""


def first_moves(asked: Sequence[str], level: Level, moment: str, knowledge: Knowledge, lang: str) -> list[Cited]:
    """What a verdict says first: what was asked, refused; else the move for that level and moment."""
    if level.warns:
        for name in asked[:1]:
            entry = knowledge.guidance["asked"][name]
            text = entry.get("do_written") if moment == "message" else None
            return [Cited(say(text or entry["do"], lang), entry["source"], entry["checked"])]
    found = [
        Cited(say(m["do"], lang), m["source"], m["checked"])
        for group in knowledge.guidance.get("now", {}).values()
        for m in group["moves"]
        if level.word in m.get("first", ()) and moment in m.get("moments", MOMENTS)
    ]
    return found[:1]


def move(name: str, knowledge: Knowledge, lang: str) -> Cited | None:
    """One move by its id."""
    for group in knowledge.guidance.get("now", {}).values():
        for m in group["moves"]:
            if m["id"] == name:
                return Cited(say(m["do"], lang), m["source"], m["checked"])
    return None


def _of(firm: Organisation, role: str, knowledge: Knowledge, lang: str, country: str | None) -> list[Place]:
    """The organisation's own numbers, or its own ways to check."""
    if role == "numbers":
        return published(firm, lang, country)
    if role != "verify":
        return []
    own = firm.verify or (knowledge.organisations[firm.like].verify if firm.like else ())
    return ways(own, lang, country)[:2]


def moves(
    moment: str,
    level: Level,
    knowledge: Knowledge,
    lang: str,
    *,
    country: str | None = None,
    asked: Sequence[str] = (),
    organisation: str = "",
) -> list[Move]:
    """All that helps at that moment: what was asked first, then in the order of the files.

    Args:
        moment: one of ``MOMENTS``.
        country: ISO 3166, for places and rules that hold only there.
        asked: ids of ``guidance/asked``.
        organisation: id of the one that was named: its published numbers and its own ways to check are shown.
    """
    firm = knowledge.organisations.get(organisation)
    out: list[Move] = []
    if level.warns and moment in ("during", "message"):
        for name in asked:
            entry = knowledge.guidance["asked"][name]
            text = (entry.get("do_written") if moment == "message" else None) or entry["do"]
            out.append(Move(name, say(text, lang), say(entry["why"], lang), entry["source"], entry["checked"]))
    ranked: list[tuple[bool, bool, Move]] = []
    for name, group in knowledge.guidance.get("now", {}).items():
        for m in group["moves"]:
            fits = moment in m.get("moments", MOMENTS) and level.word in m.get("levels", (level.word,)) and is_here(m, country)
            if fits and (not m.get("asked") or set(m["asked"]) & set(asked)):
                places = tuple(place(p, lang, country) for p in here(m.get("where", ()), country))
                if firm is not None:
                    places = (*_of(firm, m.get("organisation", ""), knowledge, lang, country), *places)
                found = Move(
                    m["id"], say(m["do"], lang), say(m["why"], lang), m["source"], m["checked"], say(m.get("say", {}), lang), places
                )
                ranked.append((level.word not in m.get("first", ()), name != moment, found))
    ranked.sort(key=lambda entry: entry[:2])
    return out + [found for _, _, found in ranked]
