"""Recording, returning and cancelling credits. What they pay is decided in matching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.payments import queries
from encaisse.payments.models import BankLine, Credit, CreditKind

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.documents.models import Document
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


class BankLineSettled(Refusal):
    """It brought a payment, or was set aside."""

    code = "bank_line_settled"
    sentence = "La ligne « {line} » est déjà traitée."


class BankLineAsideWithoutReason(Refusal):
    """Money received is not put away without saying why."""

    code = "bank_line_aside_without_reason"
    sentence = (
        "Une ligne écartée a besoin d'un motif : remboursement de TVA, apport, vente d'un bien…"
    )


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
def record_line(line: BankLine, customer: Customer, *, by: str) -> Credit:
    """The money of a bank line, not yet matched: ``matching.operations.receive_line`` does both."""
    credit = _credit(
        CreditKind.PAYMENT, customer, Money(line.cents, line.currency), by,
        **queries.brought_by(line),
    )  # fmt: skip
    settle_line(line, credit)
    return credit


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
    *,
    customer: Customer,
    reference: str,
    on: date,
    amount: Money,
    reason: str,
    by: str,
    kind: str = CreditKind.WRITE_OFF,
) -> Credit:
    """A loss or a difference accepted, with its reason; ``matching.operations.write_off`` says of
    which debt."""
    if not reason.strip():
        raise WriteOffWithoutReason
    return _credit(
        CreditKind(kind), customer, amount, by, reference=reference, on=on, reason=reason
    )


@transaction.atomic
def record_conversion(
    *, customer: Customer, reference: str, on: date, amount: Money, reason: str, by: str
) -> Credit:
    """Money received in another currency, in that of the invoice that it pays: ``differences``
    takes as much from the payment."""
    return _credit(
        CreditKind.SET_OFF, customer, amount, by, reference=reference, on=on, reason=reason
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


def keep_lines(
    company: Company, document: Document, lines: Sequence[Mapping[str, object]]
) -> list[BankLine]:
    """Bank lines that no file brought before; what they are for is decided next."""
    rows = [BankLine(company=company, document=document, **line) for line in lines]
    return BankLine.objects.bulk_create(rows)


def settle_line(line: BankLine, credit: Credit) -> None:
    """The bank line is about that payment."""
    line.credit = credit
    line.save(update_fields=["credit"])


@transaction.atomic
def set_line_aside(line: BankLine, *, reason: str, by: str) -> BankLine:
    """No customer is concerned by this money, for a reason."""
    if not reason.strip():
        raise BankLineAsideWithoutReason
    hold_line(line)
    line.set_aside = reason.strip()
    line.save(update_fields=["set_aside"])
    audit.record(
        company=line.company, actor=by, verb="bank_line.set_aside",
        subject=f"bank_line:{line.pk}", reason=line.set_aside,
        facts={"cents": line.cents, "currency": line.currency, "on": line.on.isoformat()},
    )  # fmt: skip
    return line


@transaction.atomic
def lift_doubt(line: BankLine, *, by: str) -> BankLine:
    """A person says that the line is a movement of its own."""
    hold_line(line)
    doubt, line.doubt = line.doubt, ""
    line.save(update_fields=["doubt"])
    audit.record(
        company=line.company, actor=by, verb="bank_line.told_apart",
        subject=f"bank_line:{line.pk}", reason=doubt, facts={"cents": line.cents},
    )  # fmt: skip
    return line


@transaction.atomic
def detail_line(
    line: BankLine,
    document: Document,
    parts: Sequence[Mapping[str, object]],
    *,
    reason: str,
    by: str,
) -> list[BankLine]:
    """A batch that the bank details later: its parts take its place, for the same money."""
    hold_line(line)
    set_line_aside(line, reason=reason, by=by)
    shared = {"account": line.account, "on": line.on, "value_on": line.value_on}
    return keep_lines(line.company, document, [{**part, **shared} for part in parts])


@transaction.atomic
def put_line_back(line: BankLine, *, by: str) -> None:
    """The line waits again. The payment that it brought, matched with nothing any more, never was:
    cancelled on its own day; one that was known otherwise stays."""
    credit, reason = line.credit, line.set_aside
    line.credit, line.set_aside = None, ""
    line.save(update_fields=["credit", "set_aside"])
    if credit and credit.entry_key == f"bank|{line.key}":
        credit.cancelled_on, credit.open_cents = credit.on, 0
        credit.entry_key = f"undone|{credit.pk}|{line.key}"
        credit.save(update_fields=["cancelled_on", "open_cents", "entry_key"])
    audit.record(
        company=line.company, actor=by, verb="bank_line.put_back",
        subject=f"bank_line:{line.pk}", reason=reason,
        facts={"credit": credit.pk if credit else None, "cents": line.cents},
        customer_id=credit.customer_id if credit else None,
    )  # fmt: skip


def give_way(supposed: Credit, line: BankLine, *, by: str) -> None:
    """What a list supposed, which pays nothing any more, was a part of what the bank brought."""
    supposed.cancelled_on, supposed.open_cents, supposed.gave_way_to = supposed.on, 0, line
    supposed.save(update_fields=["cancelled_on", "open_cents", "gave_way_to"])
    _record(supposed, by, "payment.gave_way", {"bank_line": line.pk}, str(line))


def leave(credit: Credit, *, is_left: bool, by: str) -> None:
    """What stands of the payment stays on the account until a person says otherwise."""
    if credit.is_left == is_left:
        return
    credit.is_left = is_left
    credit.save(update_fields=["is_left"])
    verb = "payment.left" if is_left else "payment.taken_up"
    _record(credit, by, verb, {"cents": credit.open_cents})


def come_back(line: BankLine, *, by: str) -> list[Credit]:
    """What gave way to the line, which waits again, stands as it did: nothing of it pays yet."""
    found = Credit.objects.filter(gave_way_to=line).select_related("company", "customer")
    back = list(found.order_by("on", "id"))
    for supposed in back:
        supposed.cancelled_on = supposed.gave_way_to = None
        supposed.open_cents = supposed.face_cents - supposed.charges_cents
        supposed.save(update_fields=["cancelled_on", "open_cents", "gave_way_to"])
        _record(supposed, by, "payment.came_back", {"bank_line": line.pk}, str(line))
    return back


def hold_line(line: BankLine) -> None:
    """Until the end of the transaction, nobody else settles this line, which must be waiting."""
    held = BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if held.credit_id or held.set_aside:
        raise BankLineSettled(line=line)


def hold_settled(line: BankLine) -> bool:
    """Until the end of the transaction, nobody else puts this line back or settles it again;
    whether it still is about the payment that it was read with."""
    held = BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    return held.credit_id == line.credit_id


def hold_waiting(lines: Iterable[BankLine]) -> set[int]:
    """Until the end of the transaction, nobody else settles these lines. Those that somebody has
    settled, or is settling, are left to them: which are held."""
    found = BankLine.objects.select_for_update(skip_locked=True, no_key=True).filter(
        pk__in=[line.pk for line in lines], credit=None, set_aside=""
    )
    return {*found.order_by("id").values_list("pk", flat=True)}


def recorded(credit: Credit, by: str) -> audit.Act:
    """That a credit was written, as the journal keeps it."""
    return audit.Act(
        by,
        f"{credit.kind}.recorded",
        f"credit:{credit.pk}",
        credit.reason,
        {
            "reference": credit.reference,
            "cents": credit.face_cents,
            "currency": credit.currency,
            "on": credit.on.isoformat(),
        },
        credit.customer_id,
    )


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
        face_cents=amount.cents,
        open_cents=amount.cents,
        currency=amount.currency,
        **{"entry_key": f"typed:{uuid4()}"} | facts,
    )
    audit.record_all(credit.company, [recorded(credit, by)])
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
