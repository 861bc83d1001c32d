"""Days: reading them, counting them, months and business days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.kernel.days import (
    DayNotUnderstood,
    add_business_days,
    add_months,
    days_late,
    end_of_month,
    end_of_semester,
    french_day,
    is_business_day,
    is_overdue,
    next_business_day,
    parse_day,
    public_holidays,
    start_of_semester,
)

days = st.dates(min_value=date(1975, 1, 1), max_value=date(2100, 12, 31))


@given(days)
def test_a_day_written_is_read_back(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day(french_day(day)) == day


@pytest.mark.parametrize(
    "text",
    [
        *("2026-02-31", "31/02/2026", "2025-02-29", "2026-13-01", "0000-01-01", "2026-1-1"),
        *("20260101", "2026-01-01T00:00", "demain", "٢٠٢٦-٠١-٠١"),
    ],
)
def test_what_is_no_day_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(DayNotUnderstood, match="n'est pas un jour du calendrier"):
        parse_day(text)


def test_without_a_day_one_is_asked_for() -> None:
    with pytest.raises(DayNotUnderstood, match="Choisissez un jour"):
        parse_day(" ")


@pytest.mark.parametrize(
    ("on", "late"),
    [
        pytest.param(date(2026, 4, 19), 0, id="the day before"),
        pytest.param(date(2026, 4, 20), 0, id="the due date itself"),
        pytest.param(date(2026, 4, 21), 1, id="the day after"),
        pytest.param(date(2026, 9, 3), 136, id="across months"),
    ],
)
def test_days_late_start_the_day_after_the_due_date(on: date, late: int) -> None:
    assert days_late(date(2026, 4, 20), on=on) == late
    assert is_overdue(date(2026, 4, 20), on=on) == (late > 0)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_months_are_added_without_overflow(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(days, st.integers(-240, 240))
def test_adding_months_reaches_the_month_named(day: date, months: int) -> None:
    there = add_months(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day == min(day.day, end_of_month(there).day)


@given(days)
def test_the_end_of_the_month_is_followed_by_a_first(day: date) -> None:
    assert end_of_month(day).month == day.month
    assert (end_of_month(day) + timedelta(days=1)).day == 1


@given(days)
def test_a_day_lies_in_its_semester(day: date) -> None:
    assert start_of_semester(day) <= day <= end_of_semester(day)
    assert (start_of_semester(day).day, start_of_semester(day).month % 6) == (1, 1)
    assert end_of_semester(day) in (date(day.year, 6, 30), date(day.year, 12, 31))


def test_the_eleven_french_holidays() -> None:
    assert sorted(public_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 7, 14),
        date(2026, 8, 15),
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
    ]
    assert public_holidays(2026)[date(2026, 5, 1)] == "Fête du Travail"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 5, 4), date(2026, 5, 4), id="a Monday stays"),
        pytest.param(date(2026, 5, 1), date(2026, 5, 4), id="1 May, a Friday"),
        pytest.param(date(2026, 4, 4), date(2026, 4, 7), id="Saturday before Easter Monday"),
        pytest.param(date(2026, 12, 25), date(2026, 12, 28), id="Christmas, a Friday"),
    ],
)
def test_the_next_business_day(day: date, expected: date) -> None:
    assert next_business_day(day) == expected


def test_business_days_step_over_week_ends_and_holidays() -> None:
    assert add_business_days(date(2026, 5, 12), 2) == date(2026, 5, 15)
    assert add_business_days(date(2026, 5, 9), 0) == date(2026, 5, 9)


@given(days)
def test_the_next_business_day_is_one_and_is_near(day: date) -> None:
    found = next_business_day(day)
    assert is_business_day(found)
    assert 0 <= (found - day).days <= 5
