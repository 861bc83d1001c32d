"""Acts noted, cancelled by a counter-entry; the sort of claim chosen. Each is recorded."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.law.limitation import LimitationKind, rule_of
from encaisse.law.limitation_acts import EventKind
from encaisse.legal_action import queries, rules
from encaisse.legal_action.models import LimitationEvent, LimitationRegime
from encaisse.legal_values.queries import law

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer
    from encaisse.payment_plans.models import PlanProposal
    from encaisse.receivables.models import Invoice

LENGTH_MAX = 250


class ActNotYet(Refusal):
    """An act is noted once it has happened."""

    code = "act_not_yet"
    sentence = "« {act} » : le {day} n'est pas encore passé, notez l'acte une fois accompli."


class ProofMissing(Refusal):
    """What moves the safe date is proved."""

    code = "proof_missing"
    sentence = (
        "« {act} » déplace la date sûre ({article}) : dites où en est la preuve (pièce, accusé, "
        "procès-verbal)."
    )


class ActAlreadyCancelled(Refusal):
    """Cancelled before."""

    code = "act_already_cancelled"
    sentence = "« {act} » du {day} est déjà annulé."


class CancellationWithoutReason(Refusal):
    """Nothing is cancelled without saying why."""

    code = "act_cancellation_without_reason"
    sentence = "L'annulation d'un acte a besoin d'un motif."


class RegimeScopeAmbiguous(Refusal):
    """A choice is for an invoice or for a customer, not for both."""

    code = "regime_scope_ambiguous"
    sentence = "La nature se choisit pour une facture ou pour un client, pas pour les deux."


@transaction.atomic
def note(
    invoice: Invoice, *, kind: str, on: date, by: str, today: date, note: str = "", proof: str = ""
) -> LimitationEvent:
    """Note what happened to the claim of an invoice. What moves the safe date says its proof."""
    if on > today:
        raise ActNotYet(act=rules.act_label(kind), day=french_day(on))
    if not proof.strip():
        _require_proofless(invoice, kind, on)
    event = LimitationEvent.objects.create(
        company_id=invoice.company_id,
        customer_id=invoice.customer_id,
        invoice=invoice,
        kind=kind,
        on=on,
        note=note.strip(),
        proof=proof.strip(),
    )
    _record(event, "limitation.noted", by, reason=event.note)
    return event


def note_acknowledgment(proposal: PlanProposal, on: date, by: str) -> None:
    """A plan that was accepted acknowledges the debt of each of its invoices (C. civ. 2240)."""
    signed = f"document n° {proposal.document_id}" if proposal.document_id else ""
    told = f"Échéancier accepté par {proposal.answered_by}"
    proof = " · ".join(filter(None, [signed, proposal.evidence]))
    parts = proposal.parts.select_related("receivable__invoice__company").order_by("id")
    for invoice in {part.receivable.invoice_id: part.receivable.invoice for part in parts}.values():
        note(
            invoice, kind=EventKind.ACKNOWLEDGMENT, on=on, today=on, by=by,
            note=told[:LENGTH_MAX], proof=proof[:LENGTH_MAX],
        )  # fmt: skip


@transaction.atomic
def cancel(event_id: int, *, reason: str, by: str) -> LimitationEvent:
    """Cancel an act by a counter-entry which says why; both stay readable."""
    if not reason.strip():
        raise CancellationWithoutReason()
    event = queries.locked_event(event_id)
    if LimitationEvent.objects.filter(reverses=event).exists():
        raise ActAlreadyCancelled(act=rules.act_label(event.kind), day=french_day(event.on))
    counter = LimitationEvent.objects.create(
        company_id=event.company_id,
        customer_id=event.customer_id,
        invoice_id=event.invoice_id,
        kind=event.kind,
        on=event.on,
        note=reason.strip(),
        reverses=event,
    )
    _record(counter, "limitation.cancelled", by, reason=counter.note)
    return counter


@transaction.atomic
def choose_kind(
    company: Company,
    *,
    kind: str,
    by: str,
    customer: Customer | None = None,
    invoice: Invoice | None = None,
) -> LimitationRegime:
    """Choose the sort of claim of an invoice, of a customer, or of the company's customers that
    are companies. An empty ``kind`` goes back to what the customer's own kind says."""
    if customer and invoice:
        raise RegimeScopeAmbiguous()
    narrow = invoice or customer
    chosen = LimitationRegime.objects.create(
        company=narrow.company if narrow else company,
        customer=customer,
        invoice=invoice,
        kind=kind and LimitationKind(kind),
    )
    holder = customer or (invoice.customer if invoice else None)
    audit.record(
        company=chosen.company,
        actor=by,
        verb="limitation.kind_chosen",
        subject=_scope(chosen),
        facts={"kind": chosen.kind},
        customer_id=holder.pk if holder else None,
    )
    return chosen


def _scope(chosen: LimitationRegime) -> str:
    if chosen.invoice_id:
        return f"invoice:{chosen.invoice_id}"
    if chosen.customer_id:
        return f"customer:{chosen.customer_id}"
    return f"company:{chosen.company_id}"


def _require_proofless(invoice: Invoice, kind: str, on: date) -> None:
    """An act which moves no date, or the possible one alone, needs no proof."""
    if kind == rules.PERFORMANCE:
        return
    rule = rule_of(queries.kind_of(invoice, on=on), EventKind(kind), law=law()).known(on)
    if rule and rule.value > 1:
        raise ProofMissing(act=rules.act_label(kind), article=rule.article)


def _record(event: LimitationEvent, verb: str, by: str, *, reason: str) -> None:
    facts: dict[str, object] = {"kind": event.kind, "on": event.on.isoformat()}
    audit.record(
        company=event.invoice.company,
        actor=by,
        verb=verb,
        subject=f"invoice:{event.invoice_id}",
        reason=reason,
        facts=facts | {"proof": event.proof} if event.proof else facts,
        customer_id=event.customer_id,
    )
