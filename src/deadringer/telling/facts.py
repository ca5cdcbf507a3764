"""The facts of a report, each with where it comes from: the call, the list of calls, or the person. Nothing is guessed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from deadringer.call import Speaker
from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.numbers.read import read_number
from deadringer.telling.dates import read_date, read_time, say_date, say_time
from deadringer.telling.mask import mask
from deadringer.telling.record import CallRecord, LogEntry

Origin = Literal["call", "log", "person", "program"]
MAX_VALUE = 10_000
"""Characters of one fact that the person tells."""
MOST_QUOTES = 12
LONGEST_QUOTE = 260
"""Characters of a sentence that is quoted whole."""
MOST_CALLS = 400
_YES = ("yes", "y", "true", "sì", "si", "s", "vero", "1")
_NO = ("no", "n", "false", "falso", "0")
_STOP = re.compile(r"[.!?…](?=\s|$)")
_MONEY = re.compile(r"^\D{0,6}(\d[\d.,' ]*)\D{0,12}$")
CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "sterline": "GBP",
    "sterlina": "GBP", "quid": "GBP", "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "dollari": "USD", "dollaro": "USD",
    "bucks": "USD",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, ready to be written down."""

    name: str
    text: str
    """One line, or several (a list)."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that happened, told in one sentence."""

    text: str
    origin: Origin


