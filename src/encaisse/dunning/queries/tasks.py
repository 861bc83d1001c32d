"""Tasks: what people have to do, for whom, and what has settled itself meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.http import Http404

from encaisse.accounts.models import Membership, User
from encaisse.accounts.rules import Role
from encaisse.disputes.queries import AWAITED as DISPUTES_AWAITED
from encaisse.dunning import rules
from encaisse.dunning.models import Message, MessageState, Policy, Proposal, ProposalState, Task
from encaisse.dunning.queries.explaining import explain_account
from encaisse.dunning.queries.policy import policy_of
from encaisse.dunning.queries.scenarios import scenarios_of
from encaisse.dunning.queries.sql import REFUSING
from encaisse.dunning.queries.unreceived import UNRECEIVED
from encaisse.dunning.rules.holds import STRENGTH
from encaisse.dunning.rules.scenario import VISIT
from encaisse.dunning.rules.tasks import OF_INVOICE
from encaisse.life_cycle.queries import AWAITED
from encaisse.matching.models import Allocation
from encaisse.parties.models import Contact, Customer
from encaisse.parties.queries import paid_by
from encaisse.payment_plans.models import Plan
from encaisse.payment_plans.queries import installments, left_of
from encaisse.receivables.models import Receivable
from encaisse.store.frames import copy_out

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from encaisse.accounts.models import Company

COLLECTORS = """
SELECT c.id, c.collector_id FROM parties_customer c
JOIN accounts_membership m ON m.user_id = c.collector_id AND m.company_id = c.company_id
WHERE c.company_id = %(company)s
"""

# Open tasks whose reason is gone. Of a customer that nothing reached: an address is known that does
# not refuse, a message was composed since, or nothing is left to ask for (due by ``near``, of the
# customer or of those for whom it pays). Of a call or a visit: nothing is
# owed at all. Of an address to correct: the customer has none any more that refuses. Of a number to
# find: one was told since the wrong one was taken away. Of a step: its message was decided
# otherwise, or all of it is paid.
# ``standing``: the instalments that still ask for something.
SETTLED = f"""
WITH RECURSIVE refusing AS MATERIALIZED ({REFUSING}
), task AS (
  SELECT id, customer_id, kind, message_id, channel, opened_on, invoice_id FROM dunning_task
  WHERE company_id = %(company)s AND done_on IS NULL
    AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
), family AS (
  SELECT customer_id AS payer, customer_id AS member FROM task
  WHERE kind IN ('no_contact', 'call', 'visit')
  UNION
  SELECT family.payer, c.id FROM parties_customer c JOIN family ON c.parent_id = family.member
  WHERE NOT c.pays_for_itself
), owing AS (
  SELECT DISTINCT family.payer FROM family JOIN receivables_receivable r
    ON r.customer_id = family.member AND r.open_cents > 0 AND r.due_on <= %(near)s
), debtor AS (
  SELECT DISTINCT family.payer FROM family JOIN receivables_receivable r
    ON r.customer_id = family.member AND r.open_cents > 0
), mailed AS (
  SELECT c.id FROM parties_customer c WHERE c.company_id = %(company)s AND c.email <> ''
    AND lower(c.email) NOT IN (SELECT address FROM refusing)
  UNION
  SELECT customer_id FROM parties_contact
  WHERE company_id = %(company)s AND email <> '' AND role IN ('dunning', 'billing')
    AND lower(email) NOT IN (SELECT address FROM refusing)
), awaited AS (
  SELECT invoice_id, kind FROM ({AWAITED}) of_invoice
  UNION ALL SELECT invoice_id, kind FROM ({DISPUTES_AWAITED}) of_dispute
), unreceived AS ({UNRECEIVED}
), refused AS (
  SELECT c.id FROM refusing r JOIN parties_customer c
    ON lower(c.email) = r.address AND c.company_id = %(company)s
  UNION
  SELECT p.customer_id FROM refusing r JOIN parties_contact p
    ON lower(p.email) = r.address AND p.company_id = %(company)s
)
SELECT task.id, task.message_id, task.customer_id, CASE
    WHEN task.kind = 'step' AND m.state <> 'task' THEN 'decided'
    WHEN task.kind = 'step' AND NOT EXISTS (
      SELECT FROM dunning_proposal p JOIN receivables_receivable r ON r.id = p.receivable_id
      WHERE p.message_id = m.id AND p.state = 'pending'
        AND (p.installment_id IS NULL AND r.open_cents > 0
             OR p.installment_id = ANY (%(standing)s::bigint[]))) THEN 'paid'
    WHEN task.kind = 'no_contact' AND (
      c.address <> ''
      OR task.channel <> 'letter' AND c.id IN (SELECT id FROM mailed)
      OR EXISTS (
        SELECT FROM dunning_message later JOIN dunning_run run ON run.id = later.run_id
        WHERE later.customer_id = c.id AND run."on" > task.opened_on
          AND (later.channel = 'letter' OR later.channel = task.channel))) THEN 'reached'
    WHEN task.kind = 'no_contact' AND c.id NOT IN (SELECT payer FROM owing) THEN 'paid'
    WHEN task.kind IN ('call', 'visit') AND c.id NOT IN (SELECT payer FROM debtor) THEN 'paid'
    WHEN task.invoice_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM awaited WHERE awaited.invoice_id = task.invoice_id
        AND awaited.kind = %(entailed)s::jsonb ->> task.kind)
      AND NOT (task.kind = 'unreceived'
               AND task.invoice_id IN (SELECT invoice_id FROM unreceived)) THEN 'answered'
    WHEN task.kind = 'address' AND c.id NOT IN (SELECT id FROM refused) THEN 'corrected'
    WHEN task.kind = 'number' AND (
      SELECT told.value <> '' AND (told.noted_at AT TIME ZONE %(zone)s)::date >= task.opened_on
      FROM parties_told told
      WHERE told.customer_id = c.id AND told.datum = 'phone'
      ORDER BY told.id DESC LIMIT 1) THEN 'found'
  END AS why
