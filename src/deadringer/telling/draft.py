"""A report's draft: what the form asks, the facts in order of time, opinion apart, what was said, and proof.

A draft is never sent. Before it is shown or written it must pass the self-check (``trace``): ``make`` refuses it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from deadringer.errors import InputError
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import say
from deadringer.numbers.read import read_number
from deadringer.telling.dates import say_date, say_time
from deadringer.telling.facts import Facts, Origin, Sentence
from deadringer.telling.forms import Form, Forms, Said
from deadringer.telling.record import CallRecord
from deadringer.telling.trace import MOST_COMPLAINTS, Known, Untraced, check, vocabulary_of

MOST_TURNS = 400
"""Parts of the talk that are printed."""
MOST_WORDS = 60_000
"""Characters of the talk that are printed."""

MOST_EVIDENCE = 1_000_000
"""Characters of the talk that a draft is held against: sixteen hours."""
MOST_REASONS = 8

Part = Literal["static", "fact", "opinion", "words", "proof"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of the form with what is known."""

    label: str
    text: str
    """Empty: not provided."""
    origins: Sequence[Origin]
    need: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    when: str
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Spoken:
    """One part of the talk."""

    who: str
    at: str
    """Minutes and seconds into the call, or empty."""
    text: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A file and its fingerprint."""

    label: str
    digest: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Ready to be shown, in one language."""

    form: Form
    lang: str
    title: str
    how: str
    ways: Sequence[tuple[str, str]]
    """Label and address: web page, e-mail, telephone, text message."""
    before: Sequence[Said]
    answers: Sequence[Answer]
    moments: Sequence[Moment]
    opinion: Sequence[Sentence]
    spoken: Sequence[Spoken]
    spoken_notes: Sequence[str]
    proof: Sequence[Proof]
    proof_notes: Sequence[str]
    made: str
    opening: str
    closing: str
    message: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the draft as text. Static lines are the program's own words."""

    text: str
    part: Part


def make(
    form: Form,
    record: CallRecord,
    told: Mapping[str, str],
    forms: Forms,
    knowledge: Knowledge,
    lang: str | None = None,
    today: date | None = None,
) -> Draft:
    """Drafts a report.

    Args:
        form: whose form.
        record: the call.
        told: what the person says (``facts.read_told``).
        lang: language of the draft; default: the form's first.
        today: the day it is made; default: today.

    Raises:
        InputError: the self-check found something that stands nowhere in the evidence.
    """
    if lang is None or lang not in forms.texts:
        lang = form.languages[0]
    texts = forms.texts_in(lang)
    today = today or date.today()
    facts = Facts(record, told, texts, lang, knowledge)
    draft = _draft(form, facts, texts, lang, today)
    complaints = self_check(draft, record, told, knowledge, today)
    if complaints:
        shown = "; ".join(map(str, complaints[:3]))
        raise InputError(f"the draft is refused, nothing was written: it holds what stands nowhere in the evidence: {shown}")
    return draft


def _draft(form: Form, facts: Facts, texts: Mapping[str, str], lang: str, today: date) -> Draft:
    record = facts.record
    spoken, notes = _spoken(record, texts)
    ways = [
        (texts[key], value)
        for key, value in (("web", form.url), ("email", form.email), ("phone", _shown(form.number)), ("sms", form.sms))
        if value
    ]
    return Draft(
        form=form,
        lang=lang,
        title=say(form.title, lang) if form.title else texts["report_for"].format(name=say(form.names, lang)),
        how=say(form.how, lang),
        ways=ways,
        before=form.before,
        answers=[_answer(f.asks, f.facts, f.need, facts, lang) for f in form.fields],
        moments=[Moment(_moment(when, texts, lang), text, origin) for when, text, origin in facts.moments()],
        opinion=list(_opinion(facts, texts, lang)),
        spoken=spoken,
        spoken_notes=notes,
        proof=_proof(record, texts),
        proof_notes=[texts["proof_how"], texts["proof_masked"]]
        if record.recording
        else [texts["proof_none"], texts["proof_how"], texts["proof_masked"]],
        made=texts["made"].format(date=say_date(today, lang)),
        opening=say(form.opening, lang) if form.opening else "",
        closing=say(form.closing, lang) if form.closing else "",
        message=_message(form, facts, lang),
        texts=texts,
    )


def _shown(number: str) -> str:
    return read_number(number).national or number if number.startswith("+") else number


def _answer(asks: Mapping[str, str], names: Sequence[str], need: bool, facts: Facts, lang: str) -> Answer:
    fact = facts.get(names)
    return Answer(say(asks, lang), fact.text if fact else "", facts.origins(fact) if fact else (), need)


