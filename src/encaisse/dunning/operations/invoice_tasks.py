"""What a person has to do about one invoice: fetch documents, make a credit note, issue anew."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from django.db import transaction

from encaisse.disputes.queries.services import manager
from encaisse.dunning.models import Task
from encaisse.dunning.queries.disputed import disputed
from encaisse.dunning.queries.tasks import known_of_invoices, takers
from encaisse.dunning.queries.unreceived import unreceived
from encaisse.dunning.rules.tasks import REASON_MAX, asked_of_invoice
from encaisse.life_cycle.queries import awaited

if TYPE_CHECKING:
    from encaisse.accounts.models import Company


UNANSWERED = "unanswered"  # told to a manager: whom it was put to does not answer


@transaction.atomic
def ask(company: Company, *, on: date) -> int:
    """A task for each, once: one that a person closed is not asked again. Returns how many."""
    wanted = awaited(company, on=on) + unreceived(company, on=on) + disputed(company, on=on)
    if not wanted:
        return 0
    known = known_of_invoices(company, [each.invoice_id for each in wanted])
    customers = pl.Series([each.customer_id for each in wanted], dtype=pl.Int64)
    people = dict(takers(company, customers).iter_rows())
    boss = manager(company)
    made = 0
    for each in wanted:
        kind, reason = asked_of_invoice(each.kind, each.number, each.words)
        if known.get((each.invoice_id, kind), date.min) >= each.since:
            continue
        _task, is_new = Task.objects.get_or_create(
            company=company, customer_id=each.customer_id, kind=kind, message=None,
            invoice_id=each.invoice_id, done_on=None,
            defaults={
                "person_id": (each.kind == UNANSWERED and boss) or people[each.customer_id],
                "opened_on": on, "due_on": on,
                "reason": reason[:REASON_MAX],
            },
        )  # fmt: skip
        made += is_new
    return made
