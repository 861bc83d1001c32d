"""Early-payment discounts, over REST."""

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from django.utils import timezone
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.early_payment_discounts import operations, queries, rules
from encaisse.early_payment_discounts.queries.limits import limits_for
from encaisse.early_payment_discounts.rules import Reduction
from encaisse.receivables.queries import receivables_for
from encaisse.web.rest import Cents, Day, Email, Id, IdInPath, Ids, Line, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.early_payment_discounts.models import DiscountOffer
    from encaisse.law.costs import YearlyRates

router = Router(tags=["early-payment discounts"])
Rate = Annotated[Decimal, Field(gt=0, lt=1, max_digits=7, decimal_places=6)]


class TryIn(Schema):
    """The receivables of one customer and currency, none due by ``last_on``; ``rate``: a fraction
    of each, or ``discount_cents`` over all."""

    receivables: Ids
    last_on: Day
    rate: Rate | None = None
    discount_cents: Cents | None = None


class OfferIn(TryIn):
    """``asked_by``: who wanted it, as one says it."""

    asked_by: Line = ""


class CutOut(Schema):
    """What is asked of a receivable: ``cents`` were open, so much less if paid in time.
    ``taken_cents``: what was given up of it."""

    receivable: str
    due_on: date
    days_early: int
    cents: int
    discount_cents: int
    asked_cents: int
    taken_cents: int = 0


class CostOut(Schema):
    """What the discount costs a year, fractions: simple, and compounded (null beyond a
    hundredfold)."""

    simple: Decimal
    effective: Decimal | None


class TriedOut(Schema):
    """An offer tried."""

    currency: str
    parts: list[CutOut]
    cost: CostOut


class OfferOut(Schema):
    """An offer; ``state``: ``to_approve`` (``beyond`` says why), ``ready``, ``open``, ``taken``,
    ``expired``, ``withdrawn``."""

    id: str
    customer: str
    currency: str
    state: str
    beyond: str
    rate: Decimal | None
    last_on: date
    asked_by: str
    offered_on: date
    offered_by: str
    sent_on: date | None
    withdrawn_on: date | None
    why: str
    parts: list[CutOut]
    cost: CostOut


class SendIn(Schema):
    """Where it goes; without address, it was told otherwise."""

    to: Email = ""


class WhyIn(Schema):
    """Why; required once the offer left."""

    why: Line = ""


class OfferPaging(Paging):
    """Which offers."""

    customer: Id | None = None


@router.get("", response=Page[OfferOut], summary="The discounts offered, the newest first")
def offers(request: ApiRequest, paging: Query[OfferPaging]) -> dict[str, Any]:
    """Those to a customer, or all."""
    found = queries.offers(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _shown, newest_first=True)


@router.post("/try", response=TriedOut, summary="Try a discount")
def attempt(request: ApiRequest, given: TryIn) -> TriedOut:
    """Nothing is kept: what would be asked, and what that costs a year."""
    require(request, may_collect)
    receivables, on = receivables_for(request.user, given.receivables), localdate()
    _debtor, currency = operations.one_debt(receivables)
    operations.check_free(receivables, on=on)
    found = rules.cuts(
        queries.debts(receivables, on=on), _reduction(given), on=on, last_on=given.last_on,
        currency=currency,
    )  # fmt: skip
    parts = [
        _cut(str(each.pk), each.due_on, cut, 0)
        for each, cut in zip(receivables, found, strict=True)
    ]
    return TriedOut(currency=currency, parts=parts, cost=_cost(rules.annual_cost(found)))


@router.post("", response={HTTPStatus.CREATED: OfferOut}, summary="Prepare an offer")
def offer(request: ApiRequest, given: OfferIn) -> Status[OfferOut]:
    """Nothing leaves yet."""
    require(request, may_collect)
    made = operations.offer(
        receivables_for(request.user, given.receivables),
        operations.Wanted(
            reduction=_reduction(given), last_on=given.last_on, asked_by=given.asked_by
        ),
        on=localdate(), by=request.by, limits=limits_for(request.company, role_of(request)),
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, _again(request, made.pk))


@router.get("/{offer_id}", response=OfferOut, summary="One offer")
def one(request: ApiRequest, offer_id: IdInPath) -> OfferOut:
    """404 when it is not one of the company's."""
    return _again(request, offer_id)


@router.post("/{offer_id}/approve", response=OfferOut, summary="Approve an offer")
def approve(request: ApiRequest, offer_id: IdInPath) -> OfferOut:
    """A manager agrees to what goes beyond the limits of a collector."""
    require(request, may_manage)
    found = queries.offer_for(request.user, offer_id)
    operations.approve(found, on=localdate(), by=request.by)
    return _again(request, offer_id)


@router.post("/{offer_id}/send", response=OfferOut, summary="Send an offer")
def send(request: ApiRequest, offer_id: IdInPath, given: SendIn) -> OfferOut:
    """From today through its last day, the reduced amount settles its receivables."""
    require(request, may_collect)
    found = queries.offer_for(request.user, offer_id)
    if given.to:
        operations.send(found, to=given.to, on=localdate(), by=request.by, at=timezone.now())
    else:
        operations.announce(found, on=localdate(), by=request.by)
    return _again(request, offer_id)


@router.post("/{offer_id}/withdraw", response=OfferOut, summary="Withdraw an offer")
def withdraw(request: ApiRequest, offer_id: IdInPath, given: WhyIn) -> OfferOut:
    """Money received by today still takes it."""
    require(request, may_collect)
    found = queries.offer_for(request.user, offer_id)
    operations.withdraw(found, on=localdate(), by=request.by, why=given.why)
    return _again(request, offer_id)


def _reduction(given: TryIn) -> Reduction:
    return Reduction(given.rate, given.discount_cents)


def _again(request: ApiRequest, offer_id: int) -> OfferOut:
    return _shown(queries.offer_for(request.user, offer_id))


def _cut(key: str, due_on: date, cut: rules.Cut, taken: int) -> CutOut:
    return CutOut(
        receivable=key, due_on=due_on, days_early=cut.days_early, cents=cut.cents,
        discount_cents=cut.discount_cents, asked_cents=cut.asked_cents, taken_cents=taken,
    )  # fmt: skip


def _cost(found: "YearlyRates") -> CostOut:
    return CostOut(simple=found.simple, effective=found.effective)


def _shown(found: "DiscountOffer") -> OfferOut:
    return OfferOut(
        id=str(found.pk), customer=str(found.customer_id), currency=found.currency,
        state=queries.state(found, on=localdate()), beyond=found.beyond, rate=found.rate,
        last_on=found.last_on, asked_by=found.asked_by, offered_on=found.offered_on,
        offered_by=found.offered_by, sent_on=found.sent_on, withdrawn_on=found.withdrawn_on,
        why=found.why, cost=_cost(queries.cost_of(found)),
        parts=[
            _cut(
                str(part.receivable_id), part.due_on, queries.cut_of(part),
                part.difference.cents if part.difference and part.is_taken else 0,
            )
            for part in found.parts.all()
        ],
    )  # fmt: skip
