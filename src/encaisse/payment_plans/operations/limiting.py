"""Saying what a collector grants alone; approving what goes beyond."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.payment_plans.models import PlanLimit
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.queries.limits import limits_of
from encaisse.payment_plans.rules.limiting import Limits
from encaisse.payment_plans.rules.proposing import State

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.payment_plans.models import PlanProposal


@transaction.atomic
def change_limits(company: Company, limits: Limits, *, by: str) -> None:
    """From now on; what was proposed before stays as it is."""
    before = limits_of(company)
    if before == limits:
        return
    PlanLimit.objects.update_or_create(company=company, defaults=asdict(limits))
    audit.record(
        company=company, actor=by, verb="payment_plan.limits_changed",
        subject=f"company:{company.pk}", facts={"before": asdict(before), "after": asdict(limits)},
    )  # fmt: skip


@transaction.atomic
def approve(proposal: PlanProposal, *, on: date, by: str) -> PlanProposal:
    """A manager agrees to what goes beyond: it may be sent."""
    proposal = proposing.held(proposal)
    proposing.require(proposal, State.TO_APPROVE, on)
    proposal.approved_on, proposal.approved_by = on, by[:200]
    proposal.save(update_fields=["approved_on", "approved_by"])
    proposing.record(proposal, "payment_plan.approved", by, on, proposal.beyond)
    return proposal
