"""Late receivables of which nothing is to come: no step, no hold that ends, nobody at work."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from encaisse.agenda.models import NextAction, OrphanCount
from encaisse.agenda.rules import orphaned
from encaisse.audit import queries as audit
from encaisse.dunning import rules as dunning
from encaisse.dunning.models import Task
from encaisse.dunning.queries.facts import facts_of
from encaisse.dunning.queries.policy import day_of
from encaisse.dunning.queries.scenarios import scenarios_of
from encaisse.dunning.rules.sentences import with_reasons
from encaisse.exchanges.models import Visit, VisitState
from encaisse.parties.models import Customer
from encaisse.portal.queries import said as portal
from encaisse.receivables.models import Invoice
from encaisse.replies import queries as replies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from encaisse.accounts.models import Company


@dataclass(frozen=True, slots=True)
class Orphan:
    """A late receivable without next action, and why nothing is to come."""

    id: int
    invoice_id: int
    number: str
    customer_id: int
    name: str
    collector_id: int | None
    due_on: date
    days_late: int
    cents: int
    currency: str
    reason: str


def orphans(company: Company, *, on: date) -> list[Orphan]:
    """Those of the company, the largest first. A fixed number of queries, but every open receivable
    is decided: the agenda reads the count that a job keeps."""
    scenarios, day = scenarios_of(company), day_of(company, on)
    plan = dunning.plan(facts_of(company, on), scenarios, day)
    found = orphaned(with_reasons(plan.decisions, scenarios, day), busy=_busy(company, on), on=on)
    rows = found.to_dicts()
    numbers = _named(Invoice, "number", (row["invoice"] for row in rows))
    customers = Customer.objects.in_bulk({row["customer"] for row in rows})
    return [
        Orphan(
            row["receivable"], row["invoice"], numbers[row["invoice"]], row["customer"],
            customers[row["customer"]].name, customers[row["customer"]].collector_id, row["due_on"],
            row["days_late"], row["open"], row["currency"], row["reason"],
        )
        for row in rows
    ]  # fmt: skip


def counted(company: Company, *, on: date) -> OrphanCount | None:
    """How many, and how much, by currency, as they were last counted that day; with them how many
    stand at each alert of their limitation."""
    return OrphanCount.objects.filter(company=company, on=on).first()


def summed(found: Iterable[Orphan]) -> dict[str, tuple[int, int]]:
    """How many, and how much, by currency."""
    counts: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in found:
        count, cents = counts[each.currency]
        counts[each.currency] = (count + 1, cents + each.cents)
    return dict(counts)


def is_counted(company: Company, *, on: date) -> bool:
    """Whether they were counted that day, and nothing was done since. Two queries."""
    found = counted(company, on=on)
    return found is not None and found.rank == audit.latest_rank(company)


def _busy(company: Company, on: date) -> set[int]:
    """The customers for whom somebody has something to do: a task, a next action, a visit, a reply
    to read."""
    waits = (
        Task.objects.filter(company=company, done_on=None),
        NextAction.objects.filter(company=company, done_on=None),
        Visit.objects.filter(company=company, state=VisitState.PLANNED, on__gte=on),
        replies.unread(company).filter(customer__isnull=False),
        portal.waiting(company),
    )
    return {
        int(key) for rows in waits for key in rows.order_by().values_list("customer_id", flat=True)
    }


def _named(model: type[Invoice], field: str, keys: Iterable[int]) -> dict[int, str]:
    return dict(model.objects.filter(pk__in=set(keys)).order_by("pk").values_list("pk", field))
