"""How a debt is cut, and the interest that each payment bears."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payment_plans.queries.simulating import simulate
from encaisse.payment_plans.rules import Part
from encaisse.payment_plans.rules.simulating import (
    Rhythm,
    Wanted,
    filling,
    spread,
    with_interest,
)
from encaisse.payments import operations as payments
from encaisse.receivables.models import Receivable
from tests import factories

FIRST = date(2026, 1, 31)


def cents(parts: list[Part]) -> list[int]:
    return [part.cents for part in parts]


def test_equal_payments_leave_the_odd_cents_to_the_last() -> None:
    parts = spread(Money(100_001), Wanted(3, FIRST))
    assert cents(parts) == [33_333, 33_333, 33_335]
    assert [part.due_on for part in parts] == [FIRST, date(2026, 2, 28), date(2026, 3, 31)]


@pytest.mark.parametrize(
    ("rhythm", "second"),
    [
        (Rhythm.WEEK, date(2026, 2, 7)), (Rhythm.FORTNIGHT, date(2026, 2, 14)),
        (Rhythm.MONTH, date(2026, 2, 28)), (Rhythm.QUARTER, date(2026, 4, 30)),
    ],
)  # fmt: skip
def test_each_rhythm_has_its_second_day(rhythm: Rhythm, second: date) -> None:
    assert spread(Money(1000), Wanted(2, FIRST, rhythm))[1].due_on == second


def test_a_first_payment_of_its_own() -> None:
    assert cents(spread(Money(100_000), Wanted(3, FIRST, first_cents=50_000))) == [
        50_000, 25_000, 25_000,
    ]  # fmt: skip


def test_a_first_payment_leaves_something_to_the_others() -> None:
    with pytest.raises(Refusal, match=r"1.000,00.€\) ne laisse rien aux échéances suivantes"):
        spread(Money(100_000), Wanted(3, FIRST, first_cents=100_000))


@given(st.integers(1, 10**9), st.integers(1, 120), st.data())
def test_the_payments_sum_to_what_is_open(open_: int, count: int, data: st.DataObject) -> None:
    first = data.draw(st.none() | st.integers(1, 10**9))
    try:
        parts = spread(Money(open_), Wanted(count, FIRST, first_cents=first))
    except Refusal:
        return
    assert (sum(cents(parts)), len(parts)) == (open_, count)
    assert min(cents(parts)) > 0


@given(st.lists(st.integers(1, 500), min_size=1, max_size=6), st.data())
def test_the_oldest_is_paid_first_and_nothing_is_lost(owed: list[int], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, sum(owed)))
    parts = spread(Money(sum(owed)), Wanted(min(count, 120), FIRST))
    filled = filling(parts, list(enumerate(owed)))
    assert [
        sum(paid for key, _on, paid in filled if key == one) for one in range(len(owed))
    ] == owed
    assert [key for key, _on, _paid in filled] == sorted(key for key, _on, _paid in filled)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.integers(0, 100))
def test_the_share_kept_is_rounded_once_over_the_whole(steps: list[int], waived: int) -> None:
    ran = [sum(steps[: rank + 1]) for rank in range(len(steps))]
    parts = [Part(FIRST + timedelta(days=rank), 100) for rank in range(len(steps))]
    borne = with_interest(parts, ran, waived_percent=waived)
    exact = Fraction(ran[-1] * (100 - waived), 100)
    assert abs(sum(part.interest_cents for part in borne) - exact) <= Fraction(1, 2)


@pytest.fixture
def owed() -> Receivable:
    company = factories.a_company(penalty_rate=Decimal("0.10"))
    customer = factories.a_customer(company)
    return factories.a_receivable(customer, cents=365_000, due_on=date(2026, 1, 31))


@pytest.mark.django_db
def test_interest_runs_to_each_payment_on_what_is_left(owed: Receivable) -> None:
    """10 % a year of 3 650 € is 1 € a day: 28 days, then 31 days on the half."""
    parts = [Part(date(2026, 2, 28), 182_500), Part(date(2026, 3, 31), 182_500)]
    found = simulate([owed], parts, waived_percent=0, on=date(2026, 2, 10))
    assert [part.interest_cents for part in found.parts] == [2_800, 1_550]
    assert (found.interest_cents, found.waived_cents) == (4_350, 0)
    assert found.total_cents == 369_350


@pytest.mark.django_db
def test_a_share_of_the_interest_is_given_up(owed: Receivable) -> None:
    parts = [Part(date(2026, 2, 28), 365_000)]
    found = simulate([owed], parts, waived_percent=75, on=date(2026, 2, 10))
    assert (found.interest_cents, found.waived_cents) == (700, 2_100)


@pytest.mark.django_db
def test_what_was_paid_before_bears_no_more_interest(owed: Receivable) -> None:
    customer: Customer = owed.customer
    paid = payments.record(
        customer=customer, reference="V1", on=date(2026, 2, 10), amount=Money(182_500), by="nadia"
    )
    matching.allocate(paid, owed, cents=182_500, on=date(2026, 2, 10), by="nadia")
    found = simulate(
        [owed], [Part(date(2026, 2, 28), 182_500)], waived_percent=0, on=date(2026, 2, 11)
    )
    assert found.interest_cents == 1_000 + 900


@pytest.mark.django_db
def test_days_without_a_known_rate_are_told_and_not_counted() -> None:
    bill = factories.a_receivable(
        factories.a_customer(factories.a_company()), cents=365_000, due_on=date(2026, 1, 31)
    )
    far = simulate(
        [bill], [Part(date(2040, 1, 31), 365_000)], waived_percent=0, on=date(2026, 2, 1)
    )
    assert not far.complete
    assert far.interest_cents > 0
