"""How money fills the instalments of a plan: what a payment names first, then in order."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.payment_plans.rules import INSTALLMENTS, filled

DAY = date(2026, 4, 1)


def a_plan(cents: list[int], *, open_: int, named: list[int] | None = None) -> pl.DataFrame:
    """One plan, due each month."""
    rows = [
        {
            "installment": rank, "plan": 1, "receivable": 7, "bearer": 7, "rank": rank,
            "of": len(cents), "due_on": DAY + timedelta(days=30 * rank), "cents": amount,
            "open": open_, "named": (named or [0] * len(cents))[rank - 1],
        }
        for rank, amount in enumerate(cents, 1)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=INSTALLMENTS, orient="row")


def left(frame: pl.DataFrame) -> list[int]:
    return filled(frame)["left"].to_list()


@pytest.mark.parametrize(
    ("open_", "named", "expected"),
    [
        (600, [0, 0, 0], [200, 200, 200]),
        (400, [0, 0, 0], [0, 200, 200]),
        (350, [0, 0, 0], [0, 150, 200]),
        (400, [0, 200, 0], [200, 0, 200]),
        (300, [0, 200, 0], [100, 0, 200]),
        (100, [0, 200, 0], [0, 0, 100]),
        (300, [0, 300, 0], [100, 0, 200]),
        (0, [0, 0, 0], [0, 0, 0]),
        (900, [0, 0, 0], [200, 200, 200]),
        (550, [0, 0, 200], [200, 200, 150]),
    ],
)
def test_what_is_named_comes_first_then_the_order(
    open_: int, named: list[int], expected: list[int]
) -> None:
    assert left(a_plan([200, 200, 200], open_=open_, named=named)) == expected


def test_each_plan_is_filled_by_its_own_money() -> None:
    paid = a_plan([100, 100], open_=0)
    unpaid = a_plan([100, 100], open_=200).with_columns(
        plan=pl.lit(2, pl.Int64), installment=pl.col("installment") + 10
    )
    assert left(pl.concat([unpaid, paid])) == [0, 0, 100, 100]


amounts = st.lists(st.integers(1, 10_000), min_size=1, max_size=6)


@given(amounts, st.data())
def test_what_is_left_is_what_is_open(cents: list[int], data: st.DataObject) -> None:
    """Whatever the payments name, nothing is asked twice and nothing is forgotten."""
    open_ = data.draw(st.integers(0, sum(cents) + 100))
    named = [data.draw(st.integers(0, amount + 50)) for amount in cents]
    found = filled(a_plan(cents, open_=open_, named=named))
    assert found["left"].sum() == min(open_, sum(cents))
    assert (found["left"] >= 0).all()
    assert (found["left"] <= found["cents"]).all()
