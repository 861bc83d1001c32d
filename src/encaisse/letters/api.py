"""The messages, over REST: where each stands, and its delivery record."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpResponse
from django.utils.timezone import localdate
from ninja import Query, Router, Schema

from encaisse.accounts.requests import ApiRequest
from encaisse.letters import queries
from encaisse.letters.operations import proving
from encaisse.web.rest import IdInPath, Line, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.letters.models import Letter
    from encaisse.letters.rules.proving import Line as RecordLine

router = Router(tags=["letters"])
PDF, MAIL = "application/pdf", "message/rfc822"


class LetterOut(Schema):
    """A message as it left or will. ``thread`` names its conversation (``customer-12``);
    ``about``, what it was written for (``message:34``, a reminder)."""

    id: str
    channel: str
    state: str
    to: list[str]
    subject: str
    thread: str
    about: str
    is_registered: bool
    prepared_at: datetime
    sent_at: datetime | None


class EventOut(Schema):
    """Something that happened to a message: who says so (``source``), in what words (``said``),
    under which number it can be asked again (``reference``; ``reply:12``, ``document:34``,
    ``batch:5`` for a paper of ours) and what that proves, in French. The post tells days:
    ``has_hour`` is false."""

    at: datetime
    has_hour: bool
    what: str
    label: str
    source: str
    said: str
    address: str
    reference: str
    proves: str


class RecordOut(LetterOut):
    """A message with its delivery record, the earliest first."""

    record: list[EventOut]


class LetterPaging(Paging):
    """Which messages: of a channel, in a state."""

    channel: Line = ""
    state: Literal[
        "", "prepared", "sending", "delivered", "failed", "unclear", "cancelled", "bounced"
    ] = ""


@router.get("", response=Page[LetterOut], summary="The messages, the newest first")
def letters(request: ApiRequest, paging: Query[LetterPaging]) -> dict[str, Any]:
    """By every channel, or those asked."""
    asked = {"channel": paging.channel, "state": paging.state}
    given = {name: value for name, value in asked.items() if value}
    found = queries.letters(request.company).filter(**given)
    return page_of(found, paging, _as_letter, newest_first=True)


@router.get("/{letter_id}", response=RecordOut, summary="One message and its delivery record")
def letter(request: ApiRequest, letter_id: IdInPath) -> RecordOut:
    """404 when it is not one of the company's."""
    found = queries.letter_for(request.user, letter_id)
    record = [_as_event(line) for line in queries.record_of(found)]
    return RecordOut(**_as_letter(found).dict(), record=record)


@router.get(
    "/{letter_id}/attestation",
    summary="Its proof file",
    openapi_extra={
        "responses": {HTTPStatus.OK.value: {"description": "PDF/A-3a", "content": {PDF: {}}}}
    },
)
def attestation(request: ApiRequest, letter_id: IdInPath) -> HttpResponse:
    """The record, what each thing proves, and the fingerprints of the text and of the files."""
    found = queries.letter_for(request.user, letter_id)
    return HttpResponse(proving.proof_of(found, on=localdate()), content_type=PDF)


@router.get(
    "/{letter_id}/mail",
    summary="The mail as it left",
    openapi_extra={
        "responses": {HTTPStatus.OK.value: {"description": "RFC 5322", "content": {MAIL: {}}}}
    },
)
def mail(request: ApiRequest, letter_id: IdInPath) -> HttpResponse:
    """Refused when it never left, or not by mail: 409."""
    found = queries.letter_for(request.user, letter_id)
    return HttpResponse(proving.as_sent(found), content_type=MAIL)


def _as_letter(letter: Letter) -> LetterOut:
    return LetterOut(id=str(letter.pk), **{name: getattr(letter, name) for name in SHOWN})


def _as_event(line: RecordLine) -> EventOut:
    return EventOut(**asdict(line.event), label=line.meaning.label, proves=line.meaning.proves)


SHOWN = (
    "channel", "state", "to", "subject", "thread", "about", "is_registered", "prepared_at",
    "sent_at",
)  # fmt: skip
