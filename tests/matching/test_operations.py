"""Matching, undoing, and the acts that need both sides."""

import datetime

import pytest

from encaisse.audit.models import Entry
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations, queries
from encaisse.matching.models import Allocation
from encaisse.matching.operations import refusals
from encaisse.parties.models import Customer
from encaisse.payments import operations as payments
from encaisse.payments.models import Credit
from tests import factories

pytestmark = pytest.mark.django_db
BY = "nadia"


def _day(day: int, month: int = 11) -> datetime.date:
    return datetime.date(2026, month, day)


@pytest.fixture
def martin() -> Customer:
    return factories.a_customer(factories.a_company())


def _payment(customer: Customer, cents: int, *, on: int = 10, reference: str = "VIR 1") -> Credit:
    return payments.record(
        customer=customer, reference=reference, on=_day(on), amount=Money(cents), by=BY
    )


def test_an_allocation_moves_both_sides_and_is_in_the_journal(martin: Customer) -> None:
    receivable, payment = factories.a_receivable(martin, cents=500), _payment(martin, 300)
    operations.allocate(payment, receivable, cents=200, on=_day(12), by=BY)
    receivable.refresh_from_db()
    payment.refresh_from_db()
    assert (receivable.open_cents, payment.open_cents) == (300, 100)
    entry = Entry.objects.get(verb="allocation.made")
    assert entry.customer_id == martin.pk
    assert entry.facts["cents"] == 200


@pytest.mark.parametrize(
    ("cents", "day", "code"),
    [
        pytest.param(301, 12, "allocation_too_large", id="more than the payment"),
        pytest.param(0, 12, "allocation_not_positive", id="nothing"),
        pytest.param(-5, 12, "allocation_not_positive", id="less than nothing"),
        pytest.param(100, 9, "allocated_too_early", id="before the payment"),
        pytest.param(100, 4, "allocated_too_early", id="before the invoice"),
    ],
)
def test_what_cannot_be_allocated(martin: Customer, cents: int, day: int, code: str) -> None:
    receivable = factories.a_receivable(martin, cents=500, issued_on=_day(5))
    payment = _payment(martin, 300)
    with pytest.raises(Refusal) as refusal:
        operations.allocate(payment, receivable, cents=cents, on=_day(day), by=BY)
    assert refusal.value.code == code
    assert not Allocation.objects.exists()


def test_a_receivable_takes_no_more_than_its_amount(martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=200)
    with pytest.raises(refusals.AllocationTooLarge, match="2,00"):
        operations.allocate(_payment(martin, 300), receivable, cents=201, on=_day(12), by=BY)


def test_another_customer_and_another_currency_are_refused(martin: Customer) -> None:
    lemoine = factories.a_customer(martin.company, "Studio Lemoine")
    boat = factories.a_customer(martin.company, "Boat Ltd", currency="USD")
    dollars = payments.record(
        customer=martin, reference="USD", on=_day(10), amount=Money(300, "USD"), by=BY
    )
    with pytest.raises(refusals.OtherCustomer):
        operations.allocate(
            _payment(martin, 300), factories.a_receivable(lemoine), cents=1, on=_day(12), by=BY
        )
    with pytest.raises(refusals.OtherCurrency):
        operations.allocate(dollars, factories.a_receivable(martin), cents=1, on=_day(12), by=BY)
    with pytest.raises(refusals.OtherCustomer):
        operations.allocate(dollars, factories.a_receivable(boat), cents=1, on=_day(12), by=BY)


def test_a_past_day_is_not_overpaid_either(martin: Customer) -> None:
    """Paid on the 12th, undone on the 15th: from the 13th there is no room for another payment."""
    receivable = factories.a_receivable(martin, cents=300)
    first = operations.allocate(_payment(martin, 300), receivable, cents=300, on=_day(12), by=BY)
    operations.unmatch(first, on=_day(15), by=BY)
    late = _payment(martin, 300, reference="VIR 2")
    with pytest.raises(refusals.AllocationTooLarge):
        operations.allocate(late, receivable, cents=300, on=_day(13), by=BY)
    operations.allocate(late, receivable, cents=300, on=_day(15), by=BY)


def test_unmatching_restores_exactly_and_only_once(martin: Customer) -> None:
    receivable, payment = factories.a_receivable(martin, cents=500), _payment(martin, 300)
    allocation = operations.allocate(payment, receivable, cents=200, on=_day(12), by=BY)
    counter_entry = operations.unmatch(allocation, on=_day(14), by=BY, reason="erreur")
    receivable.refresh_from_db()
    payment.refresh_from_db()
    assert (receivable.open_cents, payment.open_cents) == (500, 300)
    assert counter_entry.cents == -200
    for undone in (allocation, counter_entry):
        with pytest.raises(refusals.NotMatched):
            operations.unmatch(undone, on=_day(14), by=BY)


def test_nothing_is_undone_before_it_was_done(martin: Customer) -> None:
    receivable, payment = factories.a_receivable(martin, cents=500), _payment(martin, 300)
    allocation = operations.allocate(payment, receivable, cents=200, on=_day(12), by=BY)
    with pytest.raises(refusals.UnmatchedTooEarly):
        operations.unmatch(allocation, on=_day(11), by=BY)


