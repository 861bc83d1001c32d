"""Period: both ends included, cut without losing a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.kernel.period import Period, PeriodUpsideDown

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2035, 12, 31))
periods = st.tuples(days, days).map(lambda ends: Period(min(ends), max(ends)))


def test_both_ends_are_included() -> None:
    period = Period(date(2026, 1, 1), date(2026, 1, 31))
    assert period.days == 31
    assert period == Period.month(2026, 1)
    assert date(2026, 1, 1) in period
    assert date(2026, 1, 31) in period
    assert date(2026, 2, 1) not in period
    assert str(period) == "du 01/01/2026 au 31/01/2026"


def test_a_single_day_is_a_period_of_one_day() -> None:
    assert Period(date(2026, 1, 1), date(2026, 1, 1)).days == 1


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(PeriodUpsideDown, match="finir le 01/01/2026 avant"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


@given(periods)
def test_its_days_are_counted_one_by_one(period: Period) -> None:
    assert len(list(period)) == period.days


@given(periods, periods)
def test_an_overlap_is_what_both_hold(left: Period, right: Period) -> None:
    common = left.overlap(right)
    assert common == right.overlap(left)
    held = {day for day in (left.first, left.last, right.first, right.last) if day in left}
    if common is None:
        assert not any(day in right for day in held)
    else:
        assert {common.first, common.last} <= {day for day in held if day in right}


@given(periods, st.lists(days, max_size=8))
def test_a_split_loses_no_day(period: Period, starts: list[date]) -> None:
    parts = period.split(*starts)
    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert sum(part.days for part in parts) == period.days
    assert {part.first for part in parts[1:]} == {
        start for start in starts if start in period and start != period.first
    }


@given(periods)
def test_months_are_parts_within_one_month(period: Period) -> None:
    parts = period.months()
    assert sum(part.days for part in parts) == period.days
    assert all(part.first.replace(day=1) == part.last.replace(day=1) for part in parts)
    assert all(part.first.day == 1 for part in parts[1:])


def test_a_year_split_at_its_semesters() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert year.split(date(2026, 7, 1)) == [
        Period(date(2026, 1, 1), date(2026, 6, 30)),
        Period(date(2026, 7, 1), date(2026, 12, 31)),
    ]
