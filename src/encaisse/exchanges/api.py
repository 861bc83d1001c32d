"""Calls, visits and mails of one's own, over REST."""

from datetime import date, datetime, time
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import Http404
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.disputes.rules import Cause
from encaisse.documents.operations import GivenFile
from encaisse.exchanges import operations
from encaisse.exchanges.queries import calls as queries
from encaisse.exchanges.queries import visits as visiting
from encaisse.exchanges.queries import writing
from encaisse.exchanges.queries.begun import begun as mail_begun
from encaisse.exchanges.rules.outcomes import Following, Next, Outcome
from encaisse.kernel.money import Money
from encaisse.late_charges.columns import printed
from encaisse.late_charges.queries.statement import statement
from encaisse.parties.queries import customer_for
from encaisse.web.rest import Cents, Day, Id, IdInPath, Line, Page, Paging, Text, page_of

if TYPE_CHECKING:
    from encaisse.exchanges.models import Call, Visit
    from encaisse.parties.models import Customer

router = Router(tags=["exchanges"])
Said = Annotated[Text, Field(max_length=1000)]


class OutcomeIn(Schema):
    """What came of it and what follows. A promise and a dispute are about ``receivables``;
    ``cents``: so much of them, the whole when null. ``counts``: the step counts as taken though
    nobody was spoken to. ``confirmed``: a promise that looks odd is what was said."""

    outcome: Outcome
    note: Said = ""
    receivables: Annotated[tuple[Id, ...], Field(max_length=1000)] = ()
    cents: Cents | None = None
    by_on: Day | None = None
    cause: Cause | Literal[""] = ""
    counts: bool = False
    confirmed: bool = False
    next_action: Next | None = None
    next_on: Day | None = None
    next_at: time | None = None
    next_why: Line = ""
    person: Annotated[Line, Field(max_length=120)] = ""


class CallIn(OutcomeIn):
    """A call that was made: to whom, on which number, for which task."""

    customer: Id
    task: Id | None = None
    contact: Id | None = None
    number: Annotated[Line, Field(max_length=40)] = ""


class VisitIn(Schema):
    """A visit to come; ``invites``: the contact gets the invitation too."""

    on: Day
    at: time
    address: Annotated[Text, Field(min_length=1)]
    minutes: Annotated[int, Field(ge=1, le=600)] = 45
    visitor: Id | None = None
    contact: Id | None = None
    purpose: Line = ""
    invites: bool = False


class NewVisitIn(VisitIn):
    """At whose place, for which task."""

    customer: Id
    task: Id | None = None


class CancelIn(Schema):
    """Why it does not take place."""

    why: Annotated[Line, Field(min_length=1)]


class MailIn(Schema):
    """A mail of one's own: ``invoices`` that it is about, ``documents`` attached to them that go
    with it; ``statement``: the statement of these invoices goes too (of all that is open when none
    is named), the principal alone."""

    customer: Id
    to: Annotated[tuple[Line, ...], Field(max_length=20)]
    subject: Annotated[Line, Field(min_length=1, max_length=200)]
    text: Annotated[Text, Field(min_length=1, max_length=10_000)]
    invoices: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    documents: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    statement: bool = False


class BegunAsked(Schema):
    """About which customer, and which of its receivables (all that is late when none is named)."""

    customer: Id
    receivable: list[Id] = Field(default_factory=list, max_length=300)


class BegunOut(Schema):
    """A mail begun with the text of a step, to be changed and sent by ``POST /exchanges/mails``."""

    subject: str
    text: str
    step: str


class MailOut(Schema):
    """The message that leaves."""

    letter: str


class ToldOut(Schema):
    """What came of it, in a sentence, and what it became."""

    id: str
    customer: str
    task: str | None
    outcome: str
    words: str
    note: str
    promise: str | None
    dispute: str | None
    takes_step: bool
    next_action: str
    next_on: date | None
    next_at: time | None
    next_why: str
    next_task: str | None


class CallOut(ToldOut):
    """A call that was made; ``template``, ``template_version``: the script on the screen."""

    at: datetime
    by: str
    number: str
    person: str
    template: str | None
    template_version: int | None


