"""What Paul decides, counted from any day."""

from datetime import date

import pytest

from encaisse.demonstration.rules.steered import limit_under, old_invoice


@pytest.mark.parametrize(
    ("owed", "limit"), [(10_549_50, 10_000_00), (10_000_00, 9_000_00), (999_00, 0), (0, 0)]
)
def test_a_limit_is_the_thousands_just_under_what_is_owed(owed: int, limit: int) -> None:
    assert limit_under(owed) == limit


@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2027, 2, 28), date(2028, 4, 30)], ids=str)
def test_the_old_invoice_was_due_four_years_and_ten_months_ago(on: date) -> None:
    old = old_invoice(on)
    assert old.issued_on < old.due_on < on
    assert (on.year - old.due_on.year) * 12 + on.month - old.due_on.month == 58
    assert old.number.startswith(f"FA{old.issued_on:%y}-")
