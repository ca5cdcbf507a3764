"""Letters to a call centre or its client, to the telephone company, and how to join an opt-out register. Drafts; nothing is sent.

A letter holds only what the person or the call says; where something is missing stands a gap to fill in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from deadringer.errors import InputError, KnowledgeError
from deadringer.knowledge.load import load_kind
from deadringer.knowledge.model import Text, say
from deadringer.telling.dates import add_months, add_workdays, say_date
from deadringer.telling.facts import Facts
from deadringer.telling.forms import Forms, Said

SLOTS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "line": ("called",),
    "number": ("caller_number",),
    "when": ("when", "date"),
    "calls": ("calls", "when", "date"),
    "customer_code": ("customer_code",),
    "sent": (),
    "call": (),
}
"""What a letter's text may leave open, and the facts that fill it."""
_SLOT = re.compile(r"\{([a-z_]+)\}")
MOST_LISTED = 60
"""Calls that a letter lists."""


@dataclass(frozen=True, slots=True)
class Clock:
    """By when they must answer."""

    says: Text
    source: str
    checked: str
    months: int = 0
    days: int = 0
    workdays: int = 0

    def until(self, start: date) -> date:
        """The last day."""
        if self.workdays:
            return add_workdays(start, self.workdays)
        return add_months(start, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Law:
    """A law that a letter leans on."""

    cites: Text
    says: Text
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of one country."""

    id: str
    country: str
    """Id of the file: it, gb, us, eu."""
    names: Text
    to: str
    body: Mapping[str, Sequence[str]]
    laws: Sequence[Law]
    subject: Text
    clock: Clock | None
    reminder: Mapping[str, Sequence[str]]
    advice: Sequence[Said]
    asks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Written:
    """A letter ready to be printed."""

    letter: Letter
    lang: str
    title: str
    sender: Sequence[str]
    to: Sequence[str]
    place: str
    subject: str
    paragraphs: Sequence[str]
    signature: str
    laws: Sequence[Law]
    advice: Sequence[Said]
    deadline: date | None
    day: date
    gaps: Sequence[str]
    """Facts that are missing."""
    texts: Mapping[str, str]


class Letters:
    """All letters of all countries."""

    def __init__(self) -> None:
        """
        Raises:
            KnowledgeError: a file is wrong.
        """
        self.files = load_kind("letters")

    def country(self, code: str | None) -> str:
        """The file for a country.

        Raises:
            InputError: no letters for it; names those there are.
        """
        wanted = (code or "").upper()
        for name, data in self.files.items():
            if wanted in data["countries"]:
                return name
        known = sorted({c for data in self.files.values() for c in data["countries"]})
        raise InputError(f"--country {code or '?'}: I have letters for {', '.join(known)}")

    def of(self, file: str) -> list[Letter]:
        """The letters of one file."""
        data = self.files[file]
        return [self._letter(file, data, one) for one in data["letters"]]

    def find(self, wanted: str, code: str | None) -> Letter:
        """One letter.

        Raises:
            InputError: there is no such letter for that country; names those there are.
        """
        file = self.country(code)
        letters = {letter.id: letter for letter in self.of(file)}
        name = wanted.strip().lower().replace("-", "_")
        if name not in letters:
            raise InputError(f"there is no letter {wanted!r} for {self.files[file]['names']['en']}; there are: {', '.join(letters)}")
        return letters[name]

    def languages(self, letter: Letter) -> list[str]:
        """Languages that the letter is written in, the country's own first."""
        own = [lang for lang in self.files[letter.country]["languages"] if lang in letter.body]
        return own or list(letter.body)

    def _letter(self, file: str, data: Mapping[str, Any], one: Mapping[str, Any]) -> Letter:
        unknown = [name for name in one["laws"] if name not in data["laws"]]
        texts = [t for kind in (one["body"], one.get("reminder", {})) for paragraphs in kind.values() for t in paragraphs]
        slots = {slot for t in texts for slot in _SLOT.findall(t)} - set(SLOTS)
        if unknown or slots:
            what = f"the laws {', '.join(unknown)}" if unknown else f"the gaps {', '.join(sorted(slots))}"
            raise KnowledgeError(f"letters/{file}.yaml: {one['id']}: {what} are not known; known gaps: {', '.join(SLOTS)}")
        clock = one.get("clock")
        return Letter(
            id=one["id"],
            country=file,
            names=one["names"],
            to=one["to"],
            body=one["body"],
            laws=tuple(Law(**data["laws"][name]) for name in one["laws"]),
            subject=one.get("subject", one["names"]),
            clock=Clock(
                clock["says"],
                clock["source"],
                clock["checked"],
                int(clock.get("months", 0)),
                int(clock.get("days", 0)),
                int(clock.get("workdays", 0)),
            )
            if clock
            else None,
            reminder=one.get("reminder", {}),
            advice=tuple(Said(a["says"], a["source"], a["checked"]) for a in one.get("advice", ())),
            asks=tuple(one.get("asks", ())),
        )


def write(letter: Letter, facts: Facts, forms: Forms, lang: str, day: date, sent: date | None = None) -> Written:
    """Writes a letter, or its reminder.

    Args:
        facts: what is known (``Facts`` in the letter's language).
        lang: the letter's language.
        day: its date.
        sent: the day of the first letter: makes the reminder.

    Raises:
        InputError: this letter has no reminder, ``sent`` lies in the future, or they still have time to answer.
    """
    texts = forms.texts_in(lang)
    if sent is not None and not letter.reminder:
        raise InputError(f"the letter {letter.id} has no reminder")
    if sent is not None and sent > day:
        raise InputError(f"--sent {sent.isoformat()} lies in the future; give the day of the first letter")
    if sent is not None and letter.clock and letter.clock.until(sent) >= day:
        raise InputError(f"they still have time to answer, until {letter.clock.until(sent).isoformat()}; send the reminder after that day")
    gaps: list[str] = []
    paragraphs = say_list(letter.reminder if sent else letter.body, lang)

    def fill(m: re.Match[str]) -> str:
        slot = m[1]
        if slot == "sent" and sent:
            return say_date(sent, lang)
        if slot == "call":
            return _SLOT.sub(fill, _call_sentence(facts, texts, lang))
        fact = facts.get(SLOTS[slot])
        if fact is None:
            name = SLOTS[slot][0]
            gaps.append(name)
            return texts["letter_fill"].format(name=forms.fact_name(name, lang))
        return "; ".join(fact.text.splitlines())

    def known(names: Sequence[str], need: bool = False) -> list[str]:
        out = []
        for name in names:
            fact = facts.get((name,))
            if fact:
                out.append(fact.text)
            elif need:
                gaps.append(name)
                out.append(texts["letter_fill"].format(name=forms.fact_name(name, lang)))
        return out

    nobody = letter.to == "nobody"
    start = sent or day
    town = known(("postcode",)) + known(("city",))
    return Written(
        letter=letter,
        lang=lang,
        title=texts["letter_for"].format(name=say(letter.names, lang)),
        sender=[]
        if nobody
        else [*known(("name", "address"), need=True), *([" ".join(town)] if town else []), *known(("phone", "email", "pec"))],
        to=[]
        if nobody
        else known(("operator",) if letter.to == "operator" else ("company",), need=True)
        + ([] if letter.to == "operator" else known(("company_address", "company_contact"))),
        place=texts["letter_place"].format(place=place[0], date=say_date(day, lang))
        if (place := known(("place",)) or known(("city",)))
        else say_date(day, lang),
        subject="" if nobody else say(letter.subject, lang),
        paragraphs=[_SLOT.sub(fill, p) for p in paragraphs],
        signature=(known(("name",)) or [""])[0],
        laws=letter.laws,
        advice=letter.advice,
        deadline=letter.clock.until(start) if letter.clock and not sent else None,
        day=day,
        gaps=list(dict.fromkeys(gaps)),
        texts=texts,
    )


def _call_sentence(facts: Facts, texts: Mapping[str, str], lang: str) -> str:
    """The call, or the calls, that the letter is about; its gaps are filled afterwards."""
    log = facts.record.log
    if len(log) < 2 or "date" in facts.told:
        return texts["letter_one_call"]
    first, last = say_date(log[0].when.date(), lang), say_date(log[-1].when.date(), lang)
    calls = "; ".join(facts.log_days(log[:MOST_LISTED]).splitlines())
    text = texts["letter_many_calls"]
    for slot, value in (("first", first), ("last", last), ("count", str(len(log))), ("calls", calls)):
        text = text.replace(f"{{{slot}}}", value)
    return text


def say_list(texts: Mapping[str, Sequence[str]], lang: str) -> Sequence[str]:
    """The paragraphs in that language, else in English, else in any."""
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), [])


