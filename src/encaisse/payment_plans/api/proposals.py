"""The proposals of payment plans, over REST."""

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils import timezone
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.documents.queries import document_for
from encaisse.payment_plans.operations import limiting, one_debt, proposing
from encaisse.payment_plans.queries import proposals as queries
from encaisse.payment_plans.queries import simulating
from encaisse.payment_plans.queries.limits import limits_for
from encaisse.payment_plans.rules import Part
from encaisse.payment_plans.rules.proposing import GRACE_DAYS_MAX, MISSED_MAX, Terms
from encaisse.payment_plans.rules.simulating import COUNT_MAX, Rhythm, Wanted, spread
from encaisse.receivables.queries import receivables_for
from encaisse.web.rest import Cents, Day, Email, Id, IdInPath, Ids, Line, Page, Paging, page_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from encaisse.payment_plans.models import PlanProposal, ProposedInstallment

router = Router(tags=["payment plans"])
Percent = Annotated[int, Field(ge=0, le=100)]


class PaymentOut(Schema):
    """A payment of the plan: principal, and the late interest on top of it."""

    due_on: date
    cents: int
    interest_cents: int


class SimulateIn(Schema):
    """The receivables of one customer and currency, cut into ``count`` payments; ``first_cents``: a
    first payment of its own."""

    receivables: Ids
    count: int = Field(ge=1, le=COUNT_MAX)
    first_on: Day
    rhythm: Literal["week", "fortnight", "month", "quarter"] = "month"
    first_cents: Cents | None = None
    waived_percent: Percent = 0


class SimulationOut(Schema):
    """``complete`` false: the rates of some days are not published, their interest is left out."""

    installments: list[PaymentOut]
    currency: str
    principal_cents: int
    interest_cents: int
    waived_cents: int
    complete: bool


class PaymentIn(Schema):
    """A day and an amount of the principal."""

    due_on: Day
    cents: Cents


class ProposalIn(Schema):
    """Payments that sum to what is open. ``missed_max`` payments not paid ``grace_days`` after
    their day make the whole due (never, at 0)."""

    receivables: Ids
    installments: Annotated[list[PaymentIn], Field(min_length=1, max_length=COUNT_MAX)]
    expires_on: Day
    waived_percent: Percent = 0
    grace_days: int = Field(8, ge=0, le=GRACE_DAYS_MAX)
    missed_max: int = Field(1, ge=0, le=MISSED_MAX)
    is_automatic: bool = False


class ClauseOut(Schema):
    """A paragraph of the agreement."""

    title: str
    text: str


class ProposalOut(Schema):
    """A proposal; ``state``: ``to_approve`` (``beyond`` says why), ``ready``, ``sent``,
    ``accepted``, ``refused``, ``withdrawn``, ``expired``. ``plan``: what it became."""

    id: str
    customer: str
    currency: str
    state: str
    beyond: str
    proposed_on: date
    expires_on: date
    sent_on: date | None
    answered_on: date | None
    answered_by: str
    evidence: str
    plan: str | None
    receivables: list[str]
    cents: int
    waived_cents: int
    installments: list[PaymentOut]
    clauses: list[ClauseOut]


class SendIn(Schema):
    """Where it goes; without address, it was handed over."""

    to: Email = ""


class AcceptIn(Schema):
    """Who accepted, and how; ``document``: the signed paper, given at ``/documents`` before. One of
    the last two is needed."""

    name: Line
    evidence: Line = ""
    document: Id | None = None


class WhyIn(Schema):
    """Why."""

    why: Line = ""


class ProposalPaging(Paging):
    """Which proposals."""

    customer: Id | None = None


@router.get("", response=Page[ProposalOut], summary="The proposals of plans, the newest first")
def proposals(request: ApiRequest, paging: Query[ProposalPaging]) -> dict[str, Any]:
    """Those to a customer, or all."""
    found = queries.proposals(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _shown, newest_first=True)


@router.post("/simulate", response=SimulationOut, summary="Try a plan")
def simulate(request: ApiRequest, given: SimulateIn) -> SimulationOut:
    """Nothing is kept: the payments and their late interest, counted today."""
    require(request, may_collect)
    receivables = receivables_for(request.user, given.receivables)
    one_debt(receivables)
    wanted = Wanted(given.count, given.first_on, Rhythm(given.rhythm), given.first_cents)
    on = localdate()
    parts = spread(simulating.total_open(receivables, on=on), wanted)
    found = simulating.simulate(receivables, parts, waived_percent=given.waived_percent, on=on)
    return SimulationOut(
        installments=_payments(found.parts), currency=found.currency,
        principal_cents=found.principal_cents, interest_cents=found.interest_cents,
        waived_cents=found.waived_cents, complete=found.complete,
    )  # fmt: skip


