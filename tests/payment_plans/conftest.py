"""Garage Martin owes 1 000 € on two invoices; a plan of three payments is proposed to it."""

import datetime

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.parties.models import Customer
from encaisse.payment_plans.models import PlanProposal
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.receivables.models import Receivable
from tests import factories

ON = datetime.date(2026, 3, 20)
ANSWER = datetime.date(2026, 3, 28)
PARTS = (
    Part(datetime.date(2026, 4, 1), 30_000), Part(datetime.date(2026, 5, 1), 30_000),
    Part(datetime.date(2026, 6, 1), 40_000),
)  # fmt: skip


@pytest.fixture
def company(db: None) -> Company:
    return factories.a_company(email="compta@atelier-martin.example")


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company, email="compta@garage.example")


@pytest.fixture
def bills(garage: Customer) -> list[Receivable]:
    return [
        factories.a_receivable(
            garage, number="FA-1", cents=60_000, due_on=datetime.date(2026, 1, 31)
        ),
        factories.a_receivable(
            garage, number="FA-2", cents=40_000, due_on=datetime.date(2026, 2, 28)
        ),
    ]


@pytest.fixture
def proposal(bills: list[Receivable]) -> PlanProposal:
    offer = proposing.Offer(expires_on=ANSWER)
    return proposing.propose(bills, PARTS, offer, on=ON, by="Nadia")


@pytest.fixture
def mail_goes_somewhere(settings: Settings) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