def as_text(written: Written, advice: bool = True) -> str:
    """The letter as plain text; what is for the person alone stands below a line."""
    t, lang = written.texts, written.lang
    out: list[str] = []
    if written.letter.to == "nobody":
        out.append(say(written.letter.names, lang))
    else:
        out += [
            *written.sender,
            "",
            *(["" + written.to[0]] if written.to else []),
            *written.to[1:],
            "",
            written.place,
            "",
            f"{t['letter_subject']}: {written.subject}",
        ]
    for paragraph in written.paragraphs:
        out += ["", paragraph]
    if written.letter.to != "nobody":
        out += ["", written.signature or "", "______________________________", t["letter_signature"]]
    if advice:
        out += ["", "-" * 60, t["letter_advice"]]
        if written.letter.to != "nobody":
            out.append(t["draft"])
        if written.deadline and written.letter.clock:
            out.append(f"- {deadline_text(written)}. {say(written.letter.clock.says, lang)}")
            out.append(f"  {t['source']}: {written.letter.clock.source}")
        for said in written.advice:
            out += [f"- {say(said.says, lang)}", f"  {t['source']}: {said.source}"]
        out += ["", t["letter_law"]]
        for law in written.laws:
            out += [f"- {say(law.cites, lang)}: {say(law.says, lang)}", f"  {t['source']}: {law.source} ({t['checked']} {law.checked})"]
    return "\n".join(out).strip() + "\n"


