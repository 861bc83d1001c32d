"""The notes between colleagues, over REST."""

from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.notes import operations, queries
from encaisse.notes.operations import Writer
from encaisse.notes.rules import TEXT_MAX
from encaisse.parties.queries import customer_for
from encaisse.web.rest import Id, IdInPath, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.notes.models import Note

router = Router(tags=["notes"])


class NoteOut(Schema):
    """What somebody wrote; the customer never sees it."""

    id: str
    customer: str
    text: str
    by: str
    at: datetime
    edited_at: datetime | None
    is_pinned: bool
    receivables: list[str]


class NoteIn(Schema):
    """A note; ``@`` and the whole name of a member tell that member."""

    customer: Id
    text: Annotated[str, Field(min_length=1, max_length=TEXT_MAX)]
    receivables: Annotated[list[Id], Field(default_factory=list, max_length=1000)]


class TextIn(Schema):
    """What it says from now on."""

    text: Annotated[str, Field(min_length=1, max_length=TEXT_MAX)]


class PinIn(Schema):
    """Whether it stays above the others."""

    is_pinned: bool


class NotePaging(Paging):
    """Which notes."""

    customer: Id | None = None


@router.get("", response=Page[NoteOut], summary="The notes, the newest first")
def notes(request: ApiRequest, paging: Query[NotePaging]) -> dict[str, Any]:
    """Of a customer or of all."""
    found = queries.notes(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _as_note, newest_first=True)


@router.post("", response={HTTPStatus.CREATED: NoteOut}, summary="Write a note")
def note(request: ApiRequest, given: NoteIn) -> Status[NoteOut]:
    """The members named after an @ are told."""
    require(request, may_collect)
    customer = customer_for(request.user, int(given.customer))
    about = queries.receivables(customer.pk, [int(each) for each in given.receivables])
    made = operations.write(customer, given.text, receivables=about, who=_writer(request))
    return Status(HTTPStatus.CREATED, _as_note(made))


@router.get("/mentions", response=list[NoteOut], summary="Where one is mentioned, unread")
def mentions(request: ApiRequest) -> list[NoteOut]:
    """The latest first, one hundred at most."""
    return [_as_note(each) for each in queries.unread(request.user, request.company, most=100)]


@router.post("/{note_id}/read", response=NoteOut, summary="Say that one has read it")
def read(request: ApiRequest, note_id: IdInPath) -> NoteOut:
    """One's own mention in it counts as read."""
    found = queries.note_for(request.user, note_id)
    operations.read(found, request.user, at=now())
    return _as_note(found)


@router.post("/{note_id}/text", response=NoteOut, summary="Correct one's own note")
def edit(request: ApiRequest, note_id: IdInPath, given: TextIn) -> NoteOut:
    """What it said before is kept."""
    require(request, may_collect)
    found = queries.note_for(request.user, note_id)
    return _as_note(operations.edit(found, given.text, who=_writer(request)))


@router.post("/{note_id}/pin", response=NoteOut, summary="Pin a note, or let it go")
def pin(request: ApiRequest, note_id: IdInPath, given: PinIn) -> NoteOut:
    """A pinned note stays above the others."""
    require(request, may_collect)
    found = queries.note_for(request.user, note_id)
    return _as_note(operations.pin(found, is_pinned=given.is_pinned, by=request.by))


def _writer(request: ApiRequest) -> Writer:
    return Writer(request.user, request.by, now())


def _as_note(note: "Note") -> NoteOut:
    return NoteOut(
        id=str(note.pk), customer=str(note.customer_id), text=note.text, by=note.by, at=note.at,
        edited_at=note.edited_at, is_pinned=note.is_pinned,
        receivables=[str(each.receivable_id) for each in note.parts.all()],
    )  # fmt: skip
