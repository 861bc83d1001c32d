"""Issuing and cancelling invoices; moving what is open of their receivables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.law.payment_terms_reading import parse_terms
from encaisse.parties.queries import agreed_terms
from encaisse.parties.rules import Agreed
from encaisse.receivables.models import DueSource, Invoice, InvoiceKind, Receivable

if TYPE_CHECKING:
    from encaisse.parties.models import Contact, Customer

SURE = {DueSource.STATED, DueSource.TYPED}


class InvoiceNumberTaken(Refusal):
    """Another invoice bears that number."""

    code = "invoice_number_taken"
    sentence = "La facture {number} existe déjà."


class InvoiceWithoutAmount(Refusal):
    """An invoice is for money, on one day at least."""

    code = "invoice_without_amount"
    sentence = (
        "La facture {number} doit porter une échéance au moins, chacune d'un montant positif."
    )


class InvoiceAlreadyCancelled(Refusal):
    """It was cancelled before."""

    code = "invoice_already_cancelled"
    sentence = "La facture {number} est déjà annulée depuis le {day}."


class InvoiceCancelledBeforeIssue(Refusal):
    """Nothing is cancelled before it exists."""

    code = "invoice_cancelled_before_issue"
    sentence = "La facture {number} est émise le {day} : elle ne peut être annulée avant."


class NoticeDelivered(Refusal):
    """After a formal notice, an invoice is withdrawn by a credit note, in writing."""

    code = "notice_delivered"
    sentence = "La facture {number} a fait l'objet d'une mise en demeure : établissez un avoir."


@dataclass(frozen=True, slots=True)
class Installment:
    """One amount on one day: as the invoice says, or as terms give it (``source``)."""

    due_on: date
    cents: int
    source: DueSource = DueSource.TYPED


def stated(due_on: date, cents: int) -> Installment:
    """What the invoice itself says is due on that day."""
    return Installment(due_on, cents, DueSource.STATED)


def by_terms(
    customer: Customer, amount: Money, *, issued_on: date, terms: str = ""
) -> list[Installment]:
    """What is due on each day by those terms; by those agreed with the customer when none is said,
    else by the company's usual ones. No cent is lost."""
    if terms.strip():
        agreed = Agreed(parse_terms(terms, issued_on=issued_on), is_own=True)
    else:
        agreed = agreed_terms(customer)
    source = DueSource.TERMS if agreed.is_own else DueSource.DEFAULT
    parts = agreed.terms.split(amount, issued_on)
    return [Installment(day, part.cents, source) for day, part in parts]


@transaction.atomic
def issue(
    *,
    customer: Customer,
    number: str,
    issued_on: date,
    installments: Sequence[Installment],
    by: str,
    currency: str = "",
    label: str = "",
    draft: bool = False,
) -> Invoice:
    """An invoice typed in, with one receivable for each of its due dates, ranked from 1; those
    that terms gave (``by_terms``) count as estimates."""
    number = number.strip()
    if not number or not installments or min(part.cents for part in installments) <= 0:
        raise InvoiceWithoutAmount(number=number or "sans numéro")
    earlier = Invoice.objects.filter(company_id=customer.company_id, number=number)
    if earlier.filter(kind=InvoiceKind.INVOICE, cancelled_on=None).exists():
        raise InvoiceNumberTaken(number=number)
    invoice = Invoice.objects.create(
        company_id=customer.company_id,
        customer=customer,
        number=number,
        entry_key=f"typed:{number}:{earlier.count() + 1}",
        issued_on=issued_on,
        currency=currency or customer.currency,
        total_cents=sum(part.cents for part in installments),
        label=label,
        is_draft=draft,
    )
    Receivable.objects.bulk_create(
        _receivable(invoice, rank, part) for rank, part in enumerate(installments, start=1)
    )
    facts = {"number": number, "cents": invoice.total_cents, "currency": invoice.currency}
    _record(invoice, by, "invoice.issued", facts)
    return invoice


@transaction.atomic
def record_debit(
    *, customer: Customer, number: str, on: date, amount: Money, by: str, reason: str
) -> Receivable:
    """What uses up money that a customer paid too much, or in another currency: no invoice. The
    caller allocates that money to it at once."""
    invoice = Invoice.objects.create(
        company_id=customer.company_id,
        customer=customer,
        kind=InvoiceKind.DIFFERENCE,
        number=number,
        entry_key=f"difference:{uuid4()}",
        issued_on=on,
        currency=amount.currency,
        total_cents=amount.cents,
        label=reason,
    )
    receivable = _receivable(invoice, 1, Installment(on, amount.cents))
    receivable.save()
    facts = {"number": number, "cents": amount.cents, "currency": amount.currency}
    _record(invoice, by, "debit.recorded", facts, reason)
    return receivable


