"""Days and times."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadringer.telling.dates import add_months, add_workdays, find_dates, find_times, read_date, say_date


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 22), 1, date(2026, 12, 22)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_ten_working_days_skip_weekends() -> None:
    assert add_workdays(date(2026, 11, 20), 10) == date(2026, 12, 4)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.sampled_from(["en", "it"]))
def test_a_day_that_is_written_can_be_read(day: date, lang: str) -> None:
    assert read_date(say_date(day, lang)) == day
    assert read_date(day.isoformat()) == day
    assert add_months(day, 1) - day <= timedelta(31)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 3 May he rang", [(0, 5, 3)]),
        ("il 1º maggio 2026", [(2026, 5, 1)]),
        ("May 3rd, 2026 and 2026-11-22", [(2026, 5, 3), (2026, 11, 22)]),
        ("22/11/2026", [(2026, 11, 22)]),
        ("11/22/2026", [(2026, 11, 22)]),
        ("there may be 300 people", []),
        ("may 2,400 pounds go", [(0, 5, 2)]),  # harmless: a figure too many is asked for, not one too few
    ],
)
def test_days_in_a_text(text: str, found: list[tuple[int, int, int]]) -> None:
    assert [day for _, _, day in find_dates(text)] == found


def test_times_in_a_text() -> None:
    assert [t for _, _, t in find_times("at 10:15, alle 8.05 and 23:59:01, not 25:00")] == [(10, 15, -1), (8, 5, -1), (23, 59, 1)]
