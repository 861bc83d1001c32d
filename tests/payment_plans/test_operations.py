"""Plans agreed, paid, ended; what is refused."""

from datetime import UTC, date, datetime

import pytest
from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.dunning import operations as dunning
from encaisse.dunning.queries import board
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations, queries
from encaisse.payment_plans.models import Plan
from encaisse.payment_plans.rules import Part
from encaisse.payments import operations as payments
from encaisse.payments.models import Credit
from encaisse.receivables.models import Receivable
from tests import factories

pytestmark = pytest.mark.django_db

AGREED = date(2026, 3, 20)
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)
PARTS = (Part(APRIL, 30_000), Part(MAY, 30_000), Part(JUNE, 40_000))


@pytest.fixture
def martin() -> Customer:
    return factories.a_customer(factories.a_company(), email="compta@martin.example")


@pytest.fixture
def owed(martin: Customer) -> list[Receivable]:
    return [
        factories.a_receivable(martin, cents=60_000, due_on=date(2026, 1, 31)),
        factories.a_receivable(martin, cents=40_000, due_on=date(2026, 2, 28)),
    ]


@pytest.fixture
def plan(owed: list[Receivable]) -> Plan:
    return operations.agree(owed, PARTS, on=AGREED, by="nadia")


def left(plan: Plan, on: date) -> list[int]:
    return [due.left_cents for due in queries.installments([plan], on=on)[plan.pk]]


def a_payment(martin: Customer, cents: int, on: date) -> Credit:
    return payments.record(
        customer=martin, reference=f"V{cents}", on=on, amount=Money(cents), by="nadia"
    )


def test_money_fills_the_instalments_in_order_and_a_return_empties_them(
    plan: Plan, martin: Customer
) -> None:
    credit = a_payment(martin, 45_000, APRIL)
    matching.allocate_oldest_first(credit, on=APRIL, by="nadia")
    assert left(plan, AGREED) == [30_000, 30_000, 40_000]
    assert left(plan, APRIL) == [0, 15_000, 40_000]
    matching.return_payment(credit, on=MAY, by="nadia")
    assert left(plan, APRIL) == [0, 15_000, 40_000]
    assert left(plan, MAY) == [30_000, 30_000, 40_000]


def test_a_payment_may_name_its_instalment(plan: Plan, martin: Customer) -> None:
    credit = a_payment(martin, 50_000, APRIL)
    last = plan.installments.get(rank=3)
    assert operations.pay(credit, last, on=APRIL, by="nadia") == 40_000
    assert left(plan, APRIL) == [30_000, 30_000, 0]
    credit.refresh_from_db()
    assert credit.open_cents == 10_000
    matching.return_payment(credit, on=MAY, by="nadia")
    assert left(plan, MAY) == [30_000, 30_000, 40_000]


def test_an_instalment_paid_takes_nothing_more(plan: Plan, martin: Customer) -> None:
    first = plan.installments.get(rank=1)
    operations.pay(a_payment(martin, 30_000, APRIL), first, on=APRIL, by="nadia")
    assert operations.pay(a_payment(martin, 20_000, APRIL), first, on=APRIL, by="nadia") == 0


def test_only_what_is_open_is_spread(owed: list[Receivable], martin: Customer) -> None:
    matching.allocate_to(a_payment(martin, 60_000, AGREED), owed[:1], on=AGREED, by="nadia")
    made = operations.agree(owed, (Part(APRIL, 40_000),), on=AGREED, by="nadia")
    assert [part.receivable_id for part in made.parts.all()] == [owed[1].pk]
    assert made.installments.get().receivable_id == owed[1].pk


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((), "plan_without_installment"),
        ((Part(APRIL, 100_000), Part(MAY, 0)), "plan_without_installment"),
        ((Part(APRIL, 99_999),), "plan_sum_differs"),
        ((Part(MAY, 50_000), Part(APRIL, 50_000)), "plan_days_out_of_order"),
        ((Part(date(2026, 3, 19), 100_000),), "plan_in_the_past"),
    ],
)
def test_what_is_no_plan_is_refused(
    owed: list[Receivable], parts: tuple[Part, ...], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        operations.agree(owed, parts, on=AGREED, by="nadia")
    assert refused.value.code == code


def test_a_sum_that_differs_is_told_with_both_amounts(owed: list[Receivable]) -> None:
    with pytest.raises(Refusal, match=r"990,00.€, le restant dû est de 1.000,00.€ le 20/03/2026"):
        operations.agree(owed, (Part(APRIL, 99_000),), on=AGREED, by="nadia")


def test_one_plan_at_a_time(plan: Plan, owed: list[Receivable]) -> None:
    with pytest.raises(operations.AlreadyPlanned, match="20/03/2026"):
        operations.agree(owed, PARTS, on=AGREED, by="nadia")
    operations.cancel(plan, on=AGREED, by="nadia")
    operations.agree(owed, PARTS, on=AGREED, by="nadia")


def test_a_plan_binds_one_customer(owed: list[Receivable]) -> None:
    stranger = factories.a_receivable(factories.a_customer(owed[0].company))
    with pytest.raises(operations.PlanOverSeveral):
        operations.agree([*owed, stranger], PARTS, on=AGREED, by="nadia")


def test_acceleration_says_why_and_ends_the_plan(plan: Plan) -> None:
    with pytest.raises(operations.AccelerationWithoutReason):
        operations.accelerate(plan, why=" ", on=MAY, by="paul")
    ended = operations.accelerate(plan, why="Deux échéances impayées", on=MAY, by="paul")
    assert (ended.ended_on, ended.why) == (MAY, "Deux échéances impayées")
    with pytest.raises(operations.PlanAlreadyEnded, match="01/05/2026"):
        operations.cancel(plan, on=JUNE, by="paul")


def test_a_plan_does_not_end_before_it_begins(plan: Plan) -> None:
    with pytest.raises(operations.PlanEndsTooEarly):
        operations.cancel(plan, on=date(2026, 3, 19), by="paul")


def test_each_act_is_in_the_journal(plan: Plan, martin: Customer) -> None:
    operations.accelerate(plan, why="Échéance de mai impayée", on=MAY, by="paul")
    told = list(
        Entry.objects.filter(company=martin.company, verb__startswith="payment_plan")
        .order_by("rank")
        .values_list("verb", "actor", "reason", "customer_id")
    )
    assert told == [
        ("payment_plan.agreed", "nadia", "", martin.pk),
        ("payment_plan.accelerated", "paul", "Échéance de mai impayée", martin.pk),
    ]


def test_another_company_s_plan_does_not_exist(plan: Plan) -> None:
    stranger: Company = factories.a_company("Delaunay Compta")
    with pytest.raises(Http404):
        queries.plan_for(factories.a_user(stranger), plan.pk)


def test_an_instalment_not_paid_is_asked_though_the_first_invoice_is(
    plan: Plan, martin: Customer, owed: list[Receivable]
) -> None:
    matching.allocate_to(a_payment(martin, 60_000, APRIL), owed[:1], on=APRIL, by="nadia")
    dunning.run_once(
        martin.company, on=date(2026, 6, 20), by="nadia", at=datetime(2026, 6, 20, 6, tzinfo=UTC)
    )
    waiting = board.to_approve(martin.company, on=date(2026, 6, 20)).get()
    assert waiting.proposals.get().installment in plan.installments.all()
