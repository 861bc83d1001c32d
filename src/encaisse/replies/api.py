"""The replies, over REST."""

from datetime import date, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils import timezone
from ninja import Field, File, Query, Router, Schema, Status, UploadedFile

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.disputes.rules import Cause
from encaisse.parties.queries import customer_for
from encaisse.replies import operations, queries
from encaisse.web.rest import Day, Email, Id, IdInPath, Ids, Line, Page, Paging, page_of
from encaisse.web.uploads import content_of

if TYPE_CHECKING:
    from encaisse.replies.models import Reply

router = Router(tags=["replies"])


class SuggestionOut(Schema):
    """What the reply seems to say; nothing is decided by it."""

    meaning: str
    sure: bool
    day: date | None


class ReplyOut(Schema):
    """A mail received; ``said`` is what its writer wrote himself. A reply of a person that is not
    read holds the reminders of its customer."""

    id: str
    kind: str
    customer: str | None
    filed_by: str
    sender: str
    sender_name: str
    subject: str
    said: str
    suggestions: list[SuggestionOut]
    received_at: datetime
    read_on: date | None
    read_by: str
    outcome: str


class ReplyPaging(Paging):
    """Which replies: waiting to be read, of nobody known, not delivered, or all."""

    state: Literal["", "unread", "unknown", "undelivered"] = ""
    customer: Id | None = None


class FileIn(Schema):
    """The customer from whom it comes; ``remember`` makes the sender its contact."""

    customer: Id
    remember: bool = False


class ReadIn(Schema):
    """What came of it."""

    outcome: Line = ""


class PromiseIn(Schema):
    """Which receivables it promises to pay, and by when. ``confirmed``: though another promise
    stands on them."""

    receivables: Ids
    by_on: Day
    confirmed: bool = False


class DisputeIn(Schema):
    """Which receivables it contests, and why."""

    receivables: Ids
    reason: Cause


class ContactIn(Schema):
    """Whom to write to from now on."""

    email: Annotated[Email, Field(min_length=3)]
    name: Annotated[Line, Field(max_length=120)] = ""
    phone: Annotated[Line, Field(max_length=40)] = ""


class PaperOut(Schema):
    """A document that an answer may carry."""

    id: str
    name: str
    size: int
    asked: bool


class AnswerIn(Schema):
    """What is written back, and the papers that go with it."""

    text: Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"^[^\x00]*$")]
    documents: Annotated[list[Id], Field(max_length=100, default_factory=list)]


LISTS = {
    "": queries.replies,
    "unread": queries.unread,
    "unknown": queries.unknown,
    "undelivered": queries.undelivered,
}


@router.get("", response=Page[ReplyOut], summary="What was received, the newest first")
def replies(request: ApiRequest, paging: Query[ReplyPaging]) -> dict[str, Any]:
    """In a state or in any; of a customer or of all."""
    found = LISTS[paging.state](request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _as_reply, newest_first=True)


@router.post("", response={HTTPStatus.CREATED: ReplyOut, 200: None}, summary="Take in a mail")
def take_in(request: ApiRequest, mail: File[UploadedFile]) -> Status[ReplyOut | None]:
    """A whole mail (RFC 5322, a file .eml). One that is known already changes nothing: 200."""
    require(request, may_collect)
    name = mail.name or "fichier"
    taken = operations.drop(request.company, name, content_of(mail), at=timezone.now())
    return Status(HTTPStatus.CREATED, _as_reply(taken)) if taken else Status(HTTPStatus.OK, None)


@router.get("/{reply_id}", response=ReplyOut, summary="One reply")
def one_reply(request: ApiRequest, reply_id: IdInPath) -> ReplyOut:
    """404 when it is not one of the company's."""
    return _as_reply(queries.reply_for(request.user, reply_id))


