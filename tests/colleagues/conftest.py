"""Julie sells to Garage Martin and Studio Lemoine, Marc to nobody who is late. Monday 23 November
2026 is the day of the digest."""

import datetime

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.parties.models import Colleague, Customer
from encaisse.parties.operations import following
from tests import factories

ON = datetime.date(2026, 11, 23)
AT = datetime.datetime(2026, 11, 23, 6, 35, tzinfo=datetime.UTC)
JULIE = "julie@atelier.example"


@pytest.fixture(autouse=True)
def mail_goes_somewhere(settings: Settings) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    settings.PUBLIC_ADDRESS = "https://encaisse.atelier.example"


@pytest.fixture
def company(db: None) -> Company:
    return factories.a_company(email="compta@atelier.example")


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def paul(company: Company) -> User:
    return factories.a_user(company, Role.MANAGER, "Paul")


@pytest.fixture
def julie(company: Company) -> Colleague:
    return following.meet(company, "Julie Renaud", email=JULIE, by="Nadia")


@pytest.fixture
def garage(company: Company, julie: Colleague) -> Customer:
    """Late since October, and by one more invoice since the week."""
    customer = factories.a_customer(company)
    following.follow(customer, julie, department="sales", by="Nadia")
    factories.a_receivable(customer, cents=120_000, number="FA-1")
    late = datetime.date(2026, 11, 18)
    factories.a_receivable(customer, cents=30_000, due_on=late, number="FA-2")
    return customer