class Facts:
    """What is known, by name. What is not in here is "not provided"."""

    def __init__(self, record: CallRecord, told: Mapping[str, str], texts: Mapping[str, str], lang: str, knowledge: Knowledge) -> None:
        """
        Args:
            record: the call.
            told: what the person says, checked by ``read_told``.
            texts: sentences in ``lang``.
        """
        self.record, self.told, self.texts, self.lang, self.knowledge = record, told, texts, lang, knowledge
        self.country = record.country
        self._known = dict(self._from_record())
        self._known |= {name: Fact(name, self._shown(name, value), "person") for name, value in told.items()}
        if "gave" in told and self.given() == [texts["gave_nothing"]]:
            self._known.setdefault("amount", Fact("amount", texts["gave_nothing"], "person"))

    def get(self, names: Iterable[str]) -> Fact | None:
        """The first of these facts that is known."""
        for name in names:
            if name == "story":
                story = self.story()
                if story:
                    origins = list(dict.fromkeys(s.origin for s in story))
                    return Fact("story", "\n".join(s.text for s in story), origins[0] if len(origins) == 1 else "call")
            elif name == "when":
                day, hour = self._known.get("date"), self._known.get("time")
                if day and hour:
                    origin: Origin = "person" if "person" in (day.origin, hour.origin) else day.origin
                    return Fact("when", self.texts["when_both"].format(date=day.text, time=hour.text), origin)
            elif name in self._known:
                return self._known[name]
        return None

    def origins(self, fact: Fact) -> list[Origin]:
        """Where a fact comes from: the story from several."""
        if fact.name == "story":
            return list(dict.fromkeys(s.origin for s in self.story()))
        if fact.name == "attached" and "kept" in self.told:
            return list(dict.fromkeys((fact.origin, "person"))) if self.record.file or self.record.recording else ["person"]
        return [fact.origin]

    def text(self, name: str) -> str:
        """A fact's text, or empty."""
        fact = self._known.get(name)
        return fact.text if fact else ""

    # ------------------------------------------------------------------ from the record

    def _from_record(self) -> Iterable[tuple[str, Fact]]:
        record, texts = self.record, self.texts
        origin: Origin = "log" if record.log and not record.turns and not record.verdict else "call"

        def fact(name: str, text: str, where: Origin = origin) -> tuple[str, Fact]:
            return name, Fact(name, text, where)

        yield fact("channel", texts[f"channel_{record.channel}"])
        if record.direction != "unknown" and record.channel == "phone":
            yield fact("direction", texts[f"direction_{record.direction}"])
        if record.caller_number is not None:
            yield fact("caller_number", self.number(record.caller_number) or texts["withheld"])
        if record.caller_name:
            yield fact("caller_name", record.caller_name)
        if record.caller_address:
            yield fact("caller_address", record.caller_address)
        if record.called:
            yield fact("called", self.number(record.called))
        if record.started:
            yield fact("date", say_date(record.started.date(), self.lang))
            if record.started.time() != time(0):
                yield fact("time", say_time(record.started))
        seconds = max((t.end for t in record.turns if t.end is not None), default=None)
        if seconds is not None:
            yield fact("duration", texts["seconds_text"].format(seconds=round(seconds)))
        claimed = self.claimed()
        if claimed:
            yield fact("claimed", claimed)
        quotes = [f"“{q}”" for q in self.quotes()]
        if quotes:
            yield fact("asked", "\n".join(quotes))
        links = self.evidence_quotes("link")
        if links:
            yield fact("links", "\n".join(links))
        said = self._said()
        if said:
            yield fact("said", said)
        attached = [e for e in self._attached() if e]
        if attached:
            yield fact("attached", "\n".join(attached))
        if record.log:
            yield fact("calls", "\n".join(self.log_line(e) for e in record.log[:MOST_CALLS]), "log")
            yield fact("calls_count", str(len(record.log)), "log")
            silent = [e for e in record.log if e.silent]
            if silent:
                yield fact("silent_calls", self.log_days(silent[:MOST_CALLS]), "log")
            first = record.log[0].when
            if record.started is None:
                yield fact("date", say_date(first.date(), self.lang), "log")
                yield fact("time", say_time(first), "log")
            numbers = list(dict.fromkeys(e.number for e in record.log if e.number))
            if record.caller_number is None and numbers:
                yield fact("caller_number", "\n".join(self.number(n) for n in numbers[:50]), "log")

    def _said(self) -> str:
        return " ".join(t.text for t in self.record.turns)[:MAX_VALUE]

    def _attached(self) -> Iterable[str]:
        record = self.record
        if record.recording:
            yield record.recording.name
        if record.log_file:
            yield record.log_file
        elif record.file:
            yield record.file
        kept = self.told.get("kept", "")
        yield from (part.strip() for part in kept.split(",") if part.strip())

    def number(self, raw: str) -> str:
        """A number as people of that country write it, with its international form; as given where it cannot be read."""
        if not raw:
            return ""
        found = read_number(raw, self.country)
        if found.kind == "withheld":
            return self.texts["withheld"]
        if found.kind != "number" or not found.valid:
            return found.national or raw
        return found.e164 if found.country != self.country else f"{found.national} ({found.e164})"

    def short_number(self, raw: str) -> str:
        """A number as it is dialled at home; for lists."""
        found = read_number(raw, self.country) if raw else None
        if found is None or found.kind == "withheld":
            return self.texts["withheld"]
        return found.national or raw if found.country == self.country else found.e164 or raw

    def log_days(self, entries: Iterable[LogEntry]) -> str:
        """Calls by day, each with its hours."""
        days: dict[date, list[str]] = {}
        for entry in entries:
            days.setdefault(entry.when.date(), []).append(say_time(entry.when))
        return "\n".join(f"{say_date(day, self.lang)}: {', '.join(hours)}" for day, hours in days.items())

    def log_line(self, entry: LogEntry) -> str:
        """One call of the list: day, time, number, how long, what was heard."""
        parts = [self.texts["when_both"].format(date=say_date(entry.when.date(), self.lang), time=say_time(entry.when))]
        parts.append(self.short_number(entry.number))
        if entry.seconds is not None:
            parts.append(self.texts["seconds_text"].format(seconds=_plain(entry.seconds)))
        if entry.silent:
            parts.append(self.texts["silent_words"])
        elif entry.said:
            parts.append(f"“{entry.said}”")
        return ", ".join(parts)

    def claimed(self) -> str:
        """Who the caller said to be, with the words."""
        claim = self.record.verdict.get("claim")
        if not claim:
            return ""
        who, quote = self.claim_name(), self.claim_quote()
        return f"{who} (“{quote}”)" if who and quote else who or f"“{quote}”"

    def claim_name(self) -> str:
        """The claimed organisation's name; empty where the words named none ("your bank")."""
        claim = self.record.verdict.get("claim") or {}
        organisation = self.knowledge.organisations.get(str(claim.get("organisation", "")))
        if organisation is None or organisation.kind in ("generic", "family") or organisation.shown or not organisation.names:
            return ""
        return organisation.name(self.lang)

    def evidence(self) -> list[Mapping[str, Any]]:
        """What was seen, in the order of the call."""
        found: list[Mapping[str, Any]] = [e for e in self.record.verdict.get("evidence", []) if e.get("quote")]
        return sorted(found, key=lambda e: (e.get("turn", -1), e.get("start", 0)))

    def evidence_quotes(self, family: str) -> list[str]:
        """The words of one family of evidence."""
        return list(dict.fromkeys(str(e["quote"]) for e in self.evidence() if e.get("family") == family))

    @property
    def quoted_speaker(self) -> Speaker:
        """Whose words are quoted: the caller's; where nobody told the voices apart, those of somebody. Never the person's own."""
        return "them" if not self.record.turns or any(t.speaker == "them" for t in self.record.turns) else "unknown"

    def quoted(self) -> list[tuple[str, int]]:
        """What was said that counts, whole sentences in order, each with its turn; the claim's own words left out."""
        claim = self.claim_quote()
        out: list[tuple[str, int]] = []
        for piece in self.evidence():
            turn = int(piece.get("turn", -1))
            if turn < 0 or piece.get("family") in ("number", "link", "genuine"):
                continue
            if turn < len(self.record.turns) and self.record.turns[turn].speaker != self.quoted_speaker:
                continue
            quote = self.sentence(str(piece["quote"]), turn)
            if quote in claim or any(quote in other for other, _ in out):
                continue
            out = [(o, t) for o, t in out if o not in quote]
            out.append((quote, turn))
        return out[:MOST_QUOTES]

    def quotes(self) -> list[str]:
        """The same without the turns."""
        return [quote for quote, _ in self.quoted()]

    def claim_quote(self) -> str:
        """The sentence in which the caller said who they are."""
        claim = self.record.verdict.get("claim") or {}
        return self.sentence(str(claim.get("quote", "")))

    def sentence(self, quote: str, turn: int = -1) -> str:
        """The caller's whole sentence around some words of it, exactly as written down; a few words each way where no stop is near."""
        turns = (
            [self.record.turns[turn]]
            if 0 <= turn < len(self.record.turns)
            else [t for t in self.record.turns if t.speaker == self.quoted_speaker]
        )
        for spoken in turns:
            at = spoken.text.find(quote) if quote else -1
            if at < 0:
                continue
            first = max((m.end() for m in _STOP.finditer(spoken.text, 0, at + 1)), default=0)
            stop = _STOP.search(spoken.text, max(at, at + len(quote) - 1))
            last = stop.start() + 1 if stop else len(spoken.text)
            whole = " ".join(spoken.text[first:last].split())
            if len(whole) <= LONGEST_QUOTE:
                return whole
            before, after = spoken.text[:at].split()[-8:], spoken.text[at + len(quote) :].split()[:8]
            return " ".join([*before, *quote.split(), *after])
        return quote

    # ------------------------------------------------------------------ from the person

    def _shown(self, name: str, value: str) -> str:
        if name in ("caller_number", "called", "phone", "caller_said_number"):
            return self.number(value) or self.texts["withheld"]
        day = read_date(value) if name.endswith(("date", "since")) else None
        if day is not None:
            return say_date(day, self.lang)
        if value in ("yes", "no"):
            return self.texts[f"{value}_"]
        if name == "gave":
            return ", ".join(self.given())
        return value

    def given(self) -> list[str]:
        """What the person gave, in words."""
        parts = [p.strip() for p in self.told.get("gave", "").split(",") if p.strip()]
        return [self.texts.get(f"gave_{p.lower().replace('-', '_')}", p) for p in parts]

    # ------------------------------------------------------------------ the story

    def story(self) -> list[Sentence]:
        """What happened, sentence by sentence, each with its origin; the person's own words last."""
        return [*self._beginning(), *self._middle(), *self._end()]

    def _beginning(self) -> Iterable[Sentence]:
        record, texts = self.record, self.texts
        if record.log and not record.turns:
            yield Sentence(texts["story_calls"].format(count=len(record.log)), "log")
            silent = sum(e.silent for e in record.log)
            if silent:
                yield Sentence(texts["story_silent"].format(count=silent), "log")
        else:
            key = f"story_{self.how()}"
            day, hour = self._known.get("date"), self._known.get("time")
            day = self._told_or("date") or day
            hour = self._told_or("time") or hour
            origin: Origin = "person" if day is not None and day.origin == "person" else "call"
            if day and hour:
                yield Sentence(texts[f"{key}_both"].format(date=day.text, time=hour.text), origin)
            elif day:
                yield Sentence(texts[f"{key}_date"].format(date=day.text), origin)
            else:
                yield Sentence(texts[key], "call")
        shown = self._told_or("caller_number") or self._known.get("caller_number")
        if shown and shown.text == texts["withheld"]:
            yield Sentence(texts["story_withheld"], shown.origin)
        elif shown and "\n" not in shown.text:
            yield Sentence(texts["story_number"].format(number=shown.text), shown.origin)
        elif record.direction == "out" and self._known.get("called"):
            yield Sentence(texts["story_dialled_number"].format(number=self._known["called"].text), "call")
        name = self._known.get("caller_name")
        if name:
            yield Sentence(texts["story_name"].format(name=name.text), name.origin)
        line = self._told_or("called") or self._known.get("called")
        if line and record.direction != "out":
            yield Sentence(texts["story_line"].format(number=line.text), line.origin)

    def how(self) -> str:
        """How it began: ``rang``, ``dialled``, ``voicemail`` or ``written``."""
        channel = self.record.channel
        if channel == "phone":
            return "dialled" if self.record.direction == "out" else "rang"
        return "voicemail" if channel == "voicemail" else "written"

    def _middle(self) -> Iterable[Sentence]:
        texts = self.texts
        claim = self.record.verdict.get("claim")
        if claim and claim.get("quote"):
            who, quote = self.claim_name(), self.claim_quote()
            unknown = "_unknown" if self.quoted_speaker == "unknown" else ""
            if not who:
                yield Sentence(texts["story_said_unknown" if unknown else "story_claimed_quote"].format(quote=quote), "call")
            elif claim.get("implied") and not unknown:
                yield Sentence(texts["story_implied"].format(who=who, quote=quote), "call")
            else:
                yield Sentence(texts[f"story_claimed{unknown}"].format(who=who, quote=quote), "call")
        yield from self._told_sentence("caller_said_name", "story_said_name", "name")
        quotes = self.quotes()
        if quotes:
            yield Sentence(texts["story_quotes" if self.quoted_speaker == "them" else "story_quotes_unknown"], "call")
            for quote in quotes:
                yield Sentence(texts["story_quote"].format(quote=quote), "call")
        yield from self._told_sentence("caller_said_number", "story_said_number", "number")
        yield from self._told_sentence("asked_amount", "story_asked_amount", "amount")

    def _end(self) -> Iterable[Sentence]:
        texts, told = self.texts, self.told
        yield from self._told_sentence("pressed", "story_pressed")
        yield from self._told_sentence("remote_program", "story_remote")
        if told.get("gave"):
            given = self.given()
            nothing = given == [texts["gave_nothing"]]
            yield Sentence(texts["story_gave_nothing"] if nothing else texts["story_gave"].format(value=", ".join(given)), "person")
        yield from self._told_sentence("amount", "story_paid", "amount")
        yield from self._told_sentence("paid_with", "story_paid_with")
        yield from self._told_sentence("paid_to", "story_paid_to")
        if told.get("paid_date") and told.get("paid_time"):
            yield Sentence(texts["story_paid_when_both"].format(date=self.text("paid_date"), time=self.text("paid_time")), "person")
        else:
            yield from self._told_sentence("paid_date", "story_paid_when", "date")
        yield from self._told_sentence("transaction", "story_transaction")
        yield from self._told_sentence("collected_by", "story_collected")
        if told.get("bank_told") == "yes":
            yield Sentence(texts["story_bank"], "person")
        yield from self._told_sentence("bank_reference", "story_bank_reference")
        yield from self._told_sentence("what_happened", "story_own", "words")

    def _told_or(self, name: str) -> Fact | None:
        fact = self._known.get(name)
        return fact if fact and fact.origin == "person" else None

    def _told_sentence(self, fact: str, key: str, slot: str = "value") -> Iterable[Sentence]:
        if fact in self.told:
            yield Sentence(self.texts[key].format(**{slot: self.text(fact)}), "person")

    def moments(self) -> list[tuple[datetime | date | None, str, Origin]]:
        """Facts in order of time: the list of calls, the call's turns (where they have times), the payment."""
        texts, record = self.texts, self.record
        out: list[tuple[datetime | date | None, str, Origin]] = []
        for entry in record.log[:MOST_CALLS]:
            parts = [texts["timeline_call"].format(number=self.short_number(entry.number))]
            if entry.seconds is not None:
                parts.append(texts["timeline_lasted"].format(seconds=_plain(entry.seconds)))
            parts.append(texts["silent_words"] if entry.silent else f"“{entry.said}”" if entry.said else "")
            out.append((entry.when, ", ".join(p for p in parts if p), "log"))
        if record.started:
            out.append((record.started, texts[f"timeline_{self.how()}"], "call"))
            for quote, index in self.quoted():
                turn = record.turns[index] if index < len(record.turns) else None
                if turn is not None and turn.start is not None:
                    moment = record.started + timedelta(seconds=int(turn.start))
                    out.append((moment, texts["timeline_said"].format(who=texts[f"whom_{turn.speaker}"], words=quote), "call"))
        if "amount" in self.told and "paid_date" in self.told:
            day, hour = read_date(self.told["paid_date"]), read_time(self.told.get("paid_time", ""))
            if day:
                when = datetime.combine(day, hour) if hour else day
                out.append((when, texts["timeline_paid"].format(amount=self.text("amount")), "person"))
        return sorted(out, key=lambda m: _order(m[0]))


