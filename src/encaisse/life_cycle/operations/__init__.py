"""Keeping what is said of invoices, applying it, lifting what it entailed. Each is recorded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.cash_reports import operations as cash_reports
from encaisse.disputes import operations as disputes
from encaisse.documents import operations as documents
from encaisse.documents.queries import subject_for
from encaisse.imports.rules.statuses import IGNORED, KNOWN, NEW, WAITING, Follower, Kept
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.late_charges import operations as late_charges
from encaisse.life_cycle import queries
from encaisse.life_cycle.models import Consequence, Effect, InvoiceStatus, Source
from encaisse.life_cycle.operations import withdrawing
from encaisse.life_cycle.rules import codes
from encaisse.life_cycle.rules.standing import Said, contested, ended_by
from encaisse.parties import operations as parties
from encaisse.promises import operations as promises

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.documents.models import Document
    from encaisse.documents.operations import GivenFile
    from encaisse.imports.models import FileImport
    from encaisse.imports.rules.einvoice import EInvoice, LifeCycleMessage, LifeCycleStatus
    from encaisse.receivables.models import Invoice

PROOF = "proof"
NOTE_MAX, PERSON_MAX, TOLD_MAX = 250, 120, 400
AGAIN = "Facture {number} : statut {code} du {on} déjà connu."
WAITS = "Facture {number} inconnue : son statut {code} l'attend et s'appliquera à son arrivée."
BOUGHT = "Facture {number} : la société n'en est pas le vendeur ; son statut n'est pas suivi."
NO_DAY = "Facture {number} : statut {code} sans jour, rien n'en est tiré."
LATER = "Déjà levée par le statut {code} du {on}."
ENDED = "Statut {code}, {label}, du {on}."
STILL = {
    Effect.DISPUTED: "Le litige de cette facture est déjà ouvert.",
    Effect.SUSPENDED: "La facture est déjà suspendue.",
    Effect.REFUSED: "La facture est déjà refusée.",
    Effect.REJECTED: "La facture est déjà rejetée.",
}
HOLDS = {
    Effect.SUSPENDED: "Relances retenues jusqu'à ce que les pièces demandées soient fournies.",
    Effect.REFUSED: "Relances retenues : un avoir est à établir.",
    Effect.REJECTED: "Facture jamais émise : elle n'est pas réclamée, à émettre de nouveau.",
}
NOTHING_OPEN = "Plus rien n'est dû sur cette facture : aucun litige n'est ouvert."


class UnknownStatus(Refusal):
    """A status of no list, typed by a person."""

    code = "invoice_status_unknown"
    sentence = "« {code} » n'est pas un statut que l'on note à la main : choisissez dans la liste."


class StatusInTheFuture(Refusal):
    """Nobody has said tomorrow's word."""

    code = "invoice_status_in_the_future"
    sentence = "Le {on} est un jour à venir : indiquez le jour où le statut a été dit."


class StatusBeforeInvoice(Refusal):
    """An invoice has no status before it exists."""

    code = "invoice_status_before_invoice"
    sentence = "La facture {number} est du {issued} : son statut ne peut dater du {on}."


class StatusKnown(Refusal):
    """The same word, noted before."""

    code = "invoice_status_known"
    sentence = "Ce statut de la facture {number} est déjà noté."


class NothingToLift(Refusal):
    """Ended already, or nothing was entailed."""

    code = "invoice_status_nothing_to_lift"
    sentence = "Ce statut ne retient plus rien : il n'y a rien à lever."


