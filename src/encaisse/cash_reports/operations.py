"""Keeping what invoices say of their VAT, making the messages « Encaissée », giving them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection, transaction

from encaisse.audit import operations as audit
from encaisse.cash_reports import queries
from encaisse.cash_reports.models import CashHabit, CashReport, InvoiceVat, VatChoice
from encaisse.cash_reports.rules.duty import NATURES
from encaisse.cash_reports.rules.message import Receipt, written
from encaisse.cash_reports.rules.sharing import Part, by_rate, declared, opposite, share
from encaisse.documents import operations as documents
from encaisse.documents.queries import subject_for
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime

    from encaisse.accounts.models import Company
    from encaisse.cash_reports.queries import Fact
    from encaisse.imports.rules.einvoice import EInvoice
    from encaisse.receivables.models import Invoice

LOCK = 0x323132  # any fixed number: the family of advisory locks on messages
AT_ONCE = 500
SAFE = re.compile(r"[^A-Za-z0-9_-]+")
NAME_MAX = 60
RATE = re.compile(r"\d{1,2}\.\d\d")


class NothingToDeclare(Refusal):
    """Every receipt is declared, or lacks something."""

    code = "nothing_to_declare"
    sentence = (
        "Aucun encaissement n'est prêt à déclarer. Complétez ceux qui attendent un renseignement, "
        "ou dites dans les réglages depuis quel jour vos factures passent par une plateforme."
    )


class NatureUnknown(Refusal):
    """Not one of those that one chooses."""

    code = "vat_nature_unknown"
    sentence = "Choisissez ce que sont ces opérations : {known}."


class RateUnreadable(Refusal):
    """A rate is a percentage with two decimals."""

    code = "vat_rate_unreadable"
    sentence = "« {rate} » n'est pas un taux de TVA : écrivez 20.00, 10.00, 5.50…"


class PartTooLarge(Refusal):
    """Services cannot be worth more than the whole invoice."""

    code = "vat_part_too_large"
    sentence = (
        "Les parts indiquées font {asked}, la facture {number} n'est que de {total} : indiquez des "
        "montants TVA comprise, au plus ce total."
    )


class AlreadyDeclared(Refusal):
    """What was declared was so at the rates that were known then."""

    code = "vat_already_declared"
    sentence = (
        "Des encaissements de la facture {number} sont déjà déclarés : sa TVA ne se change plus "
        "ici. Corrigez-les sur votre plateforme."
    )


class AlreadyGiven(Refusal):
    """Each message is given once."""

    code = "cash_report_already_given"
    sentence = "Le message n° {number} est déjà remis à la plateforme."


def keep_einvoice(invoice: Invoice, said: EInvoice) -> None:
    """Keep what an e-invoice says of its VAT, once."""
    told = queries.read_vat(said)
    if told["parts"]:
        InvoiceVat.objects.get_or_create(
            invoice=invoice, defaults=told | {"company_id": invoice.company_id}
        )


@transaction.atomic
def choose_habit(
    company: Company, *, since: date | None, nature: str, rate: str, by: str
) -> CashHabit:
    """From which day of issue receipts are declared, and what an invoice is that does not say."""
    if nature:
        _require_nature(nature)
    if rate:
        _require_rate(rate)
    made, _new = CashHabit.objects.update_or_create(
        company=company, defaults={"since": since, "nature": nature, "rate": rate}
    )
    audit.record(
        company=company, actor=by, verb="cash_reports.habit_chosen",
        subject=f"company:{company.pk}", facts={
            "since": since.isoformat() if since else None, "nature": nature, "rate": rate,
        },
    )  # fmt: skip
    return made


@transaction.atomic
def complete(invoice: Invoice, *, nature: str, parts: Iterable[Part], by: str) -> VatChoice:
    """A person says what an invoice is, and what of it is due at each rate, VAT included; what the
    parts leave of the invoice is not declared. No part: those of its file, or of the habit."""
    _require_nature(nature)
    _one_at_a_time(invoice.company)
    given = [part for part in parts if part.cents]
    for part in given:
        _require_rate(part.rate)
    whole = sum(part.cents for part in given)
    if whole > invoice.total_cents or any(part.cents < 0 for part in given):
        raise PartTooLarge(
            asked=Money(whole, invoice.currency), number=invoice.number,
            total=Money(invoice.total_cents, invoice.currency),
        )  # fmt: skip
    if queries.reports_of(invoice):
        raise AlreadyDeclared(number=invoice.number)
    rest = [Part("", invoice.total_cents - whole)] if given else []
    kept = [[part.rate, part.cents] for part in by_rate([*given, *rest])]
    made, _new = VatChoice.objects.update_or_create(
        invoice=invoice,
        defaults={"company": invoice.company, "nature": nature, "parts": kept, "by": by},
    )
    audit.record(
        company=invoice.company, actor=by, verb="cash_reports.completed",
        subject=f"invoice:{invoice.pk}", customer_id=invoice.customer_id,
        facts={"number": invoice.number, "nature": nature, "parts": kept},
    )  # fmt: skip
    return made


@transaction.atomic
def make(company: Company, *, at: datetime, by: str, most: int = AT_ONCE) -> list[CashReport]:
    """A message for each receipt that is ready, the oldest first; each is told once. ``at`` is
    now, in the company's time."""
    _one_at_a_time(company)
    if queries.habit_of(company).since is None:
        raise NothingToDeclare
    InvoiceVat.objects.bulk_create(queries.unread(company))
    ready = queries.waiting(company).declared[:most]
    if not ready:
        raise NothingToDeclare
    first = queries.next_number(company)
    made = [_make(fact, number, at=at, by=by) for number, fact in enumerate(ready, start=first)]
    audit.record(
        company=company, actor=by, verb="cash_reports.made",
        subject=f"cash_reports:{first}-{made[-1].number}",
        facts={"first": first, "count": len(made), "cents": sum(row.cents for row in made)},
    )  # fmt: skip
    return made


