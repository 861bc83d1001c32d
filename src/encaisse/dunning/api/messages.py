"""The messages over REST: read, let go, put off, skipped, set aside, rewritten; one or many."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.dunning import operations
from encaisse.dunning.queries import resources
from encaisse.dunning.queries.leaving import coming
from encaisse.dunning.queries.papers import papers_of
from encaisse.web.rest import Day, Id, IdInPath, Line, Number, Page, Paging, Text, page_of

if TYPE_CHECKING:
    from encaisse.dunning.models import Message

CHOSEN_MAX = 10_000
Chosen = Annotated[list[Id], Field(min_length=1, max_length=CHOSEN_MAX)]

router = Router()


class MessageOut(Schema):
    """One message to one customer; ``total_cents`` is what it asks for. ``postponed_until``: out of
    the list until that day; ``is_edited``: a person wrote its text."""

    id: str
    run: str
    customer: str
    currency: str
    channel: str
    level: int
    state: str
    total_cents: int
    reason: str
    postponed_until: date | None
    is_edited: bool
    delivered_on: date | None


class MessagePaging(Paging):
    """Which messages."""

    state: Line = ""


class Confirming(Schema):
    """``bank_confirmed``: let go although what is known of the bank is old (else 409,
    ``bank_data_stale``)."""

    bank_confirmed: bool = False


class WhyIn(Schema):
    """The reason of the act, and its day."""

    why: Number
    on: Day


class ApproveIn(Confirming):
    """Which messages."""

    messages: Chosen


class ManyWhyIn(WhyIn):
    """Which messages, the reason of the act, and its day."""

    messages: Chosen


class PostponeIn(Schema):
    """Which messages, until what day; ``on`` is the day of the act."""

    messages: Chosen
    until: Day
    on: Day


class TextIn(Schema):
    """The text of this message only; empty, its template's comes back."""

    subject: Line
    body: Text


class PapersIn(Schema):
    """The documents that go with the message, none of them, or (``null``) those of its step."""

    documents: Annotated[list[Id], Field(max_length=100)] | None


class PaperOut(Schema):
    """A document that the message may carry; ``goes``: it does."""

    id: str
    name: str
    size: int
    goes: bool


class PapersOut(Schema):
    """The papers of a message; ``is_chosen``: by a person; ``without``: why it leaves without."""

    papers: list[PaperOut]
    is_chosen: bool
    without: str


class DoneOut(Schema):
    """The messages concerned. What no longer waited is left out; what waits for the same customer,
    currency and channel leaves with the newest, which alone is told."""

    messages: list[str]


@router.get("/messages", response=Page[MessageOut], summary="The messages, the newest first")
def messages(request: ApiRequest, paging: Query[MessagePaging]) -> dict[str, Any]:
    """In a state (``waiting``, ``delivered``…) or in any."""
    found = resources.messages(request.company, state=paging.state)
    return page_of(found, paging, _as_message, newest_first=True)


@router.post("/messages/approve", response=DoneOut, summary="Let many go")
def approve_many(request: ApiRequest, given: ApproveIn) -> DoneOut:
    """At once or not at all; workers send them."""
    _check(request, given)
    return _done(operations.approve(request.company, map(int, given.messages), by=request.by))


@router.post("/messages/set-aside", response=DoneOut, summary="Do not send many")
def set_aside_many(request: ApiRequest, given: ManyWhyIn) -> DoneOut:
    """The next run proposes their steps again."""
    require(request, may_collect)
    chosen = map(int, given.messages)
    return _done(
        operations.set_aside(request.company, chosen, why=given.why, by=request.by, on=given.on)
    )


@router.post("/messages/skip", response=DoneOut, summary="Count their steps as taken")
def skip_many(request: ApiRequest, given: ManyWhyIn) -> DoneOut:
    """Nothing is sent; the next steps follow from that day."""
    require(request, may_collect)
    chosen = map(int, given.messages)
    return _done(
        operations.skip_messages(request.company, chosen, why=given.why, by=request.by, on=given.on)
    )


