"""What the steps already taken say of a receivable."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from encaisse.dunning.rules.history import STEPS, progress
from encaisse.dunning.rules.thresholds import least_cents

MARCH, APRIL = date(2026, 3, 12), date(2026, 4, 12)


def standing(*steps: dict[str, Any]) -> dict[str, Any]:
    """Where one receivable stands after these steps."""
    rows = [_taken(**step) for step in steps]
    return progress(pl.DataFrame(rows, schema=STEPS, orient="row")).row(0, named=True)


def _taken(level: int, on: date, *, state: str = "delivered", cycle: int = 0) -> dict[str, Any]:
    return {
        "receivable": 1,
        "cycle": cycle,
        "state": state,
        "first": level,
        "level": level,
        "levels": 1 << level,
        "taken_on": on,
        "courtesy_on": None,
    }


def test_a_step_skipped_is_taken_without_being_delivered() -> None:
    found = standing({"level": 1, "on": MARCH}, {"level": 2, "on": APRIL, "state": "skipped"})
    assert (found["level"], found["skipped"]) == (1, 1 << 2)
    assert (found["delivered_on"], found["taken_on"]) == (MARCH, APRIL)


def test_a_repeat_skipped_stands_at_its_level_all_the_same() -> None:
    found = standing(
        {"level": 3, "on": MARCH}, {"level": 3, "on": APRIL, "state": "skipped", "cycle": 1}
    )
    assert (found["level"], found["cycle"], found["ended_on"]) == (3, 1, MARCH)


def test_a_threshold_of_another_currency_is_never_rounded_below_itself() -> None:
    assert least_cents(100, "EUR", "USD", {"EURUSD": Decimal("1.333")}) == 134
    assert least_cents(100, "EUR", "USD", {"USDEUR": Decimal("0.75")}) == 134