class VisitOut(ToldOut):
    """A visit: ``planned``, ``done`` or ``cancelled``."""

    state: str
    on: date
    at: time
    minutes: int
    address: str
    purpose: str
    visitor: str | None
    contact: str | None
    invites: bool
    uid: str
    sequence: int


class ExchangePaging(Paging):
    """Of a customer, or of all."""

    customer: Id | Literal[""] = ""


@router.get("/calls", response=Page[CallOut], summary="The calls, the newest first")
def calls(request: ApiRequest, paging: Query[ExchangePaging]) -> dict[str, Any]:
    """Who was called, what came of it, what follows."""
    found = queries.calls(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _as_call, newest_first=True)


@router.post("/calls", response={HTTPStatus.CREATED: CallOut}, summary="A call was made")
def record(request: ApiRequest, made: CallIn) -> Status[CallOut]:
    """Does what its outcome says: promise, dispute, wrong number, next action."""
    require(request, may_collect)
    customer = _customer(request, made.customer)
    task = queries.task_of(request.company, customer, int(made.task)) if made.task else None
    contact = visiting.contact_of(customer, made.contact or "")
    whom = operations.Dialled(made.number, contact, made.person)
    told, by = _given(customer, made), _teller(request)
    noted = operations.calls.record(customer, told, whom, at=timezone.now(), by=by, task=task)
    return Status(HTTPStatus.CREATED, _as_call(noted))


@router.get("/calls/{call_id}", response=CallOut, summary="One call")
def one_call(request: ApiRequest, call_id: IdInPath) -> CallOut:
    """404 when it is not one of the company's."""
    return _as_call(queries.call_for(request.user, call_id))


@router.post("/mails", response={HTTPStatus.CREATED: MailOut}, summary="Write to a customer")
def write(request: ApiRequest, written: MailIn) -> Status[MailOut]:
    """It leaves at once, with its papers."""
    require(request, may_collect)
    customer = _customer(request, written.customer)
    invoices = writing.invoices_named(customer, map(int, written.invoices))
    asked = set(map(int, written.documents))
    told = operations.writing.Written(
        to=written.to, subject=written.subject, text=written.text,
        papers=[each for each in writing.papers_for(customer, invoices) if each.pk in asked],
        invoices=[each.number for each in invoices],
        made=_statement(customer, [each.pk for each in invoices]) if written.statement else None,
    )  # fmt: skip
    letter = operations.writing.write(customer, told, at=timezone.now(), by=_teller(request))
    return Status(HTTPStatus.CREATED, MailOut(letter=str(letter.pk)))


@router.get("/mails/begun", response=BegunOut, summary="What a mail would begin with")
def begun(request: ApiRequest, asked: Query[BegunAsked]) -> BegunOut:
    """The text of the step that what is owed has come to. 404 when nothing is owed."""
    customer = _customer(request, asked.customer)
    found = mail_begun(customer, [int(each) for each in asked.receivable], on=timezone.localdate())
    if found is None:
        raise Http404
    return BegunOut(subject=found.subject, text=found.text, step=found.step)


def _statement(customer: "Customer", invoice_ids: list[int]) -> GivenFile:
    on = timezone.localdate()
    found = statement(customer, on=on, invoice_ids=invoice_ids, principal_only=True)
    return GivenFile(*printed(customer, found, made_on=on))


@router.get("/visits", response=Page[VisitOut], summary="The visits, the newest first")
def visits(request: ApiRequest, paging: Query[ExchangePaging]) -> dict[str, Any]:
    """Planned, done, cancelled."""
    found = visiting.visits(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _as_visit, newest_first=True)


@router.post("/visits", response={HTTPStatus.CREATED: VisitOut}, summary="Plan a visit")
def plan(request: ApiRequest, wanted: NewVisitIn) -> Status[VisitOut]:
    """A task for its day; an invitation when mail has somewhere to go."""
    require(request, may_collect)
    customer = _customer(request, wanted.customer)
    task = queries.task_of(request.company, customer, int(wanted.task)) if wanted.task else None
    planned, by = _planned(request, customer, wanted), _teller(request)
    made = operations.visits.plan(customer, planned, at=timezone.now(), by=by, task=task)
    return Status(HTTPStatus.CREATED, _as_visit(made))


