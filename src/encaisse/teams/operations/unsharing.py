"""When an import is undone, its new customers are nobody's again: what the rules shared by
themselves goes with them, what a person handed over holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.audit import operations as audit
from encaisse.imports.rules.sharing import Sharer
from encaisse.kernel.days import french_day
from encaisse.parties import operations as parties
from encaisse.teams import queries
from encaisse.teams.models import HandedCustomer, Handover
from encaisse.teams.operations import BY_ITSELF

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from encaisse.accounts.models import Company

REASON = "Import défait."


def withdraw(company: Company, customers: Collection[int], by: str) -> None:
    """What the rules did by themselves, and what was undone, holds these customers no more."""
    found = HandedCustomer.objects.filter(customer__in=customers)
    shared = found.filter(handover__by=BY_ITSELF, handover__undone_on=None)
    for handover in Handover.objects.filter(parts__in=shared).distinct().order_by("id"):
        mine = [each.customer_id for each in shared if each.handover_id == handover.pk]
        back = queries.customers_of(company, handover.taker, mine)
        parties.follow(back, handover.giver, by=by, reason=REASON)
        audit.record(
            company=company, actor=by, verb="team.handover_undone",
            subject=f"handover:{handover.pk}", reason=REASON,
            facts={"giver": "", "taker": str(handover.taker), "customers": len(back)},
        )  # fmt: skip
    gone = shared | found.exclude(handover__undone_on=None)
    touched = list(gone.order_by("id").values_list("handover_id", flat=True))
    HandedCustomer.objects.filter(pk__in=[each.pk for each in gone]).delete()
    Handover.objects.filter(pk__in=touched, parts=None).delete()


def depending(customers: Collection[int], on: date) -> list[str]:
    """What a person handed over of these customers, and what to do first."""
    held = Handover.objects.filter(parts__customer__in=customers).distinct().order_by("id")
    return [_said(handover, customers, on) for handover in held]


def _said(handover: Handover, customers: Collection[int], on: date) -> str:
    count = handover.parts.filter(customer__in=customers).count()
    words = f"{count} {'client confié' if count == 1 else 'clients confiés'} à {handover.taker}"
    if handover.on == on:
        return f"{words} (défaites la passation sur la page « Équipe »)"
    return f"{words} le {french_day(handover.on)} (une passation se défait le jour même)"


SHARER = Sharer(things={HandedCustomer._meta.label}, withdraw=withdraw, depending=depending)
