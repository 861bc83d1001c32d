"""A customer accepts on its page the plan that was proposed to it, by a code sent by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localtime

from encaisse.payment_plans.operations import proposing
from encaisse.portal.models import RequestKind
from encaisse.portal.operations.acting import check, keep, require_solvent
from encaisse.portal.operations.refusals import PlanChanged
from encaisse.portal.queries import plans
from encaisse.portal.rules.codes import masked
from encaisse.portal.rules.plans import evidence_of

if TYPE_CHECKING:
    from encaisse.portal.models import PortalCode, PortalRequest
    from encaisse.portal.operations.acting import Visit


@transaction.atomic
def accept(visit: Visit, code: PortalCode, *, address: str) -> PortalRequest:
    """The code was right: the plan shown when it was asked for stands from that day, with who
    accepted, how, from where, and the fingerprint of the text."""
    check(visit)
    require_solvent(visit)
    proposal = plans.plan_of(visit.link.customer, int(code.asked["proposal"]), on=visit.on)
    seal = plans.seal(proposal)
    if seal != code.asked["seal"]:
        raise PlanChanged
    evidence = evidence_of(
        at=localtime(visit.at), sent_to=masked(code.sent_to), address=address, seal=seal
    )
    name = code.asked["name"]
    plan = proposing.accept(proposal, name=name, evidence=evidence, on=visit.on, by=visit.by)
    return keep(
        visit, RequestKind.PLAN, cents=proposal.cents, currency=proposal.currency,
        count=len(proposal.installments.all()), words=name, about=f"payment_plan:{plan.pk}",
    )  # fmt: skip
