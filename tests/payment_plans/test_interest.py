"""An instalment paid with the late interest agreed on top: each part goes where it belongs."""

import datetime

import pytest

from encaisse.audit.models import Entry
from encaisse.kernel.money import Money
from encaisse.late_charges import operations as late_charges
from encaisse.late_charges.models import Claim
from encaisse.matching import operations as matching
from encaisse.matching import queries as matched
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations, queries
from encaisse.payment_plans.models import Plan
from encaisse.payment_plans.operations import proposing
from encaisse.payments import operations as payments
from encaisse.payments.models import Credit
from encaisse.receivables.models import Receivable
from tests.payment_plans.conftest import ANSWER, ON, PARTS

FIRST, SECOND, _THIRD = (part.due_on for part in PARTS)


@pytest.fixture
def plan(bills: list[Receivable]) -> Plan:
    """1 000 € in three payments, the interest on top of each."""
    made = proposing.propose(bills, PARTS, proposing.Offer(expires_on=ANSWER), on=ON, by="Nadia")
    proposing.hand(made, on=ON, by="Nadia")
    plan = proposing.accept(made, name="Mme Petit", evidence="courriel", on=ON, by="Nadia")
    assert min(part.interest_cents for part in plan.installments.all()) > 0
    return plan


def interest_of(plan: Plan, rank: int = 1) -> int:
    return plan.installments.get(rank=rank).interest_cents


def received(customer: Customer, cents: int, on: datetime.date = FIRST) -> Credit:
    """Money of which nobody says what it pays."""
    credit = matching.receive_payment(
        customer=customer, reference="VIREMENT", on=on, amount=Money(cents), by="Nadia"
    )
    credit.refresh_from_db()
    return credit


def left(plan: Plan, on: datetime.date = FIRST) -> list[int]:
    return [due.left_cents for due in queries.installments([plan], on=on)[plan.pk]]


def paid_interest() -> int:
    return sum(
        each.cents or 0
        for each in Claim.objects.filter(move="paid", kind="interest", credit__returned_on=None)
    )


def test_the_principal_pays_the_instalment_and_the_rest_the_interest(
    plan: Plan, garage: Customer
) -> None:
    interest = interest_of(plan)
    credit = received(garage, 30_000 + interest)
    assert left(plan) == [0, 30_000, 40_000]
    (allocation,) = matched.live_allocations_of_credit(credit)
    assert allocation.source == "installment"
    assert "avec" in allocation.reason
    assert "d'intérêts convenus" in allocation.reason
    assert (credit.open_cents, credit.charges_cents) == (0, interest)
    assert paid_interest() == interest
    assert Entry.objects.filter(verb="claim.paid").exists()


def test_each_instalment_has_its_own_interest(plan: Plan, garage: Customer) -> None:
    for rank, on in ((1, FIRST), (2, SECOND)):
        received(garage, 30_000 + interest_of(plan, rank), on)
    assert left(plan, SECOND) == [0, 0, 40_000]
    assert paid_interest() == interest_of(plan, 1) + interest_of(plan, 2)


def test_the_principal_alone_still_pays_the_instalment(plan: Plan, garage: Customer) -> None:
    credit = received(garage, 30_000)
    assert left(plan) == [0, 30_000, 40_000]
    assert (credit.open_cents, paid_interest()) == (0, 0)


def test_another_sum_is_no_interest(plan: Plan, garage: Customer) -> None:
    received(garage, 30_000 + interest_of(plan) + 1)
    assert paid_interest() == 0


def test_money_that_comes_back_owes_both_again(plan: Plan, garage: Customer) -> None:
    credit = received(garage, 30_000 + interest_of(plan))
    matching.return_payment(credit, on=SECOND, by="Nadia", reason="Provision insuffisante")
    assert left(plan, SECOND) == [30_000, 30_000, 40_000]
    assert paid_interest() == 0


def test_interest_waived_meanwhile_stays_on_the_account(
    plan: Plan, garage: Customer, bills: list[Receivable]
) -> None:
    for bill in bills:
        late_charges.waive(bill.invoice_id, kind="interest", reason="Geste", by="Paul", on=ON)
    credit = received(garage, 30_000 + interest_of(plan))
    assert left(plan) == [0, 30_000, 40_000]
    assert (credit.open_cents, paid_interest()) == (interest_of(plan), 0)


def test_a_payment_that_names_its_instalment_pays_its_interest_too(
    plan: Plan, garage: Customer
) -> None:
    interest = interest_of(plan, 2)
    credit = payments.record(
        customer=garage, reference="V2", on=FIRST, amount=Money(30_000 + interest + 500), by="N"
    )
    assert operations.pay(credit, plan.installments.get(rank=2), on=FIRST, by="N") == 30_000
    credit.refresh_from_db()
    assert left(plan) == [30_000, 0, 40_000]
    assert (credit.open_cents, paid_interest()) == (500, interest)
