"""Garage Martin is late, and its step is a call that Nadia makes."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company, User
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Step, Task
from encaisse.parties.models import Contact, Customer
from encaisse.receivables.models import Receivable
from tests import factories

TODAY = timezone.localdate()
MME_PETIT = "04 65 71 00 12"


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def company() -> Company:
    company = factories.a_company()
    dunning.default_scenario(company, by="Paul")
    Step.objects.filter(company=company, level=1).update(approval="task")
    return company


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def client(nadia: User) -> Client:
    client = Client()
    client.force_login(nadia)
    return client


@pytest.fixture
def garage(company: Company, nadia: User) -> Customer:
    return factories.a_customer(company, phone="04 65 71 00 10", address="1 quai Nord\n69002 Lyon")


@pytest.fixture
def mme_petit(garage: Customer) -> Contact:
    return Contact.objects.create(
        company=garage.company, customer=garage, name="Mme Petit", role="dunning", phone=MME_PETIT
    )


@pytest.fixture
def late(garage: Customer) -> Receivable:
    return factories.a_receivable(garage, due_on=TODAY - timedelta(days=10), number="FA-2291")


@pytest.fixture
def task(company: Company, late: Receivable, mme_petit: Contact) -> Task:
    dunning.run(company, on=TODAY, by="Nadia", at=timezone.now())
    return Task.objects.get(customer=late.customer)
