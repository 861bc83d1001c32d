"""What forbids a message, told again from the tables, one row at a time, without the engine."""

from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet, Sum

from encaisse.disputes.models import DisputedPart
from encaisse.dunning.models import Assignment, Block
from encaisse.insolvency.models import Insolvency
from encaisse.matching.models import Allocation
from encaisse.payment_plans.models import PlannedReceivable
from encaisse.promises.models import Promise
from encaisse.receivables.models import Receivable


def open_on(receivable: Receivable, day: date) -> int:
    """What is left to pay at the end of the day."""
    cancelled = receivable.invoice.cancelled_on
    if cancelled is not None and cancelled <= day:
        return 0
    paid = Allocation.objects.filter(receivable=receivable, on__lte=day)
    return receivable.face_cents - _sum(paid)


def contested_on(receivable: Receivable, day: date) -> int:
    """What standing disputes take of what is open."""
    left = open_on(receivable, day)
    stands = Q(dispute__settled_on=None) | Q(dispute__settled_on__gt=day)
    parts = DisputedPart.objects.filter(
        stands, receivable=receivable, dispute__opened_on__lte=day
    ).order_by("dispute__opened_on", "pk")
    taken = before = 0
    for part in parts:
        credited = max(0, _credited(part, day) - before)
        taken += left if part.cents is None else max(0, part.cents - credited)
        before += part.cents or 0
    return min(left, taken)


def _credited(part: DisputedPart, day: date) -> int:
    """What credit notes allocated since it was declared took of it."""
    found = Allocation.objects.filter(
        receivable=part.receivable_id, credit__kind="credit_note", pk__gt=part.after, cents__gt=0,
        on__gte=part.dispute.opened_on, on__lte=day,
    )  # fmt: skip
    undone = Allocation.objects.filter(reverses__in=found, on__lte=day)
    return _sum(found) + _sum(undone)


def forbidden(receivable: Receivable, day: date, *, of_plan: bool = False) -> str:
    """Why it must not be asked that day; empty when it may. ``of_plan``: for an instalment that it
    bears, which its own plan does not hold."""
    left = open_on(receivable, day)
    found = {
        "paid": left <= 0,
        "blocked": _blocked(receivable, day),
        "disputed": 0 < left <= contested_on(receivable, day),
        "promised": any(_promises(receivable, day)),
        "planned": not of_plan and _planned(receivable, day),
        "insolvent": _insolvent(receivable, day),
        "never": _never(receivable),
    }
    return next((why for why, holds in found.items() if holds), "")


def _sum(rows: QuerySet[Any]) -> int:
    return int(rows.aggregate(cents=Sum("cents"))["cents"] or 0)


def _standing(table: type[Model], ends: str, day: date, **facts: object) -> QuerySet[Any]:
    ended = Q(**{ends: None}) | Q(**{f"{ends}__gt": day})
    found: QuerySet[Any] = table._default_manager.filter(ended, **facts)
    return found


def _blocked(receivable: Receivable, day: date) -> bool:
    mine = Q(customer=receivable.customer_id) | Q(invoice=receivable.invoice_id)
    runs = Q(until=None) | Q(until__gte=day)
    return _standing(Block, "lifted_on", day, since__lte=day).filter(mine, runs).exists()


def _promises(receivable: Receivable, day: date) -> list[bool]:
    """Those of the day that nothing has kept yet: no money at all since they were made."""
    made = _standing(
        Promise, "withdrawn_on", day, parts__receivable=receivable, made_on__lte=day,
        by_on__gte=day,
    )  # fmt: skip
    return [
        _sum(
            Allocation.objects.filter(
                receivable__in=promise.parts.values("receivable"), on__lte=day,
                on__gte=promise.made_on,
            )
        ) <= 0
        for promise in made
    ]  # fmt: skip


def _planned(receivable: Receivable, day: date) -> bool:
    return _standing(
        PlannedReceivable, "plan__ended_on", day, receivable=receivable, plan__agreed_on__lte=day
    ).exists()


def _insolvent(receivable: Receivable, day: date) -> bool:
    return _standing(
        Insolvency, "closed_on", day, customer=receivable.customer_id, judged_on__lte=day,
        judged_on__gte=receivable.invoice.issued_on,
    ).exists()  # fmt: skip


def _never(receivable: Receivable) -> bool:
    chosen = Assignment.objects.filter(customer=receivable.customer_id).first()
    return chosen is not None and not chosen.scenario.steps.exists()