def deadline_text(written: Written) -> str:
    """By when they must answer, as a sentence; empty where there is no clock."""
    if written.deadline is None:
        return ""
    return written.texts["letter_deadline"].format(date=say_date(written.deadline, written.lang), day=say_date(written.day, written.lang))


def as_data(written: Written) -> dict[str, Any]:
    """The letter as plain data."""
    lang = written.lang
    return {
        "letter": "1",
        "id": written.letter.id,
        "country": written.letter.country,
        "language": lang,
        "sent": False,
        "title": written.title,
        "sender": list(written.sender),
        "to": list(written.to),
        "place": written.place,
        "subject": written.subject,
        "paragraphs": list(written.paragraphs),
        "signature": written.signature,
        "deadline": written.deadline.isoformat() if written.deadline else None,
        "missing": list(written.gaps),
        "laws": [{"cites": say(x.cites, lang), "says": say(x.says, lang), "source": x.source, "checked": x.checked} for x in written.laws],
        "advice": [{"text": say(x.says, lang), "source": x.source, "checked": x.checked} for x in written.advice],
    }


def as_calendar(written: Written) -> str:
    """The deadline as an iCalendar file (RFC 5545), with an alarm on the morning of the day.

    Raises:
        InputError: this letter has no deadline.
    """
    if written.deadline is None:
        raise InputError(f"the letter {written.letter.id} has no deadline, so there is nothing for a calendar")
    t, day = written.texts, written.deadline
    title = t["letter_ics"].format(name=say(written.letter.names, written.lang))
    text = t["letter_ics_text"].format(id=written.letter.id, sent=written.day.isoformat())
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dead Ringer//letters//EN",
        "BEGIN:VEVENT",
        f"UID:{written.letter.country}-{written.letter.id}-{written.day:%Y%m%d}@deadringer.invalid",
        f"DTSTAMP:{written.day:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(text)}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        "TRIGGER:PT9H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 octets a line, as RFC 5545 wants; never within a letter."""
    out, length = "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > 73:
            out, length = out + "\r\n ", 1
        out, length = out + letter, length + size
    return out
