"""The plans that a customer may accept on its page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404

from encaisse.payment_plans.queries import proposals
from encaisse.portal.rules.plans import seal_of

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.payment_plans.models import PlanProposal


def plans_of(customer: Customer, *, on: date) -> list[PlanProposal]:
    """What was sent to this customer and waits for its answer."""
    return proposals.awaiting(customer.pk, on=on)


def plan_of(customer: Customer, proposal_id: int, *, on: date) -> PlanProposal:
    """One of them; else it does not exist."""
    found = next((each for each in plans_of(customer, on=on) if each.pk == proposal_id), None)
    if found is None:
        raise Http404
    return found


def agreement_of(proposal: PlanProposal, *, language: str = "fr") -> proposals.Agreement:
    """All that is accepted, as the company's paper has it; or its words in another language."""
    return proposals.agreement_of(proposal, language=language)


def seal(proposal: PlanProposal) -> str:
    """The fingerprint of the French text, the one that binds, as it stands."""
    return seal_of(asdict(agreement_of(proposal)))
