"""What waits to be matched, over REST: proposals, decisions, learned payers, what is automatic."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.matching import queries
from encaisse.matching.operations import deciding, learning, placing
from encaisse.matching.queries import learned
from encaisse.parties.queries import customer_for
from encaisse.payments.queries import bank_line_for, payment_for
from encaisse.receivables.queries import receivable_for
from encaisse.web.rest import Cents, Id, IdInPath, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.matching.models import LearnedPayer
    from encaisse.matching.queries.waiting import Waiting

WAITING_MAX = 200
PARTS_MAX = 1000

router = Router(tags=["matching"])
lines_router = Router(tags=["matching"])


class ProposedPart(Schema):
    """So much to that receivable."""

    receivable: str
    number: str
    cents: int


class ProposedMatch(Schema):
    """What money may pay: ``confidence`` in percent, ``over_cents`` left on the account,
    ``short_cents`` left open of what it pays."""

    customer: str
    parts: list[ProposedPart]
    source: str
    reason: str
    confidence: int
    over_cents: int
    short_cents: int


class WaitingOut(Schema):
    """A bank line of nobody, or a payment of which some stands."""

    bank_line: str | None
    payment: str | None
    on: date
    cents: int
    currency: str
    label: str
    counterparty: str
    proposals: list[ProposedMatch]


class SplitPart(Schema):
    """So much to that receivable; ``closes`` is the cause for which what it leaves is given up:
    ``bank_fee``, ``discount_taken``, ``rounding``."""

    receivable: Id
    cents: Cents
    closes: Annotated[str, Field(default="", max_length=30)]


class SplitIn(Schema):
    """Whom a line concerns and what it pays; without parts it stays on the account."""

    customer: Id
    parts: Annotated[list[SplitPart], Field(default_factory=list, max_length=PARTS_MAX)]


class ShareIn(Schema):
    """What the rest of a payment pays; without parts it is left on the account."""

    parts: Annotated[list[SplitPart], Field(default_factory=list, max_length=PARTS_MAX)]


class DecidedOut(Schema):
    """What a decision made: the keys that take it back."""

    payment: str
    left: bool
    allocations: list[str]
    differences: list[str]


class TakenBackIn(Schema):
    """The keys of a decision."""

    allocations: Annotated[list[Id], Field(default_factory=list, max_length=PARTS_MAX)]
    differences: Annotated[list[Id], Field(default_factory=list, max_length=PARTS_MAX)]


class RunOut(Schema):
    """How many lines found their customer, how many payments were matched."""

    lines: int
    payments: int


class PolicyOut(Schema):
    """From which confidence (percent) a match is applied by itself; the difference that is nothing;
    the early-payment discount granted, a decimal in percent."""

    threshold: int
    tolerance_cents: int
    discount_rate: str | None


class PolicyIn(Schema):
    """The same, to change it."""

    threshold: int
    tolerance_cents: Annotated[int, Field(ge=0, le=100_000)]
    discount_rate: Annotated[Decimal | None, Field(default=None, max_digits=5, decimal_places=2)]


class PayerOut(Schema):
    """Whoever pays from this account (``iban``) or under this name pays for this customer."""

    id: str
    customer: str
    kind: str
    value: str
    by: str
    learned_at: datetime


@router.get("/waiting", response=list[WaitingOut], summary="What waits, with proposals")
def waiting(request: ApiRequest) -> list[WaitingOut]:
    """The oldest first, two hundred at most."""
    return [_waiting(one) for one in queries.waiting_first(request.company, most=WAITING_MAX)]


@router.post("/run", response=RunOut, summary="Apply what is certain")
def run(request: ApiRequest) -> RunOut:
    """Lines that wait, then payments of which some stands."""
    require(request, may_collect)
    placed = placing.place_waiting(request.company, by=request.by).values()
    lines = sum(one.code != placing.WAITS for one in placed)
    return RunOut(lines=lines, payments=placing.match_standing(request.company, by=request.by))


@router.get("/policy", response=PolicyOut, summary="What is applied by itself")
def policy(request: ApiRequest) -> PolicyOut:
    """What the company chose, or what is usual."""
    found = queries.policy_of(request.company)
    rates = [str(Decimal(rate) / 100) for rate in found.discount_rates]
    return PolicyOut(
        threshold=found.threshold,
        tolerance_cents=found.tolerance_cents,
        discount_rate=next(iter(rates), None),
    )


@router.post("/policy", response=PolicyOut, summary="Change what is applied by itself")
def change_policy(request: ApiRequest, given: PolicyIn) -> PolicyOut:
    """101 applies nothing by itself."""
    require(request, may_manage)
    learning.change_policy(
        request.company,
        threshold=given.threshold,
        tolerance_cents=given.tolerance_cents,
        discount_rate=None if given.discount_rate is None else given.discount_rate / 100,
        by=request.by,
    )
    return policy(request)


@router.get("/payers", response=Page[PayerOut], summary="The payers learned")
def payers(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """By what they are known again, and who said so."""
    return page_of(learned.payers_learned(request.company), paging, _payer)


@router.post("/payers/{payer_id}/forget", response={204: None}, summary="Forget a payer")
def forget(request: ApiRequest, payer_id: IdInPath) -> Status[None]:
    """It is not known again; what it paid stays."""
    require(request, may_collect)
    learning.forget(learned.learned_for(request.user, request.company, payer_id), by=request.by)
    return Status(204, None)


@lines_router.get(
    "/{line_id}/proposals", response=list[ProposedMatch], summary="What a bank line may pay"
)
def proposals(request: ApiRequest, line_id: IdInPath) -> list[ProposedMatch]:
    """The surest first; none when the line waits no more."""
    line = bank_line_for(request.user, request.company, line_id)
    return _waiting(queries.waiting_line(line)).proposals if line.fate == "waiting" else []


@lines_router.post("/{line_id}/match", response=WaitingOut, summary="Say what a bank line pays")
def match(request: ApiRequest, line_id: IdInPath, given: SplitIn) -> WaitingOut:
    """Part by part; the payer is known again."""
    require(request, may_collect)
    line = bank_line_for(request.user, request.company, line_id)
    customer = customer_for(request.user, int(given.customer))
    shares = _shares(request, given.parts)
    made = deciding.decide_line(line, customer, shares, viewer=request.user, by=request.by)
    return _waiting(queries.Waiting(None, made.credit))


@lines_router.post("/{line_id}/undo", response=WaitingOut, summary="Put a bank line back")
def undo(request: ApiRequest, line_id: IdInPath) -> WaitingOut:
    """It waits again; what it paid is open as before."""
    require(request, may_collect)
    line = bank_line_for(request.user, request.company, line_id)
    placing.undo(line, by=request.by)
    return _waiting(queries.waiting_line(line))


@router.post(
    "/payments/{payment_id}/share", response=DecidedOut, summary="Say what a payment's rest pays"
)
def share(request: ApiRequest, payment_id: IdInPath, given: ShareIn) -> DecidedOut:
    """Part by part; without parts it is left on the account, and asked about no more."""
    require(request, may_collect)
    credit = payment_for(request.user, payment_id)
    shares = _shares(request, given.parts)
    made = deciding.decide_payment(credit, shares, viewer=request.user, by=request.by)
    return DecidedOut(
        payment=str(credit.pk),
        left=made.credit.is_left,
        allocations=[str(key) for key in made.allocations],
        differences=[str(key) for key in made.closed],
    )


@router.post(
    "/payments/{payment_id}/undo", response=WaitingOut, summary="Take such a decision back"
)
def take_back(request: ApiRequest, payment_id: IdInPath, given: TakenBackIn) -> WaitingOut:
    """What it made is undone; the payment waits again."""
    require(request, may_collect)
    credit = payment_for(request.user, payment_id)
    deciding.undo_payment(
        credit,
        allocations=[int(key) for key in given.allocations],
        closed=[int(key) for key in given.differences],
        viewer=request.user,
        by=request.by,
    )
    return _waiting(queries.waiting_credit(credit))


def _shares(request: ApiRequest, parts: list[SplitPart]) -> list[deciding.Share]:
    return [
        deciding.Share(receivable_for(request.user, int(part.receivable)), part.cents, part.closes)
        for part in parts
    ]


def _waiting(one: "Waiting") -> WaitingOut:
    return WaitingOut(
        bank_line=str(one.line.pk) if one.line else None,
        payment=str(one.credit.pk) if one.credit else None,
        on=one.on,
        cents=one.cents,
        currency=one.currency,
        label=one.label,
        counterparty=one.counterparty,
        proposals=[
            ProposedMatch(
                customer=str(shown.customer.pk),
                parts=[
                    ProposedPart(
                        receivable=str(part.receivable.pk), number=part.number, cents=part.cents
                    )
                    for part in shown.parts
                ],
                source=shown.match.source,
                reason=shown.match.reason,
                confidence=shown.match.confidence,
                over_cents=shown.match.over_cents,
                short_cents=shown.match.short_cents,
            )
            for shown in one.shown
        ],
    )


def _payer(payer: "LearnedPayer") -> PayerOut:
    return PayerOut(
        id=str(payer.pk),
        customer=str(payer.customer_id),
        kind=payer.kind,
        value=payer.value,
        by=payer.by,
        learned_at=payer.learned_at,
    )
