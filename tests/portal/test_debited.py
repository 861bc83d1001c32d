"""What will be collected by direct debit says so on the customer's page, and is not asked twice."""

import datetime

import pytest
import time_machine

from encaisse.direct_debits import operations
from encaisse.direct_debits.models import DebitBatch
from encaisse.direct_debits.rules.pain import VERSIONS
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.direct_debits.making import COLLECTED, batch, signed
from tests.portal.conftest import NOON, a_visit, place_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(customer: Customer) -> DebitBatch:
    """The late invoice of Garage Martin is asked for on 24 November."""
    operations.be_creditor(customer.company, ics="FR72ZZZ123456", version=VERSIONS[1], by="paul")
    signed(customer)
    late = Receivable.objects.get(invoice__number="FA-1")
    notified_on = datetime.date(2026, 11, 2)
    return batch(customer.company, late, notified_on=notified_on)


@time_machine.travel(NOON, tick=False)
def test_a_mandate_is_told_by_the_end_of_its_account(customer: Customer) -> None:
    signed(customer)
    told = text_of(a_visit(customer))
    assert "le compte qui finit par 2606 (mandat RUM1)" in told
    assert "FR14" not in told
    assert "sera prélevé" not in told


@time_machine.travel(NOON, tick=False)
def test_what_will_be_collected_is_not_asked_by_transfer(
    customer: Customer, asked: DebitBatch
) -> None:
    client = a_visit(customer)
    told = text_of(client)
    assert asked.collect_on == COLLECTED
    assert "sera prélevé le 24/11/2026" in told
    assert "Régler par virement" not in told
    late = Receivable.objects.get(invoice__number="FA-1")
    invoice = text_of(client, place_of(late))
    assert "sera prélevé le 24/11/2026" in invoice
    assert "N&#x27;envoyez pas de virement" in invoice
    assert "Régler par virement" not in invoice


@time_machine.travel(NOON, tick=False)
def test_what_is_late_beside_is_asked_alone(customer: Customer, asked: DebitBatch) -> None:
    factories.a_receivable(customer, cents=7_500, due_on=datetime.date(2026, 11, 1), number="FA-3")
    told = text_of(a_visit(customer))
    assert "Régler par virement" in told
    assert "<dd>75,00 €</dd>" in told
    assert asked.total_cents == 120_000


@time_machine.travel(NOON, tick=False)
def test_a_cancelled_batch_asks_by_transfer_again(customer: Customer, asked: DebitBatch) -> None:
    operations.cancel_batch(asked, on=NOON.date(), by="paul")
    told = text_of(a_visit(customer))
    assert "sera prélevé" not in told
    assert "Régler par virement" in told


def test_the_day_passed_and_the_bank_silent_it_is_told_as_asked(
    customer: Customer, asked: DebitBatch
) -> None:
    with time_machine.travel(NOON + datetime.timedelta(days=6), tick=False):
        told = text_of(a_visit(customer, at=NOON + datetime.timedelta(days=6)))
    assert f"prélèvement demandé pour le {asked.collect_on:%d/%m/%Y}" in told
