"""Garage Martin owes FA-1 and FA-2 and was written to; Nadia reads what comes back."""

import datetime

import pytest
from django.test import Client

from encaisse.accounts.models import Company, User
from encaisse.letters import operations as letters
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.models import Letter
from encaisse.parties.models import Customer
from encaisse.parties.rules import thread_of
from tests import factories
from tests.replies.mails import AT, CUSTOMER

SENT = AT - datetime.timedelta(days=2)


@pytest.fixture
def company(db: None) -> Company:
    return factories.a_company(email="compta@atelier-martin.example")


@pytest.fixture
def garage(company: Company) -> Customer:
    found = factories.a_customer(company, email=CUSTOMER)
    for number, day in (("FA-1", 1), ("FA-2", 15)):
        factories.a_receivable(found, number=number, due_on=datetime.date(2026, 10, day))
    return found


@pytest.fixture
def sent(company: Company, garage: Customer) -> Letter:
    """The reminder of which the replies come."""
    message = Rendered(subject="Votre facture FA-1", text="Merci de régler.", html="")
    return letters.prepare(company, message, to=[CUSTOMER], at=SENT, thread=thread_of(garage.pk))


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def signed(client: Client, nadia: User) -> Client:
    client.force_login(nadia)
    return client
