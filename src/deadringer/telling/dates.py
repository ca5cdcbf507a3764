"""Days and times as people write them, in English and Italian."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time

MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "it": (
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ),
}
_NUMBER = {name.lower(): i for names in MONTHS.values() for i, name in enumerate(names, 1)}
_NUMBER |= {name[:3]: i for name, i in list(_NUMBER.items())}
_NAMES = "|".join(sorted(_NUMBER, key=len, reverse=True))
_WRITTEN = re.compile(
    rf"\b(\d{{4}})-(\d{{2}})-(\d{{2}})(?!\d)"
    rf"|\b(\d{{1,2}})[/.](\d{{1,2}})[/.](\d{{4}}|\d{{2}})\b"
    rf"|\b(\d{{1,2}})(?:st|nd|rd|th|º|°)?\s+(?:of\s+|di\s+)?({_NAMES})\b\.?,?(?:\s+(\d{{4}}))?"
    rf"|\b({_NAMES})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}}))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?(?!\d)")


def say_date(day: date, lang: str) -> str:
    """``22 November 2026``: the same order in every country, so that nobody mistakes the month."""
    return f"{day.day} {MONTHS.get(lang, MONTHS['en'])[day.month - 1]} {day.year}"


def say_time(moment: time | datetime, seconds: bool = False) -> str:
    """``08:15``."""
    return moment.strftime("%H:%M:%S" if seconds else "%H:%M")


def find_dates(text: str) -> Iterator[tuple[int, int, tuple[int, int, int]]]:
    """Days named in a text: where, and (year, month, day); year 0: not named. 03/04/2026 is 3 April."""
    for m in _WRITTEN.finditer(text):
        if m[1]:
            yield m.start(), m.end(), (int(m[1]), int(m[2]), int(m[3]))
        elif m[4]:
            year = int(m[6]) + (2000 if len(m[6]) == 2 else 0)
            if int(m[5]) <= 12:
                yield m.start(), m.end(), (year, int(m[5]), int(m[4]))
            else:
                yield m.start(), m.end(), (year, int(m[4]), int(m[5]))
        elif m[7]:
            yield m.start(), m.end(), (int(m[9] or 0), _NUMBER[m[8].lower()], int(m[7]))
        else:
            yield m.start(), m.end(), (int(m[12] or 0), _NUMBER[m[10].lower()], int(m[11]))


def find_times(text: str) -> Iterator[tuple[int, int, tuple[int, int, int]]]:
    """Times of day in a text: where, and (hour, minute, second); second -1: not named."""
    for m in _CLOCK.finditer(text):
        yield m.start(), m.end(), (int(m[1]), int(m[2]), int(m[3]) if m[3] else -1)


def read_date(text: str) -> date | None:
    """One day: ``2026-11-22``, ``22/11/2026``, ``22 November 2026``."""
    found = list(find_dates(text.strip()))
    if len(found) != 1 or not found[0][2][0]:
        return None
    try:
        return date(*found[0][2])
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """One time of day: ``08:15``."""
    m = _CLOCK.fullmatch(text.strip())
    return time(int(m[1]), int(m[2]), int(m[3] or 0)) if m else None


def add_months(day: date, months: int) -> date:
    """The same day so many months later; where that month is shorter, its last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise ValueError(f"no day {months} months after {day}")


def add_workdays(day: date, count: int) -> date:
    """So many days later, Saturdays and Sundays not counted (public holidays are)."""
    ordinal = day.toordinal()
    while count > 0:
        ordinal += 1
        if date.fromordinal(ordinal).weekday() < 5:
            count -= 1
    return date.fromordinal(ordinal)
