"""A promise made otherwise; what became of each, told once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.kernel.days import french_day
from encaisse.promises import operations, queries
from encaisse.promises.models import Promise
from encaisse.promises.rules import Status

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.kernel.money import Money

VERBS = {
    Status.KEPT: "promise.kept", Status.PARTLY: "promise.partly", Status.BROKEN: "promise.broken",
}  # fmt: skip
BY_ITSELF = "Encaisse"


@transaction.atomic
def replace(
    promise: Promise, *, by_on: date, on: date, by: str, amount: Money | None = None,
    confirmed: bool = False,
) -> Promise:  # fmt: skip
    """The customer promises otherwise of the same receivables: the first promise is withdrawn, and
    counts for nothing; another takes its place."""
    why = f"Remplacée par une promesse pour le {french_day(by_on)}"
    operations.withdraw(promise, on=on, by=by, why=why)
    parts = promise.parts.select_related("receivable__customer__company").order_by("id")
    return operations.promise(
        [part.receivable for part in parts], by_on=by_on, on=on, by=by, amount=amount,
        person=promise.person, note=promise.note, way=promise.way, confirmed=confirmed,
    )  # fmt: skip


@transaction.atomic
def watch(company: Company, *, on: date) -> int:
    """Tell once, in the journal, what became of promises: kept, kept in part, broken the day after
    their day; again when money that comes back changes it. Returns how many."""
    known = queries.stated(company, on=on)
    done = 0
    for found in Promise.objects.select_for_update().filter(company=company).order_by("id"):
        state = known.get(found.pk, queries.NOTHING_YET)
        now = state.status.value if state.status in VERBS else ""
        if now == found.told:
            continue
        found.told = now
        found.save(update_fields=["told"])
        if now:
            operations.record(
                found, VERBS[state.status], BY_ITSELF, on, "", cents=found.cents,
                currency=found.currency, by_on=found.by_on.isoformat(),
                paid_cents=state.paid_cents,
            )  # fmt: skip
            done += 1
    return done
