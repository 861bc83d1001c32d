"""What a customer is asked for beside what a plan spreads and what it contests."""

import datetime

import pytest
import time_machine

from encaisse.disputes import operations as disputes
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.rules import Part
from encaisse.payments import operations as payments
from encaisse.portal.models import PortalRequest
from encaisse.receivables.models import Receivable
from tests import factories
from tests.portal.conftest import DAY, NOON, a_visit, place_of, text_of

pytestmark = pytest.mark.django_db

PARTS = (
    Part(datetime.date(2026, 12, 1), 40_000, 500), Part(datetime.date(2027, 1, 1), 80_000, 0),
)  # fmt: skip


@pytest.fixture
def late(customer: Customer) -> Receivable:
    return Receivable.objects.get(customer=customer, invoice__number="FA-1")


@pytest.fixture
def planned(late: Receivable) -> Receivable:
    payment_plans.agree([late], PARTS, on=DAY, by="Nadia")
    return late


def at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, NOON.timetz())


@time_machine.travel(NOON, tick=False)
def test_the_next_payment_of_a_plan_is_asked_instead_of_its_invoices(
    customer: Customer, planned: Receivable
) -> None:
    client = a_visit(customer)
    shown = text_of(client)
    assert "Prochain versement le 01/12/2026. Reste à payer en tout 1 205,00 €." in shown
    assert shown.count("405,00 €") == 3
    assert "<svg" in shown
    assert "En retard" not in shown
    assert "Payer en plusieurs fois" not in shown
    assert "FA-2" in shown
    own = text_of(client, place_of(planned))
    assert "Votre échéancier" in own
    assert "Régler par virement" not in own


@pytest.mark.parametrize(
    ("day", "asked"),
    [(datetime.date(2026, 12, 2), "405,00 €"), (datetime.date(2027, 1, 2), "1 205,00 €")],
)
def test_what_is_late_of_a_plan_is_asked(
    customer: Customer, planned: Receivable, day: datetime.date, asked: str
) -> None:
    with time_machine.travel(at(day), tick=False):
        shown = text_of(a_visit(customer, at=at(day)))
    assert planned.open_cents == 120_000
    assert "Versement en retard depuis le 01/12/2026" in shown
    assert f"<dd>{asked}</dd>" in shown


@time_machine.travel(NOON, tick=False)
def test_a_plan_wholly_paid_asks_for_nothing(customer: Customer, planned: Receivable) -> None:
    credit = payments.record(
        customer=customer, reference="V1", on=DAY, amount=Money(120_000), by="Nadia"
    )
    matching.allocate(credit, planned, cents=120_000, on=DAY, by="Nadia")
    shown = text_of(a_visit(customer))
    assert "Votre échéancier" not in shown
    assert "FA-2" in shown


@time_machine.travel(NOON, tick=False)
def test_what_is_contested_is_not_asked(customer: Customer, late: Receivable) -> None:
    disputes.declare([late], reason="quantity", on=DAY, by="Nadia", amount=Money(20_000))
    client = a_visit(customer)
    shown = text_of(client)
    assert "montant contesté 200,00 €" in shown
    assert "<dd>1 000,00 €</dd>" in shown
    assert "<dd>1 000,00 €</dd>" in text_of(client, place_of(late))


@time_machine.travel(NOON, tick=False)
def test_nothing_is_asked_of_what_is_wholly_contested(customer: Customer, late: Receivable) -> None:
    disputes.declare([late], reason="quantity", on=DAY, by="Nadia")
    client = a_visit(customer)
    assert "Régler par virement" not in text_of(client)
    assert "Régler par virement" not in text_of(client, place_of(late))


@time_machine.travel(NOON, tick=False)
def test_instalments_are_asked_for_what_no_plan_spreads(
    customer: Customer, planned: Receivable
) -> None:
    factories.a_receivable(customer, cents=7_000, due_on=datetime.date(2026, 11, 1))
    client = a_visit(customer)
    client.post("/espace/delai?devise=EUR", {"count": "3", "first_on": "2026-12-01"})
    assert PortalRequest.objects.get().cents == 7_000
    assert planned.open_cents == 120_000
