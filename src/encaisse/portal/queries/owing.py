"""What is not asked with the rest of what is late: what a plan spreads, of which the next payment
is asked instead; what is contested."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from encaisse.disputes.queries.standing import contested_parts
from encaisse.kernel.money import Money
from encaisse.payment_plans import queries as payment_plans

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.matching.queries import OpenReceivable
    from encaisse.parties.models import Customer
    from encaisse.payment_plans.models import Plan
    from encaisse.payment_plans.queries import Due


@dataclass(frozen=True, slots=True)
class Running:
    """A plan that stands: its payments still to make, and what is asked now, the interest agreed on
    top included: those that are late, else the next."""

    owner: Customer
    numbers: str
    payments: tuple[tuple[date, Money], ...]
    asked: Money
    since: date

    @property
    def left(self) -> Money:
        """All that is still to pay."""
        return Money.total((each for _day, each in self.payments), self.asked.currency)


@dataclass(frozen=True, slots=True)
class Unasked:
    """The plans that stand, the receivables that they spread, and by receivable what is
    contested."""

    plans: tuple[Plan, ...]
    planned: frozenset[int]
    contested: Mapping[int, int]

    def of(self, item: OpenReceivable) -> int:
        """How much of a receivable is not asked."""
        is_planned = item.id in self.planned
        return item.open_cents if is_planned else self.contested.get(item.id, 0)


def unasked_of(company: Company, customers: Collection[int], *, on: date) -> Unasked:
    """What is not asked of these customers that day."""
    plans = payment_plans.standing_of(customers, on=on)
    contested: dict[int, int] = {}
    parts = contested_parts(company, on=on, customers=list(customers))
    for row in parts.iter_rows(named=True):
        contested[row["receivable"]] = contested.get(row["receivable"], 0) + row["cents"]
    spread = frozenset(part.receivable_id for plan in plans for part in plan.parts.all())
    return Unasked(tuple(plans), spread, contested)


def running(plans: Collection[Plan], *, on: date) -> list[Running]:
    """Those of which something is left."""
    dues = payment_plans.installments(plans, on=on) if plans else {}
    found = (_running(plan, dues.get(plan.pk, ()), on) for plan in plans)
    return [each for each in found if each is not None]


def _running(plan: Plan, dues: Iterable[Due], on: date) -> Running | None:
    borne = {each.pk: each.interest_cents for each in plan.installments.all()}
    left = tuple(
        (due.due_on, Money(due.left_cents + borne[due.id], plan.currency))
        for due in dues
        if due.left_cents
    )
    if not left:
        return None
    late = [each for day, each in left if day < on]
    numbers = (each.invoice.number for each in payment_plans.receivables_of(plan))
    return Running(
        owner=plan.customer, numbers=", ".join(dict.fromkeys(numbers)), payments=left,
        since=left[0][0], asked=Money.total(late or [left[0][1]], plan.currency),
    )  # fmt: skip
