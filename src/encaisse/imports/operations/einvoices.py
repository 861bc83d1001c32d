"""E-invoices and their life-cycle messages: what the company sells becomes receivables, once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from encaisse.documents import operations as documents
from encaisse.documents.queries import subject_for
from encaisse.imports import queries
from encaisse.imports.cdar.reading import read_cdar
from encaisse.imports.einvoices.reading import read_einvoices
from encaisse.imports.facturx.reading import read_facturx
from encaisse.imports.rules import einvoice, einvoice_report
from encaisse.imports.rules.einvoice import (
    EInvoice,
    EInvoiceFile,
    LifeCycleMessage,
    Outcome,
    Party,
)
from encaisse.imports.rules.recognition import CDAR, FACTURX
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.parties.queries import customer_coded
from encaisse.parties.rules import country_of_vat
from encaisse.payments.operations import CreditNoteNumberTaken
from encaisse.receivables import operations as receivables
from encaisse.receivables.queries import invoice_numbered

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company
    from encaisse.documents.models import Document
    from encaisse.imports.models import FileImport
    from encaisse.imports.rules.report import Report
    from encaisse.imports.rules.statuses import Follower
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Invoice, Receivable
    from encaisse.receivables.operations import Installment

COUNTRY = re.compile(r"[A-Z]{2}")
HOME = "FR"
NAME_MAX, CODE_MAX = 200, 60
PAPER = "invoice"


def read(
    name: str, kind: str, content: bytes, company: Company | None
) -> tuple[Report, EInvoiceFile | LifeCycleMessage]:
    """What the file says, judged alone. Raises a ``FileRefused``."""
    if kind == CDAR:
        message = read_cdar(content)
        return einvoice_report.of_life_cycle(name, kind, message), message
    file = read_facturx(content) if kind == FACTURX else read_einvoices(content)
    return einvoice_report.of_invoices(name, kind, file, _own(company)), file


def post(
    row: FileImport, judged: Report, content: EInvoiceFile | LifeCycleMessage, *, on: date
) -> Report:
    """Put the invoices that the company sells into its books, and keep what is said of them; what
    became of each. ``on``: the day it is taken."""
    if isinstance(content, LifeCycleMessage):
        return einvoice_report.followed(judged, follower().keep(row, content, on))
    became = [(one, _place(row, one)) for one in content.invoices]
    return einvoice_report.posted(judged, became)


def place_statuses(company: Company, *, by: str, on: date) -> None:
    """The statuses that waited for an invoice now known apply to it."""
    follower().place(company, by, on)


def follower() -> Follower:
    """Who follows the life cycle of invoices, as the settings name it."""
    found: Follower = import_string(settings.STATUS_FOLLOWER)
    return found


def _own(company: Company | None) -> Party:
    """The company as a seller or a buyer."""
    if company is None:
        return Party()
    return Party(name=company.name, siren=company.siren, numero_tva=company.numero_tva)


def _place(row: FileImport, said: EInvoice) -> Outcome:
    """One invoice or credit note; what a rule of the house refuses changes nothing."""
    reason = einvoice.why_not_ours(said, _own(row.company)) or einvoice.why_not_kept(said)
    if reason or said.issued_on is None:
        return Outcome(einvoice.IGNORED, reason=reason)
    place = _credit_note if said.type == einvoice.CREDIT_NOTE else _invoice
    try:
        with transaction.atomic():
            return place(row, said, said.issued_on)
    except Refusal as refusal:
        return Outcome(einvoice.REFUSED, reason=f"Facture {said.number} : {refusal}")


def _invoice(row: FileImport, said: EInvoice, issued_on: date) -> Outcome:
    known = invoice_numbered(row.company, said.number)
    if known and known.cancelled_on is None:
        _attach(row.document, known, by=row.by)
        parts = [receivables.stated(on, cents) for on, cents in einvoice.parts_due(said)]
        receivables.state_due_days(known, parts, by=row.by)
        follower().note(known, said, row.by)
        same = (known.total_cents, known.currency) == (said.totals.due, said.currency)
        reason = (einvoice.AGAIN if same else einvoice.AGAIN_OTHERWISE).format(number=said.number)
        return Outcome(einvoice.KNOWN, known.customer.name, reason)
    customer = _buyer(row, said)
    invoice = receivables.issue(
        customer=customer,
        number=said.number,
        issued_on=issued_on,
        installments=_installments(customer, said, issued_on),
        currency=said.currency,
        by=row.by,
    )
    _attach(row.document, invoice, by=row.by)
    follower().note(invoice, said, row.by)
    return Outcome(einvoice.INVOICE, customer.name)


def _credit_note(row: FileImport, said: EInvoice, issued_on: date) -> Outcome:
    customer = _buyer(row, said)
    try:
        matching.receive_credit_note(
            customer=customer,
            reference=said.number,
            on=issued_on,
            amount=Money(said.totals.due, said.currency),
            by=row.by,
            pays=_corrected(customer, said, issued_on),
        )
    except CreditNoteNumberTaken:
        reason = einvoice.AGAIN.format(number=said.number)
        return Outcome(einvoice.KNOWN, customer.name, reason)
    return Outcome(einvoice.CREDIT_NOTE, customer.name)


def _buyer(row: FileImport, said: EInvoice) -> Customer:
    """The customer named, opened when it is new."""
    party = said.buyer
    known = queries.buyer_of(row.company, party)
    if known:
        return known
    code = party.code[:CODE_MAX]
    return parties.open_customer(
        company=row.company,
        name=party.name[:NAME_MAX],
        code="" if customer_coded(row.company, code) else code,
        siren=party.siren,
        numero_tva=party.numero_tva,
        country=_country(party),
        by=row.by,
    )


def _country(party: Party) -> str:
    if COUNTRY.fullmatch(party.country):
        return party.country
    return country_of_vat(party.numero_tva) or HOME


def _installments(customer: Customer, said: EInvoice, issued_on: date) -> list[Installment]:
    """As the file states them; else by its terms when they are understood, else by those agreed."""
    stated = [receivables.stated(on, cents) for on, cents in einvoice.parts_due(said)]
    if stated:
        return stated
    amount = Money(said.totals.due, said.currency)
    try:
        return receivables.by_terms(customer, amount, issued_on=issued_on, terms=said.terms)
    except Refusal:
        return receivables.by_terms(customer, amount, issued_on=issued_on)


def _corrected(customer: Customer, said: EInvoice, on: date) -> list[Receivable]:
    """What is open of the invoices that the credit note names, where it can pay them."""
    named = (invoice_numbered(customer.company, one.number) for one in said.references.preceding)
    return [
        receivable
        for invoice in named
        if invoice and invoice.customer_id == customer.pk and invoice.currency == said.currency
        if invoice.cancelled_on is None and not invoice.is_draft and invoice.issued_on <= on
        for receivable in invoice.receivables.filter(open_cents__gt=0)
    ]


def _attach(document: Document, invoice: Invoice, *, by: str) -> None:
    """The file is the proof of the invoice; a PDF may also be sent with a reminder."""
    documents.attach(document, subject_for(invoice.company, "invoice", invoice.pk), by=by)
    if document.media_type == "application/pdf" and document.kind != PAPER:
        documents.describe(
            document, name=document.name, kind=PAPER, dated_on=invoice.issued_on, by=by
        )