@router.post("/messages/postpone", response=DoneOut, summary="Put off to a later day")
def postpone_many(request: ApiRequest, given: PostponeIn) -> DoneOut:
    """They wait for approval again on that day."""
    require(request, may_collect)
    chosen = map(int, given.messages)
    return _done(
        operations.postpone(request.company, chosen, until=given.until, by=request.by, on=given.on)
    )


@router.get("/messages/{message_id}", response=MessageOut, summary="One message")
def one_message(request: ApiRequest, message_id: IdInPath) -> MessageOut:
    """404 when it is not one of the company's."""
    return _as_message(resources.message_for(request.user, message_id))


@router.post("/messages/{message_id}/approve", response=MessageOut, summary="Let it go")
def approve(request: ApiRequest, message_id: IdInPath, asked: Query[Confirming]) -> MessageOut:
    """Recomputed as it leaves: what was paid meanwhile is not asked for."""
    _check(request, asked)
    found = resources.message_for(request.user, message_id)
    operations.approve(request.company, [found.pk], by=request.by)
    found.refresh_from_db()
    return _as_message(found)


@router.post("/messages/{message_id}/set-aside", response=MessageOut, summary="Do not send it")
def set_aside(request: ApiRequest, message_id: IdInPath, given: WhyIn) -> MessageOut:
    """The next run proposes its steps again."""
    require(request, may_collect)
    found = resources.message_for(request.user, message_id)
    operations.set_aside(request.company, [found.pk], why=given.why, by=request.by, on=given.on)
    found.refresh_from_db()
    return _as_message(found)


@router.put("/messages/{message_id}/text", response=MessageOut, summary="Rewrite it")
def rewrite(request: ApiRequest, message_id: IdInPath, given: TextIn) -> MessageOut:
    """Its amounts are still those of the day it leaves."""
    require(request, may_collect)
    found = resources.message_for(request.user, message_id)
    operations.edit_message(found, subject=given.subject, text=given.body, by=request.by)
    return _as_message(found)


@router.get("/messages/{message_id}/papers", response=PapersOut, summary="Its papers")
def papers(request: ApiRequest, message_id: IdInPath) -> PapersOut:
    """What may go with it, and what does."""
    return _as_papers(resources.message_for(request.user, message_id))


@router.put("/messages/{message_id}/papers", response=PapersOut, summary="Choose its papers")
def choose_papers(request: ApiRequest, message_id: IdInPath, given: PapersIn) -> PapersOut:
    """These go with it, or with ``null`` those of its step again. Refused when one is none of those
    offered, or when they weigh more than a message bears."""
    require(request, may_collect)
    found = resources.message_for(request.user, message_id)
    chosen = None if given.documents is None else [int(each) for each in given.documents]
    operations.choose_papers(found, chosen, by=request.by, on=timezone.localdate())
    return _as_papers(found)


def _as_papers(message: "Message") -> PapersOut:
    told = coming(message, on=timezone.localdate())
    if told is None:
        return PapersOut(papers=[], is_chosen=message.papers is not None, without="")
    found = papers_of(told)
    return PapersOut(
        papers=[
            PaperOut(id=str(each.pk), name=each.name, size=each.size, goes=each.pk in found.ticked)
            for each in found.offered
        ],
        is_chosen=message.papers is not None,
        without=found.without,
    )


def _check(request: ApiRequest, asked: Confirming) -> None:
    """Refuse who may not let messages go, and old bank data that nobody confirmed."""
    require(request, may_collect)
    if not asked.bank_confirmed:
        operations.check_bank(request.company, on=timezone.localdate())


def _done(messages: Iterable[int]) -> DoneOut:
    return DoneOut(messages=[str(each) for each in messages])


def _as_message(message: "Message") -> MessageOut:
    return MessageOut(
        id=str(message.pk),
        run=str(message.run_id),
        customer=str(message.customer_id),
        currency=message.currency,
        channel=message.channel,
        level=message.level,
        state=message.state,
        total_cents=message.total_cents,
        reason=message.reason,
        postponed_until=message.postponed_until,
        is_edited=message.edited is not None,
        delivered_on=message.delivered_on,
    )
