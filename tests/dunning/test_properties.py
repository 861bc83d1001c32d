"""What holds for every set of receivables."""

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from encaisse.dunning.rules import Scenario, Step
from tests.dunning.ladder import a_receivable, fates, planned

ON = date(2026, 6, 15)
WALK = Scenario(
    1,
    "marche",
    (Step(0, -5, is_courtesy=True), Step(1, 3), Step(2, 15), Step(3, 30), Step(4, 45)),
    tolerance_cents=100,
    minimum={"EUR": 5000},
    spacing_days=3,
)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Any]:
    level = draw(st.integers(0, 4))
    taken = ON - timedelta(days=draw(st.integers(1, 60))) if level else None
    return {
        "payer": draw(st.integers(1, 3)),
        "due_on": ON + timedelta(days=draw(st.integers(-90, 20))),
        "open": draw(st.integers(1, 20_000)),
        "level": level,
        "delivered_on": taken,
        "taken_on": taken,
        "stepped_on": taken,
        "held": draw(st.sampled_from([None, None, "blocked", "disputed"])),
        "pending": draw(st.sampled_from([None, None, "waiting"])),
    }


books = st.lists(histories(), min_size=1, max_size=12).map(
    lambda rows: [a_receivable(number, **row) for number, row in enumerate(rows)]
)


@given(books)
def test_nothing_on_or_before_the_due_date_but_courtesy(rows: list[dict[str, Any]]) -> None:
    for step in planned(*rows, on=ON, scenario=WALK).steps.iter_rows(named=True):
        assert (step["next_level"] == 0) == (step["due_on"] >= ON)


@given(books, st.integers())
def test_input_order_never_matters(rows: list[dict[str, Any]], seed: int) -> None:
    shuffled = random.Random(seed).sample(rows, len(rows))
    assert fates(planned(*rows, on=ON, scenario=WALK)) == fates(
        planned(*shuffled, on=ON, scenario=WALK)
    )


@given(books)
def test_no_level_is_skipped(rows: list[dict[str, Any]]) -> None:
    for step in planned(*rows, on=ON, scenario=WALK).steps.iter_rows(named=True):
        assert step["next_level"] in (0, step["level"] + 1)


@given(books)
def test_held_receivables_get_no_message(rows: list[dict[str, Any]]) -> None:
    steps = planned(*rows, on=ON, scenario=WALK).steps
    assert steps["held"].null_count() == steps["pending"].null_count() == steps.height


@given(books)
def test_by_customer_or_together_is_the_same(rows: list[dict[str, Any]]) -> None:
    apart: dict[int, int | str] = {}
    for payer in {row["payer"] for row in rows}:
        mine = [row for row in rows if row["payer"] == payer]
        apart |= fates(planned(*mine, on=ON, scenario=WALK))
    assert apart == fates(planned(*rows, on=ON, scenario=WALK))


@given(books)
def test_money_asked_is_what_is_listed(rows: list[dict[str, Any]]) -> None:
    result = planned(*rows, on=ON, scenario=WALK)
    assert result.sent["total"].sum() == result.steps["open"].sum()
