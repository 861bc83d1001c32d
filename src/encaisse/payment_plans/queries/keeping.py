"""Whether a plan was kept: each payment wholly made by its day and the days of grace, the interest
agreed on top of it included, with money that did not come back since."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from encaisse.late_charges.queries import claimable, paid_moves
from encaisse.matching.models import Allocation
from encaisse.payment_plans.queries import left_on, receivables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from encaisse.payment_plans.models import Plan
    from encaisse.payment_plans.queries import Due

INTEREST = "interest"


def last_day(plan: Plan, dues: Sequence[Due], *, on: date) -> date:
    """Through when the plan may be paid; that day, while it is not past."""
    return min(on, dues[-1].due_on + timedelta(days=plan.grace_days))


def is_kept(plan: Plan, dues: Sequence[Due], *, given_up: int, on: date) -> bool:
    """``given_up``: so much of the interest that ran by its last day need not be paid."""
    latest = {due.id: due.due_on + timedelta(days=plan.grace_days) for due in dues}
    return _is_paid(plan, latest, on) and _bears_interest(plan, dues, latest, given_up, on)


def _is_paid(plan: Plan, latest: dict[int, date], on: date) -> bool:
    days = sorted({*latest.values(), *_days_of_returns(plan, on)})
    asked = pl.DataFrame({"plan": [plan.pk] * len(days), "day": days})
    return not any(
        row["left"] and latest[row["installment"]] <= row["day"]
        for row in left_on(asked).iter_rows(named=True)
    )


def _days_of_returns(plan: Plan, on: date) -> list[date]:
    back = Allocation.objects.filter(
        receivable__in=plan.parts.values("receivable"), cents__lt=0,
        credit__returned_on__isnull=False, on__lte=on,
    )  # fmt: skip
    return list(back.order_by("on").values_list("on", flat=True).distinct())


def _bears_interest(
    plan: Plan, dues: Sequence[Due], latest: dict[int, date], given_up: int, on: date
) -> bool:
    """Either what was agreed on top of each payment came with it, or all that ran was paid but what
    is given up: whoever pays early owes less than was agreed."""
    agreed = dict(plan.installments.values_list("pk", "interest_cents"))
    invoices = sorted({each.invoice_id for each in receivables_of(plan)})
    paid = paid_moves(invoices, INTEREST, since=plan.agreed_on, on=on)
    owed, is_borne = 0, True
    for due in dues:
        owed += agreed[due.id]
        came = sum(cents for day, cents in paid if day <= latest[due.id])
        is_borne = is_borne and came >= owed
    if is_borne:
        return True
    left = claimable(plan.company_id, on=last_day(plan, dues, on=on), invoice_ids=invoices)
    return int(left["interest_cents"].sum()) <= given_up
