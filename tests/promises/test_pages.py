"""The list of promises, one promise and its acts, the word on the customer's page."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.kernel.money import Money
from encaisse.parties.models import Customer
from encaisse.promises import operations
from encaisse.promises.models import Promise
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company)


@pytest.fixture
def bill(garage: Customer, today: datetime.date) -> Receivable:
    late = today - datetime.timedelta(days=40)
    return factories.a_receivable(garage, number="FA-1", cents=100_000, due_on=late)


@pytest.fixture
def broken(bill: Receivable, today: datetime.date) -> Promise:
    made = today - datetime.timedelta(days=9)
    return operations.promise(
        [bill], amount=Money(30_000), by_on=today - datetime.timedelta(days=2), on=made, by="Nadia"
    )


@pytest.fixture
def pending(bill: Receivable, today: datetime.date) -> Promise:
    return operations.promise(
        [bill], amount=Money(70_000), by_on=today + datetime.timedelta(days=5), on=today,
        by="Nadia", way="call", confirmed=True,
    )  # fmt: skip


@pytest.fixture
def signed(client: Client, company: Company) -> Client:
    client.force_login(factories.a_user(company))
    return client


def test_the_list_is_cut_by_what_became_of_them(
    signed: Client, broken: Promise, pending: Promise
) -> None:
    whole = signed.get("/promesses/").content.decode()
    assert "non tenue" in whole
    assert "700,00" in whole
    for tab, shown, hidden in (
        ("non-tenues", broken, pending), ("a-venir", pending, broken),
    ):  # fmt: skip
        page = signed.get(f"/promesses/?quand={tab}").content.decode()
        assert shown.get_absolute_url() in page
        assert hidden.get_absolute_url() not in page
    assert "spreadsheet" in signed.get("/promesses/?export=xlsx").headers["Content-Type"]


def test_a_promise_is_replaced_on_its_page(
    signed: Client, pending: Promise, today: datetime.date
) -> None:
    later = today + datetime.timedelta(days=12)
    where = f"{pending.get_absolute_url()}geste"
    page = signed.post(
        where, {"geste": "remplacer", "by_on": str(later), "cents": "500"}, follow=True
    )
    assert "Promesse remplacée" in page.content.decode()
    assert Promise.objects.get(withdrawn_on=None).cents == 50_000


def test_what_looks_odd_is_asked_again(
    signed: Client, pending: Promise, today: datetime.date
) -> None:
    where = f"{pending.get_absolute_url()}geste"
    typed = {"geste": "remplacer", "by_on": str(today), "cents": "1"}
    answer = signed.post(where, typed)
    assert answer.status_code == 422
    assert "bien peu" in answer.content.decode()
    signed.post(where, typed | {"confirmed": "on"})
    assert Promise.objects.get(withdrawn_on=None).cents == 100


def test_a_promise_is_withdrawn_on_its_page(signed: Client, pending: Promise) -> None:
    where = f"{pending.get_absolute_url()}geste"
    page = signed.post(where, {"geste": "retirer", "why": "Erreur"}, follow=True).content.decode()
    assert "Promesse retirée" in page
    assert "Remplacer la promesse" not in page


def test_the_word_is_on_the_customer_s_page(
    signed: Client, broken: Promise, garage: Customer
) -> None:
    page = signed.get(f"/clients/{garage.pk}/").content.decode()
    assert "Parole tenue" in page
    assert "0 sur 1" in page


def test_a_reader_withdraws_nothing(client: Client, company: Company, pending: Promise) -> None:
    client.force_login(factories.a_user(company, Role.READER))
    assert "Retirer" not in client.get(pending.get_absolute_url()).content.decode()
    assert client.post(f"{pending.get_absolute_url()}geste").status_code == 403
