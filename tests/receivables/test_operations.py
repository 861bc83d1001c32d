"""Issuing and cancelling invoices."""

import datetime
from typing import Any

import pytest

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.parties.models import Customer
from encaisse.receivables import operations
from encaisse.receivables.models import Invoice
from encaisse.receivables.operations import Installment
from tests import factories

pytestmark = pytest.mark.django_db
BY = "nadia"
ISSUED, DUE = datetime.date(2026, 11, 2), datetime.date(2026, 12, 2)


@pytest.fixture
def martin() -> Customer:
    return factories.a_customer(factories.a_company())


def _issue(customer: Customer, *cents: int, number: str = "FA1") -> Invoice:
    return operations.issue(
        customer=customer,
        number=number,
        issued_on=ISSUED,
        installments=[Installment(DUE, part) for part in cents],
        by=BY,
    )


def test_an_invoice_bears_one_receivable_for_each_due_date(martin: Customer) -> None:
    invoice = _issue(martin, 300, 600)
    assert invoice.total_cents == 900
    assert [(part.rank, part.open_cents) for part in invoice.receivables.order_by("rank")] == [
        (1, 300), (2, 600),
    ]  # fmt: skip


def test_terms_make_one_receivable_for_each_share(martin: Customer) -> None:
    parts = operations.by_terms(
        martin, Money(10_001), issued_on=ISSUED, terms="30 % comptant, 70 % à 60 jours"
    )
    invoice = operations.issue(
        customer=martin, number="FA1", issued_on=ISSUED, installments=parts, by=BY
    )
    assert [
        (part.rank, part.due_on, part.face_cents, part.due_source, part.due_estimated)
        for part in invoice.receivables.order_by("rank")
    ] == [(1, ISSUED, 3001, "terms", True), (2, datetime.date(2027, 1, 1), 7000, "terms", True)]


@pytest.mark.parametrize(
    ("facts", "company_facts", "due_on", "source"),
    [
        ({}, {}, DUE, "default"),
        ({}, {"payment_terms": "45 jours, fin de mois"}, datetime.date(2026, 12, 31), "default"),
        ({"payment_days": 10}, {}, datetime.date(2026, 11, 12), "terms"),
        (
            {"payment_days": 10, "payment_terms": "fin de mois, 45 jours"}, {},
            datetime.date(2027, 1, 14), "terms",
        ),
    ],
    ids=["usual days", "usual terms", "own days", "own terms win"],
)  # fmt: skip
def test_without_terms_those_agreed_hold(
    facts: dict[str, Any], company_facts: dict[str, Any], due_on: datetime.date, source: str
) -> None:
    customer = factories.a_customer(factories.a_company(**company_facts), **facts)
    (part,) = operations.by_terms(customer, Money(100), issued_on=ISSUED)
    assert (part.due_on, part.cents, part.source) == (due_on, 100, source)


@pytest.mark.parametrize("cents", [(), (0,), (100, -1)])
def test_an_invoice_is_for_money(martin: Customer, cents: tuple[int, ...]) -> None:
    with pytest.raises(operations.InvoiceWithoutAmount):
        _issue(martin, *cents)


def test_a_number_is_used_once_unless_it_was_cancelled(martin: Customer) -> None:
    first = _issue(martin, 100)
    with pytest.raises(operations.InvoiceNumberTaken):
        _issue(martin, 100)
    operations.cancel_invoice(first, on=ISSUED, by=BY)
    assert _issue(martin, 200).total_cents == 200


def test_a_cancelled_invoice_is_worth_nothing(martin: Customer) -> None:
    invoice = _issue(martin, 100)
    operations.cancel_invoice(invoice, on=DUE, by=BY, reason="doublon")
    assert invoice.receivables.get().open_cents == 0
    with pytest.raises(operations.InvoiceAlreadyCancelled):
        operations.cancel_invoice(invoice, on=DUE, by=BY)


@pytest.mark.parametrize(
    ("day", "notice", "code"),
    [
        pytest.param(ISSUED - datetime.timedelta(1), False, "invoice_cancelled_before_issue",
                     id="before it was issued"),
        pytest.param(DUE, True, "notice_delivered", id="after a formal notice"),
    ],
)  # fmt: skip
def test_what_cannot_be_cancelled(
    martin: Customer, day: datetime.date, notice: bool, code: str
) -> None:
    invoice = _issue(martin, 100)
    with pytest.raises(Refusal) as refusal:
        operations.cancel_invoice(invoice, on=day, by=BY, notice_delivered=notice)
    assert refusal.value.code == code


def test_a_delay_is_granted_and_taken_back(martin: Customer) -> None:
    invoice = _issue(martin, 100)
    operations.grant_delay(invoice, until=DUE, by=BY, reason="accord du 12")
    assert Invoice.objects.get().grace_until == DUE
    operations.grant_delay(invoice, until=None, by=BY)
    assert Invoice.objects.get().grace_until is None
