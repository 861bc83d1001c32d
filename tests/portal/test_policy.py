"""What a company decides of its portal."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.rules import Role
from encaisse.parties.models import Customer
from encaisse.portal import operations, queries
from tests import factories
from tests.portal.conftest import NOON, a_visit, text_of

pytestmark = pytest.mark.django_db

CARD = "https://payer.example/p?m={montant}&d={devise}&r={reference}"


def choose(customer: Customer, **decided: Any) -> None:
    usual: dict[str, Any] = {"link_days": 90, "payment_address": "", "paid_days": 5}
    operations.arranging.choose(customer.company, **(usual | decided), by="Paul")


@time_machine.travel(NOON, tick=False)
def test_a_new_link_opens_for_the_days_decided(customer: Customer) -> None:
    operations.arranging.choose(
        customer.company, link_days=7, payment_address="", paid_days=5, by="Paul"
    )
    link, _token = operations.issue(customer, at=NOON, by="Nadia")
    assert link.expires_at == NOON + datetime.timedelta(days=7)


@time_machine.travel(NOON, tick=False)
def test_card_payment_is_offered_where_the_company_has_a_page(customer: Customer) -> None:
    assert "Payer par carte" not in text_of(a_visit(customer))
    operations.arranging.choose(
        customer.company, link_days=90, payment_address=CARD, paid_days=5, by="Paul"
    )
    shown = text_of(a_visit(customer))
    assert "https://payer.example/p?m=1200.00&amp;d=EUR&amp;r=" in shown
    assert 'rel="noreferrer noopener"' in shown


@pytest.mark.parametrize(
    "address",
    [
        "http://payer.example/", "javascript:alert(1)", "https://{montant}.example/",
        "https://payer.example/{secret}", 'https://payer.example/"onclick=', "payer.example",
    ],
)  # fmt: skip
def test_an_address_that_is_not_a_sealed_page_is_refused(customer: Customer, address: str) -> None:
    with pytest.raises(operations.PaymentAddressWrong, match=r"\{montant\}"):
        choose(customer, payment_address=address)


@pytest.mark.parametrize("days", [0, 366])
def test_a_link_opens_for_a_day_to_a_year(customer: Customer, days: int) -> None:
    with pytest.raises(operations.LinkDaysOut, match="de 1 à 365 jours"):
        operations.arranging.choose(
            customer.company, link_days=days, payment_address="", paid_days=5, by="P"
        )


@pytest.mark.parametrize("days", [-1, 16])
def test_reminders_wait_three_weeks_at_most(customer: Customer, days: int) -> None:
    with pytest.raises(operations.PaidDaysOut, match="de 0 à 15 jours ouvrés"):
        choose(customer, paid_days=days)


def test_a_manager_decides_on_the_page(customer: Customer) -> None:
    paul = Client()
    paul.force_login(factories.a_user(customer.company, Role.MANAGER, "Paul"))
    wrong = paul.post(
        "/societe/espace",
        {"link_days": "90", "payment_address": "http://a.example", "paid_days": "5"},
    )
    assert wrong.status_code == 422
    paul.post("/societe/espace", {"link_days": "30", "payment_address": "", "paid_days": "2"})
    assert queries.policy_of(customer.company).link_days == 30
    assert queries.policy_of(customer.company).paid_days == 2
