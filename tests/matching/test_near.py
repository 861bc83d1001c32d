"""What is told of a few lines gives the answers of the whole books."""

import datetime

import pytest

from encaisse.accounts.models import Company
from encaisse.kernel.money import Money
from encaisse.matching import operations, queries
from encaisse.matching.operations import learning, placing
from encaisse.payments.models import BankLine
from tests import factories

pytestmark = pytest.mark.django_db
DUE = datetime.date(2026, 10, 31)
SAID: list[tuple[int, str, str]] = [
    (300_00, "VIR FA 2026/12", "Quelqu'un"),
    (300_00, "VIR", "Garage Martin"),
    (300_00, "VIR", "MARTIN GARAGE"),
    (340_00, "FA-2026-0012", "Garage Martin"),
    (500_00, "VIR FA2O26OO13", "Inconnu"),
    (700_00, "VIR GROUPE", "Holding Martin"),
    (123_45, "VIR SEPA", "Personne"),
    (999_99, "VIR SEPA", "Personne"),
    (444_00, "facture FA-2026-0099", "Studio Lemoine"),
    (444_00, "facture FA-2026-0099", "Inconnu"),
    (200_00, "VIR", "Mme Petit"),
    (-300_00, "REJET FA-2026-0012", ""),
    (10_00, "", ""),
]


@pytest.fixture
def company() -> Company:
    """A group, a customer of its own, a receivable of an amount like no other, one paid."""
    company = factories.a_company()
    top = factories.a_customer(company, "Holding Martin")
    martin = factories.a_customer(company, "Garage Martin", parent=top)
    lemoine = factories.a_customer(company, "Studio Lemoine")
    for customer, cents, number in (
        (martin, 300_00, "FA-2026-0012"),
        (martin, 500_00, "FA-2026-0013"),
        (top, 200_00, "FA-2026-0014"),
        (lemoine, 123_45, "FA-2026-0120"),
        (lemoine, 80_00, "BL 7"),
    ):
        factories.a_receivable(customer, cents=cents, number=number, due_on=DUE)
    paid = factories.a_receivable(lemoine, cents=444_00, number="FA-2026-0099", due_on=DUE)
    operations.receive_payment(
        customer=lemoine, reference="CHQ", on=DUE, amount=Money(444_00), by="Nadia", pays=[paid]
    )
    told = factories.a_bank_line(company, cents=1_00, counterparty="Mme Petit")
    learning.learn(told, lemoine, by="Nadia")
    placing.split(told, lemoine, [], by="Nadia")
    return company


@pytest.mark.parametrize(("cents", "label", "name"), SAID)
def test_one_line_alone_is_answered_as_before_the_whole_books(
    company: Company, cents: int, label: str, name: str
) -> None:
    line = factories.a_bank_line(company, cents=cents, label=label, counterparty=name)
    assert queries.answers_near(company, [line]) == queries.answers(company, [line])


def test_a_name_that_changes_is_known_at_once(company: Company) -> None:
    line = factories.a_bank_line(company, cents=10_00, counterparty="Atelier Nouveau")
    assert queries.answers_near(company, [line])[0].customer_id is None
    customer = factories.a_customer(company, "Atelier Nouveau")
    factories.a_receivable(customer, cents=10_00, due_on=DUE)
    found = queries.answers_near(company, [BankLine.objects.get(pk=line.pk)])[0]
    assert found.customer_id == customer.pk


def test_what_stands_of_a_payment_may_pay_a_later_invoice(company: Company) -> None:
    lemoine = factories.a_customer(company, "Boulangerie Roux")
    credit = operations.receive_payment(
        customer=lemoine, reference="CHQ 2", on=DUE, amount=Money(77_00), by="Nadia"
    )
    factories.a_receivable(lemoine, cents=77_00, due_on=DUE + datetime.timedelta(days=90))
    assert queries.waiting_credit(credit).shown[0].match.parts[0].cents == 77_00


def test_what_waits_is_read_in_pieces(company: Company) -> None:
    for rank in range(3):
        factories.a_bank_line(company, cents=1_000_00 + rank, label=f"VIR {rank}")
    everything = [one.key for one in queries.waiting(company)]
    read = [
        one.key
        for after in range(0, 6, 2)
        for one in queries.waiting_first(company, most=2, after=after)
    ]
    assert (read, len(read)) == (everything, 4)