@router.get("/visits/{visit_id}", response=VisitOut, summary="One visit")
def one_visit(request: ApiRequest, visit_id: IdInPath) -> VisitOut:
    """404 when it is not one of the company's."""
    return _as_visit(visiting.visit_for(request.user, visit_id))


@router.post("/visits/{visit_id}/move", response=VisitOut, summary="Another day, hour or place")
def move(request: ApiRequest, visit_id: IdInPath, wanted: VisitIn) -> VisitOut:
    """The same entry of calendars, one version later."""
    found = _visit(request, visit_id)
    planned = _planned(request, found.customer, wanted)
    by = _teller(request)
    return _as_visit(operations.visits.move(found, planned, at=timezone.now(), by=by))


@router.post("/visits/{visit_id}/cancel", response=VisitOut, summary="It does not take place")
def cancel(request: ApiRequest, visit_id: IdInPath, given: CancelIn) -> VisitOut:
    """Whoever was invited is told."""
    found, by = _visit(request, visit_id), _teller(request)
    return _as_visit(operations.visits.cancel(found, why=given.why, at=timezone.now(), by=by))


@router.post("/visits/{visit_id}/report", response=VisitOut, summary="It took place")
def report(request: ApiRequest, visit_id: IdInPath, given: OutcomeIn) -> VisitOut:
    """Does what its outcome says, as for a call."""
    found, by = _visit(request, visit_id), _teller(request)
    told = _given(found.customer, given)
    return _as_visit(operations.visits.report(found, told, by=by, person=given.person))


def _customer(request: ApiRequest, customer_id: str) -> "Customer":
    customer = customer_for(request.user, int(customer_id))
    if customer.company_id != request.company.pk:
        raise Http404
    return customer


def _visit(request: ApiRequest, visit_id: int) -> "Visit":
    require(request, may_collect)
    return visiting.visit_for(request.user, visit_id)


def _teller(request: ApiRequest) -> operations.Teller:
    return operations.Teller(request.by, timezone.localdate(), request.user)


def _given(customer: "Customer", told: OutcomeIn) -> operations.Given:
    receivables = queries.chosen(customer, map(int, told.receivables))
    currency = receivables[0].currency if receivables else customer.currency
    return operations.Given(
        told.outcome, note=told.note, receivables=receivables,
        amount=None if told.cents is None else Money(told.cents, currency), by_on=told.by_on,
        cause=told.cause, counts=told.counts, confirmed=told.confirmed,
        then=Following(told.next_action, told.next_on, told.next_at, told.next_why),
    )  # fmt: skip


def _planned(request: ApiRequest, customer: "Customer", wanted: VisitIn) -> operations.Planned:
    known = {name: getattr(wanted, name) for name in PLANNED}
    visitor = member_for(request.company, int(wanted.visitor)) if wanted.visitor else request.user
    contact = visiting.contact_of(customer, wanted.contact or "")
    return operations.Planned(visitor=visitor, contact=contact, **known)


def _as_call(call: "Call") -> CallOut:
    return CallOut(
        **_told(call), at=call.at, by=call.by, number=call.number, person=call.person,
        template=_id(call.template_id), template_version=call.template_version or None,
    )  # fmt: skip


def _as_visit(visit: "Visit") -> VisitOut:
    shown = {name: getattr(visit, name) for name in (*PLANNED, "state", "uid", "sequence")}
    return VisitOut(
        **_told(visit), **shown, visitor=_id(visit.visitor_id), contact=_id(visit.contact_id)
    )


def _told(kept: "Call | Visit") -> dict[str, Any]:
    links = ("task", "promise", "dispute", "next_task")
    return {
        "id": str(kept.pk),
        "customer": str(kept.customer_id),
        **{name: getattr(kept, name) for name in TOLD},
        **{name: _id(getattr(kept, f"{name}_id")) for name in links},
    }


def _id(key: int | None) -> str | None:
    return None if key is None else str(key)


PLANNED = ("on", "at", "minutes", "address", "purpose", "invites")
TOLD = (
    "outcome", "words", "note", "takes_step", "next_action", "next_on", "next_at", "next_why",
)  # fmt: skip
