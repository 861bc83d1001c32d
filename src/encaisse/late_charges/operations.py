"""Moves in the ledger of claims: claimed, waived with a reason, taken back, paid. Each is
recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.late_charges import queries, rules
from encaisse.late_charges.models import Claim, ClaimKind, ClaimMove, InvoiceTerms
from encaisse.late_charges.queries import ClaimedInvoice
from encaisse.late_charges.rules import clauses
from encaisse.legal_values import queries as legal_values
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.payments import operations as payments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encaisse.payments.models import Credit
    from encaisse.receivables.models import Invoice, Receivable


class WaiverWithoutReason(Refusal):
    """Nothing is given up without saying why."""

    code = "waiver_without_reason"
    sentence = "Un abandon a besoin d'un motif."


class AlreadyWaived(Refusal):
    """The whole claim was waived before."""

    code = "claim_already_waived"
    sentence = "{kind} : déjà abandonné pour la facture {invoice}."


class ClaimWithoutAmount(Refusal):
    """A claim is above zero."""

    code = "claim_without_amount"
    sentence = "Le montant réclamé, abandonné ou payé doit être positif."


class AboveClaimable(Refusal):
    """More than what may be claimed that day."""

    code = "above_claimable"
    sentence = "{kind} : {most} au plus sont exigibles le {day} sur la facture {invoice}."


@transaction.atomic
def waive(
    invoice_id: int,
    *,
    kind: str,
    reason: str,
    by: str,
    on: date,
    amount: Money | None = None,
) -> Claim:
    """Give up an amount of a kind (``interest``, ``indemnity``, ``fees``), or without amount the
    whole claim, what is to come included."""
    claimed = ClaimKind(kind)
    if not reason.strip():
        raise WaiverWithoutReason()
    invoice = queries.locked_invoice(invoice_id)
    if queries.is_wholly_waived(invoice, claimed):
        raise AlreadyWaived(kind=claimed.label.capitalize(), invoice=invoice.number)
    if amount is not None:
        _require_within_claimable(invoice, claimed, amount, on)
    return _append(invoice, claimed, ClaimMove.WAIVED, amount, by=by, on=on, reason=reason)


@transaction.atomic
def restore(
    invoice_id: int, *, kind: str, told: str, reason: str, on: date, by: str
) -> Claim | None:
    """Take back what was waived for the reason ``told``, as far as it stands: it is due again."""
    invoice, claimed = queries.locked_invoice(invoice_id), ClaimKind(kind)
    cents = queries.given_up_cents([invoice.id], claimed, reason=told, on=on)
    if cents <= 0:
        return None
    amount = Money(cents, invoice.currency)
    told_of = {"reason": reason, "source": told}
    return _append(invoice, claimed, ClaimMove.RESTORED, amount, by=by, on=on, **told_of)


def hold(invoice_ids: Iterable[int]) -> None:
    """Until the end of the transaction nobody else moves the claims of these invoices. Whoever
    moves several holds them first, before the journal."""
    for invoice_id in sorted(invoice_ids):
        queries.locked_invoice(invoice_id)


@transaction.atomic
def pay(
    invoice_id: int, *, kind: str, amount: Money, by: str, on: date, credit: Credit | None = None
) -> Claim:
    """Money received for the claim, not for the principal."""
    invoice = queries.locked_invoice(invoice_id)
    _require_within_claimable(invoice, ClaimKind(kind), amount, on)
    return _append(invoice, ClaimKind(kind), ClaimMove.PAID, amount, by=by, on=on, credit=credit)


@transaction.atomic
def settle(
    credit: Credit, receivables: Sequence[Receivable], *, imputation: str, on: date, by: str
) -> None:
    """What is left of the credit pays these receivables of one invoice and what is claimed beside
    them, in the order of the imputation (C. civ. 1343-1). What exceeds it all stays unallocated."""
    parties.hold_group(credit.customer_id)
    invoice = queries.locked_invoice(receivables[0].invoice_id)
    for part in rules.IMPUTATIONS[imputation]:
        if part == rules.PRINCIPAL:
            matching.allocate_to(credit, receivables, on=on, by=by)
        else:
            _pay_with(credit, invoice, ClaimKind(part), on=on, by=by)


@transaction.atomic
def settle_interest(credit: Credit, invoice_id: int, *, most: int, on: date, by: str) -> int:
    """So much at most of what is left of the credit pays the interest of an invoice, no more than
    is claimable that day; how much it paid."""
    parties.hold_group(credit.customer_id)
    credit.refresh_from_db()
    invoice = queries.locked_invoice(invoice_id)
    return _pay_with(credit, invoice, ClaimKind.INTEREST, most=most, on=on, by=by)


def _pay_with(
    credit: Credit,
    invoice: ClaimedInvoice,
    kind: ClaimKind,
    *,
    on: date,
    by: str,
    most: int | None = None,
) -> int:
    room = credit.open_cents if most is None else min(credit.open_cents, most)
    cents = min(room, queries.claimable_cents(invoice, kind, on=on))
    if cents <= 0:
        return 0
    amount = Money(cents, credit.currency)
    pay(invoice.id, kind=kind, amount=amount, by=by, on=on, credit=credit)
    payments.spend_on_charges(credit, cents=cents)
    return cents


@transaction.atomic
def claim(
    invoice_id: int,
    *,
    kind: str,
    amount: Money,
    by: str,
    on: date,
    reason: str = "",
    source: str = "",
) -> Claim:
    """What a delivered message asks for. Fees exist by being claimed; interest and the indemnity
    run by law, whether claimed or not (C. com. L441-10, D441-5)."""
    if amount.cents <= 0:
        raise ClaimWithoutAmount()
    invoice = queries.locked_invoice(invoice_id)
    return _append(
        invoice,
        ClaimKind(kind),
        ClaimMove.CLAIMED,
        amount,
        by=by,
        on=on,
        reason=reason,
        source=source,
    )


@transaction.atomic
def give_up_claimed(
    invoice_id: int, *, kind: str, told: str, claimed_on: date, reason: str, on: date, by: str
) -> Claim | None:
    """Give up what was claimed that day for that reason, as far as it is still owed."""
    invoice = queries.locked_invoice(invoice_id)
    claimed = queries.claimed_cents(invoice, ClaimKind(kind), on=claimed_on, reason=told)
    cents = min(claimed, queries.claimable_cents(invoice, ClaimKind(kind), on=on))
    if cents <= 0 or queries.is_wholly_waived(invoice, ClaimKind(kind)):
        return None
    amount = Money(cents, invoice.currency)
    return _append(invoice, ClaimKind(kind), ClaimMove.WAIVED, amount, by=by, on=on, reason=reason)


def _require_within_claimable(
    invoice: ClaimedInvoice, kind: ClaimKind, amount: Money, on: date
) -> None:
    if amount.cents <= 0:
        raise ClaimWithoutAmount()
    most = Money(queries.claimable_cents(invoice, kind, on=on), amount.currency)
    if not amount <= most:
        raise AboveClaimable(
            kind=kind.label.capitalize(), most=most, day=french_day(on), invoice=invoice.number
        )


def _append(
    invoice: ClaimedInvoice,
    kind: ClaimKind,
    move: ClaimMove,
    amount: Money | None,
    *,
    by: str,
    on: date,
    **told: Any,
) -> Claim:
    """A move, with what is told of it: its reason, its source, the credit that paid."""
    entry = Claim.objects.create(
        company=invoice.company,
        customer_id=invoice.customer_id,
        invoice_id=invoice.id,
        kind=kind,
        move=move,
        cents=amount.cents if amount else None,
        currency=amount.currency if amount else invoice.currency,
        on=on,
        **told,
    )
    facts: dict[str, object] = {"kind": kind.value, "cents": entry.cents, "on": on.isoformat()}
    audit.record(
        company=invoice.company,
        actor=by,
        verb=f"claim.{move.value}",
        subject=f"invoice:{invoice.id}",
        reason=entry.reason,
        facts=facts | {"currency": entry.currency},
        customer_id=invoice.customer_id,
    )
    return entry


@transaction.atomic
def keep_terms(invoice: Invoice, words: Mapping[str, str], *, by: str) -> InvoiceTerms | None:
    """Keep what an invoice says of late payment, by note code; what is plain in it is used. None
    when it says nothing, or said it before."""
    said = {code: words[code].strip() for code in clauses.CODES if words.get(code, "").strip()}
    if not said or InvoiceTerms.objects.filter(invoice=invoice).exists():
        return None
    law = legal_values.law()
    floor = law.b2b_contractual_floor_3x.known(invoice.issued_on)
    factor = law.contractual_floor_factor.values[-1].value
    margin = law.b2b_penalty_margin.values[-1].value
    bounds = clauses.Bounds(floor.rate if floor else None, int(factor), int(margin))
    read = clauses.read(said, bounds)
    kept = InvoiceTerms.objects.create(
        company_id=invoice.company_id, invoice=invoice, words=said, basis=read.basis,
        rate=read.rate, times=read.times, indemnity_cents=read.indemnity_cents,
        discount_rate=read.discount_rate, discount_days=read.discount_days,
        doubts=list(read.doubts),
    )  # fmt: skip
    audit.record(
        company=invoice.company, actor=by, verb="invoice.terms_kept",
        subject=f"invoice:{invoice.pk}", facts={"words": said, "basis": read.basis},
        customer_id=invoice.customer_id,
    )  # fmt: skip
    return kept