def _order(moment: datetime | date | None) -> datetime:
    if moment is None:
        return datetime.max
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, time.max)


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:.1f}"


def read_told(pairs: Sequence[str], kinds: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Reads ``name=value`` facts of the person.

    Raises:
        InputError: an unknown name, or a value of the wrong kind; says what would be right.
    """
    told: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name, value = name.strip().lower().replace("-", "_"), " ".join(value.split())
        if not equals or not name:
            raise InputError(f"--fact {pair[:60]!r}: write it as name=value, like --fact amount='200 EUR'")
        if name not in kinds or name in ("story", "said", "asked", "calls", "silent_calls", "calls_count", "attached", "when"):
            close = difflib.get_close_matches(name, kinds, 3, 0.5)
            hint = f"did you mean {' or '.join(close)}?" if close else "see docs/reports.md"
            raise InputError(f"--fact {name}: no report asks for that; {hint}")
        if not value:
            raise InputError(f"--fact {name}: the value is empty; leave it out if you do not know it")
        if len(value) > MAX_VALUE:
            raise InputError(f"--fact {name}: too long ({len(value)} characters, at most {MAX_VALUE})")
        told[name] = _told(name, value, str(kinds[name]["kind"]))
    return told


def _told(name: str, value: str, kind: str) -> str:
    if kind == "date":
        day = read_date(value)
        if day is None:
            raise InputError(f"--fact {name}: {value!r} is no day; write it like 2026-11-22")
        return day.isoformat()
    if kind == "time":
        hour = read_time(value)
        if hour is None:
            raise InputError(f"--fact {name}: {value!r} is no time; write it like 08:15")
        return say_time(hour)
    if kind == "yesno":
        low = value.lower()
        if low not in (*_YES, *_NO):
            raise InputError(f"--fact {name}: say yes or no, not {value!r}")
        return "yes" if low in _YES else "no"
    if kind == "amount":
        if read_amount(value) is None:
            raise InputError(f"--fact {name}: {value!r} is no amount; write it like '200 EUR'")
        return value
    if kind == "phone":
        if not re.search(r"\d{3}", re.sub(r"\D", "", value)) and value.lower() not in ("withheld", "nascosto"):
            raise InputError(f"--fact {name}: {value!r} is no telephone number")
        return value
    if kind == "email":
        if not re.fullmatch(r"[^\s@]{1,64}@[^\s@]+\.[^\s@]+", value):
            raise InputError(f"--fact {name}: {value!r} is no e-mail address")
        return value
    return mask(value)


def read_amount(text: str) -> Decimal | None:
    """``200``, ``€ 1.500,00``, ``$1,500.00``, ``3 000 EUR`` as a number; ``None`` where it is none."""
    m = _MONEY.match(text.strip())
    return to_number(m[1]) if m else None


def to_number(written: str) -> Decimal | None:
    """Digits with points and commas as a number: the last of them is the decimal mark if one or two digits follow it."""
    plain = re.sub(r"[' \u00a0\u202f]", "", written).strip(".,")
    last = max(plain.rfind("."), plain.rfind(","))
    if last >= 0 and 1 <= len(plain) - last - 1 <= 2:
        plain = re.sub(r"[.,]", "", plain[:last]) + "." + plain[last + 1 :]
    else:
        plain = re.sub(r"[.,]", "", plain)
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
