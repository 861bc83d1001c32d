"""Recording credits."""

import datetime

import pytest

from encaisse.kernel.money import Money
from encaisse.parties.models import Customer
from encaisse.payments import operations
from tests import factories

pytestmark = pytest.mark.django_db
BY = "nadia"
DAY = datetime.date(2026, 11, 10)


@pytest.fixture
def martin() -> Customer:
    return factories.a_customer(factories.a_company())


def test_a_payment_is_open_until_it_is_matched(martin: Customer) -> None:
    payment = operations.record(
        customer=martin, reference="VIR 1", on=DAY, amount=Money(300), by=BY, method="transfer"
    )
    assert (payment.kind, payment.open_cents, payment.currency) == ("payment", 300, "EUR")


def test_two_payments_may_bear_the_same_reference(martin: Customer) -> None:
    for _turn in range(2):
        operations.record(customer=martin, reference="CHQ", on=DAY, amount=Money(300), by=BY)
    assert martin.credits.count() == 2


@pytest.mark.parametrize("cents", [0, -300])
def test_a_payment_is_above_zero(martin: Customer, cents: int) -> None:
    with pytest.raises(operations.CreditWithoutAmount):
        operations.record(customer=martin, reference="VIR", on=DAY, amount=Money(cents), by=BY)


def test_a_credit_note_is_known_by_its_number(martin: Customer) -> None:
    operations.record_credit_note(customer=martin, reference="A1", on=DAY, amount=Money(1), by=BY)
    with pytest.raises(operations.CreditNoteNumberTaken, match="A1"):
        operations.record_credit_note(
            customer=martin, reference="A1", on=DAY, amount=Money(1), by=BY
        )


def test_nothing_comes_back_before_it_came(martin: Customer) -> None:
    payment = operations.record(customer=martin, reference="VIR", on=DAY, amount=Money(300), by=BY)
    with pytest.raises(operations.CreditVoidBeforeItsDay):
        operations.return_payment(payment, on=DAY - datetime.timedelta(1), by=BY)
