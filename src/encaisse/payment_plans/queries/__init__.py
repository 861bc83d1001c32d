"""Plans on a day: what they hold, what is left of each instalment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Q
from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.matching import queries as matched
from encaisse.matching.rules import Installment as DueInstallment
from encaisse.payment_plans.models import Installment, Plan, PlannedReceivable, PlanProposal
from encaisse.payment_plans.rules import INSTALLMENTS, filled, watching
from encaisse.receivables.models import Invoice, Receivable
from encaisse.store.frames import rows_out

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from encaisse.accounts.models import User
    from encaisse.matching.rules import Beside
    from encaisse.parties.models import Customer

_STANDING = """
  plan.company_id = %(company)s AND plan.agreed_on <= %(on)s
  AND (plan.ended_on IS NULL OR plan.ended_on > %(on)s)
  AND (%(customers)s::bigint[] IS NULL OR plan.customer_id = ANY (%(customers)s::bigint[]))
"""

# The receivables of a plan that stands, or of a proposal that waits for its answer, for dunning.
# Rows: receivable_id, hold, since, until, reason, currency, cents (null: the whole receivable).
HELD = f"""
SELECT part.receivable_id, 'planned' AS hold, plan.agreed_on AS since, NULL::date AS until,
       '' AS reason, NULL::text AS currency, NULL::bigint AS cents
FROM payment_plans_plan plan JOIN payment_plans_plannedreceivable part ON part.plan_id = plan.id
WHERE {_STANDING}
UNION ALL
SELECT part.receivable_id, 'proposed', asked.sent_on, asked.expires_on, '', NULL, NULL
FROM payment_plans_planproposal asked
JOIN payment_plans_proposedreceivable part ON part.proposal_id = asked.id
WHERE asked.company_id = %(company)s AND asked.sent_on <= %(on)s AND asked.expires_on >= %(on)s
  AND (asked.answered_on IS NULL OR asked.answered_on > %(on)s)
  AND (%(customers)s::bigint[] IS NULL OR asked.customer_id = ANY (%(customers)s::bigint[]))
"""

# Each instalment of plans, each on a day, with what its plan's receivables still owe that day. A
# share counts for as much as its payment is still allocated to them: one that came back names
# nothing any more. ``key`` is of the plan and the day.
_FACTS = """
WITH plan AS MATERIALIZED ({plans}
), due AS (
  SELECT plan.key, r.id, r.due_on,
         CASE WHEN i.cancelled_on <= plan.day THEN 0
              ELSE r.face_cents - coalesce(paid.cents, 0) END AS open_cents
  FROM plan JOIN payment_plans_plannedreceivable part ON part.plan_id = plan.id
  JOIN receivables_receivable r ON r.id = part.receivable_id
  JOIN receivables_invoice i ON i.id = r.invoice_id
  LEFT JOIN LATERAL (
    SELECT sum(a.cents) AS cents FROM matching_allocation a
    WHERE a.receivable_id = r.id AND a."on" <= plan.day) paid ON true
), owed AS (
  SELECT key, sum(open_cents) AS cents,
         (array_agg(id ORDER BY due_on, id) FILTER (WHERE open_cents > 0))[1] AS bearer
  FROM due GROUP BY key
), said AS (
  SELECT plan.key, s.installment_id, s.cents,
         sum(s.cents) OVER (PARTITION BY s.credit_id, plan.key ORDER BY s.id) - s.cents AS before,
         (SELECT coalesce(sum(a.cents), 0) FROM matching_allocation a
          JOIN payment_plans_plannedreceivable part ON part.receivable_id = a.receivable_id
          WHERE a.credit_id = s.credit_id AND part.plan_id = plan.id AND a."on" <= plan.day
         ) AS allocated
  FROM plan JOIN payment_plans_installment i ON i.plan_id = plan.id
  JOIN payment_plans_installmentshare s ON s.installment_id = i.id AND s."on" <= plan.day
), named AS (
  SELECT key, installment_id, sum(least(cents, greatest(allocated - before, 0))) AS cents
  FROM said GROUP BY key, installment_id
)
SELECT i.id, plan.key, i.receivable_id, owed.bearer, i.rank,
       count(*) OVER (PARTITION BY plan.key), i.due_on, i.cents, owed.cents::bigint,
       coalesce(named.cents, 0)::bigint
