"""What to tell the person: one instruction, the reason in the caller's own words, what the real organisation does, three steps at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from deadringer.call import Call
from deadringer.evidence import Evidence, Level, Verdict, Weighed
from deadringer.guidance import now
from deadringer.guidance.cited import Cited
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import Contact, Organisation, Way, say
from deadringer.numbers.read import read_number

WRITTEN = ("sms", "email", "message")
MOST_SIGNS = 4
"""Further signs that are listed."""
LEAST_SHOWN = 0.3
"""Weight from which a sign is shown."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Ready to be shown, in one language."""

    lang: str
    instruction: str
    level: str
    """The level's name in that language."""
    claim: str
    """Who they say they are, as a sentence."""
    quoted: str
    """What introduces the quote ("They said"), or empty."""
    quote: str
    reason: Cited
    instead_title: str
    instead: Cited | None
    signs: Sequence[Cited]
    """Further signs: a reason with its words."""
    steps: Sequence[Cited]
    notes: Sequence[str]


class Texts:
    """What is said to a person, in one language; English where that language has no text."""

    def __init__(self, knowledge: Knowledge, lang: str) -> None:
        self.lang = lang if lang in knowledge.texts else "en"
        self._texts = {**knowledge.texts["en"], **knowledge.texts[self.lang]}

    def __call__(self, key: str, **values: object) -> str:
        text: str = self._texts[key]
        return text.format(**values) if values else text


NOT_SPOKEN = "language"
"""The remark that the words are of a language that is not known here."""


def advise(verdict: Verdict, knowledge: Knowledge, call: Call, lang: str | None = None) -> Advice:
    """Advice on a verdict.

    Args:
        lang: the person's language; default: the call's setting, else the language of the talk.
    """
    say_it = Texts(knowledge, lang or call.lang or verdict.lang)
    organisation = knowledge.organisations.get(verdict.claim.organisation) if verdict.claim else None
    main = _main(verdict) if verdict.level.warns else None
    asked = now.asked_of((w.evidence.kind for w in verdict.evidence if w.weight > 0), knowledge)
    instead = organisation.instead if organisation and (verdict.level.warns or verdict.level is Level.UNPROVEN) else None
    if instead is None and organisation and organisation.like and verdict.level.warns:
        instead = knowledge.organisations[organisation.like].instead
    reason = _reason(verdict, main, organisation, knowledge, say_it)
    notes = [say_it(f"note_{note}") for note in verdict.notes]
    return Advice(
        lang=say_it.lang,
        instruction=_instruction(verdict, call, main, asked, knowledge, say_it),
        level=say_it(f"level_{verdict.level.word}"),
        claim=_claim(verdict, organisation, say_it),
        quoted=_introduction(main, call, say_it),
        quote=main.quote if main else verdict.fit.quote if verdict.fit else "",
        reason=reason,
        instead_title=say_it("instead", name=organisation.name(say_it.lang)) if organisation and instead else "",
        instead=Cited(say(instead.says, say_it.lang), instead.source, instead.checked) if instead else None,
        signs=_signs(verdict, main, say_it.lang),
        steps=_steps(verdict, organisation, asked, knowledge, call, say_it),
        notes=[note for note in notes if note != reason.text],
    )


def _main(verdict: Verdict) -> Evidence | None:
    """The piece to name first: a contradiction of policy before all else, then the heaviest sign that has a name, wording last."""

    def rank(w: Weighed) -> tuple[bool, bool, float, float]:
        return w.evidence.family == "policy", w.evidence.family != "wording", w.weight, w.evidence.weight

    pieces = [w for w in verdict.evidence if w.evidence.weight > 0]
    return max(pieces, key=rank).evidence if pieces else None


