"""Making a batch for the bank, and cancelling it while the bank has not answered."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.direct_debits import queries
from encaisse.direct_debits.models import Debit, DebitBatch, Mandate
from encaisse.direct_debits.operations import noticing
from encaisse.direct_debits.rules import calendar, mandates, pain
from encaisse.direct_debits.rules.mandates import Scheme, Sequence
from encaisse.documents import operations as documents
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.receivables.models import Receivable

EURO = "EUR"


@dataclass(frozen=True, slots=True)
class Asked:
    """A receivable, the mandate that collects it, and the day its debtor was told."""

    receivable: Receivable
    mandate: Mandate
    told_on: date


class CreditorUnknown(Refusal):
    """No identifier, or no account to be paid on."""

    code = "creditor_unknown"
    sentence = (
        "Pour prélever, notez d'abord l'identifiant créancier (ICS) de {company}, et son IBAN sur "
        "« Votre société »."
    )


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


@transaction.atomic
def make_batch(
    company: Company,
    receivables: abc.Sequence[Receivable],
    *,
    collect_on: date,
    notified_on: date | None,
    at: datetime,
    by: str,
    tells: bool = False,
    final: abc.Collection[int] = (),
) -> DebitBatch:
    """The file that asks for what is open of these receivables on that day. ``notified_on``: the
    day the customers were told; None: each invoice told it; ``tells``: they are told now, by mail.
    ``final``: the receivables that end their mandate. ``at`` is now."""
    today = at.date()
    creditor = queries.creditor(company)
    if creditor is None or not company.iban:
        raise CreditorUnknown(company=company.name)
    if not receivables:
        raise NothingToCollect
    calendar.require_collection_day(collect_on, today=today)
    told_on = today if tells else notified_on
    asked = _mandated(company, receivables, collect_on=collect_on, notified_on=told_on)
    schemes = {each.mandate.scheme for each in asked}
    if len(schemes) > 1:
        raise OneSchemeByBatch
    message = queries.next_message(company, today)
    order = pain.Order(
        message=message, made_at=at, collect_on=collect_on, scheme=Scheme(schemes.pop()),
        creditor=pain.CreditorFacts(company.name, creditor.ics, company.iban, company.bic),
        collections=_collections(message, asked, final),
        version=creditor.version,
    )  # fmt: skip
    batch = _kept(company, order, asked, by=by)
    if tells:
        noticing.tell(batch, ics=creditor.ics, at=at, by=by)
    return batch


@transaction.atomic
def cancel_batch(batch: DebitBatch, *, on: date, by: str) -> DebitBatch:
    """The file was not given to the bank, or the bank was told to forget it."""
    if batch.cancelled_on:
        raise BatchCancelled(message=batch.message, day=french_day(batch.cancelled_on))
    if queries.is_answered(batch):
        raise BatchAnswered(message=batch.message)
    batch.cancelled_on, batch.cancelled_by = on, by
    batch.save(update_fields=["cancelled_on", "cancelled_by"])
    noticing.forget(batch)
    audit.record(
        company=batch.company, actor=by, verb="debit_batch.cancelled",
        subject=f"debit_batch:{batch.pk}", facts={"message": batch.message}, on=on,
    )  # fmt: skip
    return batch


def _mandated(
    company: Company,
    receivables: abc.Sequence[Receivable],
    *,
    collect_on: date,
    notified_on: date | None,
) -> list[Asked]:
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
        told_on = notified_on or receivable.invoice.issued_on
        calendar.require_notice(
            collect_on, notified_on=told_on,
            notice_days=found.mandate.notice_days, customer=receivable.customer.name,
        )  # fmt: skip
        asked.append(Asked(found.receivable, found.mandate, told_on))
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


def _collections(
    message: str, asked: list[Asked], final: abc.Collection[int]
) -> list[pain.Collection]:
    """Each with its own reference; only one of a mandate is its first, only one its last."""
    sequences: dict[int, Sequence] = {}
    ended = {each.mandate.pk for each in asked if each.receivable.pk in final}
    last = {each.mandate.pk: rank for rank, each in enumerate(asked, start=1)}
    found = []
    for rank, each in enumerate(asked, start=1):
        receivable, mandate = each.receivable, each.mandate
        if mandate.pk in sequences and not mandate.is_recurrent:
            why = f"le mandat {mandate.reference} ne vaut que pour un prélèvement"
            raise NotCollectable(receivable=receivable, why=why)
        is_final = mandate.pk in ended and last[mandate.pk] == rank
        facts = queries.facts_of(mandate)
        is_next = mandate.pk in sequences and not is_final
        sequence = mandates.sequence_of(facts, is_final=is_final)
        sequences.setdefault(mandate.pk, sequence)
        found.append(
            pain.Collection(
                end_to_end=f"{message}-{rank}", cents=receivable.open_cents,
                mandate=mandate.reference, signed_on=mandate.signed_on, debtor=mandate.holder,
                iban=mandate.iban, bic=mandate.bic, text=f"Facture {receivable.invoice.number}",
                sequence=Sequence.RECURRENT if is_next else sequence,
            )
        )  # fmt: skip
    return found


def _kept(company: Company, order: pain.Order, asked: list[Asked], *, by: str) -> DebitBatch:
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
            company=company, batch=batch, mandate=one.mandate, receivable=one.receivable,
            sequence=each.sequence, end_to_end=each.end_to_end, cents=each.cents,
            notified_on=one.told_on,
        )
        for each, one in zip(order.collections, asked, strict=True)
    )  # fmt: skip
    audit.record(
        company=company, actor=by, verb="debit_batch.made", subject=f"debit_batch:{batch.pk}",
        facts={"message": batch.message, "count": batch.count, "cents": total, "currency": EURO},
    )  # fmt: skip
    return batch