def _moment(when: datetime | date | None, texts: Mapping[str, str], lang: str) -> str:
    if isinstance(when, datetime):
        return texts["when_both"].format(date=say_date(when.date(), lang), time=say_time(when, bool(when.second)))
    return say_date(when, lang) if when else ""


def _opinion(facts: Facts, texts: Mapping[str, str], lang: str) -> Iterator[Sentence]:
    verdict = facts.record.verdict
    level = str(verdict.get("level", ""))
    if level:
        name = facts.knowledge.texts.get(lang, facts.knowledge.texts["en"]).get(f"level_{level}", level)
        yield Sentence(texts["opinion_level"].format(level=name, probability=f"{float(verdict.get('probability', 0.0)):.0%}"), "program")
        yield Sentence(texts["opinion_how"], "program")
    shown: set[str] = set()
    for piece in verdict.get("evidence", []):
        why, quote = say(piece.get("why", {}), lang), str(piece.get("quote", ""))
        if float(piece.get("weight", 0.0)) <= 0.3 or not why or quote in shown or len(shown) >= MOST_REASONS:
            continue
        shown.add(quote)
        text = texts["opinion_sign"].format(quote=quote, why=why) if quote else texts["opinion_sign_plain"].format(why=why)
        yield Sentence(text, "program")
    for name, key in (("why_suspicious", "opinion_suspicious"), ("opinion", "opinion_mine")):
        if name in facts.told:
            yield Sentence(texts[key].format(words=facts.told[name]), "person")


def _spoken(record: CallRecord, texts: Mapping[str, str]) -> tuple[list[Spoken], list[str]]:
    out: list[Spoken] = []
    length = 0
    for turn in record.turns:
        length += len(turn.text)
        if len(out) >= MOST_TURNS or length > MOST_WORDS:
            break
        at = f"{int(turn.start) // 60:02d}:{int(turn.start) % 60:02d}" if turn.start is not None else ""
        out.append(Spoken(texts[f"whom_{turn.speaker}"], at, turn.text))
    notes = []
    if not record.turns:
        notes.append(texts["transcript_none"])
    elif record.heard:
        notes.append(texts["transcript_machine"])
    if len(out) < len(record.turns):
        notes.append(texts["transcript_cut"].format(count=len(out)))
    return out, notes


def _proof(record: CallRecord, texts: Mapping[str, str]) -> list[Proof]:
    out = []
    if record.recording:
        label = texts["proof_recording"].format(name=record.recording.name, bytes=record.recording.size)
        out.append(Proof(label, record.recording.sha256))
    if record.log_file:
        out.append(Proof(texts["proof_log"].format(name=record.log_file), record.log_sha256))
    if not record.log_file or record.file != record.log_file:
        label = texts["proof_record"].format(name=record.file) if record.file else texts["proof_record_unsaved"]
        out.append(Proof(label, record.fingerprint))
    return out


def _message(form: Form, facts: Facts, lang: str) -> str:
    if form.message is None:
        return ""
    number = facts.told.get("caller_number") or facts.record.caller_number
    found = read_number(number, facts.country) if number else None
    if found is None or found.kind in ("withheld", "unreadable", "name"):
        return ""
    plain = found.e164 if found.country != facts.country else "".join(c for c in found.national if c.isdigit())
    return say(form.message, lang).format(caller_number=plain or number)


# ---------------------------------------------------------------------- as text