@router.post("", response={HTTPStatus.CREATED: ProposalOut}, summary="Propose a plan")
def propose(request: ApiRequest, given: ProposalIn) -> Status[ProposalOut]:
    """Nothing leaves yet."""
    require(request, may_collect)
    made = proposing.propose(
        receivables_for(request.user, given.receivables),
        [Part(part.due_on, part.cents) for part in given.installments],
        proposing.Offer(
            expires_on=given.expires_on, waived_percent=given.waived_percent,
            terms=Terms(given.grace_days, given.missed_max, given.is_automatic),
        ),
        on=localdate(), by=request.by, limits=limits_for(request.company, role_of(request)),
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, _again(request, made.pk))


@router.get("/{proposal_id}", response=ProposalOut, summary="One proposal")
def proposal(request: ApiRequest, proposal_id: IdInPath) -> ProposalOut:
    """404 when it is not one of the company's."""
    return _again(request, proposal_id)


@router.post("/{proposal_id}/approve", response=ProposalOut, summary="Approve a proposal")
def approve(request: ApiRequest, proposal_id: IdInPath) -> ProposalOut:
    """A manager agrees to what goes beyond the limits of a collector."""
    require(request, may_manage)
    found = queries.proposal_for(request.user, proposal_id)
    limiting.approve(found, on=localdate(), by=request.by)
    return _again(request, proposal_id)


@router.post("/{proposal_id}/send", response=ProposalOut, summary="Send a proposal")
def send(request: ApiRequest, proposal_id: IdInPath, given: SendIn) -> ProposalOut:
    """Its receivables are not reminded through the day of the answer."""
    require(request, may_collect)
    found = queries.proposal_for(request.user, proposal_id)
    if given.to:
        proposing.send(found, to=given.to, on=localdate(), by=request.by, at=timezone.now())
    else:
        proposing.hand(found, on=localdate(), by=request.by)
    return _again(request, proposal_id)


@router.post("/{proposal_id}/accept", response=ProposalOut, summary="The customer accepts")
def accept(request: ApiRequest, proposal_id: IdInPath, given: AcceptIn) -> ProposalOut:
    """The plan stands from today."""
    require(request, may_collect)
    found = queries.proposal_for(request.user, proposal_id)
    signed = given.document and document_for(request.user, request.company, int(given.document))
    proposing.accept(
        found, name=given.name, evidence=given.evidence, on=localdate(), by=request.by,
        signed=signed or None,
    )  # fmt: skip
    return _again(request, proposal_id)


@router.post("/{proposal_id}/refuse", response=ProposalOut, summary="The customer refuses")
def refuse(request: ApiRequest, proposal_id: IdInPath, given: WhyIn) -> ProposalOut:
    """Its receivables are reminded again."""
    require(request, may_collect)
    found = queries.proposal_for(request.user, proposal_id)
    proposing.refuse(found, on=localdate(), by=request.by, why=given.why)
    return _again(request, proposal_id)


@router.post("/{proposal_id}/withdraw", response=ProposalOut, summary="Withdraw a proposal")
def withdraw(request: ApiRequest, proposal_id: IdInPath, given: WhyIn) -> ProposalOut:
    """It is proposed no more."""
    require(request, may_collect)
    found = queries.proposal_for(request.user, proposal_id)
    proposing.withdraw(found, on=localdate(), by=request.by, why=given.why)
    return _again(request, proposal_id)


def _again(request: ApiRequest, proposal_id: int) -> ProposalOut:
    return _shown(queries.proposal_for(request.user, proposal_id))


def _payments(parts: "Iterable[Part | ProposedInstallment]") -> list[PaymentOut]:
    return [
        PaymentOut(due_on=part.due_on, cents=part.cents, interest_cents=part.interest_cents)
        for part in parts
    ]


def _shown(found: "PlanProposal") -> ProposalOut:
    told = queries.agreement_of(found)
    return ProposalOut(
        id=str(found.pk), customer=str(found.customer_id), currency=found.currency,
        state=queries.state(found, on=localdate()), beyond=found.beyond,
        proposed_on=found.proposed_on,
        expires_on=found.expires_on, sent_on=found.sent_on, answered_on=found.answered_on,
        answered_by=found.answered_by, evidence=found.evidence,
        plan=str(found.plan_id) if found.plan_id else None,
        receivables=[str(part.receivable_id) for part in found.parts.all()],
        cents=found.cents, waived_cents=found.waived_cents,
        installments=_payments(found.installments.all()),
        clauses=[ClauseOut(title=each.title, text=each.text) for each in told.clauses],
    )  # fmt: skip
