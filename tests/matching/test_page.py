"""The page where what waits is decided."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.matching.models import LearnedPayer
from encaisse.payments.models import BankLine
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company, client: Client) -> Client:
    client.force_login(factories.a_user(company))
    return client


@pytest.fixture
def owed(company: Company) -> Receivable:
    due_on = datetime.date(2026, 10, 31)
    return factories.a_receivable(factories.a_customer(company), cents=300_00, due_on=due_on)


@pytest.fixture
def line(company: Company) -> BankLine:
    return factories.a_bank_line(company, cents=300_00, counterparty="Mme Petit")


def test_the_proposal_is_accepted_and_taken_back(
    nadia: Client, line: BankLine, owed: Receivable
) -> None:
    choice = f"{owed.customer_id}|{owed.pk}=30000"
    shown = nadia.get("/lettrage/").content.decode()
    assert choice in shown
    assert "seule créance de ce montant ; payeur inconnu" in shown
    done = nadia.post(f"/lettrage/lignes/{line.pk}/choisir/", {"choice": choice}).content.decode()
    assert "attribué à Garage Martin." in done
    owed.refresh_from_db()
    assert owed.open_cents == 0
    nadia.post(f"/lettrage/lignes/{line.pk}/annuler/")
    owed.refresh_from_db()
    assert owed.open_cents == 300_00


def test_money_may_stay_on_the_account_and_pay_later(
    nadia: Client, line: BankLine, owed: Receivable
) -> None:
    nadia.post(f"/lettrage/lignes/{line.pk}/choisir/", {"choice": f"{owed.customer_id}|"})
    line.refresh_from_db()
    assert line.credit
    assert line.credit.open_cents == 300_00
    address = reverse("matching:choose_payment", args=[line.credit.pk])
    assert address not in nadia.get("/lettrage/").content.decode()
    assert address in nadia.get("/lettrage/?vue=laisses").content.decode()
    nadia.post(address, {"choice": f"{owed.customer_id}|{owed.pk}=30000"})
    owed.refresh_from_db()
    assert owed.open_cents == 0
    assert "Rien à lettrer" in nadia.get("/lettrage/").content.decode()


@pytest.mark.parametrize("choice", ["", "x", "1|2", "1|2=3,", "1|2=-3"])
def test_a_choice_that_does_not_read_is_refused(nadia: Client, line: BankLine, choice: str) -> None:
    assert nadia.post(f"/lettrage/lignes/{line.pk}/choisir/", {"choice": choice}).status_code == 400


def test_too_much_for_a_receivable_is_refused_with_a_sentence(
    nadia: Client, line: BankLine, owed: Receivable
) -> None:
    answer = nadia.post(
        f"/lettrage/lignes/{line.pk}/choisir/", {"choice": f"{owed.customer_id}|{owed.pk}=30001"}
    )
    assert "il ne reste que 300,00" in answer.content.decode().replace("\xa0", " ")
    line.refresh_from_db()
    assert line.fate == "waiting"


def test_a_payer_is_forgotten_by_a_collector_only(
    nadia: Client, line: BankLine, owed: Receivable
) -> None:
    nadia.post(f"/lettrage/lignes/{line.pk}/choisir/", {"choice": f"{owed.customer_id}|"})
    payer = LearnedPayer.objects.get()
    assert "Mme Petit" in nadia.get("/lettrage/payeurs/").content.decode()
    reader = Client()
    reader.force_login(factories.a_user(line.company, Role.READER))
    assert reader.post(f"/lettrage/payeurs/{payer.pk}/oublier/").status_code == 403
    nadia.post(f"/lettrage/payeurs/{payer.pk}/oublier/")
    assert not LearnedPayer.objects.exists()
