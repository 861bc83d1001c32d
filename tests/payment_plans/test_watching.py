"""What becomes of a plan by itself: missed, paid twice, kept, ended, opened again."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from encaisse.accounts.models import Company
from encaisse.agenda.queries import sources
from encaisse.audit.models import Entry
from encaisse.dunning.queries.holds import held_now
from encaisse.kernel.money import Money
from encaisse.late_charges import operations as late_charges
from encaisse.late_charges.models import Claim
from encaisse.late_charges.queries import claimable
from encaisse.legal_action.models import LimitationEvent
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.payment_plans import jobs, operations, queries
from encaisse.payment_plans.models import Plan
from encaisse.payment_plans.operations import proposing, watching
from encaisse.payment_plans.rules.proposing import Terms
from encaisse.payment_plans.rules.watching import Payment, after_their_day, is_broken, missed
from encaisse.payments import operations as payments
from encaisse.payments.models import Credit
from encaisse.receivables.models import Receivable
from tests.payment_plans.conftest import ANSWER, ON, PARTS

FIRST, SECOND, THIRD = (part.due_on for part in PARTS)


def after(day: datetime.date, days: int) -> datetime.date:
    return day + datetime.timedelta(days=days)


@pytest.mark.parametrize(
    ("left", "days", "expected"),
    [(1, 8, []), (1, 9, [1]), (0, 9, []), (1, 0, [])],
)
def test_an_instalment_is_missed_once_its_grace_has_passed(
    left: int, days: int, expected: list[int]
) -> None:
    assert missed([Payment(1, FIRST, left)], grace_days=8, on=after(FIRST, days)) == expected


@pytest.mark.parametrize(
    ("count", "most", "expected"), [(0, 1, False), (1, 1, True), (1, 2, False), (3, 0, False)]
)
def test_what_was_agreed_says_when_a_plan_is_broken(count: int, most: int, expected: bool) -> None:
    assert is_broken(count, missed_max=most) is expected


def accepted(bills: list[Receivable], *, terms: Terms, waived_percent: int = 0) -> Plan:
    offer = proposing.Offer(expires_on=ANSWER, terms=terms, waived_percent=waived_percent)
    made = proposing.propose(bills, PARTS, offer, on=ON, by="Nadia")
    proposing.hand(made, on=ON, by="Nadia")
    return proposing.accept(made, name="Mme Petit", evidence="courriel du 20/03", on=ON, by="N")


@pytest.fixture
def plan(bills: list[Receivable]) -> Plan:
    return accepted(bills, terms=Terms(grace_days=8, missed_max=1))


def pay(garage: Customer, cents: int, on: datetime.date) -> Credit:
    credit = payments.record(
        customer=garage, reference=f"V{on}{cents}", on=on, amount=Money(cents), by="nadia"
    )
    matching.allocate_oldest_first(credit, on=on, by="nadia")
    return credit


def told(company: Company) -> list[str]:
    found = Entry.objects.filter(company=company, actor="Encaisse").order_by("rank")
    return list(found.values_list("verb", flat=True))


def left(plan: Plan, on: datetime.date) -> list[int]:
    return [due.left_cents for due in queries.installments([plan], on=on)[plan.pk]]


def test_what_is_missed_is_told_once(plan: Plan, company: Company) -> None:
    watching.watch(company, on=after(FIRST, 8))
    assert told(company) == []
    for _ in range(2):
        watching.watch(company, on=after(FIRST, 9))
    assert told(company) == ["payment_plan.missed"]
    plan.refresh_from_db()
    assert plan.ended_on is None


def test_the_agenda_says_that_the_plan_may_be_ended(plan: Plan, company: Company) -> None:
    (soon,) = sources.missed(company, after(FIRST, 1))
    assert "déchéance" not in soon.reason
    (late,) = sources.missed(company, after(FIRST, 9))
    assert late.reason.endswith("déchéance possible")


def test_what_was_agreed_ends_it_by_itself_and_the_scenario_resumes(
    bills: list[Receivable], company: Company
) -> None:
    plan = accepted(bills, terms=Terms(grace_days=5, missed_max=2, is_automatic=True))
    watching.watch(company, on=after(FIRST, 6))
    assert held_now(company, after(FIRST, 6)) == [bill.pk for bill in bills]
    broken = after(SECOND, 6)
    watching.watch(company, on=broken)
    plan.refresh_from_db()
    assert plan.ended_on == broken
    assert "2 versements impayés 5 jours après leur date" in plan.why.replace("\u00a0", " ")
    assert held_now(company, broken) == []
    assert told(company) == [
        "payment_plan.missed", "payment_plan.missed", "payment_plan.accelerated",
    ]  # fmt: skip


def test_an_instalment_paid_twice_fills_the_next(
    plan: Plan, company: Company, garage: Customer
) -> None:
    pay(garage, 30_000, FIRST)
    pay(garage, 30_000, after(FIRST, 1))
    assert left(plan, after(FIRST, 1)) == [0, 0, 40_000]
    watching.watch(company, on=after(SECOND, 30))
    assert told(company) == []


def test_the_last_payment_closes_it_and_one_that_comes_back_opens_it(
    plan: Plan, company: Company, garage: Customer
) -> None:
    pay(garage, 60_000, FIRST)
    last = pay(garage, 40_000, THIRD)
    watching.watch(company, on=THIRD)
    plan.refresh_from_db()
    assert plan.paid_on == THIRD
    matching.return_payment(last, on=after(THIRD, 3), by="nadia")
    watching.watch(company, on=after(THIRD, 3))
    assert told(company) == ["payment_plan.paid", "payment_plan.reopened"]


@pytest.mark.parametrize(("second", "waived"), [(SECOND, True), (after(SECOND, 20), False)])
def test_the_interest_given_up_is_waived_if_the_plan_was_kept(
    bills: list[Receivable], company: Company, garage: Customer, second: datetime.date,
    waived: bool,
) -> None:  # fmt: skip
    plan = accepted(bills, terms=Terms(grace_days=8, missed_max=0), waived_percent=100)
    for cents, on in ((30_000, FIRST), (30_000, second), (40_000, THIRD)):
        pay(garage, cents, on)
    watching.watch(company, on=THIRD)
    assert given_up(company) == (plan.proposal.waived_cents if waived else 0)
    assert plan.proposal.waived_cents > 0


@pytest.fixture
def kept(bills: list[Receivable], company: Company, garage: Customer) -> Plan:
    """Paid on its days, all of its interest given up."""
    plan = accepted(bills, terms=Terms(grace_days=8, missed_max=0), waived_percent=100)
    for part in PARTS:
        pay(garage, part.cents, part.due_on)
    watching.watch(company, on=THIRD)
    return plan


@pytest.mark.parametrize(
    ("back", "again", "is_given_up"), [(3, 5, True), (3, 20, False), (20, 25, False)]
)
def test_a_payment_that_comes_back_takes_back_what_was_given_up(
    kept: Plan, company: Company, garage: Customer, back: int, again: int, *, is_given_up: bool
) -> None:
    last = Credit.objects.order_by("id").last()
    assert last is not None
    matching.return_payment(last, on=after(THIRD, back), by="nadia")
    watching.watch(company, on=after(THIRD, back))
    assert given_up(company) == 0
    assert set(of_interest(company, "restored")) == {"Échéancier du 20/03/2026 non tenu"}
    pay(garage, 40_000, after(THIRD, again))
    for _ in range(2):
        watching.watch(company, on=after(THIRD, again))
    assert given_up(company) == (kept.proposal.waived_cents if is_given_up else 0)
    asked = claimable(company.pk, on=after(THIRD, again))["interest_cents"].sum()
    assert (asked > kept.proposal.waived_cents) is not is_given_up


def test_the_plan_and_its_claims_are_held_before_the_journal(kept: Plan, company: Company) -> None:
    last = Credit.objects.order_by("id").last()
    assert last is not None
    matching.return_payment(last, on=after(THIRD, 3), by="nadia")
    with CaptureQueriesContext(connection) as asked:
        watching.watch(company, on=after(THIRD, 3))
    said = [each["sql"] for each in asked.captured_queries]
    written = next(at for at, sql in enumerate(said) if sql.startswith('INSERT INTO "audit_entry"'))
    for table in ("parties_customer", "payment_plans_plan", "receivables_invoice"):
        held = [at for at, sql in enumerate(said) if f'FROM "{table}"' in sql and "FOR " in sql]
        assert held[0] < written


def test_a_plan_ended_by_a_person_gives_nothing_up(
    kept: Plan, company: Company, garage: Customer
) -> None:
    last = Credit.objects.order_by("id").last()
    assert last is not None
    matching.return_payment(last, on=after(THIRD, 3), by="nadia")
    operations.accelerate(kept, why="Chèque revenu", on=after(THIRD, 3), by="Paul")
    assert given_up(company) == 0


@pytest.mark.parametrize(("late", "is_given_up"), [(0, True), (8, True), (9, False), (None, False)])
def test_the_interest_agreed_on_top_is_paid_too(
    bills: list[Receivable], company: Company, garage: Customer, late: int | None,
    *, is_given_up: bool,
) -> None:  # fmt: skip
    plan = accepted(bills, terms=Terms(grace_days=8, missed_max=0), waived_percent=50)
    borne = [each.interest_cents for each in plan.installments.order_by("rank")]
    assert all(borne)
    for part, interest in zip(PARTS, borne, strict=True):
        pay(garage, part.cents, part.due_on)
        on = part.due_on if part.due_on != THIRD else after(THIRD, late or 0)
        if late is not None or part.due_on != THIRD:
            late_charges.pay(
                bills[0].invoice_id, kind="interest", amount=Money(interest), by="n", on=on
            )
    watching.watch(company, on=THIRD)
    watching.watch(company, on=after(THIRD, 30))
    assert given_up(company) == (plan.proposal.waived_cents if is_given_up else 0)


def of_interest(company: Company, move: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in Claim.objects.filter(company=company, move=move, kind="interest"):
        found[each.reason] = found.get(each.reason, 0) + (each.cents or 0)
    return found


def given_up(company: Company) -> int:
    waived, restored = of_interest(company, "waived"), of_interest(company, "restored")
    return sum(waived.values()) - sum(restored.values())


@pytest.mark.parametrize(
    ("count", "grace", "told"),
    [
        (1, 8, "8\u00a0jours après sa date"), (2, 1, "1\u00a0jour après leur date"),
        (1, 0, "le lendemain de sa date"), (3, 0, "le lendemain de leur date"),
    ],
)  # fmt: skip
def test_since_when_is_said_in_french(count: int, grace: int, told: str) -> None:
    assert after_their_day(count, grace) == told


def test_an_accepted_plan_acknowledges_the_debt_of_each_invoice(
    plan: Plan, bills: list[Receivable]
) -> None:
    found = LimitationEvent.objects.order_by("invoice_id")
    assert [(each.invoice_id, each.kind, each.on) for each in found] == [
        (bill.invoice_id, "acknowledgment", ON) for bill in bills
    ]
    assert {each.proof for each in found} == {"courriel du 20/03"}
    assert {each.note for each in found} == {"Échéancier accepté par Mme Petit"}


def test_a_plan_agreed_at_once_acknowledges_nothing(bills: list[Receivable]) -> None:
    operations.agree(bills, PARTS, on=ON, by="Nadia")
    assert not LimitationEvent.objects.exists()


def test_the_clock_asks_for_each_company(plan: Plan, company: Company) -> None:
    jobs.sweep(0)
    asked = ProcrastinateJob.objects.filter(task_name="payment_plans.watch")
    assert [job.args for job in asked] == [{"company_id": company.pk}]
