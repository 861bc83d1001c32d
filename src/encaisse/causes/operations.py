"""A person says why receivables are late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.causes import queries
from encaisse.causes.models import CauseChoice
from encaisse.causes.rules import LABELS
from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from encaisse.causes.queries import Late
    from encaisse.parties.models import Customer

NOTE_MAX = 250


class NothingLate(Refusal):
    """A cause is that of something late."""

    code = "cause_of_nothing"
    sentence = "Cochez au moins une créance en retard de {customer}."


class UnknownCause(Refusal):
    """The list is closed, so that causes can be counted."""

    code = "cause_unknown"
    sentence = "Choisissez une cause de la liste : « {cause} » n'y est pas."


@transaction.atomic
def choose(
    customer: Customer, cause: str, receivables: Iterable[int], *, on: date, by: str, note: str = ""
) -> list[Late]:
    """That is why these are late; without a cause, they go back to what is proposed."""
    if cause and cause not in LABELS:
        raise UnknownCause(cause=cause)
    known = queries.of_customer(customer.company, customer.pk, on=on)
    chosen = queries.wanted(known, receivables)
    if not chosen:
        raise NothingLate(customer=customer.name)
    note = note.strip()[:NOTE_MAX]
    CauseChoice.objects.bulk_create(
        CauseChoice(
            company=customer.company, receivable_id=each.id, cause=cause, proposed=each.proposed,
            note=note, on=on, by=by,
        )
        for each in chosen
    )  # fmt: skip
    facts: dict[str, object] = {"cause": cause, "receivables": [each.id for each in chosen]}
    audit.record(
        company=customer.company, actor=by, verb="cause.chosen", subject=f"customer:{customer.pk}",
        reason=note or LABELS.get(cause, ""), facts=facts, customer_id=customer.pk,
    )  # fmt: skip
    return chosen