def _instruction(verdict: Verdict, call: Call, main: Evidence | None, asked: Sequence[str], knowledge: Knowledge, say_it: Texts) -> str:
    own = now.instruction(asked, verdict.level, call.channel in WRITTEN, knowledge, say_it.lang)
    if own:
        return own
    key = f"instruction_{verdict.level.word}"
    if call.channel in WRITTEN:
        key += "_written"
    elif verdict.level is Level.SUSPICIOUS and main and main.family == "number" and not verdict.words:
        key += "_number"
    return say_it(key)


def _claim(verdict: Verdict, organisation: Organisation | None, say_it: Texts) -> str:
    if organisation is None or verdict.claim is None:
        return say_it("claims_none") if verdict.words and NOT_SPOKEN not in verdict.notes else ""
    return say_it("implied" if verdict.claim.implied else "claims", name=organisation.name(say_it.lang))


def _introduction(main: Evidence | None, call: Call, say_it: Texts) -> str:
    if main is None or not main.quote:
        return ""
    if main.family == "number":
        return say_it("the_number")
    if main.family == "link":
        return say_it("the_sender" if main.quote == call.caller.address else "the_link")
    return say_it("they_said")


def _reason(verdict: Verdict, main: Evidence | None, organisation: Organisation | None, knowledge: Knowledge, say_it: Texts) -> Cited:
    if main is not None:
        return Cited(say(main.why, say_it.lang), main.source, _checked(main, knowledge))
    contact = _contact(verdict, knowledge)
    if contact is not None:
        key = "reason_expected" if verdict.level is Level.EXPECTED else "reason_would_fit"
        return Cited(say_it(key, how=say(contact.how, say_it.lang)), contact.source, contact.checked)
    official = next((w.evidence for w in verdict.evidence if w.evidence.kind in ("number:official", "link:official")), None)
    if official is not None:
        return Cited(say(official.why, say_it.lang), official.source)
    if organisation is not None:
        return Cited(say_it("reason_unproven_claim", name=organisation.name(say_it.lang)))
    # Of words that were not understood "nothing speaks against the caller" would be true and misleading.
    return Cited(say_it(f"note_{NOT_SPOKEN}" if NOT_SPOKEN in verdict.notes else "reason_unproven"))


def _checked(piece: Evidence, knowledge: Knowledge) -> str:
    kind, _, rest = piece.kind.partition(":")
    if kind == "tactic":
        return knowledge.tactics[rest].checked
    if kind == "policy":
        owner, _, name = rest.partition(":")
        return next((n.checked for n in knowledge.organisations[owner].never if n.id == name), "")
    return ""


def _contact(verdict: Verdict, knowledge: Knowledge) -> Contact | None:
    fit = verdict.fit
    if fit is None:
        return None
    return next((c for c in knowledge.organisations[fit.organisation].contacts if c.id == fit.contact), None)


def _signs(verdict: Verdict, main: Evidence | None, lang: str) -> list[Cited]:
    """Further signs against the caller. The tactic behind a contradiction says the same thing again: left out."""
    out: list[Cited] = []
    shown = {main.quote} if main else set()
    for w in verdict.evidence:
        piece = w.evidence
        # Wording names nothing: without a warning it would only puzzle.
        puzzles = piece.family == "wording" and not verdict.level.warns
        if piece is main or w.weight < LEAST_SHOWN or puzzles or piece.quote in shown:
            continue
        shown.add(piece.quote)
        out.append(Cited(f"“{piece.quote}”: {say(piece.why, lang)}" if piece.quote else say(piece.why, lang), piece.source))
    return out[:MOST_SIGNS]


