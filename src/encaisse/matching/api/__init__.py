"""The payments and what they pay, over REST."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.kernel.money import Money
from encaisse.matching import operations, queries
from encaisse.parties.queries import customer_for
from encaisse.payments import queries as payments
from encaisse.receivables.queries import receivable_for
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
    from encaisse.matching.models import Allocation
    from encaisse.payments.models import Credit

router = Router(tags=["payments"])
allocations_router = Router(tags=["payments"])


class AllocationOut(Schema):
    """A part of a payment that pays a receivable from a day on, and why."""

    id: str
    receivable: str
    invoice: str
    number: str
    cents: int
    on: date
    source: str
    reason: str


class PaymentOut(Schema):
    """Money received and what it pays; ``unallocated_cents`` still stands."""

    id: str
    customer: str
    reference: str
    on: date
    cents: int
    currency: str
    method: str
    label: str
    unallocated_cents: int
    returned_on: date | None
    allocations: list[AllocationOut]


class PartOut(Schema):
    """So much to that receivable."""

    receivable: str
    cents: int


class ProposalOut(Schema):
    """What the rules would have the rest of a payment pay; ``confidence`` in percent."""

    parts: list[PartOut]
    source: str
    reason: str
    confidence: int


class PaymentIn(Schema):
    """Money received. Without ``pays`` it is matched when amount or reference leave no doubt."""

    customer: Id
    reference: Number
    on: Day
    cents: Cents
    currency: Currency | None = None
    method: Annotated[Line, Field(max_length=20)] = ""
    label: Line = ""
    pays: Annotated[list[Id], Field(default_factory=list, max_length=1000)]


class AllocationIn(Schema):
    """A part of a payment for a receivable, from a day on."""

    receivable: Id
    cents: Cents
    on: Day
    reason: Line = ""


class OnDay(Schema):
    """The day of the act, and why."""

    on: Day
    reason: Line = ""


class PaymentPaging(Paging):
    """Which payments."""

    customer: Id | None = None


@router.get("", response=Page[PaymentOut], summary="The payments, the newest first")
def all_payments(request: ApiRequest, paging: Query[PaymentPaging]) -> dict[str, Any]:
    """Those of a customer, or all."""
    found = payments.payments(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    page = page_of(found, paging, lambda credit: credit, newest_first=True)
    paid = queries.allocations_by_credit(page["items"])
    return page | {"items": [_shown(credit, paid.get(credit.pk, [])) for credit in page["items"]]}


@router.post("", response={201: PaymentOut}, summary="Record a payment")
def receive(request: ApiRequest, given: PaymentIn) -> Status[PaymentOut]:
    """Recorded and matched: with ``pays`` in their order, else by the rules when certain."""
    require(request, may_collect)
    customer = customer_for(request.user, int(given.customer))
    credit = operations.receive_payment(
        customer=customer,
        reference=given.reference,
        on=given.on,
        amount=Money(given.cents, given.currency or customer.currency),
        method=given.method,
        label=given.label,
        pays=[receivable_for(request.user, int(key)) for key in given.pays],
        by=request.by,
    )
    return Status(201, as_payment(credit))


@router.get("/{payment_id}", response=PaymentOut, summary="One payment")
def payment(request: ApiRequest, payment_id: IdInPath) -> PaymentOut:
    """404 when it is not one of the company's."""
    return as_payment(payments.payment_for(request.user, payment_id))


@router.get(
    "/{payment_id}/proposal", response=ProposalOut | None, summary="What it would pay by the rules"
)
def proposal(request: ApiRequest, payment_id: IdInPath) -> ProposalOut | None:
    """Null when nothing is left of it, or nothing is open."""
    credit = payments.payment_for(request.user, payment_id)
    found = queries.proposal(credit, on=credit.on)
    if found is None:
        return None
    return ProposalOut(
        parts=[
            PartOut(receivable=str(part.receivable_id), cents=part.cents) for part in found.parts
        ],
        source=found.source,
        reason=found.reason,
        confidence=found.confidence,
    )


@router.post("/{payment_id}/confirm", response=PaymentOut, summary="Apply the proposal")
def confirm(request: ApiRequest, payment_id: IdInPath) -> PaymentOut:
    """From the day of the payment; refused when there is nothing to match."""
    require(request, may_collect)
    credit = payments.payment_for(request.user, payment_id)
    operations.confirm(credit, on=credit.on, by=request.by)
    return as_payment(credit)


@router.post("/{payment_id}/allocations", response={201: PaymentOut}, summary="Allocate a part")
def allocate(request: ApiRequest, payment_id: IdInPath, given: AllocationIn) -> Status[PaymentOut]:
    """To a receivable of the same customer and currency."""
    require(request, may_collect)
    credit = payments.payment_for(request.user, payment_id)
    operations.allocate(
        credit,
        receivable_for(request.user, int(given.receivable)),
        cents=given.cents,
        on=given.on,
        reason=given.reason,
        by=request.by,
    )
    return Status(201, as_payment(credit))


@router.post("/{payment_id}/return", response=PaymentOut, summary="The payment came back")
def return_payment(request: ApiRequest, payment_id: IdInPath, given: OnDay) -> PaymentOut:
    """What it paid is open again from that day."""
    require(request, may_collect)
    credit = payments.payment_for(request.user, payment_id)
    operations.return_payment(credit, on=given.on, by=request.by, reason=given.reason)
    return as_payment(credit)


@allocations_router.post("/{allocation_id}/undo", response=PaymentOut, summary="Unmatch")
def unmatch(request: ApiRequest, allocation_id: IdInPath, given: OnDay) -> PaymentOut:
    """A counter-entry of that day; nothing is deleted."""
    require(request, may_collect)
    allocation = queries.allocation_for(request.user, allocation_id)
    operations.unmatch(allocation, on=given.on, by=request.by, reason=given.reason)
    return as_payment(allocation.credit)


def as_payment(credit: "Credit") -> PaymentOut:
    """As the API shows it."""
    return _shown(credit, queries.live_allocations_of_credit(credit))


def _shown(credit: "Credit", paid: "list[Allocation]") -> PaymentOut:
    return PaymentOut(
        id=str(credit.pk),
        customer=str(credit.customer_id),
        reference=credit.reference,
        on=credit.on,
        cents=credit.face_cents,
        currency=credit.currency,
        method=credit.method,
        label=credit.label,
        unallocated_cents=credit.open_cents,
        returned_on=credit.returned_on,
        allocations=[_as_allocation(part) for part in paid],
    )


def _as_allocation(part: "Allocation") -> AllocationOut:
    return AllocationOut(
        id=str(part.pk),
        receivable=str(part.receivable_id),
        invoice=str(part.receivable.invoice_id),
        number=part.receivable.invoice.number,
        cents=part.cents,
        on=part.on,
        source=part.source,
        reason=part.reason,
    )
