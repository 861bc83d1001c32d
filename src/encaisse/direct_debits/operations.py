"""Signing and revoking mandates, making a batch, and taking what the bank answers."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.direct_debits import queries
from encaisse.direct_debits.models import Creditor, Debit, DebitBatch, Mandate
from encaisse.direct_debits.rules import calendar, mandates, pain
from encaisse.direct_debits.rules.mandates import Scheme, Sequence
from encaisse.documents import operations as documents
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations as matching
from encaisse.matching.operations import placing
from encaisse.parties import operations as parties
from encaisse.payments import operations as payments

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer
    from encaisse.payments.models import BankLine, Credit
    from encaisse.receivables.models import Receivable

CONSUMER = "consumer"
EURO = "EUR"


class CreditorUnknown(Refusal):
    """No identifier, or no account to be paid on."""

    code = "creditor_unknown"
    sentence = (
        "Pour prélever, notez d'abord l'identifiant créancier (ICS) de {company}, et son IBAN sur "
        "« Votre société »."
    )


class MandateReferenceTaken(Refusal):
    """Each mandate has its own reference."""

    code = "mandate_reference_taken"
    sentence = "La référence {reference} est déjà celle d'un mandat de {customer}."


class MandateRevoked(Refusal):
    """It was revoked before."""

    code = "mandate_already_revoked"
    sentence = "Le mandat {reference} est déjà révoqué depuis le {day}."


class NothingToCollect(Refusal):
    """A batch holds a collection at least."""

    code = "nothing_to_collect"
    sentence = "Cochez au moins une créance à prélever."


class NotCollectable(Refusal):
    """Paid, asked for already, in another currency, or without a usable mandate."""

    code = "not_collectable"
    sentence = "{receivable} ne peut être prélevée : {why}."


class OneSchemeByBatch(Refusal):
    """The bank takes each scheme apart."""

    code = "one_scheme_by_batch"
    sentence = "Une remise est ordinaire (CORE) ou interentreprises (B2B) : cochez un seul type."


class BatchAnswered(Refusal):
    """The bank has begun to answer."""

    code = "batch_answered"
    sentence = "La remise {message} a déjà reçu une réponse de la banque : elle ne s'annule plus."


class BatchCancelled(Refusal):
    """It was cancelled before."""

    code = "batch_already_cancelled"
    sentence = "La remise {message} est déjà annulée depuis le {day}."


@dataclass(frozen=True, slots=True)
class Settled:
    """What a line of the bank meant: ``paid`` or ``returned``, and of whom."""

    what: str
    who: str


@transaction.atomic
def be_creditor(company: Company, *, ics: str, version: str, by: str) -> Creditor:
    """The identifier (ICS) that the bank gave, and the format that it wants."""
    checked = mandates.checked_ics(ics)
    made, _is_new = Creditor.objects.update_or_create(
        company=company, defaults={"ics": checked, "version": version}
    )
    audit.record(
        company=company, actor=by, verb="creditor.changed", subject=f"company:{company.pk}",
        facts={"ics": checked, "version": version},
    )  # fmt: skip
    return made


@transaction.atomic
def sign(
    customer: Customer, *, reference: str, scheme: str, iban: str, signed_on: date, by: str,
    bic: str = "", **facts: Any,
) -> Mandate:  # fmt: skip
    """A mandate that the customer signed; ``facts``: holder, is_recurrent, notice_days."""
    if scheme == Scheme.B2B and customer.kind == CONSUMER:
        raise mandates.BusinessesOnly(customer=customer.name)
    checked = mandates.checked_reference(reference)
    account, code = mandates.checked_account(iban, bic)
    taken = Mandate.objects.filter(company_id=customer.company_id, reference__iexact=checked)
    if found := taken.select_related("customer").first():
        raise MandateReferenceTaken(reference=checked, customer=found.customer.name)
    facts["holder"] = facts.get("holder") or customer.name
    made = Mandate.objects.create(
        company_id=customer.company_id, customer=customer, reference=checked, scheme=scheme,
        iban=account, bic=code, signed_on=signed_on, **facts,
    )  # fmt: skip
    _record(made, by, "mandate.signed", {"on": signed_on.isoformat(), "iban": f"…{account[-4:]}"})
    return made


@transaction.atomic
def revoke(mandate: Mandate, *, on: date, by: str, why: str = "") -> Mandate:
    """From that day nothing is collected under it."""
    if mandate.revoked_on:
        day = french_day(mandate.revoked_on)
        raise MandateRevoked(reference=mandate.reference, day=day)
    mandate.revoked_on, mandate.revoked_why = on, why
    mandate.save(update_fields=["revoked_on", "revoked_why"])
    _record(mandate, by, "mandate.revoked", {"on": on.isoformat()}, why)
    return mandate


@transaction.atomic
def make_batch(
    company: Company,
    receivables: abc.Sequence[Receivable],
    *,
    collect_on: date,
    notified_on: date | None,
    at: datetime,
    by: str,
) -> DebitBatch:
    """The file that asks for what is open of these receivables on that day. ``notified_on``: the
    day the customers were told; None: each invoice told it. ``at`` is now."""
    today = at.date()
    creditor = queries.creditor(company)
    if creditor is None or not company.iban:
        raise CreditorUnknown(company=company.name)
    if not receivables:
        raise NothingToCollect
    calendar.require_collection_day(collect_on, today=today)
    asked = _mandated(company, receivables, collect_on=collect_on, notified_on=notified_on)
    schemes = {mandate.scheme for _receivable, mandate in asked}
    if len(schemes) > 1:
        raise OneSchemeByBatch
    message = queries.next_message(company, today)
    order = pain.Order(
        message=message, made_at=at, collect_on=collect_on, scheme=Scheme(schemes.pop()),
        creditor=pain.CreditorFacts(company.name, creditor.ics, company.iban, company.bic),
        collections=_collections(message, asked),
        version=creditor.version,
    )  # fmt: skip
    return _kept(company, order, asked, by=by)


@transaction.atomic
def cancel_batch(batch: DebitBatch, *, on: date, by: str) -> DebitBatch:
    """The file was not given to the bank, or the bank was told to forget it."""
    if batch.cancelled_on:
        raise BatchCancelled(message=batch.message, day=french_day(batch.cancelled_on))
    if queries.is_answered(batch):
        raise BatchAnswered(message=batch.message)
    batch.cancelled_on, batch.cancelled_by = on, by
    batch.save(update_fields=["cancelled_on", "cancelled_by"])
    audit.record(
        company=batch.company, actor=by, verb="debit_batch.cancelled",
        subject=f"debit_batch:{batch.pk}", facts={"message": batch.message}, on=on,
    )  # fmt: skip
    return batch


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


def _mandated(
    company: Company,
    receivables: abc.Sequence[Receivable],
    *,
    collect_on: date,
    notified_on: date | None,
) -> list[tuple[Receivable, Mandate]]:
    """Each receivable with the mandate that collects it; refused when one cannot be."""
    usable = {each.id: each for each in queries.collectable(company, on=collect_on)}
    asked = []
    for receivable in receivables:
        found = usable.get(receivable.pk)
        if found is None:
            raise NotCollectable(receivable=receivable, why=_why_not(receivable))
        if receivable.due_on > collect_on:
            why = f"elle n'échoit que le {french_day(receivable.due_on)}"
            raise NotCollectable(receivable=receivable, why=why)
        calendar.require_notice(
            collect_on, notified_on=notified_on or receivable.invoice.issued_on,
            notice_days=found.mandate.notice_days, customer=receivable.customer.name,
        )  # fmt: skip
        asked.append((found.receivable, found.mandate))
    return asked


def _why_not(receivable: Receivable) -> str:
    if not receivable.open_cents:
        return "elle est soldée"
    if receivable.currency != EURO:
        return f"SEPA ne prélève qu'en euros, elle est en {receivable.currency}"
    if queries.is_asked(receivable):
        return "une remise la demande déjà"
    if queries.is_frozen(receivable):
        return "elle est antérieure au jugement d'ouverture et se déclare (C. com. L622-7)"
    return f"{receivable.customer.name} n'a pas de mandat utilisable ce jour-là"


def _collections(message: str, asked: list[tuple[Receivable, Mandate]]) -> list[pain.Collection]:
    """Each with its own reference; only one of a mandate is its first."""
    sequences: dict[int, Sequence] = {}
    found = []
    for rank, (receivable, mandate) in enumerate(asked, start=1):
        if mandate.pk in sequences and not mandate.is_recurrent:
            why = f"le mandat {mandate.reference} ne vaut que pour un prélèvement"
            raise NotCollectable(receivable=receivable, why=why)
        is_next = mandate.pk in sequences
        sequence = sequences.setdefault(mandate.pk, mandates.sequence_of(queries.facts_of(mandate)))
        found.append(
            pain.Collection(
                end_to_end=f"{message}-{rank}", cents=receivable.open_cents,
                mandate=mandate.reference, signed_on=mandate.signed_on, debtor=mandate.holder,
                iban=mandate.iban, bic=mandate.bic, text=f"Facture {receivable.invoice.number}",
                sequence=Sequence.RECURRENT if is_next else sequence,
            )
        )  # fmt: skip
    return found


def _kept(
    company: Company, order: pain.Order, asked: list[tuple[Receivable, Mandate]], *, by: str
) -> DebitBatch:
    document = documents.keep(
        company=company, name=f"{order.message}.xml", content=pain.written(order),
        on=order.made_at.date(), kind="other", by=by,
    )  # fmt: skip
    total = sum(each.cents for each in order.collections)
    batch = DebitBatch.objects.create(
        company=company, message=order.message, scheme=order.scheme, collect_on=order.collect_on,
        count=len(order.collections), total_cents=total, made_at=order.made_at, by=by,
        document=document,
    )  # fmt: skip
    Debit.objects.bulk_create(
        Debit(
            company=company, batch=batch, mandate=mandate, receivable=receivable,
            sequence=each.sequence, end_to_end=each.end_to_end, cents=each.cents,
        )
        for each, (receivable, mandate) in zip(order.collections, asked, strict=True)
    )  # fmt: skip
    audit.record(
        company=company, actor=by, verb="debit_batch.made", subject=f"debit_batch:{batch.pk}",
        facts={"message": batch.message, "count": batch.count, "cents": total, "currency": EURO},
    )  # fmt: skip
    return batch


def _one_paid(debit: Debit, line: BankLine, *, by: str) -> Settled:
    payments.hold_line(line)
    credit = payments.record_line(line, debit.receivable.customer, by=by)
    _paid(debit, credit, on=line.on, by=by)
    return Settled("paid", debit.receivable.customer.name)


def _batch_paid(batch: DebitBatch, line: BankLine, *, by: str) -> Settled:
    """One amount of the bank, a payment for each collection: the line itself is put away."""
    found = queries.amounts_of(batch)[line.cents]
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
    payments.hold_line(line)
    why = mandates.return_told(line.returned) if line.returned else line.label
    matching.return_payment(debit.credit, on=line.on, by=by, reason=why)
    payments.settle_line(line, debit.credit)
    debit.returned_on, debit.returned_why = line.on, why
    debit.save(update_fields=["returned_on", "returned_why"])
    return Settled("returned", debit.receivable.customer.name)


def _record(
    mandate: Mandate, by: str, verb: str, facts: dict[str, object], reason: str = ""
) -> None:
    audit.record(
        company=mandate.company, actor=by, verb=verb, subject=f"mandate:{mandate.pk}",
        reason=reason, facts={"reference": mandate.reference} | facts,
        customer_id=mandate.customer_id,
    )  # fmt: skip
