"""The documents, over REST: found, given, downloaded, attached, purged."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpResponse
from django.utils.timezone import localdate
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile

from encaisse.accounts.requests import ApiRequest, require, role_of
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.documents import forms, operations, queries
from encaisse.documents.operations import purging
from encaisse.web.rest import Day, Id, IdInPath, Ids, Line, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.documents.models import Document
    from encaisse.documents.rules.retention import Proposed
    from encaisse.documents.rules.subjects import Subject

router = Router(tags=["documents"])
GivenKind = Literal[
    "invoice", "credit_note", "order", "quote", "delivery_note", "contract", "terms", "exchange",
    "sent", "proof", "payment_proof", "other",
]  # fmt: skip
SubjectKind = Literal["customer", "invoice", "dispute", "letter", "case"]


class SubjectOut(Schema):
    """What a document is attached to; ``title``: how it was called then."""

    id: str
    kind: str
    subject: str
    title: str


class DocumentOut(Schema):
    """A file kept. ``media_type`` was read from its bytes; ``quarantined`` says what the scanner
    found: then its content is refused."""

    id: str
    name: str
    kind: str
    on: date
    media_type: str
    size: int
    sha256: str
    quarantined: str
    by: str
    received_at: datetime
    attached_to: list[SubjectOut]


class DocumentPaging(Paging):
    """Which documents: by words of their name and text, by kind, day, and what they concern."""

    q: Line = ""
    kind: GivenKind | Literal["", "imported"] = ""
    since: Day | None = None
    until: Day | None = None
    subject_kind: SubjectKind | None = None
    subject: Id | None = None


class GivenIn(Schema):
    """What the file is, and what it concerns: both of ``subject_kind`` and ``subject``, or none."""

    kind: GivenKind = "other"
    on: Day | None = None
    subject_kind: SubjectKind | None = None
    subject: Id | None = None


class DescribedIn(Schema):
    """What a document is."""

    name: Line
    kind: GivenKind
    on: Day


class AttachedIn(Schema):
    """A thing of the company."""

    subject_kind: SubjectKind
    subject: Id


class ProposedOut(Schema):
    """A document that need not be kept any more, and why."""

    id: str
    name: str
    kind: str
    on: date
    kept_until: date | None
    reason: str


class PurgedIn(Schema):
    """The documents that a manager lets go, all proposed."""

    documents: Ids


class PurgedOut(Schema):
    """How many are gone."""

    purged: int


@router.get("", response=Page[DocumentOut], summary="The documents, the newest first")
def documents(request: ApiRequest, paging: Query[DocumentPaging]) -> dict[str, Any]:
    """Words are looked for in French: « livrer » finds « livrées »."""
    company, subject = request.company, _subject(request, paging.subject_kind, paging.subject)
    found = queries.about(company, subject) if subject else queries.documents(company)
    if paging.q:
        found = found.filter(queries.answering(company, paging.q))
    if paging.kind:
        found = found.filter(kind=paging.kind)
    if paging.since:
        found = found.filter(dated_on__gte=paging.since)
    if paging.until:
        found = found.filter(dated_on__lte=paging.until)
    return page_of(found, paging, _shown, newest_first=True)


@router.post("", response={HTTPStatus.CREATED: DocumentOut}, summary="Give a file")
def receive(
    request: ApiRequest, file: File[UploadedFile], given: Form[GivenIn]
) -> Status[DocumentOut]:
    """Its type is read from its bytes. The same bytes again are the same document. A file that the
    scanner refuses is kept apart: the answer says so in ``quarantined``."""
    require(request, may_collect)
    subject = _subject(request, given.subject_kind, given.subject)
    on = given.on or localdate()
    operations.check_day(on, today=localdate())
    made = operations.receive(
        request.company,
        forms.given(file),
        kind=given.kind,
        by=request.by,
        on=on,
        subjects=[subject] if subject else [],
    )
    return Status(HTTPStatus.CREATED, _shown(made))


@router.get("/to-purge", response=list[ProposedOut], summary="What need not be kept any more")
def to_purge(request: ApiRequest) -> list[ProposedOut]:
    """Each with its rule. Nothing goes by itself."""
    require(request, may_manage)
    return [_proposed(each) for each in queries.to_purge(request.company, on=localdate())]


@router.post("/purge", response=PurgedOut, summary="Let documents go")
def purge(request: ApiRequest, given: PurgedIn) -> PurgedOut:
    """Only what is proposed, all or none; their bytes do not come back."""
    require(request, may_manage)
    named = [int(key) for key in given.documents]
    role, on = role_of(request), localdate()
    return PurgedOut(purged=purging.purge(request.company, named, role=role, by=request.by, on=on))


@router.get("/{document_id}", response=DocumentOut, summary="One document")
def document(request: ApiRequest, document_id: IdInPath) -> DocumentOut:
    """404 when it is not one of the company's."""
    return _shown(_document(request, document_id))


@router.get("/{document_id}/content", summary="Its bytes")
def content(request: ApiRequest, document_id: IdInPath) -> HttpResponse:
    """The file as it came, to be saved."""
    return forms.given_back(_document(request, document_id))


@router.put("/{document_id}", response=DocumentOut, summary="Say what it is")
def describe(request: ApiRequest, document_id: IdInPath, given: DescribedIn) -> DocumentOut:
    """Its name, its kind, its day."""
    require(request, may_collect)
    found = _document(request, document_id)
    operations.check_day(given.on, today=localdate())
    operations.describe(found, name=given.name, kind=given.kind, dated_on=given.on, by=request.by)
    return document(request, document_id)


@router.post("/{document_id}/attachments", response=DocumentOut, summary="Attach it")
def attach(request: ApiRequest, document_id: IdInPath, given: AttachedIn) -> DocumentOut:
    """To a thing of the company; twice is once."""
    require(request, may_collect)
    subject = queries.subject_for(request.company, given.subject_kind, int(given.subject))
    operations.attach(_document(request, document_id), subject, by=request.by)
    return document(request, document_id)


@router.delete(
    "/{document_id}/attachments/{attachment_id}", response=DocumentOut, summary="Detach it"
)
def detach(request: ApiRequest, document_id: IdInPath, attachment_id: IdInPath) -> DocumentOut:
    """The document is kept."""
    require(request, may_collect)
    found = queries.attachment_of(_document(request, document_id), attachment_id)
    operations.detach(found, by=request.by)
    return document(request, document_id)


def _document(request: ApiRequest, document_id: int) -> Document:
    return queries.document_for(request.user, request.company, document_id)


def _subject(request: ApiRequest, kind: str | None, key: str | None) -> Subject | None:
    return queries.subject_for(request.company, kind or "", int(key or 0)) if kind or key else None


def _shown(found: Document) -> DocumentOut:
    attached = [
        SubjectOut(
            id=str(one.pk), kind=one.subject_kind, subject=str(one.subject_id), title=one.title
        )
        for one in found.attachments.all()
    ]
    return DocumentOut(
        id=str(found.pk),
        name=found.name,
        kind=found.kind,
        on=found.dated_on,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        quarantined=found.quarantined,
        by=found.by,
        received_at=found.received_at,
        attached_to=attached,
    )


def _proposed(each: Proposed) -> ProposedOut:
    found = each.document
    return ProposedOut(
        id=str(found.pk), name=found.name, kind=found.kind, on=found.dated_on,
        kept_until=each.until, reason=each.reason,
    )  # fmt: skip
