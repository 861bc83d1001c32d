"""Fees of a step: once per invoice and level, each level adding its own; never of a consumer, who
owes nothing for being reminded (CPCE L111-8)."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from encaisse.dunning.models import Message, Proposal, ProposalState
from encaisse.dunning.queries.claims import bearing_fees
from encaisse.dunning.queries.scenarios import rates_of, scenario_behind
from encaisse.dunning.rules import Step
from encaisse.dunning.rules.thresholds import converted
from encaisse.kernel.money import Money, round_half_up
from encaisse.late_charges import operations as late_charges

REASON = "Frais de l'étape {level}"
RETURNED = "Courriel revenu : l'étape {level} n'a pas été remise"


def claim_fees(message: Message, delivered: QuerySet[Proposal], *, on: date, by: str) -> None:
    """Claim what the delivered steps cost, if their scenario says so."""
    steps = _steps_with_fees(message)
    if not steps:
        return
    by_invoice: dict[tuple[int, int], int] = defaultdict(int)
    for proposal in bearing_fees(delivered).select_related("receivable").order_by("pk"):
        by_invoice[proposal.receivable.invoice_id, proposal.level] += proposal.open_cents
    for (invoice_id, level), open_cents in by_invoice.items():
        step = steps.get(level)
        if step is None or _was_claimed(invoice_id, level, delivered):
            continue
        late_charges.claim(
            invoice_id,
            kind="fees",
            amount=_fee(message, step, open_cents),
            by=by,
            on=on,
            reason=REASON.format(level=level),
        )


def give_up_fees(returned: QuerySet[Proposal], *, claimed_on: date, on: date, by: str) -> None:
    """What was claimed with steps that turned out not to have been delivered; unless another step
    delivered bears it as well."""
    pairs = returned.values_list("receivable__invoice_id", "level").distinct()
    for invoice_id, level in pairs.order_by("receivable__invoice_id", "level"):
        if not _was_claimed(invoice_id, level, returned):
            reason = REASON.format(level=level)
            late_charges.give_up_claimed(
                invoice_id, kind="fees", told=reason, claimed_on=claimed_on, on=on, by=by,
                reason=RETURNED.format(level=level),
            )  # fmt: skip


def _steps_with_fees(message: Message) -> dict[int, Step]:
    ladder = scenario_behind(message).ladder
    return {step.level: step for step in ladder if step.fee_cents or step.fee_rate}


def _was_claimed(invoice_id: int, level: int, delivered: QuerySet[Proposal]) -> bool:
    earlier = Proposal.objects.filter(
        receivable__invoice_id=invoice_id, level=level, state=ProposalState.DELIVERED
    )
    return earlier.exclude(pk__in=delivered.values("pk")).exists()


def _fee(message: Message, step: Step, open_cents: int) -> Money:
    stated_in, rates = message.company.currency, rates_of(message.company)
    fixed = converted(step.fee_cents, stated_in, message.currency, rates)
    return Money(round_half_up(fixed + Fraction(step.fee_rate) * open_cents), message.currency)
