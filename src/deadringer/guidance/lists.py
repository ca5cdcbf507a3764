"""Lists of moves and steps for a person: plain text, 80 columns, the sources numbered at the end; and the same as plain data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from deadringer.guidance.advice import Texts
from deadringer.guidance.cited import Place
from deadringer.guidance.now import Move
from deadringer.guidance.putting_right import NOTHING, URGENCIES, Plan, Right, Step
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import say

WIDTH = 78


class Sources:
    """Numbers the pages as they are cited."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[int, str]] = {}

    def mark(self, source: str, checked: str) -> str:
        """``[3]``, or nothing where there is no page."""
        if not source:
            return ""
        count, _ = self._pages.setdefault(source, (len(self._pages) + 1, checked))
        return f" [{count}]"

    def lines(self, say_it: Texts) -> Iterator[str]:
        """The list at the end."""
        if self._pages:
            yield ""
            yield say_it("sources")
        for page, (count, checked) in self._pages.items():
            yield f"  [{count}] {page} ({say_it('checked')} {checked})"


def show_moves(groups: Iterable[tuple[str, Sequence[Move]]], say_it: Texts) -> str:
    """Moves by moment.

    Args:
        groups: a moment of ``now.MOMENTS`` and its moves.
    """
    sources = Sources()
    out: list[str] = []
    for moment, moves in groups:
        if not moves:
            continue
        out += [*([""] if out else []), say_it(f"heading_{moment}").upper()]
        for count, move in enumerate(moves, 1):
            out += _wrapped(move.do + sources.mark(move.source, move.checked), f"  {count}. ", "     ")
            if move.words:
                out += _wrapped(f"{say_it('words_to_say')}: {move.words}", "     ", "     ")
            out += _wrapped(f"{say_it('why')}: {move.why}", "     ", "     ")
            out += _places(move.where, say_it, sources, "     ")
    return "\n".join([*out, *sources.lines(say_it)])


def show_plan(plan: Plan, knowledge: Knowledge, say_it: Texts, done: Mapping[str, datetime]) -> str:
    """The checklist."""
    return "\n".join(_plan_lines(plan, knowledge, say_it, done))


def _plan_lines(plan: Plan, knowledge: Knowledge, say_it: Texts, done: Mapping[str, datetime]) -> Iterator[str]:
    sources = Sources()
    entries = knowledge.guidance["putting_right"]
    names = ", ".join(say(entries[name]["names"], say_it.lang) for name in plan.gave)
    yield from _wrapped(f"{say_it('you_gave')}: {names}.", "", "  ")
    for cited in plan.opens:
        yield from _wrapped(cited.text + sources.mark(cited.source, cited.checked))
    if plan.without:
        yield ""
        yield f"{say_it('did_not_give')}:"
        for cited in plan.without:
            yield from _wrapped(cited.text, "  - ", "    ")
    if not plan.known_country:
        yield ""
        yield from _wrapped(say_it("no_places" if plan.country else "which_country"))
    count = 0
    for urgency in URGENCIES:
        steps = [step for step in plan.steps if step.urgency == urgency]
        if steps:
            yield ""
            yield say_it(f"urgency_{urgency}").upper()
        for step in steps:
            count += 1
            yield from _step(step, count, say_it, sources, done.get(step.id))
    yield ""
    left = [step for step in plan.steps if step.id not in done]
    yield say_it("done_count", done=len(plan.steps) - len(left), all=len(plan.steps))
    if left and plan.gave[0] not in NOTHING:
        yield say_it("go_on_later", step=left[0].id)
        yield say_it("come_back")
    elif not left:
        yield say_it("all_done")
    yield from sources.lines(say_it)


def _step(step: Step, count: int, say_it: Texts, sources: Sources, done: datetime | None) -> Iterator[str]:
    ind = " " * 8
    first = f"{count:>3}. {'[x]' if done else '[ ]'} "[: len(ind) + 1]
    cite = sources.mark(step.source, step.checked)
    if done:
        yield from _wrapped(f"{step.do} ({say_it('done_at', date=day(done, say_it))})", first, ind + " ")
        return
    yield from _wrapped(f"{step.do} ({step.id}){cite}", first, ind + " ")
    ind += " "
    yield from _wrapped(f"{say_it('why')}: {step.why}", ind, ind)
    yield from _places(step.where, say_it, sources, ind)
    yield from _wrapped(f"{say_it('takes')}: {step.takes}", ind, ind)
    for right in step.rights:
        yield from _wrapped(f"! {_right(right, say_it)}{sources.mark(right.source, right.checked)}", ind, ind + "  ")


def _right(right: Right, say_it: Texts) -> str:
    if right.until is None:
        return right.says
    return f"{right.says} {say_it('over' if right.over else 'until', date=day(right.until, say_it))}"


def _places(places: Sequence[Place], say_it: Texts, sources: Sources, ind: str) -> Iterator[str]:
    if not places:
        return
    yield f"{ind}{say_it('where')}:"
    for place in places:
        yield from _wrapped(_place(place) + sources.mark(place.source, place.checked), ind + "- ", ind + "  ")


def _place(place: Place) -> str:
    ways = [way for way in (place.number, place.sms and f"SMS {place.sms}", place.email, place.url) if way and way not in place.how]
    text = ": ".join(part for part in (place.name, ", ".join(ways)) if part)
    return " – ".join(part for part in (text, place.how) if part)


def day(moment: datetime, say_it: Texts) -> str:
    """``22 November 2026``, and the hour where it matters."""
    month = say_it("months").split()[moment.month - 1]
    return (
        f"{moment.day} {month} {moment.year}, {moment:%H:%M}"
        if (moment.hour, moment.minute) != (0, 0)
        else f"{moment.day} {month} {moment.year}"
    )


def _wrapped(text: str, first: str = "  ", rest: str = "  ") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)


def plan_data(plan: Plan, done: Mapping[str, datetime]) -> dict[str, Any]:
    """The checklist as plain data."""
    return {
        "language": plan.lang,
        "gave": list(plan.gave),
        "organisation": plan.organisation or None,
        "country": plan.country,
        "when": _iso(plan.when),
        "opens": [asdict(cited) for cited in plan.opens],
        "not_given": [asdict(cited) for cited in plan.without],
        "steps": [
            {
                "id": step.id,
                "urgency": step.urgency,
                "do": step.do,
                "why": step.why,
                "takes": step.takes,
                "source": step.source,
                "checked": step.checked,
                "because": list(step.because),
                "where": [asdict(place) for place in step.where],
                "rights": [
                    {"says": r.says, "source": r.source, "checked": r.checked, "until": _iso(r.until), "over": r.over} for r in step.rights
                ],
                "done": _iso(done.get(step.id)),
            }
            for step in plan.steps
        ],
    }


def moves_data(groups: Iterable[tuple[str, Sequence[Move]]]) -> dict[str, Any]:
    """Moves as plain data, by moment."""
    return {moment: [asdict(move) for move in moves] for moment, moves in groups}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