FROM task JOIN parties_customer c ON c.id = task.customer_id
LEFT JOIN dunning_message m ON m.id = task.message_id
ORDER BY task.id
"""


# The consequence that each task about an invoice answers.
ENTAILED = json.dumps({task: kind for kind, (task, _told) in OF_INVOICE.items()})
SHOWN = 50
HELD_SINCE = ["never", "blocked", "grace", *STRENGTH]
FEW = 5


@dataclass(frozen=True, slots=True)
class About:
    """A receivable, or an instalment of its plan, that a task is about; ``held``: why a run would
    ask for it no more."""

    receivable: Receivable
    name: str
    due_on: date
    cents: int
    held: str = ""


def is_member(user: User, company: Company) -> bool:
    """Whether a task may be given to that person."""
    return user.is_active and Membership.objects.filter(company=company, user=user).exists()


def members(company: Company) -> list[User]:
    """Those to whom a task may be given, by name."""
    found = User.objects.filter(memberships__company=company, is_active=True)
    return list(found.order_by("full_name", "email", "id").distinct())


def taker(company: Company) -> int | None:
    """Who takes the tasks of the customers that nobody follows: the company's first collector, else
    its first manager. None: nobody works there yet."""
    working = Membership.objects.filter(company=company, user__is_active=True)
    # "collector" comes before "manager"
    by_role = working.filter(role__in=[Role.COLLECTOR, Role.MANAGER]).order_by("role", "id")
    return by_role.values_list("user_id", flat=True).first()


def takers(company: Company, customers: pl.Series) -> pl.DataFrame:
    """``customer``, ``person``: the one whom the company's rules name, else whoever follows the
    customer, else the usual taker."""
    named = Policy.objects.filter(
        company=company, tasks_to__is_active=True, tasks_to__memberships__company=company
    ).values_list("tasks_to_id", flat=True)
    person = named.first()
    wanted = pl.DataFrame({"customer": customers.unique()})
    if person is not None:
        return wanted.with_columns(person=pl.lit(person, pl.Int64))
    schema = {"customer": pl.Int64, "person": pl.Int64}
    followed = copy_out(COLLECTORS, {"company": company.pk}, schema=schema)
    usual = pl.lit(taker(company), pl.Int64)
    return wanted.join(followed, on="customer", how="left").with_columns(
        pl.col("person").fill_null(usual)
    )


def reachable(company: Company, customers: Iterable[int], channel: str) -> list[int]:
    """Those of these customers of whom a number is known, for a call, or an address, for a
    visit."""
    asked = Customer.objects.filter(company=company, pk__in=list(customers)).order_by("id")
    if channel == VISIT:
        return list(asked.exclude(address="").values_list("pk", flat=True))
    has_phone = ~Q(phone="") | Exists(
        Contact.objects.filter(customer=OuterRef("pk")).exclude(phone="")
    )
    return list(asked.filter(has_phone).values_list("pk", flat=True))


def tasks(company: Company) -> QuerySet[Task]:
    """The tasks of the company, open and done, with whom they are about and for whom."""
    whole = Task.objects.select_related("customer", "person", "message", "invoice")
    found = whole.filter(company=company)
    return found.order_by(F("done_on").desc(nulls_first=True), "due_on", "opened_on", "id")


def task_in(company: Company, task_id: int) -> Task:
    """The task, if it is one of the company's; else it does not exist."""
    found = Task.objects.select_related(
        "company", "customer", "person", "message__scenario", "invoice"
    )
    task = found.filter(pk=task_id, company=company).first()
    if task is None:
        raise Http404
    return task


def chosen(company: Company, task_ids: Iterable[int]) -> list[Task]:
    """Those of the company, in the order in which they were asked for."""
    found = Task.objects.filter(company=company, pk__in=list(task_ids))
    return list(found.select_related("company", "customer", "person").order_by("opened_on", "id"))


