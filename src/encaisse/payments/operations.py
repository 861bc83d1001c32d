"""Recording, returning and cancelling credits. What they pay is decided in matching."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.payments.models import Credit, CreditKind

if TYPE_CHECKING:
    from encaisse.parties.models import Customer


class CreditWithoutAmount(Refusal):
    """Money received is above zero."""

    code = "credit_without_amount"
    sentence = "Le montant doit être positif."


class CreditNoteNumberTaken(Refusal):
    """A credit note is known by its number."""

    code = "credit_note_number_taken"
    sentence = "L'avoir {reference} existe déjà."


class WriteOffWithoutReason(Refusal):
    """Nothing is written off without saying why."""

    code = "write_off_without_reason"
    sentence = "Un passage en perte a besoin d'un motif."


class OnlyPaymentsComeBack(Refusal):
    """A bank returns money, not a credit note."""

    code = "only_payments_come_back"
    sentence = "{reference} n'est pas un règlement : il ne peut revenir impayé."


class PaymentsAreNotCancelled(Refusal):
    """Money received stays received, unless the bank takes it back."""

    code = "payments_are_not_cancelled"
    sentence = "{reference} est un règlement : il ne s'annule pas, il revient impayé."


class CreditAlreadyVoid(Refusal):
    """It came back or was cancelled before."""

    code = "credit_already_void"
    sentence = "{reference} est déjà revenu ou annulé, le {day}."


class CreditVoidBeforeItsDay(Refusal):
    """Nothing comes back before it came."""

    code = "credit_void_before_its_day"
    sentence = "{reference} date du {day} : il ne peut revenir ni être annulé avant."


@transaction.atomic
def record(
    *,
    customer: Customer,
    reference: str,
    on: date,
    amount: Money,
    by: str,
    method: str = "",
    label: str = "",
) -> Credit:
    """Money received, not yet matched: ``matching.operations.receive_payment`` does both."""
    return _credit(
        CreditKind.PAYMENT, customer, amount, by,
        reference=reference, on=on, method=method, label=label,
    )  # fmt: skip


@transaction.atomic
def record_credit_note(
    *, customer: Customer, reference: str, on: date, amount: Money, by: str, reason: str = ""
) -> Credit:
    """A credit note (avoir), standing until it is matched."""
    if Credit.objects.filter(
        company_id=customer.company_id,
        kind=CreditKind.CREDIT_NOTE,
        reference=reference,
        cancelled_on=None,
    ).exists():
        raise CreditNoteNumberTaken(reference=reference)
    return _credit(
        CreditKind.CREDIT_NOTE, customer, amount, by, reference=reference, on=on, reason=reason
    )


@transaction.atomic
def record_write_off(
    *, customer: Customer, reference: str, on: date, amount: Money, reason: str, by: str
) -> Credit:
    """A loss accepted, with its reason; ``matching.operations.write_off`` says of which debt."""
    if not reason.strip():
        raise WriteOffWithoutReason
    return _credit(
        CreditKind.WRITE_OFF, customer, amount, by, reference=reference, on=on, reason=reason
    )


@transaction.atomic
def return_payment(credit: Credit, *, on: date, by: str, reason: str = "") -> Credit:
    """The bank took the money back. What it paid must have been unmatched before:
    ``matching.operations.return_payment`` does both."""
    if credit.kind != CreditKind.PAYMENT:
        raise OnlyPaymentsComeBack(reference=credit.reference)
    _check_void(credit, on)
    credit.returned_on, credit.open_cents = on, 0
    credit.save(update_fields=["returned_on", "open_cents"])
    _record(credit, by, "payment.returned", {"on": on.isoformat()}, reason)
    return credit


@transaction.atomic
def cancel_credit(credit: Credit, *, on: date, by: str, reason: str = "") -> Credit:
    """A credit note or a write-off is withdrawn; ``matching.operations.cancel_credit`` unmatches
    it first."""
    if credit.kind == CreditKind.PAYMENT:
        raise PaymentsAreNotCancelled(reference=credit.reference)
    _check_void(credit, on)
    credit.cancelled_on, credit.open_cents = on, 0
    credit.save(update_fields=["cancelled_on", "open_cents"])
    _record(credit, by, f"{credit.kind}.cancelled", {"on": on.isoformat()}, reason)
    return credit


def spend(credit: Credit, *, cents: int) -> None:
    """Less is unallocated. Called by matching only, which holds the customer."""
    credit.open_cents -= cents
    credit.save(update_fields=["open_cents"])


def spend_on_charges(credit: Credit, *, cents: int) -> None:
    """Less is unallocated: it paid late charges. Called by late_charges only, which holds the
    customer."""
    credit.open_cents -= cents
    credit.charges_cents += cents
    credit.save(update_fields=["open_cents", "charges_cents"])


def give_back(credit: Credit, *, cents: int) -> None:
    """More is unallocated. Called by matching only, which holds the customer."""
    spend(credit, cents=-cents)


def _credit(
    kind: CreditKind, customer: Customer, amount: Money, by: str, **facts: object
) -> Credit:
    if amount.cents <= 0:
        raise CreditWithoutAmount
    credit = Credit.objects.create(
        company_id=customer.company_id,
        customer=customer,
        kind=kind,
        entry_key=f"typed:{uuid4()}",
        face_cents=amount.cents,
        open_cents=amount.cents,
        currency=amount.currency,
        **facts,
    )
    written = {
        "reference": credit.reference,
        "cents": amount.cents,
        "currency": amount.currency,
        "on": credit.on.isoformat(),
    }
    _record(credit, by, f"{kind}.recorded", written, credit.reason)
    return credit


def _check_void(credit: Credit, on: date) -> None:
    void_on = credit.returned_on or credit.cancelled_on
    if void_on:
        raise CreditAlreadyVoid(reference=credit.reference, day=french_day(void_on))
    if on < credit.on:
        raise CreditVoidBeforeItsDay(reference=credit.reference, day=french_day(credit.on))


def _record(
    credit: Credit, by: str, verb: str, facts: Mapping[str, object], reason: str = ""
) -> None:
    audit.record(
        company=credit.company, actor=by, verb=verb, subject=f"credit:{credit.pk}",
        reason=reason, facts=dict(facts), customer_id=credit.customer_id,
    )  # fmt: skip
