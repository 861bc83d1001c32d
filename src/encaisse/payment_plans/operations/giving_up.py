"""The late interest given up if a plan is kept: waived in the ledger of claims once it is, taken
back when it no longer is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.late_charges import operations as late_charges
from encaisse.late_charges.queries import claimable, given_up_cents
from encaisse.payment_plans import queries
from encaisse.payment_plans.queries import keeping

if TYPE_CHECKING:
    from encaisse.payment_plans.models import Plan
    from encaisse.payment_plans.queries import Due


def hold(plan: Plan) -> None:
    """What may move, before the journal is written: nobody waits for the other."""
    if queries.waived_cents(plan):
        late_charges.hold(_invoices(plan))


def settle(plan: Plan, dues: Sequence[Due], *, on: date, by: str) -> None:
    """Waived once the plan is kept, and for as long as it is."""
    wanted = queries.waived_cents(plan)
    if not wanted:
        return
    left = wanted - _given(plan, keeping.last_day(plan, dues, on=on))
    is_paid = not any(due.left_cents for due in dues)
    if not (is_paid and keeping.is_kept(plan, dues, given_up=left, on=on)):
        take_back(plan, on=on, by=by)
    elif not _given(plan, on):
        _give(plan, wanted, on, by)


def take_back(plan: Plan, *, on: date, by: str) -> None:
    """It is due again."""
    for invoice_id in _invoices(plan):
        late_charges.restore(
            invoice_id, kind=keeping.INTEREST, told=_reason(plan), on=on, by=by,
            reason=f"Échéancier du {french_day(plan.agreed_on)} non tenu",
        )  # fmt: skip


def _give(plan: Plan, cents: int, on: date, by: str) -> None:
    for invoice_id in _invoices(plan):
        found = claimable(plan.company_id, on=on, invoice_ids=[invoice_id])
        waived = min(cents, int(found["interest_cents"].sum()))
        if waived > 0:
            late_charges.waive(
                invoice_id, kind=keeping.INTEREST, amount=Money(waived, plan.currency), on=on,
                reason=_reason(plan), by=by,
            )  # fmt: skip
            cents -= waived


def _given(plan: Plan, on: date) -> int:
    return given_up_cents(_invoices(plan), keeping.INTEREST, reason=_reason(plan), on=on)


def _invoices(plan: Plan) -> list[int]:
    """Those of its receivables, the oldest due first."""
    return list(dict.fromkeys(each.invoice_id for each in queries.receivables_of(plan)))


def _reason(plan: Plan) -> str:
    return f"Échéancier du {french_day(plan.agreed_on)} tenu"
