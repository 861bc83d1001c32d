"""What matching knows beside the debts: claims, instalments, credit notes, discounts."""

import datetime
from decimal import Decimal

import pytest

from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations, queries
from encaisse.matching.operations import learning
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations as plans
from encaisse.payment_plans.rules import Part
from encaisse.payments.models import Credit
from tests import factories

pytestmark = pytest.mark.django_db
DUE = datetime.date(2026, 9, 1)
ON = datetime.date(2026, 11, 16)


@pytest.fixture
def martin() -> Customer:
    return factories.a_customer(factories.a_company())


def receive(customer: Customer, cents: int, label: str) -> Credit:
    return operations.receive_payment(
        customer=customer, reference="VIR", on=ON, amount=Money(cents), by="Nadia", label=label
    )


def source_of(credit: Credit) -> str:
    return credit.allocations.get().source


def test_forty_euros_added_to_the_invoice_named_stay_on_the_account(martin: Customer) -> None:
    owed = factories.a_receivable(martin, cents=500_00, due_on=DUE, number="FA26-0001")
    factories.a_receivable(martin, cents=90_00, due_on=ON, number="FA26-0002")
    paid = receive(martin, 540_00, "FA26-0001 ET INDEMNITE")
    owed.refresh_from_db()
    paid.refresh_from_db()
    assert (owed.open_cents, paid.open_cents, source_of(paid)) == (0, 40_00, "claims")


def test_the_instalment_of_a_plan_is_known_by_its_amount(martin: Customer) -> None:
    owed = factories.a_receivable(martin, cents=900_00, due_on=DUE)
    agreed = [Part(ON, 400_00), Part(ON + datetime.timedelta(days=30), 500_00)]
    plans.agree([owed], agreed, on=DUE + datetime.timedelta(days=30), by="Nadia")
    paid = receive(martin, 400_00, "MENSUALITE")
    owed.refresh_from_db()
    assert (owed.open_cents, source_of(paid)) == (500_00, "installment")


def test_a_credit_note_deducted_explains_what_is_missing(martin: Customer) -> None:
    factories.a_receivable(martin, cents=300_00, due_on=DUE, number="FA26-0001")
    factories.a_receivable(martin, cents=500_00, due_on=DUE, number="FA26-0002")
    operations.receive_credit_note(
        customer=martin, reference="AV26-0001", on=DUE, amount=Money(123_00), by="Nadia"
    )
    paid = receive(martin, 677_00, "FA26-0001 FA26-0002 AVOIR DEDUIT")
    found = paid.allocations.order_by("id")
    assert {part.source for part in found} == {"deduction"}
    assert "moins un avoir de 123,00" in found[0].reason


def test_the_discount_that_the_company_grants_is_known(martin: Customer) -> None:
    factories.a_receivable(martin, cents=500_00, due_on=ON)
    factories.a_receivable(martin, cents=700_00, due_on=ON)
    learning.change_policy(
        martin.company, threshold=95, tolerance_cents=5, discount_rate=Decimal("0.02"), by="Paul"
    )
    assert source_of(receive(martin, 490_00, "REGLEMENT")) == "discount"


def test_below_the_confidence_chosen_nothing_is_applied(martin: Customer) -> None:
    factories.a_receivable(martin, cents=500_00, due_on=ON, number="FA26-0001")
    learning.change_policy(
        martin.company, threshold=101, tolerance_cents=5, discount_rate=None, by="Paul"
    )
    paid = receive(martin, 500_00, "FA26-0001")
    assert not paid.allocations.exists()
    proposed = queries.proposal(paid, on=ON)
    assert proposed
    assert (proposed.confidence, proposed.source) == (100, "exact")


@pytest.mark.parametrize(
    ("threshold", "rate", "code", "words"),
    [
        (79, None, "threshold_out_of_bounds", "La confiance demandée va de 80 à 100 %"),
        (95, Decimal("0.5"), "discount_out_of_bounds", "L'escompte accordé va de 0 à 20 %."),
    ],
)
def test_what_a_policy_may_not_be(
    martin: Customer, threshold: int, rate: Decimal | None, code: str, words: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        learning.change_policy(
            martin.company, threshold=threshold, tolerance_cents=0, discount_rate=rate, by="Paul"
        )
    assert refusal.value.code == code
    assert words in str(refusal.value)