@router.post("/{reply_id}/file", response=ReplyOut, summary="Say whose it is")
def file(request: ApiRequest, reply_id: IdInPath, given: FileIn) -> ReplyOut:
    """Until then, a reply of nobody known holds nothing."""
    found = _to_act_on(request, reply_id)
    customer = customer_for(request.user, int(given.customer))
    return _as_reply(operations.file_to(found, customer, by=request.by, remember=given.remember))


@router.post("/{reply_id}/read", response=ReplyOut, summary="It was read")
def mark_read(request: ApiRequest, reply_id: IdInPath, given: ReadIn) -> ReplyOut:
    """The reminders of its customer go on."""
    found = _to_act_on(request, reply_id)
    return _as_reply(operations.mark_read(found, outcome=given.outcome, **_signed(request)))


@router.post("/{reply_id}/promise", response=ReplyOut, summary="It promises to pay")
def promise(request: ApiRequest, reply_id: IdInPath, given: PromiseIn) -> ReplyOut:
    """Notes the promise and marks the reply as read."""
    found = _to_act_on(request, reply_id)
    chosen = queries.chosen(found, [int(key) for key in given.receivables])
    told = {"by_on": given.by_on, "confirmed": given.confirmed, **_signed(request)}
    return _as_reply(operations.note_promise(found, chosen, **told))


@router.post("/{reply_id}/dispute", response=ReplyOut, summary="It contests")
def dispute(request: ApiRequest, reply_id: IdInPath, given: DisputeIn) -> ReplyOut:
    """Opens the dispute and marks the reply as read."""
    found = _to_act_on(request, reply_id)
    chosen = queries.chosen(found, [int(key) for key in given.receivables])
    return _as_reply(
        operations.note_dispute(found, chosen, reason=given.reason, **_signed(request))
    )


@router.post("/{reply_id}/contact", response=ReplyOut, summary="It names another contact")
def contact(request: ApiRequest, reply_id: IdInPath, given: ContactIn) -> ReplyOut:
    """Adds the contact, for reminders, and marks the reply as read."""
    found = _to_act_on(request, reply_id)
    return _as_reply(operations.note_contact(found, **given.dict(), **_signed(request)))


@router.get("/{reply_id}/papers", response=list[PaperOut], summary="What may go with an answer")
def papers(request: ApiRequest, reply_id: IdInPath) -> list[PaperOut]:
    """``asked``: it seems to ask for that one."""
    found = queries.sendable(queries.reply_for(request.user, reply_id))
    return [
        PaperOut(id=str(each.pk), name=each.name, size=each.size, asked=is_asked)
        for each, is_asked in found
    ]


@router.post("/{reply_id}/answer", response=ReplyOut, summary="Write back")
def answer(request: ApiRequest, reply_id: IdInPath, given: AnswerIn) -> ReplyOut:
    """Leaves in the thread, with these papers, and marks the reply as read. Refused when a paper is
    none of those offered."""
    found = _to_act_on(request, reply_id)
    chosen = queries.papers_chosen(found, {int(key) for key in given.documents})
    told = {"at": timezone.now(), **_signed(request)}
    return _as_reply(operations.answer(found, text=given.text, papers=chosen, **told))


def _to_act_on(request: ApiRequest, reply_id: int) -> "Reply":
    require(request, may_collect)
    return queries.reply_for(request.user, reply_id)


def _signed(request: ApiRequest) -> dict[str, Any]:
    return {"on": timezone.localdate(), "by": request.by}


def _as_reply(reply: "Reply") -> ReplyOut:
    return ReplyOut(
        id=str(reply.pk),
        customer=str(reply.customer_id) if reply.customer_id else None,
        suggestions=[SuggestionOut(**each) for each in reply.suggestions],
        **{name: getattr(reply, name) for name in SHOWN},
    )


SHOWN = (
    "kind", "filed_by", "sender", "sender_name", "subject", "said", "received_at", "read_on",
    "read_by", "outcome",
)  # fmt: skip