@transaction.atomic
def grant_delay(
    invoice: Invoice, *, until: date | None, by: str, reason: str = "", on: date | None = None
) -> Invoice:
    """Leave the invoice alone up to that day, included; ``None`` takes the delay back. ``on``: the
    day of the decision, when it is not that of its writing."""
    before, invoice.grace_until = invoice.grace_until, until
    invoice.save(update_fields=["grace_until"])
    facts = {"grace_until": [_iso(before), _iso(until)]}
    _record(invoice, by, "invoice.delay_granted", facts, reason, on=on)
    return invoice


@transaction.atomic
def address_to(
    invoice: Invoice, *, contact: Contact | None, by: str, on: date | None = None
) -> Invoice:
    """Who at the customer's answers for this invoice; ``on`` as for a delay."""
    facts = {"contact": [invoice.contact_id, contact.pk if contact else None]}
    invoice.contact = contact
    invoice.save(update_fields=["contact"])
    _record(invoice, by, "invoice.addressed", facts, on=on)
    return invoice


@transaction.atomic
def cancel_invoice(
    invoice: Invoice, *, on: date, by: str, reason: str = "", notice_delivered: bool = False
) -> Invoice:
    """From ``on`` the invoice is worth nothing. What paid it must have been unmatched before:
    ``matching.operations.cancel_invoice`` does both."""
    if notice_delivered:
        raise NoticeDelivered(number=invoice.number)
    if invoice.cancelled_on:
        raise InvoiceAlreadyCancelled(number=invoice.number, day=french_day(invoice.cancelled_on))
    if on < invoice.issued_on:
        raise InvoiceCancelledBeforeIssue(number=invoice.number, day=french_day(invoice.issued_on))
    invoice.cancelled_on = on
    invoice.save(update_fields=["cancelled_on"])
    invoice.receivables.update(open_cents=0)
    is_debit = invoice.kind == InvoiceKind.DIFFERENCE
    verb = "debit.cancelled" if is_debit else "invoice.cancelled"
    _record(invoice, by, verb, {"on": on.isoformat()}, reason)
    return invoice


@transaction.atomic
def state_due_days(invoice: Invoice, parts: Sequence[Installment], *, by: str) -> bool:
    """What a document states replaces the due days that were guessed, where its parts are those of
    the invoice; whether anything moved."""
    kept = list(invoice.receivables.order_by("rank"))
    if [one.face_cents for one in kept] != [part.cents for part in parts]:
        return False
    moved = {}
    for one, part in zip(kept, parts, strict=True):
        if one.due_estimated and part.source in SURE:
            moved[str(one.rank)] = [one.due_on.isoformat(), part.due_on.isoformat()]
            one.due_on, one.due_source, one.due_estimated = part.due_on, part.source, False
            one.save(update_fields=["due_on", "due_source", "due_estimated"])
    if moved:
        _record(invoice, by, "invoice.due_stated", {"due_on": moved})
    return bool(moved)


def settle(receivable: Receivable, *, cents: int) -> None:
    """Less is open. Called by matching only, which holds the customer and writes the allocation."""
    receivable.open_cents -= cents
    receivable.save(update_fields=["open_cents"])


def reopen(receivable: Receivable, *, cents: int) -> None:
    """More is open. Called by matching only, which holds the customer and writes the allocation."""
    settle(receivable, cents=-cents)


def _receivable(invoice: Invoice, rank: int, part: Installment) -> Receivable:
    return Receivable(
        company_id=invoice.company_id,
        customer_id=invoice.customer_id,
        invoice=invoice,
        rank=rank,
        due_on=part.due_on,
        due_source=part.source,
        due_estimated=part.source not in SURE,
        face_cents=part.cents,
        open_cents=part.cents,
        currency=invoice.currency,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _record(
    invoice: Invoice,
    by: str,
    verb: str,
    facts: Mapping[str, object],
    reason: str = "",
    *,
    on: date | None = None,
) -> None:
    audit.record(
        company=invoice.company, actor=by, verb=verb, subject=f"invoice:{invoice.pk}",
        reason=reason, facts=dict(facts), customer_id=invoice.customer_id, on=on,
    )  # fmt: skip
