"""The invoices, over REST."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.law.payment_terms_reading import EXAMPLES
from encaisse.parties.queries import customer_for
from encaisse.receivables import operations, queries
from encaisse.web.rest import (
    Cents,
    Currency,
    Day,
    Id,
    IdInPath,
    Line,
    Number,
    Page,
    Paging,
    page_of,
)

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Invoice, Receivable


class DueDatesSaidTwice(Refusal):
    """Due dates, and terms that would give others."""

    code = "due_dates_said_twice"
    sentence = "Donnez soit les échéances, soit le total et ses conditions, pas les deux."


router = Router(tags=["invoices"])


class ReceivableOut(Schema):
    """One amount due on one day; ``due_estimated`` when no file nor person stated the day: it
    then comes from payment terms, or from habit."""

    id: str
    rank: int
    due_on: date
    due_estimated: bool
    due_source: str
    face_cents: int
    open_cents: int


class InvoiceOut(Schema):
    """An invoice and its receivables."""

    id: str
    number: str
    kind: str
    customer: str
    issued_on: date
    currency: str
    total_cents: int
    open_cents: int
    label: str
    is_draft: bool
    cancelled_on: date | None
    receivables: list[ReceivableOut]


class InstallmentIn(Schema):
    """So much on that day."""

    due_on: Day
    cents: Cents


class InvoiceIn(Schema):
    """An invoice to record, payable in one or several times: either ``installments``, or
    ``total_cents`` on payment ``terms`` (without them, those agreed with the customer)."""

    customer: Id
    number: Number
    issued_on: Day
    installments: Annotated[list[InstallmentIn], Field(max_length=120)] = Field(default=[])
    total_cents: Cents | None = None
    terms: Annotated[Line, Field(examples=list(EXAMPLES))] = ""
    currency: Currency | None = None
    label: Line = ""


class InvoicePaging(Paging):
    """Which invoices."""

    customer: Id | None = None
    number: Line = ""
    open: bool | None = None


@router.get("", response=Page[InvoiceOut], summary="The invoices, the newest first")
def invoices(request: ApiRequest, paging: Query[InvoicePaging]) -> dict[str, Any]:
    """Those of a customer, of a number, still open or settled, or all."""
    found = queries.invoices(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    if paging.number:
        found = found.filter(number=paging.number)
    if paging.open is not None:
        found = queries.still_open(found, is_open=paging.open)
    return page_of(found, paging, as_invoice, newest_first=True)


@router.post("", response={201: InvoiceOut}, summary="Record an invoice")
def issue(request: ApiRequest, given: InvoiceIn) -> Status[InvoiceOut]:
    """Refused when the number is taken, when the terms are not understood, or have two readings."""
    require(request, may_collect)
    customer = customer_for(request.user, int(given.customer))
    invoice = operations.issue(
        customer=customer,
        number=given.number,
        issued_on=given.issued_on,
        installments=_installments(given, customer),
        currency=given.currency or "",
        label=given.label,
        by=request.by,
    )
    return Status(201, as_invoice(invoice))


@router.get("/{invoice_id}", response=InvoiceOut, summary="One invoice")
def invoice(request: ApiRequest, invoice_id: IdInPath) -> InvoiceOut:
    """404 when it is not one of the company's."""
    return as_invoice(queries.invoice_for(request.user, invoice_id))


def _installments(given: InvoiceIn, customer: "Customer") -> list[operations.Installment]:
    """What is due on each day, as the invoice says or as the terms give it."""
    if given.installments and (given.total_cents or given.terms):
        raise DueDatesSaidTwice
    if given.total_cents is None:
        return [operations.Installment(part.due_on, part.cents) for part in given.installments]
    amount = Money(given.total_cents, given.currency or customer.currency)
    return operations.by_terms(customer, amount, issued_on=given.issued_on, terms=given.terms)


def as_invoice(invoice: "Invoice") -> InvoiceOut:
    """As the API shows it."""
    parts = sorted(invoice.receivables.all(), key=lambda part: part.rank)
    return InvoiceOut(
        id=str(invoice.pk),
        number=invoice.number,
        kind=invoice.kind,
        customer=str(invoice.customer_id),
        issued_on=invoice.issued_on,
        currency=invoice.currency,
        total_cents=invoice.total_cents,
        open_cents=sum(part.open_cents for part in parts),
        label=invoice.label,
        is_draft=invoice.is_draft,
        cancelled_on=invoice.cancelled_on,
        receivables=[_as_receivable(part) for part in parts],
    )


def _as_receivable(part: "Receivable") -> ReceivableOut:
    return ReceivableOut(
        id=str(part.pk),
        rank=part.rank,
        due_on=part.due_on,
        due_estimated=part.due_estimated,
        due_source=part.due_source,
        face_cents=part.face_cents,
        open_cents=part.open_cents,
    )
