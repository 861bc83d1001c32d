"""The statement of account, over REST: figures, and the PDF."""

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from encaisse.accounts.requests import ApiRequest
from encaisse.late_charges import columns
from encaisse.late_charges.queries import statement as queries
from encaisse.late_charges.queries import terms_of
from encaisse.late_charges.rules.statement import Account
from encaisse.parties.queries import customer_for
from encaisse.receivables.queries import invoice_for
from encaisse.web.rest import Day, Id, IdInPath

router = Router(tags=["statements"])
terms_router = Router(tags=["late terms"])
PDF = "application/pdf"
RATE = "A fraction, not a percentage"


class TermsOut(Schema):
    """What an invoice says of late payment. ``words`` by note code; ``basis``: ``fixed`` (at
    ``rate``), ``legal`` (``times`` the legal rate), ``default``, or empty: its words are not used.
    """

    words: dict[str, str]
    basis: str
    rate: Annotated[Decimal | None, Field(description=RATE)]
    times: int | None
    indemnity_cents: int | None
    discount_rate: Annotated[Decimal | None, Field(description=RATE)]
    discount_days: int | None
    told: list[str]
    doubts: list[str]


@terms_router.get("/{invoice_id}/late-terms", response=TermsOut, summary="Its own late terms")
def terms(request: ApiRequest, invoice_id: IdInPath) -> TermsOut:
    """404 when the invoice states none, or is not one of the company's."""
    found = terms_of(invoice_for(request.user, invoice_id))
    if found is None:
        raise Http404
    return TermsOut(**{name: getattr(found, name) for name in TermsOut.model_fields})


class StatementAsked(Schema):
    """Which day (today when absent, never later), which invoices (the open ones when
    absent, ``with_settled`` those too whose charges alone are left), with or without charges."""

    on: Day | None = None
    invoice: list[Id] = Field(default_factory=list, max_length=500)
    with_settled: bool = False
    principal_only: bool = False


class ReceivableStated(Schema):
    """One amount due on one day; ``open_cents`` = face − credited − paid."""

    invoice: str
    issued_on: date
    due_on: date
    is_estimated: bool
    days_late: int
    face_cents: int
    credited_cents: int
    paid_cents: int
    open_cents: int


class MovementStated(Schema):
    """What lowered the principal (negative: raised it again), and how it was imputed."""

    invoice: str
    on: date
    told: str
    how: str
    cents: int
    is_proposal: bool


class InterestStated(Schema):
    """The interest of some days at one rate on one open amount."""

    invoice: str
    first: date
    last: date
    days: int
    base_cents: int
    rate: Annotated[Decimal, Field(description=RATE)]
    cents: int
    article: str
    source: str
    is_certain: bool


class ChargeStated(Schema):
    """A claim beside the principal: ran = waived + paid + left."""

    invoice: str
    kind: str
    ran_cents: int
    waived_cents: int
    paid_cents: int
    left_cents: int


class CheckStated(Schema):
    """A sum of these lines against the ledger's."""

    label: str
    told_cents: int
    ledger_cents: int
    holds: bool


class AccountStated(Schema):
    """Everything in one currency; ``balance_cents`` deducts what stands unallocated when every
    invoice is here."""

    currency: str
    receivables: list[ReceivableStated]
    movements: list[MovementStated]
    interest: list[InterestStated]
    charges: list[ChargeStated]
    checks: list[CheckStated]
    open_cents: int
    charges_cents: int
    total_cents: int
    unallocated_cents: int
    balance_cents: int


class StatementOut(Schema):
    """What a customer owes on a day. ``doubts`` say why it may not leave the company yet."""

    customer: str
    on: date
    may_leave: bool
    doubts: list[str]
    remarks: list[str]
    accounts: list[AccountStated]


@router.get(
    "/{customer_id}/statement", response=StatementOut, summary="The statement of account on a day"
)
def statement(request: ApiRequest, customer_id: IdInPath, asked: Query[StatementAsked]) -> Any:
    """Line by line, proven equal to the ledgers."""
    _customer, found = _found(request, customer_id, asked)
    return StatementOut(
        customer=str(customer_id),
        on=found.on,
        may_leave=found.may_leave,
        doubts=[f"{doubt.why} {doubt.remedy}" for doubt in found.doubts],
        remarks=list(found.remarks),
        accounts=[_account(account) for account in found.accounts],
    )


@router.get(
    "/{customer_id}/statement.pdf",
    summary="The statement of account as a PDF",
    openapi_extra={
        "responses": {HTTPStatus.OK.value: {"description": "PDF/A-3a", "content": {PDF: {}}}}
    },
)
def statement_pdf(
    request: ApiRequest, customer_id: IdInPath, asked: Query[StatementAsked]
) -> HttpResponse:
    """Refused when it rests on something doubtful: 409, with what to confirm and where."""
    customer, found = _found(request, customer_id, asked)
    _name, paper = columns.printed(customer, found, made_on=localdate())
    return HttpResponse(paper, content_type=PDF)


def _found(request: ApiRequest, customer_id: int, asked: StatementAsked) -> tuple[Any, Any]:
    customer = customer_for(request.user, customer_id)
    if customer.company_id != request.company.pk:
        raise Http404
    today = localdate()
    return customer, queries.statement(
        customer,
        on=min(asked.on or today, today),
        invoice_ids=[int(number) for number in asked.invoice],
        with_settled=asked.with_settled,
        principal_only=asked.principal_only,
    )


def _account(account: Account) -> AccountStated:
    return AccountStated(
        currency=account.currency,
        receivables=[ReceivableStated.from_orm(due) for due in account.dues],
        movements=[MovementStated.from_orm(each) for each in account.movements],
        interest=[InterestStated.from_orm(each) for each in account.interests],
        charges=[ChargeStated.from_orm(each) for each in account.charges],
        checks=[CheckStated.from_orm(each) for each in account.checks],
        open_cents=account.open_cents,
        charges_cents=account.charges_cents,
        total_cents=account.total_cents,
        unallocated_cents=account.standing_cents,
        balance_cents=account.balance_cents,
    )
