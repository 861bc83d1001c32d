"""Giving up what the law adds: with a reason, by whoever may, and only once."""

import datetime

import pytest
from django.test import Client

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.late_charges.models import Claim
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db

DUE_ON = datetime.date(2026, 5, 31)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def late(company: Company) -> Receivable:
    return factories.a_receivable(factories.a_customer(company), due_on=DUE_ON)


def signed_in(company: Company, role: Role) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, role))
    return client


def address(late: Receivable) -> str:
    return f"/factures/{late.invoice_id}/"


def test_the_manager_gives_up_the_interest_and_the_page_says_why(
    company: Company, late: Receivable
) -> None:
    paul = signed_in(company, Role.MANAGER)
    typed = {"kind": "interest", "reason": "Geste commercial du 12/11"}
    shown = paul.post(f"{address(late)}abandonner", typed, follow=True).content.decode()
    assert "Geste commercial du 12/11" in shown
    claim = Claim.objects.get(invoice=late.invoice)
    assert (claim.kind, claim.move) == ("interest", "waived")
    again = paul.post(f"{address(late)}abandonner", typed, follow=True).content.decode()
    assert Claim.objects.count() == 1
    assert "déjà" in again


def test_without_a_reason_nothing_is_given_up(company: Company, late: Receivable) -> None:
    paul = signed_in(company, Role.MANAGER)
    typed = {"kind": "indemnity", "reason": " "}
    shown = paul.post(f"{address(late)}abandonner", typed, follow=True).content.decode()
    assert "pourquoi" in shown
    assert not Claim.objects.exists()


def test_a_collector_is_not_offered_it(company: Company, late: Receivable) -> None:
    nadia = signed_in(company, Role.COLLECTOR)
    assert "abandonner" not in nadia.get(address(late)).content.decode()
    refused = nadia.post(f"{address(late)}abandonner", {"kind": "interest", "reason": "Geste"})
    assert refused.status_code == 403
    assert not Claim.objects.exists()
