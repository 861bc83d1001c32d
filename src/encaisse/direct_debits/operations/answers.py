"""What the bank answers: collections paid, sent back, rejected before being paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.direct_debits import queries
from encaisse.direct_debits.operations.signing import revoke
from encaisse.direct_debits.rules import returns
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.matching.operations import placing
from encaisse.parties import operations as parties
from encaisse.payments import operations as payments

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company
    from encaisse.direct_debits.models import Debit, DebitBatch
    from encaisse.payments.models import BankLine, Credit

EURO = "EUR"
WHY_MAX = 250


@dataclass(frozen=True, slots=True)
class Rejected:
    """One of our collections that the bank refuses: which, what became of it and what to do;
    ``is_new``: it was not known."""

    who: str
    told: str
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Settled:
    """What a line of the bank meant: ``paid`` or ``returned``, and of whom."""

    what: str
    who: str


@transaction.atomic
def settle_line(line: BankLine, *, by: str) -> Settled | None:
    """What a line of the bank says of our collections: one paid, one sent back, a whole batch paid
    at once; None when it is about none of them."""
    if line.currency != EURO:
        return None
    debit = queries.debit_of(line)
    if debit and line.cents > 0 and debit.credit is None and debit.returned_on is None:
        return _one_paid(debit, line, by=by)
    if debit and line.cents < 0 and debit.credit and not debit.credit.returned_on:
        return _sent_back(debit, line, by=by)
    batch = queries.batch_of(line) if line.cents > 0 and debit is None else None
    return _batch_paid(batch, line, by=by) if batch else None


@transaction.atomic
def reject(
    company: Company,
    *,
    message: str,
    part: str,
    reference: str,
    code: str,
    words: str,
    on: date,
    by: str,
) -> list[Rejected]:
    """The bank refuses, before paying, one of our collections, a part of a batch, or the whole of
    it; what became of each. A collection that was paid is left: its return is a bank line."""
    told = returns.return_told(code) if code else words or "rejet sans motif"
    found = queries.asked_of(company, message=message, part=part, reference=reference)
    return [_rejected(debit, code=code, told=told, on=on, by=by) for debit in found]


def claimant(company: Company) -> placing.Look:
    """What knows the bank lines that are about our collections, before anybody else looks."""
    expected = queries.expected(company)

    def look(line: BankLine, by: str) -> placing.Placed | None:
        found = settle_line(line, by=by) if expected.may_concern(line) else None
        if found is None:
            return None
        return placing.Placed(
            placing.PAYMENT if found.what == "paid" else placing.RETURNED, found.who
        )

    return look


def _rejected(debit: Debit, *, code: str, told: str, on: date, by: str) -> Rejected:
    who = f"{debit.receivable} ({debit.receivable.customer.name})"
    if debit.returned_on:
        return Rejected(who, f"déjà rejeté le {french_day(debit.returned_on)}", is_new=False)
    if debit.credit:
        why = f"payé le {french_day(debit.credit.on)} : son retour viendra avec le relevé"
        return Rejected(who, why, is_new=False)
    return Rejected(who, _note_return(debit, code=code, told=told, on=on, by=by))


def _note_return(debit: Debit, *, code: str, told: str, on: date, by: str) -> str:
    """The collection came back; a mandate that cannot serve any more is stopped. What it says, and
    what to do."""
    debit.returned_on, debit.returned_code, debit.returned_why = on, code, told[:WHY_MAX]
    debit.save(update_fields=["returned_on", "returned_code", "returned_why"])
    reason, mandate = returns.reason_of(code), debit.mandate
    audit.record(
        company=debit.company, actor=by, verb="direct_debit.returned", subject=f"debit:{debit.pk}",
        reason=debit.returned_why, on=on, customer_id=debit.receivable.customer_id,
        facts={
            "reference": debit.end_to_end, "code": code, "cents": debit.cents, "currency": EURO,
            "invoice": str(debit.receivable),
        },
    )  # fmt: skip
    if reason.stops and mandate.revoked_on is None:
        revoke(mandate, on=on, by=by, why=f"Rejet {told}"[:WHY_MAX])
        return f"{told} ; mandat {mandate.reference} arrêté : {reason.next_act}"
    return f"{told} ; {reason.next_act}"


def _one_paid(debit: Debit, line: BankLine, *, by: str) -> Settled:
    parties.hold_group(debit.receivable.customer_id)
    payments.hold_line(line)
    credit = payments.record_line(line, debit.receivable.customer, by=by)
    _paid(debit, credit, on=line.on, by=by)
    return Settled("paid", debit.receivable.customer.name)


def _batch_paid(batch: DebitBatch, line: BankLine, *, by: str) -> Settled:
    """One amount of the bank, a payment for each collection: the line itself is put away."""
    found = queries.amounts_of(batch)[line.cents]
    parties.hold_several(debit.receivable.customer_id for debit in found)
    payments.hold_line(line)
    for debit in found:
        credit = payments.record(
            customer=debit.receivable.customer, reference=debit.end_to_end, on=line.on,
            amount=Money(debit.cents), by=by, method="bank", label=f"Remise {batch.message}",
        )  # fmt: skip
        _paid(debit, credit, on=line.on, by=by)
    who = f"{batch.message} ({len(found)} prélèvements)"
    payments.set_line_aside(line, reason=f"Remise de prélèvements {who}", by=by)
    return Settled("paid", who)


def _paid(debit: Debit, credit: Credit, *, on: date, by: str) -> None:
    """What the customer still owes of it is paid; the rest stands on the account."""
    parties.hold(debit.receivable.customer_id)
    matching.allocate_to(credit, [debit.receivable], on=on, by=by, reason="Prélèvement")
    debit.credit = credit
    debit.save(update_fields=["credit"])


def _sent_back(debit: Debit, line: BankLine, *, by: str) -> Settled:
    """The bank takes the money back: what it paid is open again."""
    if debit.credit is None:
        raise AssertionError("a collection sent back was paid")
    parties.hold_group(debit.credit.customer_id)
    payments.hold_line(line)
    why = returns.return_told(line.returned) if line.returned else line.label
    matching.return_payment(debit.credit, on=line.on, by=by, reason=why)
    payments.settle_line(line, debit.credit)
    if debit.returned_on is None:
        _note_return(debit, code=line.returned, told=why, on=line.on, by=by)
    return Settled("returned", debit.receivable.customer.name)
