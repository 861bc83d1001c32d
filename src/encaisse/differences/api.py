"""Differences and losses, over REST."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.differences import operations, queries
from encaisse.differences.rules import Cause, Quoted
from encaisse.payments.queries import credit_for
from encaisse.receivables.queries import receivable_for
from encaisse.web.rest import Cents, Day, Id, IdInPath, Ids, Line, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.differences.models import Difference

router = Router(tags=["differences"])


class DifferenceOut(Schema):
    """What was given up, kept or converted, and why; ``undone_on`` when it was withdrawn.
    ``gain_cents``: what a conversion brought in euros, a loss below zero, null when not known."""

    id: str
    customer: str
    way: str
    cause: str
    reason: str
    subject: str
    cents: int
    currency: str
    on: date
    by: str
    rate: str | None
    rate_source: str
    booked_rate: str | None
    booked_source: str
    gain_cents: int | None
    undone_on: date | None


class GiveUpIn(Schema):
    """So much of these receivables (all that is open of them without ``cents``), for a cause;
    ``words`` are needed when the cause is another one."""

    receivables: Ids
    cents: Cents | None = None
    cause: Cause
    words: Line = ""
    on: Day


class KeepIn(Schema):
    """What is left of a payment, kept for a cause."""

    payment: Id
    cause: Cause
    words: Line = ""
    on: Day


class ConvertIn(Schema):
    """What is left of a payment pays a receivable of another currency; ``rate``: units of the
    receivable's currency for one of the payment's, as a decimal text. ``settles``: what it leaves,
    or is worth beyond, is an exchange difference. ``booked_rate``: the rate of the invoice's day,
    of which the gain or loss in euros is counted; ``source``: where each is read."""

    payment: Id
    receivable: Id
    rate: Annotated[Decimal, Field(gt=0, lt=10**6, decimal_places=8)]
    source: Annotated[Line, Field(max_length=60)] = ""
    booked_rate: Annotated[Decimal, Field(gt=0, lt=10**6, decimal_places=8)] | None = None
    booked_source: Annotated[Line, Field(max_length=60)] = ""
    settles: bool = False
    on: Day


class UndoIn(Schema):
    """The day from which it never was."""

    on: Day


class DifferencePaging(Paging):
    """Which differences."""

    customer: Id | None = None


@router.get("", response=Page[DifferenceOut], summary="The differences and losses, newest first")
def differences(request: ApiRequest, paging: Query[DifferencePaging]) -> dict[str, Any]:
    """Those of a customer, or all; the undone ones too."""
    found = queries.differences(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _shown, newest_first=True)


@router.post("", response={201: DifferenceOut}, summary="Give up what is left of receivables")
def give_up(request: ApiRequest, given: GiveUpIn) -> Status[DifferenceOut]:
    """A loss or a difference, within what the role allows."""
    require(request, may_collect)
    targets = [receivable_for(request.user, int(key)) for key in given.receivables]
    made = operations.give_up(
        targets,
        cents=given.cents or sum(each.open_cents for each in targets),
        cause=given.cause, words=given.words, on=given.on, by=request.by,
        limits=queries.limits_for(request.user, request.company),
    )  # fmt: skip
    return Status(201, _shown(made))


@router.post("/kept", response={201: DifferenceOut}, summary="Keep what was paid too much")
def keep(request: ApiRequest, given: KeepIn) -> Status[DifferenceOut]:
    """A few cents, within what the role allows."""
    require(request, may_collect)
    made = operations.keep_excess(
        credit_for(request.user, int(given.payment)),
        cause=given.cause, words=given.words, on=given.on, by=request.by,
        limits=queries.limits_for(request.user, request.company),
    )  # fmt: skip
    return Status(201, _shown(made))


@router.post("/converted", response={201: DifferenceOut}, summary="Convert a payment")
def convert(request: ApiRequest, given: ConvertIn) -> Status[DifferenceOut]:
    """Money of one currency pays a receivable of another, at the rate given."""
    require(request, may_collect)
    made = operations.convert(
        credit_for(request.user, int(given.payment)),
        receivable_for(request.user, int(given.receivable)),
        rate=Quoted(given.rate, given.source), settles=given.settles, on=given.on, by=request.by,
        booked=Quoted(given.booked_rate, given.booked_source) if given.booked_rate else None,
        limits=queries.limits_for(request.user, request.company),
    )  # fmt: skip
    return Status(201, _shown(made))


@router.post("/{difference_id}/undo", response=DifferenceOut, summary="Undo")
def undo(request: ApiRequest, difference_id: IdInPath, given: UndoIn) -> DifferenceOut:
    """Counter-entries of that day; what it closed is open again."""
    require(request, may_collect)
    found = queries.difference_for(request.user, request.company, difference_id)
    return _shown(operations.undo(found, on=given.on, by=request.by))


def _rate(rate: Decimal | None) -> str | None:
    return f"{rate.normalize():f}" if rate else None


def _shown(difference: "Difference") -> DifferenceOut:
    return DifferenceOut(
        id=str(difference.pk),
        customer=str(difference.customer_id),
        way=difference.way,
        cause=difference.cause,
        reason=difference.reason,
        subject=difference.subject,
        cents=difference.cents,
        currency=difference.currency,
        on=difference.on,
        by=difference.by,
        rate=_rate(difference.rate),
        rate_source=difference.rate_source,
        booked_rate=_rate(difference.booked_rate),
        booked_source=difference.booked_source,
        gain_cents=difference.gain_cents,
        undone_on=difference.undone_on,
    )