def _steps(
    verdict: Verdict, organisation: Organisation | None, asked: Sequence[str], knowledge: Knowledge, call: Call, say_it: Texts
) -> list[Cited]:
    """Three at most, the most urgent first: what to refuse or how to end it, how to check it, and what to do if something is gone."""
    families = {w.evidence.family for w in verdict.evidence if w.weight > 0.3}
    written = call.channel in WRITTEN
    warns = verdict.level.warns
    steps: list[Cited] = []
    if verdict.words or written:
        steps += now.first_moves(asked, verdict.level, "message" if written else "during", knowledge, say_it.lang)
    elif warns and "number" in families:
        steps += [step for step in [now.move("do_not_ring_back", knowledge, say_it.lang)] if step]
    if verdict.direction == "out" and not written:
        steps.append(Cited(say_it("step_where_from")))
    ways = _ways_to_check(verdict, organisation, knowledge, call, say_it)[: 2 if warns else 1]
    if written:
        ways = [replace(way, text=way.text.removeprefix(say_it("hang_up_first")).strip()) for way in ways]
    elif warns and verdict.words:
        ways = [_from_another_phone(way, say_it) for way in ways[:1]] + ways[1:]
    steps += [way for way in ways if way.text not in {step.text for step in steps}]
    if verdict.level is Level.SCAM and families & {"secrets", "money", "access", "policy"}:
        steps = [*steps[:2], now.move("gave_something", knowledge, say_it.lang) or Cited(say_it("step_gave"))]
    if warns and len(steps) < 3:
        steps += _report(knowledge, call, say_it)
    return steps[:3]


def _from_another_phone(way: Cited, say_it: Texts) -> Cited:
    """A landline can be held open: whoever rings the bank on it may reach the caller again. A page or an app cannot."""
    if "http" in way.text:
        return way
    return Cited(f"{way.text} {say_it('step_other_phone')}", way.source, way.checked)


def _ways_to_check(verdict: Verdict, organisation: Organisation | None, knowledge: Knowledge, call: Call, say_it: Texts) -> list[Cited]:
    official = next((w.evidence for w in verdict.evidence if w.evidence.family == "number" and w.evidence.organisation), None)
    if organisation is None and official is not None:
        organisation = knowledge.organisations[official.organisation]
    link = next((w.evidence for w in verdict.evidence if w.evidence.family == "link" and w.evidence.organisation), None)
    if organisation is None and link is not None:
        organisation = knowledge.organisations[link.organisation]
    if organisation is None:
        return [Cited(say_it("step_own_number"))] if verdict.words or verdict.level.warns else []
    if organisation.kind == "family":
        return [Cited(say_it("step_relative"))]
    ways = [*_here(organisation.verify, call)]
    if not ways and organisation.like:
        ways = _here(knowledge.organisations[organisation.like].verify, call)
    out = [Cited(_with_place(way, say_it.lang, verdict.level.warns), way.source, way.checked) for way in ways[:1]]
    for entry in organisation.numbers:
        if call.country in (None, "", entry.country) and official is not None:
            number = read_number(entry.number, entry.country or None)
            shown = number.national or number.raw
            text = say_it("step_official_number", name=organisation.name(say_it.lang), number=shown)
            out.append(Cited(text, entry.source, entry.checked))
            break
    return out or [Cited(say_it("step_own_number"))]


def _here(ways: Sequence[Way], call: Call) -> list[Way]:
    """Those for the person's country first, then those for anywhere."""
    here = [w for w in ways if call.country and call.country in w.countries]
    return here + [w for w in ways if not w.countries] or list(ways[:1])


def _with_place(way: Way, lang: str, warned: bool = True) -> str:
    """How to check, with the place. "Hang up" belongs to a warning: without one the call may go on."""
    text = say(way.how, lang)
    for order in ("Hang up. ", "Hang up and ", "Riagganci. "):
        if not warned and text.startswith(order):
            text = text.removeprefix(order)
            text = text[0].upper() + text[1:]
    place = way.url or way.number or way.email or way.sms
    return text if not place or place in text else f"{text} {place}"


def _report(knowledge: Knowledge, call: Call, say_it: Texts) -> list[Cited]:
    country = knowledge.countries.get(call.country or "")
    if country is None:
        return []
    for authority in country.authorities:
        if "scam" in authority.for_:
            text = say_it("step_report", authority=say(authority.names, say_it.lang), how=say(authority.how, say_it.lang))
            return [Cited(text, authority.source, authority.checked)]
    return []


__all__ = ["Advice", "Cited", "Texts", "Weighed", "advise"]