def test_a_payment_that_names_its_invoice_closes_it(martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=500, number="FA00412")
    payment = operations.receive_payment(
        customer=martin, reference="VIR FA 412", on=_day(10), amount=Money(500), by=BY
    )
    receivable.refresh_from_db()
    assert receivable.open_cents == 0
    assert payment.allocations.get().source == "exact"


def test_a_payment_that_says_nothing_waits_with_a_proposal(martin: Customer) -> None:
    older = factories.a_receivable(martin, cents=500, due_on=_day(1, 10))
    newer = factories.a_receivable(martin, cents=500, due_on=_day(1, 11))
    payment = operations.receive_payment(
        customer=martin, reference="CHQ 9", on=_day(10), amount=Money(700), by=BY
    )
    proposed = queries.proposal(payment, on=_day(10))
    assert proposed is not None
    assert "plus ancienne" in proposed.reason
    assert not payment.allocations.exists()
    operations.confirm(payment, on=_day(10), by=BY)
    assert [(part.receivable, part.cents) for part in payment.allocations.all()] == [
        (older, 500), (newer, 200),
    ]  # fmt: skip


def test_a_payment_pays_what_the_collector_chose_in_order(martin: Customer) -> None:
    older = factories.a_receivable(martin, cents=500, due_on=_day(1, 10))
    newer = factories.a_receivable(martin, cents=500, due_on=_day(1, 11))
    payment = operations.receive_payment(
        customer=martin, reference="CHQ 9", on=_day(10), amount=Money(700), by=BY,
        pays=[newer, older],
    )  # fmt: skip
    assert [(part.receivable, part.cents) for part in payment.allocations.all()] == [
        (newer, 500), (older, 200),
    ]  # fmt: skip


def test_confirming_without_anything_open_is_refused(martin: Customer) -> None:
    with pytest.raises(refusals.NothingToMatch, match="Garage Martin"):
        operations.confirm(_payment(martin, 100), on=_day(10), by=BY)


def test_oldest_first_leaves_drafts_and_invoices_to_come(martin: Customer) -> None:
    to_come = factories.a_receivable(martin, cents=500, issued_on=_day(20), due_on=_day(21))
    draft = factories.a_receivable(martin, cents=500)
    draft.invoice.is_draft = True
    draft.invoice.save()
    payment = _payment(martin, 700)
    assert operations.allocate_oldest_first(payment, on=_day(12), by=BY) == []
    assert operations.allocate_oldest_first(payment, on=_day(20), by=BY)[0].receivable == to_come


def test_a_payment_that_came_back_reopens_what_it_paid(martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=500)
    payment = operations.receive_payment(
        customer=martin, reference="PRLV", on=_day(10), amount=Money(500), by=BY
    )
    operations.return_payment(payment, on=_day(14), by=BY, reason="provision insuffisante")
    receivable.refresh_from_db()
    payment.refresh_from_db()
    assert (receivable.open_cents, payment.open_cents) == (500, 0)
    assert payment.returned_on == _day(14)
    with pytest.raises(payments.CreditAlreadyVoid):
        operations.return_payment(payment, on=_day(15), by=BY)
    with pytest.raises(refusals.NotPayable):
        operations.allocate(payment, receivable, cents=1, on=_day(15), by=BY)


def test_a_credit_note_is_put_on_its_invoices_and_may_be_withdrawn(martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=500)
    note = operations.receive_credit_note(
        customer=martin, reference="A1", on=_day(10), amount=Money(600), by=BY, pays=[receivable]
    )
    assert note.open_cents == 100
    operations.cancel_credit(note, on=_day(11), by=BY, reason="émis à tort")
    receivable.refresh_from_db()
    assert receivable.open_cents == 500
    with pytest.raises(payments.OnlyPaymentsComeBack):
        operations.return_payment(note, on=_day(12), by=BY)


def test_a_payment_is_not_cancelled(martin: Customer) -> None:
    with pytest.raises(payments.PaymentsAreNotCancelled):
        operations.cancel_credit(_payment(martin, 100), on=_day(12), by=BY)


def test_a_write_off_says_why(martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=500)
    with pytest.raises(payments.WriteOffWithoutReason):
        operations.write_off([receivable], cents=500, on=_day(12), reason=" ", by=BY)
    operations.write_off([receivable], cents=120, on=_day(12), reason="geste commercial", by=BY)
    receivable.refresh_from_db()
    assert receivable.open_cents == 380


def test_a_cancelled_invoice_gives_its_money_back(martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=500)
    payment = operations.receive_payment(
        customer=martin, reference="VIR", on=_day(10), amount=Money(500), by=BY
    )
    operations.cancel_invoice(receivable.invoice, on=_day(14), by=BY, reason="doublon")
    receivable.refresh_from_db()
    payment.refresh_from_db()
    assert (receivable.open_cents, payment.open_cents) == (0, 500)
    with pytest.raises(refusals.NotPayable):
        operations.allocate(payment, receivable, cents=1, on=_day(15), by=BY)


def test_the_refused_cancellation_changes_nothing(martin: Customer) -> None:
    receivable = factories.a_receivable(martin, cents=500)
    operations.receive_payment(
        customer=martin, reference="VIR", on=_day(10), amount=Money(500), by=BY
    )
    with pytest.raises(Refusal, match="mise en demeure"):
        operations.cancel_invoice(receivable.invoice, on=_day(14), by=BY, notice_delivered=True)
    receivable.refresh_from_db()
    assert receivable.open_cents == 0
