"""Garage Martin will owe 1 000 € and 500 €; 2 % less is offered to it if it pays by 11 March."""

import datetime
from decimal import Decimal

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.early_payment_discounts import operations
from encaisse.early_payment_discounts.models import DiscountOffer
from encaisse.early_payment_discounts.rules import Reduction
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.receivables.models import Receivable
from tests import factories

ON = datetime.date(2026, 3, 2)
LAST = datetime.date(2026, 3, 11)
NUMBERS = ("FA-2026-0012", "FA-2026-0013")
WANTED = operations.Wanted(
    reduction=Reduction(Decimal("0.02")), last_on=LAST, asked_by="leur comptable"
)


def march(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


@pytest.fixture
def company(db: None) -> Company:
    return factories.a_company(
        email="compta@atelier-martin.example", iban="FR7630006000011234567890189"
    )


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company, email="compta@garage.example")


@pytest.fixture
def bills(garage: Customer) -> list[Receivable]:
    return [
        factories.a_receivable(
            garage, number=NUMBERS[0], cents=100_000, due_on=march(31), issued_on=march(1)
        ),
        factories.a_receivable(
            garage, number=NUMBERS[1], cents=50_000, due_on=datetime.date(2026, 4, 11),
            issued_on=march(1),
        ),
    ]  # fmt: skip


@pytest.fixture
def offer(bills: list[Receivable]) -> DiscountOffer:
    return operations.offer(bills, WANTED, on=ON, by="Nadia")


@pytest.fixture
def told(offer: DiscountOffer) -> DiscountOffer:
    return operations.announce(offer, on=ON, by="Nadia")


@pytest.fixture
def mail_goes_somewhere(settings: Settings) -> None:
    settings.EMAIL_HOST = "127.0.0.1"


def paid(
    customer: Customer, cents: int, day: int, label: str = NUMBERS[0], reference: str = "VIR 1"
) -> Credit:
    """Money received, matched by the rules."""
    return matching.receive_payment(
        customer=customer, reference=reference, on=march(day), amount=Money(cents), by="Nadia",
        label=label,
    )  # fmt: skip


def left(bills: list[Receivable]) -> list[int]:
    """What is open of each."""
    for bill in bills:
        bill.refresh_from_db()
    return [bill.open_cents for bill in bills]
