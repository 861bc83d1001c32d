"""Studio Lemoine contests FA-1 (1 000 €) of its two invoices; Nadia follows it."""

import datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company, User
from encaisse.disputes import operations
from encaisse.disputes.models import Dispute, Question
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories

ON = datetime.date(2026, 11, 10)
AT = datetime.datetime(2026, 11, 10, 9, tzinfo=datetime.UTC)
ROUX = "p.roux@atelier-martin.example"


def november(day: int) -> datetime.date:
    return datetime.date(2026, 11, day)


@pytest.fixture(autouse=True)
def mail_goes_somewhere(settings: Settings) -> None:
    settings.EMAIL_HOST = "127.0.0.1"


@pytest.fixture
def company(db: None) -> Company:
    return factories.a_company(email="compta@atelier-martin.example")


@pytest.fixture
def lemoine(company: Company) -> Customer:
    return factories.a_customer(company, "Studio Lemoine", email="compta@lemoine.example")


@pytest.fixture
def bill(lemoine: Customer) -> Receivable:
    return factories.a_receivable(
        lemoine, number="FA-1", cents=100_000, due_on=datetime.date(2026, 10, 1)
    )


@pytest.fixture
def other(lemoine: Customer) -> Receivable:
    return factories.a_receivable(
        lemoine, number="FA-2", cents=50_000, due_on=datetime.date(2026, 10, 15)
    )


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def dispute(bill: Receivable, nadia: User) -> Dispute:
    given = operations.Given(owner=nadia)
    return operations.declare([bill], reason="price", on=ON, by="Nadia", given=given)


@pytest.fixture
def question(dispute: Dispute) -> Question:
    """What the salesman is asked."""
    asked = operations.asking.Asked(
        text="Quel prix était convenu ?", department="sales", name="P. Roux", email=ROUX,
        due_on=november(13),
    )  # fmt: skip
    return operations.asking.ask(dispute, asked, on=ON, by="Nadia", at=AT)


@pytest.fixture
def signed(client: Client, nadia: User) -> Client:
    client.force_login(nadia)
    return client