@transaction.atomic
def give(
    company: Company, given: Sequence[CashReport], *, on: date, by: str, where: str = ""
) -> int:
    """These messages are in the hands of the platform; ``where``: how, when a program did it."""
    _one_at_a_time(company)
    rows = list(
        CashReport.objects.filter(company=company, pk__in=[row.pk for row in given], given_on=None)
        .order_by("number")
    )  # fmt: skip
    if not rows and given:
        raise AlreadyGiven(number=given[0].number)
    for row in rows:
        row.given_on, row.given_by = on, by
        row.save(update_fields=["given_on", "given_by"])
    if rows:
        audit.record(
            company=company, actor=by, verb="cash_reports.given",
            subject=f"cash_reports:{rows[0].number}-{rows[-1].number}", reason=where,
            facts={"numbers": [row.number for row in rows], "on": on.isoformat()},
        )  # fmt: skip
    return len(rows)


def put_out(company: Company, folder: Path, *, at: datetime, by: str) -> int:
    """Make what is ready and write every message not given in the folder of the platform, each
    under its name only once it is whole; given then. Written twice, it is the same file."""
    while len(queries.waiting(company).declared):
        make(company, at=at, by=by)
    where = folder / SAFE.sub("_", company.code)
    rows = list(queries.not_given(company)[:AT_ONCE])
    if rows:
        where.mkdir(parents=True, exist_ok=True)
    for row in rows:
        partial = where / f"{row.document.name}.partial"
        partial.write_bytes(documents.content_of(row.document))
        partial.replace(where / row.document.name)
        give(company, [row], on=at.date(), by=by, where=str(where))
    return len(rows)


def archive(rows: Iterable[CashReport]) -> bytes:
    """These messages in one ZIP, the same bytes for the same messages."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            member = zipfile.ZipInfo(row.document.name)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, documents.content_of(row.document))
    return made.getvalue()


def _make(fact: Fact, number: int, *, at: datetime, by: str) -> CashReport:
    row, invoice = fact.allocation, fact.invoice
    before = [*queries.declared_of(invoice), *fact.credited]
    parts = (
        opposite(queries.parts_of(fact.corrects.parts))
        if fact.corrects
        else share(row.cents, fact.said.parts, before)
    )
    seller, buyer = queries.firms(fact)
    told = Receipt(
        rank=number, invoice=invoice.number, issued_on=invoice.issued_on,
        type_code=fact.said.type_code, seller=seller, buyer=buyer, received_on=fact.on,
        parts=declared(parts), currency=invoice.currency, at=at,
    )  # fmt: skip
    name = f"CDV-212_{number:06d}_{SAFE.sub('_', invoice.number)[:NAME_MAX]}.xml"
    document = documents.keep(
        company=row.company, name=name, content=written(told), on=at.date(), kind="other", by=by
    )
    documents.attach(document, subject_for(row.company, "invoice", invoice.pk), by=by)
    return CashReport.objects.create(
        company=row.company, number=number, invoice=invoice, allocation=row,
        corrects=fact.corrects, on=fact.on, cents=row.cents, currency=invoice.currency,
        parts=[[part.rate, part.cents] for part in parts], document=document, made_at=at, by=by,
    )  # fmt: skip


def _require_nature(nature: str) -> None:
    if nature not in {each.value for each in NATURES}:
        raise NatureUnknown(known=" ; ".join(NATURES.values()))


def _require_rate(rate: str) -> None:
    if not RATE.fullmatch(rate):
        raise RateUnreadable(rate=rate)


def _one_at_a_time(company: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, company.pk])
