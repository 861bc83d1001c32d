"""Bars and stairs drawn by the server."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.web.charts import WIDTH, Part, Step, Year, piles, segments, stairs

amounts = st.lists(st.integers(-(10**12), 10**12), max_size=8)


def parts(cents: list[int]) -> list[Part]:
    return [Part(str(rank), amount, "late") for rank, amount in enumerate(cents)]


@given(amounts)
def test_segments_stay_on_the_bar_in_order(cents: list[int]) -> None:
    placed = segments(parts(cents))
    edges = [edge for one in placed for edge in (one.x, one.x + one.width)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= WIDTH for edge in edges)


@given(amounts)
def test_shares_are_a_whole_or_nothing(cents: list[int]) -> None:
    owed = any(amount > 0 for amount in cents)
    assert sum(one.share for one in segments(parts(cents))) == (1 if owed else 0)


def test_half_is_half() -> None:
    first, second = segments(parts([500, 500]))
    assert (first.x, second.x) == (0, 500)
    assert first.share == second.share == 0.5


def test_stairs_climb_from_zero_at_the_foot_and_a_hole_breaks_the_line() -> None:
    drawn = stairs(
        [
            Step(date(2025, 1, 1), date(2025, 6, 30), Decimal("2.00")),
            Step(date(2025, 7, 1), date(2025, 12, 31), Decimal("4.00"), is_sure=False),
            Step(date(2026, 7, 1), date(2026, 12, 31), Decimal("0.00")),
        ]
    )
    assert drawn.sure == "M0 52V52H247M747 100V100H1000"
    assert drawn.unsure == "M247 52V4H500"
    assert drawn.highest == Decimal("4.00")
    assert drawn.years == [Year("2026", "50.0%")]


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        pytest.param(2008, 2026, ["2010", "2015", "2020", "2025"], id="fives"),
        pytest.param(
            1975, 2014, ["1980", "1985", "1990", "1995", "2000", "2005", "2010"], id="longer"
        ),
        pytest.param(2026, 2026, [], id="one year says its own days"),
    ],
)
def test_a_few_round_years_are_named(first: int, last: int, years: list[str]) -> None:
    drawn = stairs([Step(date(first, 1, 1), date(last, 12, 31), Decimal(1))])
    assert [year.label for year in drawn.years] == years


def test_piles_stand_on_each_other_and_compare_by_the_same_height() -> None:
    weeks = [date(2026, 3, 2), date(2026, 3, 9)]
    counts = {(weeks[0], "mail"): 6, (weeks[0], "letter"): 2, (weeks[1], "mail"): 4}
    drawn = piles(weeks, counts, kinds=["mail", "letter"], highest=10)
    assert [(one.kind, one.x, one.y, one.height) for one in drawn.piles] == [
        ("mail", 0, 40, 60), ("letter", 0, 20, 20), ("mail", 500, 60, 40),
    ]  # fmt: skip
    assert drawn.peak == 8


def test_piles_of_a_year_name_a_few_months() -> None:
    weeks = [date(2025, 12, 1) + timedelta(days=7 * n) for n in range(53)]
    marks = piles(weeks, {}, kinds=["mail"], highest=0).marks
    assert [mark.label for mark in marks] == ["01/26", "03/26", "05/26", "07/26", "09/26", "11/26"]
