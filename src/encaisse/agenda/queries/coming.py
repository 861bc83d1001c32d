"""What is to come of one customer: what people planned, what its scenario does by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from encaisse.agenda.models import NextAction
from encaisse.agenda.queries.listing import following_of
from encaisse.agenda.rules import Following, Kind
from encaisse.dunning.models import Task
from encaisse.dunning.queries.explaining import account_in_scenarios
from encaisse.dunning.queries.tasks import settled
from encaisse.exchanges.models import Visit, VisitState
from encaisse.parties.queries import payer_of

if TYPE_CHECKING:
    from encaisse.parties.models import Customer

PLANNED_MAX = 5


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """Something that a person has to do for the customer, with its day."""

    on: date
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Coming:
    """What is planned, the earliest first, and what is proposed next. ``is_owing``: something of
    the account is open, so that the question makes sense."""

    planned: list[Planned]
    proposed: Following
    is_owing: bool


def coming(customer: Customer, *, on: date) -> Coming:
    """A fixed number of queries; the account of the customer is decided as a run of the day
    would."""
    payer = payer_of(customer.pk)
    decided, scenarios = account_in_scenarios(customer.company, payer, on=on)
    proposed = following_of(decided, scenarios, on=on)
    gone = [each[0] for each in settled(customer.company, on, customer_id=payer)]
    planned = _planned({customer.pk, payer}, gone, on)
    return Coming(planned, proposed, not decided.is_empty())


def _planned(customers: set[int], gone: list[int], on: date) -> list[Planned]:
    mine = {"customer__in": customers}
    tasks = Task.objects.filter(done_on=None, **mine).exclude(pk__in=gone).order_by("id")
    noted = NextAction.objects.filter(done_on=None, **mine).order_by("id")
    visits = Visit.objects.filter(state=VisitState.PLANNED, on__gte=on, **mine)
    alone = visits.exclude(task__in=tasks.order_by()).order_by("id")
    found = [
        *(Planned(each.due_on or each.opened_on, Kind(each.kind), each.reason) for each in tasks),
        *(Planned(each.due_on, Kind.NEXT, each.what) for each in noted),
        *(Planned(each.on, Kind.VISIT, each.address) for each in alone),
    ]
    return sorted(found)[:PLANNED_MAX]