def mine(viewer: User, company: Company) -> int:
    """How many tasks wait for the viewer."""
    return Task.objects.filter(company=company, person=viewer, done_on=None).count()


def open_count(company: Company) -> int:
    """How many tasks wait for anybody."""
    return Task.objects.filter(company=company, done_on=None).count()


def with_open_tasks() -> list[int]:
    """The companies in which something waits for somebody."""
    found = Task.objects.filter(done_on=None).order_by("company_id")
    return list(found.values_list("company_id", flat=True).distinct())


def known_of_invoices(company: Company, invoices: Iterable[int]) -> dict[tuple[int, str], date]:
    """The latest task of each kind about each of these invoices, open or ended: its day."""
    found = Task.objects.filter(company=company, invoice__in=list(invoices)).order_by("opened_on")
    rows = found.values_list("invoice_id", "kind", "opened_on")
    return {(invoice, kind): on for invoice, kind, on in rows if invoice is not None}


def settled(
    company: Company, on: date, *, customer_id: int | None = None
) -> list[tuple[int, int | None, int, str]]:
    """The open tasks whose reason is gone: task, message, customer, and what happened; of the
    company, or of a customer and those for whom it pays. One short query where nothing is open."""
    waiting = Task.objects.filter(company=company, done_on=None)
    customers = None if customer_id is None else paid_by(customer_id)
    if customers is not None:
        waiting = waiting.filter(customer__in=customers)
    if not waiting.exists():
        return []
    bound = {
        "company": company.pk, "customers": customers, "on": on,
        "near": rules.horizon(scenarios_of(company).values(), on),
        "standing": _standing_installments(company, on), "entailed": ENTAILED,
        "unreceived_days": policy_of(company).unreceived_days, "zone": company.timezone,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, bound)
        return [row for row in cursor.fetchall() if row[-1] is not None]


def _standing_installments(company: Company, on: date) -> list[int]:
    """Those that steps to do by hand bear, and of which something is left."""
    borne = Proposal.objects.filter(
        company=company, message__state=MessageState.TASK, state=ProposalState.PENDING,
        installment__isnull=False,
    )  # fmt: skip
    standing = Q(ended_on=None) | Q(ended_on__gt=on)
    plans = Plan.objects.filter(standing, installments__in=borne.values("installment"))
    found = list(plans.order_by("id").distinct())
    if not found:
        return []
    by_plan = installments(found, on=on)
    return [due.id for dues in by_plan.values() for due in dues if due.left_cents > 0]


def steps_of(message: Message) -> list[Proposal]:
    """The steps that wait to be done by hand."""
    waiting = message.proposals.filter(state=ProposalState.PENDING)
    return list(
        waiting.select_related("receivable__invoice", "installment__plan").order_by(
            "receivable__due_on", "id"
        )
    )


def owed_cents(step: Proposal, on: date) -> int:
    """What was still owed at the end of that day."""
    if step.installment is not None:
        return left_of(step.installment, on=on)
    since = Allocation.objects.filter(receivable=step.receivable_id, on__gt=on)
    return step.receivable.open_cents + (since.aggregate(cents=Sum("cents"))["cents"] or 0)


def about(task: Task, on: date) -> list[About]:
    """What the task is about: the steps to do by hand, or what is late of a customer that nobody
    can write to; what is paid meanwhile left out."""
    if task.invoice_id is not None:
        mine = Receivable.objects.filter(invoice=task.invoice_id, open_cents__gt=0)
        shown = mine.select_related("invoice").order_by("due_on", "id")
        return [About(each, str(each), each.due_on, each.open_cents) for each in shown]
    if task.message is not None:
        held = held_since(task.company, task.customer_id, on)
        steps = [(step, owed_cents(step, on)) for step in steps_of(task.message)]
        return [
            About(step.receivable, step.named, _due_on(step), cents, held.get(step.key, ""))
            for step, cents in steps
            if cents > 0
        ]
    late = Receivable.objects.filter(
        customer__in=paid_by(task.customer_id), open_cents__gt=0, due_on__lt=on
    )
    shown = late.select_related("invoice").order_by("due_on", "id")[:SHOWN]
    return [About(each, str(each), each.due_on, each.open_cents) for each in shown]


def held_since(company: Company, payer_id: int, on: date) -> dict[int, str]:
    """Why a run of that day would ask for it no more, by receivable: a dispute, a promise, a
    judgment since."""
    decided = explain_account(company, payer_id, on=on)
    since = decided.filter(pl.col("hold").is_in(HELD_SINCE))
    return dict(since.select("receivable", "reason").iter_rows())


def _due_on(step: Proposal) -> date:
    return step.installment.due_on if step.installment else step.receivable.due_on


def open_of(customer_id: int) -> list[Task]:
    """What people have to do about a customer: one query, by an index of the open ones."""
    found = Task.objects.filter(customer=customer_id, done_on=None).select_related("person")
    return list(found.order_by("due_on", "opened_on", "id")[:FEW])