def rows(draft: Draft, marks: bool = True) -> Iterator[Row]:
    """The draft as lines of text to paste; a value is never broken into lines."""
    t = draft.texts

    def heading(key: str) -> Iterator[Row]:
        yield Row("", "static")
        yield Row(t[key].upper(), "static")

    yield Row(draft.title, "static")
    yield Row(t["draft"], "static")
    yield Row(draft.made, "proof")
    yield from heading("how_to_send")
    yield Row(draft.how, "static")
    for label, value in draft.ways:
        yield Row(f"{label}: {value}", "static")
    yield Row(f"{t['source']}: {draft.form.source} ({t['checked']} {draft.form.checked})", "static")
    if draft.before:
        yield from heading("before")
        for said in draft.before:
            yield Row(f"- {say(said.says, draft.lang)}", "static")
            yield Row(f"  {t['source']}: {said.source}", "static")
    if draft.message:
        yield from heading("message")
        yield Row(draft.message, "fact")
    yield from heading("what_is_asked")
    if marks:
        yield Row(t["from_key"], "static")
    if draft.opening:
        yield Row("", "static")
        yield Row(draft.opening, "static")
    for answer in draft.answers:
        yield Row("", "static")
        mark = "  [" + ", ".join(t[f"from_{o}"] for o in answer.origins) + "]" if marks and answer.origins else ""
        yield Row(answer.label + mark, "static")
        if not answer.text:
            yield Row(f"  {t['not_provided']}" + (f" ({t['needed']})" if answer.need else ""), "static")
        for line in answer.text.splitlines():
            yield Row(f"  {line}", "fact")
    if draft.closing:
        yield Row("", "static")
        yield Row(draft.closing, "static")
    if draft.moments:
        yield from heading("facts")
        for moment in draft.moments:
            yield Row(f"{moment.when}  {moment.text}" + (f"  [{t[f'from_{moment.origin}']}]" if marks else ""), "fact")
    yield from heading("opinion")
    for sentence in draft.opinion:
        yield Row(f"- {sentence.text}", "opinion")
    if not draft.opinion:
        yield Row(t["opinion_none"], "static")
    yield from heading("words")
    for note in draft.spoken_notes:
        yield Row(note, "proof")
    for spoken in draft.spoken:
        yield Row(f"{spoken.at + ' ' if spoken.at else ''}{spoken.who}: {spoken.text}", "words")
    yield from heading("proof")
    for proof in draft.proof:
        yield Row(f"{proof.label}: {proof.digest}", "proof")
    for note in draft.proof_notes:
        yield Row(note, "static")


def as_text(draft: Draft, marks: bool = True) -> str:
    """The draft as plain text to paste."""
    return "\n".join(row.text for row in rows(draft, marks)).rstrip() + "\n"


def as_data(draft: Draft) -> dict[str, Any]:
    """The draft as plain data."""
    return {
        "report": "1",
        "to": draft.form.id,
        "language": draft.lang,
        "title": draft.title,
        "sent": False,
        "how": {"text": draft.how, "source": draft.form.source, "checked": draft.form.checked},
        "ways": [{"label": label, "value": value} for label, value in draft.ways],
        "before": [{"text": say(s.says, draft.lang), "source": s.source, "checked": s.checked} for s in draft.before],
        "message": draft.message or None,
        "answers": [
            {"id": f.id, "label": a.label, "text": a.text or None, "from": list(a.origins), "needed": a.need}
            for f, a in zip(draft.form.fields, draft.answers, strict=True)
        ],
        "timeline": [{"when": m.when, "text": m.text, "from": m.origin} for m in draft.moments],
        "opinion": [{"text": s.text, "from": s.origin} for s in draft.opinion],
        "words": [{"who": s.who, "at": s.at or None, "text": s.text} for s in draft.spoken],
        "proof": [{"label": p.label, "sha256": p.digest} for p in draft.proof],
    }


# ---------------------------------------------------------------------- the self-check


def self_check(draft: Draft, record: CallRecord, told: Mapping[str, str], knowledge: Knowledge, today: date) -> list[Untraced]:
    """What of a draft stands nowhere in the evidence; empty: it may go out."""
    known = _evidence(draft, record, told, knowledge, today)
    vocabulary = _vocabulary(draft)
    out: list[Untraced] = []
    for row in rows(draft):
        if row.part != "static":
            out += check(row.text, known[row.part], vocabulary, strict=True)
    return out[:MOST_COMPLAINTS]


def check_text(text: str, draft: Draft, record: CallRecord, told: Mapping[str, str], knowledge: Knowledge, today: date) -> list[Untraced]:
    """The same for a draft that a person has changed: names, numbers, days, times, amounts and addresses must be traceable."""
    known = _evidence(draft, record, told, knowledge, today)
    vocabulary = _vocabulary(draft)
    static = {row.text.strip() for marks in (True, False) for row in rows(draft, marks) if row.part == "static"}
    made = {row.text.strip(): row.part for row in rows(draft) if row.part != "static"}
    headings = {draft.texts[key].upper(): part for key, part in _PARTS.items()}
    part: Part = "fact"
    out: list[Untraced] = []
    for line in text.splitlines():
        plain = line.strip()
        part = headings.get(plain, part)
        if not plain or plain in static:
            continue
        out += check(plain, known[made.get(plain, part)], vocabulary, strict=False)
    return out[:MOST_COMPLAINTS]


_PARTS: Mapping[str, Part] = {
    "how_to_send": "fact", "before": "fact", "message": "fact", "what_is_asked": "fact", "facts": "fact", "opinion": "opinion", "words": "words",
    "proof": "proof",
}  # fmt: skip