FROM plan JOIN payment_plans_installment i ON i.plan_id = plan.id
JOIN owed ON owed.key = plan.key
LEFT JOIN named ON named.key = plan.key AND named.installment_id = i.id
"""
_ON_ONE_DAY = """
  SELECT plan.id AS key, plan.id, %(on)s::date AS day
  FROM payment_plans_plan plan WHERE """
STANDING = _FACTS.format(plans=_ON_ONE_DAY + _STANDING)
OF_PLANS = _FACTS.format(plans=_ON_ONE_DAY + "plan.id = ANY (%(plans)s::bigint[])")
ON_DAYS = _FACTS.format(
    plans="""
  SELECT key, id, day
  FROM unnest(%(plans)s::bigint[], %(days)s::date[]) WITH ORDINALITY AS plan(id, day, key)"""
)


@dataclass(frozen=True, slots=True)
class Due:
    """An instalment as it stands on a day."""

    id: int
    rank: int
    due_on: date
    cents: int
    left_cents: int

    @property
    def paid_cents(self) -> int:
        """What filled it so far."""
        return self.cents - self.left_cents


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def with_plans() -> list[int]:
    """The companies with plans that nobody ended."""
    found = Plan.objects.filter(ended_on=None).order_by("company_id")
    return list(found.values_list("company_id", flat=True).distinct())


def standing(company: Company, *, on: date) -> list[int]:
    """The plans agreed by that day that nobody ended, the oldest first."""
    found = Plan.objects.filter(company=company, ended_on=None, agreed_on__lte=on)
    return list(found.order_by("id").values_list("pk", flat=True))


def standing_of(customers: Collection[int], *, on: date) -> list[Plan]:
    """The plans of these customers that stand that day, the oldest first."""
    found = Plan.objects.filter(customer__in=customers, agreed_on__lte=on)
    standing = found.filter(Q(ended_on=None) | Q(ended_on__gt=on)).select_related("customer")
    return list(standing.prefetch_related("parts", "installments").order_by("agreed_on", "id"))


def missed(plan: Plan, dues: Iterable[Due], *, on: date) -> list[int]:
    """The ranks of the instalments of a plan not paid once its days of grace have passed."""
    payments = [watching.Payment(due.rank, due.due_on, due.left_cents) for due in dues]
    return watching.missed(payments, grace_days=plan.grace_days, on=on)


def is_broken(plan: Plan, dues: Iterable[Due], *, on: date) -> bool:
    """Whether what was agreed lets the whole be claimed again."""
    return watching.is_broken(len(missed(plan, dues, on=on)), missed_max=plan.missed_max)


def customer_of(plan_id: int) -> int:
    """Whose plan it is."""
    found: int = Plan.objects.values_list("customer_id", flat=True).get(pk=plan_id)
    return found


def waived_cents(plan: Plan) -> int:
    """The late interest given up if the plan is kept; nothing for one agreed at once."""
    found = PlanProposal.objects.filter(plan=plan).values_list("waived_cents", flat=True)
    return found.first() or 0


def plans(company: Company) -> QuerySet[Plan]:
    """The plans of the company, the latest first."""
    found = Plan.objects.filter(company=company).prefetch_related("parts", "installments")
    return found.order_by("-agreed_on", "-id")


def plan_for(viewer: User, plan_id: int) -> Plan:
    """The plan, if the viewer belongs to its company; else it does not exist."""
    found = Plan.objects.filter(company__memberships__user=viewer, pk=plan_id)
    plan = found.select_related("company", "customer").first()
    if plan is None:
        raise Http404
    return plan


def installments(found: Iterable[Plan], *, on: date) -> dict[int, list[Due]]:
    """The instalments of these plans by plan, in order, with what is left of them that day."""
    bound = {"plans": [plan.pk for plan in found], "on": on}
    frame = filled(rows_out(OF_PLANS, bound, schema=INSTALLMENTS))
    by_plan: dict[int, list[Due]] = {}
    for row in frame.iter_rows(named=True):
        due = Due(row["installment"], row["rank"], row["due_on"], row["cents"], row["left"])
        by_plan.setdefault(row["plan"], []).append(due)
    return by_plan


def tell_installments(
    company: Company, customers: Sequence[int] | None, on: date, beside: Beside
) -> None:
    """To matching: what is left of the instalments of standing plans, the oldest due first."""
    bound = {"company": company.pk, "on": on, "customers": customers}
    frame = filled(rows_out(STANDING, bound, schema=INSTALLMENTS)).filter(pl.col("left") > 0)
    if frame.is_empty():
        return
    standing = Plan.objects.filter(pk__in=frame["plan"].to_list())
    by_id = {plan.pk: plan for plan in standing.prefetch_related("parts", "installments")}
    borne = {each.pk: each for plan in by_id.values() for each in plan.installments.all()}
    for row in frame.sort("due_on", "installment").iter_rows(named=True):
        plan = by_id[row["plan"]]
        spread = frozenset(part.receivable_id for part in plan.parts.all())
        interest = borne[row["installment"]].interest_cents
        due = DueInstallment(row["left"], row["due_on"], spread, interest)
        told = beside.installments.get(plan.customer_id, ())
        beside.installments[plan.customer_id] = (*told, due)


def left_of(installment: Installment, *, on: date) -> int:
    """What is left of an instalment on a day."""
    dues = installments([installment.plan], on=on)[installment.plan_id]
    return next(due.left_cents for due in dues if due.id == installment.pk)


def left_on(asked: pl.DataFrame) -> pl.DataFrame:
    """``plan``, ``day``, ``installment``, ``left``: what is left of each instalment of these plans,
    each on its day."""
    bound = {"plans": asked["plan"].to_list(), "days": asked["day"].to_list()}
    found = filled(rows_out(ON_DAYS, bound, schema=INSTALLMENTS))
    keyed = asked.with_columns(key=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    return keyed.join(found.select("installment", "left", key="plan"), on="key").drop("key")


def owed_on(customer: Customer, on: date) -> dict[int, int]:
    """What is open of each receivable of a customer that day."""
    items = matched.open_items(customer.company, on, customer_id=customer.pk).receivables
    return {item.id: item.open_cents for item in items}


def receivables_of(plan: Plan) -> list[Receivable]:
    """What a plan spreads, the oldest due date first."""
    spread = Receivable.objects.filter(pk__in=plan.parts.values("receivable"))
    return list(spread.select_related("invoice").order_by("due_on", "id"))


def standing_over(receivables: Iterable[Receivable], *, on: date) -> Plan | None:
    """A plan that spreads one of these receivables already."""
    parts = PlannedReceivable.objects.filter(receivable__in=list(receivables)).filter(
        plan__agreed_on__lte=on, plan__ended_on=None
    )
    part = parts.select_related("plan").order_by("id").first()
    return part.plan if part else None


def installment_of(invoice: Invoice, rank: int) -> Installment | None:
    """The instalment of that rank, of the latest plan kept on this invoice."""
    agreed = Installment.objects.filter(receivable__invoice=invoice, rank=rank)
    found = agreed.select_related("plan", "receivable__invoice", "company")
    return found.order_by("-plan__agreed_on", "-plan_id").first()