class LiftWithoutReason(Refusal):
    """What is lifted says why."""

    code = "invoice_status_lift_without_reason"
    sentence = "Dites pourquoi l'effet de ce statut est levé : accord du client, statut erroné…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A status to keep; amounts in cents, VAT included."""

    number: str
    issued_on: date | None
    code: str
    on: date
    at: str = ""
    cents: int | None = None
    approved_cents: int | None = None
    contested_cents: int | None = None
    currency: str = ""
    paid_on: date | None = None
    reason_code: str = ""
    reason: str = ""
    action: str = ""
    said_by: str = ""
    role: str = ""

    @property
    def digest(self) -> str:
        """What tells the same status twice, whichever message brought it."""
        told = json.dumps(asdict(self), sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


def keep(row: FileImport, message: LifeCycleMessage, on: date) -> list[Kept]:
    """Keep what a message says of the company's invoices, and apply it."""
    kept = [_keep_one(row, message, said, on) for said in message.statuses]
    if any(each.outcome == NEW for each in kept):
        _look_again(row.company)
    return kept


def place(company: Company, by: str, on: date) -> int:
    """Apply the statuses whose invoice has come meanwhile. How many."""
    placed = [_apply(status, by=by, today=on) for status in queries.waits(company)]
    count = sum(found is not None for found in placed)
    if count:
        _look_again(company)
    return count


def typed(
    invoice: Invoice, *, code: str, on: date, cents: int | None = None,
    paid_on: date | None = None, reason_code: str = "", reason: str = "", said_by: str = "",
) -> Noted:  # fmt: skip
    """A status as a person types it: its amount is contested, or paid."""
    is_paid = code == codes.PAYMENT_SENT
    return Noted(
        number=invoice.number, issued_on=invoice.issued_on, code=code, on=on,
        cents=cents if is_paid else None, contested_cents=None if is_paid else cents,
        currency="" if cents is None else invoice.currency, paid_on=paid_on if is_paid else None,
        reason_code=reason_code, reason=reason.strip(), said_by=said_by.strip(),
    )  # fmt: skip


@transaction.atomic
def note_by_hand(
    invoice: Invoice, noted: Noted, *, by: str, on: date, proof: GivenFile | None = None
) -> Consequence:
    """A person notes a status of an invoice: read on the platform, said on the telephone."""
    if noted.code not in codes.TYPED:
        raise UnknownStatus(code=noted.code)
    if noted.on > on:
        raise StatusInTheFuture(on=french_day(noted.on))
    if noted.on < invoice.issued_on:
        raise StatusBeforeInvoice(
            number=invoice.number, issued=french_day(invoice.issued_on), on=french_day(noted.on)
        )
    if not queries.room_for(invoice.company, noted.digest):
        raise StatusKnown(number=invoice.number)
    document = None if proof is None else _proof(invoice, proof, by=by, on=on)
    status = _create(invoice.company, noted, Source.HAND, document, by=by)
    made = _apply_to(invoice, status, by=by, today=on)
    _look_again(invoice.company)
    return made


def note_einvoice(invoice: Invoice, said: EInvoice, by: str) -> None:
    """What an e-invoice says beside its amounts: the terms of late payment, its VAT."""
    words: dict[str, str] = {}
    for each in said.notes:
        words[each.code] = f"{words.get(each.code, '')} {each.text}".strip()
    late_charges.keep_terms(invoice, words, by=by)
    cash_reports.keep_einvoice(invoice, said)


@transaction.atomic
def lift(consequence: Consequence, *, why: str, on: date, by: str) -> None:
    """What the status entailed counts no more, with the reason."""
    if not why.strip():
        raise LiftWithoutReason
    parties.hold(consequence.invoice.customer_id)
    consequence.refresh_from_db()
    if not consequence.stands:
        raise NothingToLift
    day = max(on, consequence.since)
    if consequence.dispute is not None:
        disputes.withdraw(consequence.dispute, why=why, on=day, by=by)
    if consequence.promise is not None:
        promises.withdraw(consequence.promise, why=why, on=day, by=by)
    _end(consequence, on=day, by=by, why=why.strip())
    _record(consequence, "invoice_status.lifted", by, why)
    _look_again(consequence.company)


def _proof(invoice: Invoice, proof: GivenFile, *, by: str, on: date) -> Document:
    """The file that proves it, kept with the invoice."""
    subject = subject_for(invoice.company, "invoice", invoice.pk)
    return documents.receive(invoice.company, proof, kind=PROOF, by=by, on=on, subjects=[subject])


def _keep_one(row: FileImport, message: LifeCycleMessage, said: LifeCycleStatus, on: date) -> Kept:
    company, facts = row.company, {"number": said.invoice, "code": said.code}
    if said.seller_siren and company.siren and said.seller_siren != company.siren:
        return Kept(said.line, IGNORED, BOUGHT.format(**facts))
    if said.on is None:
        return Kept(said.line, IGNORED, NO_DAY.format(**facts))
    noted = _noted(message, said, said.on)
    if not queries.room_for(company, noted.digest):
        return Kept(said.line, KNOWN, AGAIN.format(**facts, on=french_day(noted.on)))
    status = _create(company, noted, Source.MESSAGE, row.document, by=row.by)
    applied = _apply(status, by=row.by, today=on)
    if applied is None:
        return Kept(said.line, WAITING, WAITS.format(**facts))
    return Kept(said.line, NEW, applied.told)


def _noted(message: LifeCycleMessage, said: LifeCycleStatus, on: date) -> Noted:
    return Noted(
        number=said.invoice[:120], issued_on=said.invoice_issued_on, code=said.code[:10], on=on,
        at=said.at, cents=said.cents, approved_cents=said.approved_cents,
        contested_cents=said.contested_cents, currency=said.currency[:3], paid_on=said.paid_on,
        reason_code=said.reason_code[:60], reason=said.reason, action=said.action,
        said_by=message.issuer.name[:200], role=message.role[:10],
    )  # fmt: skip


def _create(
    company: Company, noted: Noted, source: Source, document: Document | None, *, by: str
) -> InvoiceStatus:
    return InvoiceStatus.objects.create(
        company=company, source=source, document=document, by=by,
        digest=queries.room_for(company, noted.digest), **asdict(noted),
    )  # fmt: skip


def _apply(status: InvoiceStatus, *, by: str, today: date) -> Consequence | None:
    """What the status entails for its invoice; None while that one is not known."""
    invoice = queries.invoice_said(status.company, status.number, status.issued_on)
    return None if invoice is None else _apply_to(invoice, status, by=by, today=today)


@transaction.atomic
def _apply_to(invoice: Invoice, status: InvoiceStatus, *, by: str, today: date) -> Consequence:
    parties.hold(invoice.customer_id)
    said = queries.as_said(status)
    ends = ended_by([*queries.said_of(invoice), said])
    for standing in queries.standing(invoice):
        if ender := ends.get(standing.status_id):
            _end_by(standing, ender, by=by)
    made = Consequence(
        company=invoice.company, status=status, invoice=invoice, kind=said.entails,
        since=max(min(status.on, today), invoice.issued_on), noted_on=today,
    )  # fmt: skip
    _entail(made, said, ends.get(said.id), by=by)
    made.told = made.told[:TOLD_MAX]
    made.save()
    _record(made, "invoice_status.kept", by, status.words)
    return made


def _entail(made: Consequence, said: Said, ender: Said | None, *, by: str) -> None:
    """Do what the status entails, and tell it; nothing when a later day has ended it already."""
    if made.kind == Effect.NOTHING:
        return
    if ender is not None:
        made.told = LATER.format(code=ender.code, on=french_day(ender.on))
        made.kind = Effect.NOTHING
    elif made.kind == Effect.PROMISED:
        _promise(made, said, by=by)
    elif queries.standing(made.invoice, made.kind):
        made.told, made.kind = STILL[Effect(made.kind)], Effect.NOTHING
    elif made.kind == Effect.DISPUTED:
        _dispute(made, said, by=by)
    else:
        made.told = HOLDS[Effect(made.kind)]


def _dispute(made: Consequence, said: Said, *, by: str) -> None:
    """The buyer contests the whole, or the part that it says."""
    invoice, status = made.invoice, made.status
    if not queries.open_receivables(invoice):
        made.told, made.kind = NOTHING_OPEN, Effect.NOTHING
        return
    part = contested(said, queries.free_cents(invoice, on=made.since))
    words = " ; ".join(filter(None, [status.words, status.action]))
    try:
        with transaction.atomic():
            made.dispute = disputes.declare(
                queries.receivables(invoice), reason=codes.cause_of(status.reason_code),
                amount=None if part is None else Money(part, invoice.currency),
                note=words[:NOTE_MAX], on=made.since, by=by,
                given=disputes.Given(opened_by="einvoice"),
            )  # fmt: skip
        what = "sur toute la facture" if part is None else f"sur {Money(part, invoice.currency)}"
        made.told = f"Litige ouvert {what}."
    except Refusal as refusal:
        made.told, made.kind = str(refusal), Effect.NOTHING


def _promise(made: Consequence, said: Said, *, by: str) -> None:
    """The buyer says that it pays so much, on that day; at most what was open."""
    invoice, status = made.invoice, made.status
    by_on = max(status.paid_on or status.on, made.since)
    most = queries.owed_cents(invoice, on=made.since)
    cents = min(said.cents, most) if said.cents and said.cents > 0 else most
    try:
        with transaction.atomic():
            made.promise = promises.promise(
                queries.receivables(invoice), by_on=by_on, on=made.since, by=by, way="einvoice",
                amount=Money(cents, invoice.currency) if cents else None,
                person=status.said_by[:PERSON_MAX], note=ENDED.format(
                    code=status.code, label=status.label, on=french_day(status.on)
                ),
            )  # fmt: skip
        made.told = f"Promesse de {Money(cents, invoice.currency)} pour le {french_day(by_on)}."
    except Refusal as refusal:
        made.told, made.kind = str(refusal), Effect.NOTHING


def _end_by(standing: Consequence, ender: Said, *, by: str) -> None:
    """A later status ends it: the dispute is settled, the hold is over."""
    why = ENDED.format(code=ender.code, label=codes.label_of(ender.code), on=french_day(ender.on))
    on = max(ender.on, standing.since)
    if standing.dispute is not None:
        disputes.settle(standing.dispute, on=on, by=by, outcome=why)
    _end(standing, on=on, by=by, why=why)
    _record(standing, "invoice_status.lifted", by, why)


def _end(consequence: Consequence, *, on: date, by: str, why: str) -> None:
    consequence.ended_on, consequence.ended_by = on, by
    consequence.ended_why = why[:NOTE_MAX]
    consequence.save(update_fields=["ended_on", "ended_by", "ended_why"])


def _look_again(company: Company) -> None:
    """What people have to do about its invoices may have changed."""
    enqueue("dunning.settle_tasks", company.pk)


def _record(made: Consequence, verb: str, by: str, why: str) -> None:
    status, invoice = made.status, made.invoice
    audit.record(
        company=made.company, actor=by, verb=verb, subject=f"invoice_status:{status.pk}",
        reason=why, facts={
            "number": invoice.number, "code": status.code,
            "on": (made.ended_on or status.on).isoformat(),
            "said_by": status.said_by, "told": made.told,
        },
        customer_id=invoice.customer_id,
    )  # fmt: skip


FOLLOWER = Follower(
    keep=keep, place=place, note=note_einvoice,
    depending=withdrawing.depending, withdraw=withdrawing.withdraw,
)  # fmt: skip