def _vocabulary(draft: Draft) -> set[str]:
    texts: list[str] = list(draft.texts.values())
    if draft.form.message:
        texts += draft.form.message.values()
    return vocabulary_of(texts)


def _evidence(draft: Draft, record: CallRecord, told: Mapping[str, str], knowledge: Knowledge, today: date) -> dict[Part, Known]:
    """What each part of the draft may draw on. Opinion may use what organisations say; facts may not."""

    def known() -> Known:
        k = Known(draft.lang, record.country)
        k.dates.add((today.year, today.month, today.day))
        return k

    fact, opinion, words, proof = known(), known(), known(), known()
    words.add(_heard(record))
    fact.merge(words)
    _add_record(fact, record, told, knowledge)
    opinion.merge(fact)
    opinion.add(_opinions(record, knowledge))
    words.times |= {(int(t.start) // 60, int(t.start) % 60, -1) for t in record.turns if t.start is not None}
    words.digits |= {f"{int(t.start) // 60:02d}{int(t.start) % 60:02d}" for t in record.turns if t.start is not None}
    words.numbers |= {str(n) for t in record.turns if t.start is not None for n in (int(t.start) // 60, int(t.start) % 60)}
    proof.add([record.file, record.log_file])
    proof.numbers |= {"256", str(len(draft.spoken))}
    proof.digests |= {record.fingerprint, record.log_sha256}
    proof.digits.add("256")
    if record.recording:
        proof.add([record.recording.name, str(record.recording.size)])
        proof.digests.add(record.recording.sha256)
    return {"static": fact, "fact": fact, "opinion": opinion, "words": words, "proof": proof}


def _add_record(known: Known, record: CallRecord, told: Mapping[str, str], knowledge: Knowledge) -> None:
    claim = record.verdict.get("claim") or {}
    organisation = knowledge.organisations.get(str(claim.get("organisation", "")))
    known.add(
        [str(claim.get("quote", "")), *(organisation.names if organisation else ()), organisation.name(known.lang) if organisation else ""]
    )
    known.add(str(e.get("quote", "")) for e in record.verdict.get("evidence", []))
    known.add(x for x in (record.caller_name, record.caller_address, record.file, record.log_file) if x)
    if record.recording:
        known.add([record.recording.name])
    for number in (record.caller_number, record.called, *(e.number for e in record.log)):
        if number:
            known.add_number(number)
    for name, value in told.items():
        known.add([value])
        if name in ("caller_number", "called", "phone", "caller_said_number"):
            known.add_number(value)
        if name in ("amount", "asked_amount"):
            known.add([value])
    for moment in _moments(record):
        known.dates.add((moment.year, moment.month, moment.day))
        known.times.add((moment.hour, moment.minute, moment.second))
    for entry in record.log:
        known.add([entry.said])
        if entry.seconds is not None:
            known.add([f"{entry.seconds:g}", f"{entry.seconds:.1f}", f"{int(entry.seconds)}"])
    ends = [t.end for t in record.turns if t.end is not None]
    known.add([str(len(record.log)), str(sum(e.silent for e in record.log)), str(round(max(ends)) if ends else 0)])


def _heard(record: CallRecord) -> Iterable[str]:
    """What was said: the first million letters, and every part that the verdict quotes."""
    quoted = {int(e.get("turn", -1)) for e in record.verdict.get("evidence", [])}
    length = 0
    for index, turn in enumerate(record.turns):
        length += len(turn.text)
        if length <= MOST_EVIDENCE or index in quoted:
            yield turn.text


def _moments(record: CallRecord) -> Iterable[datetime]:
    yield from (e.when for e in record.log)
    if record.started:
        yield record.started
        yield from (record.started + timedelta(seconds=int(t.start)) for t in record.turns if t.start is not None)


def _opinions(record: CallRecord, knowledge: Knowledge) -> Iterable[str]:
    verdict = record.verdict
    yield f"{float(verdict.get('probability', 0.0)):.0%}"
    level = str(verdict.get("level", ""))
    yield from (texts.get(f"level_{level}", level) for texts in knowledge.texts.values())
    for piece in verdict.get("evidence", []):
        yield from (str(text) for text in piece.get("why", {}).values())


def refused(complaints: Sequence[Untraced]) -> InputError:
    """The error for a changed draft that fails the check."""
    listed = "\n  - ".join(map(str, complaints))
    return InputError(f"this draft holds what stands nowhere in the evidence:\n  - {listed}\ntake it out, or say it with --fact")


def without_answers(draft: Draft) -> Draft:
    """The draft with no answer filled in (for tests and for printing an empty form)."""
    return replace(draft, answers=[Answer(a.label, "", (), a.need) for a in draft.answers])
