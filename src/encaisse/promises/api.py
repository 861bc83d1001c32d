"""The promises, over REST."""

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.kernel.money import Money
from encaisse.promises import operations, queries
from encaisse.receivables.queries import receivables_for
from encaisse.web.rest import Cents, Day, Id, IdInPath, Ids, Line, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.promises.models import Promise
    from encaisse.promises.queries import Stated

router = Router(tags=["promises"])


class PromiseOut(Schema):
    """So much, by that day; ``status`` (``pending``, ``kept``, ``partly``, ``broken``,
    ``withdrawn``) and
    ``paid_cents`` are today's."""

    id: str
    customer: str
    receivables: list[str]
    made_on: date
    by_on: date
    cents: int
    currency: str
    way: str
    person: str
    note: str
    withdrawn_on: date | None
    status: str
    paid_cents: int


class PromiseIn(Schema):
    """The receivables of one customer and currency; ``cents`` null promises all that is open.
    ``confirmed``: it is so, though hardly anything is promised or another promise stands (409
    ``promise_to_confirm`` without it)."""

    receivables: Ids
    on: Day
    by_on: Day
    cents: Cents | None = None
    way: Literal["", "call", "mail", "visit", "letter", "portal", "einvoice"] = ""
    person: Annotated[Line, Field(max_length=120)] = ""
    note: Line = ""
    confirmed: bool = False


class WithdrawIn(Schema):
    """The day from which it holds nothing more, and why."""

    on: Day
    why: Line = ""


class PromisePaging(Paging):
    """Which promises."""

    state: Literal["", "pending", "kept", "partly", "broken", "withdrawn"] = ""
    customer: Id | None = None


@router.get("", response=Page[PromiseOut], summary="The promises, the newest first")
def promises(request: ApiRequest, paging: Query[PromisePaging]) -> dict[str, Any]:
    """In a state or in any, today; of a customer or of all."""
    found = queries.promises(request.company, on=localdate(), state=paging.state)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    page = page_of(found, paging, lambda promise: promise, newest_first=True)
    customers = {promise.customer_id for promise in page["items"]}
    known = queries.stated(request.company, on=localdate(), customers=sorted(customers))
    shown = [
        _as_promise(promise, known.get(promise.pk, queries.NOTHING_YET))
        for promise in page["items"]
    ]
    return page | {"items": shown}


@router.post("", response={HTTPStatus.CREATED: PromiseOut}, summary="Note a promise")
def promise(request: ApiRequest, given: PromiseIn) -> Status[PromiseOut]:
    """Its receivables are left alone until it is kept or broken."""
    require(request, may_collect)
    receivables = receivables_for(request.user, given.receivables)
    currency = receivables[0].currency
    made = operations.promise(
        receivables,
        amount=None if given.cents is None else Money(given.cents, currency),
        by_on=given.by_on,
        person=given.person,
        way=given.way,
        note=given.note,
        confirmed=given.confirmed,
        on=given.on,
        by=request.by,
    )
    return Status(HTTPStatus.CREATED, _told(made))


@router.get("/{promise_id}", response=PromiseOut, summary="One promise")
def one_promise(request: ApiRequest, promise_id: IdInPath) -> PromiseOut:
    """404 when it is not one of the company's."""
    return _told(queries.promise_for(request.user, promise_id))


@router.post("/{promise_id}/withdraw", response=PromiseOut, summary="Withdraw a promise")
def withdraw(request: ApiRequest, promise_id: IdInPath, given: WithdrawIn) -> PromiseOut:
    """It holds nothing from that day."""
    require(request, may_collect)
    found = queries.promise_for(request.user, promise_id)
    return _told(operations.withdraw(found, why=given.why, on=given.on, by=request.by))


def _told(promise: "Promise") -> PromiseOut:
    return _as_promise(promise, queries.state_of(promise, on=localdate()))


def _as_promise(promise: "Promise", state: "Stated") -> PromiseOut:
    return PromiseOut(
        id=str(promise.pk),
        customer=str(promise.customer_id),
        receivables=[str(part.receivable_id) for part in promise.parts.all()],
        made_on=promise.made_on,
        by_on=promise.by_on,
        cents=promise.cents,
        currency=promise.currency,
        way=promise.way,
        person=promise.person,
        note=promise.note,
        withdrawn_on=promise.withdrawn_on,
        status=state.status,
        paid_cents=state.paid_cents,
    )
