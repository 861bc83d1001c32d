"""Print batches over REST: made, taken to the printer, posted; a letter taken out of the pile."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.dunning.operations import posting as operations
from encaisse.letters import queries as letters
from encaisse.letters.operations import posting as batches
from encaisse.web.rest import Day, IdInPath, Number, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.letters.models import Letter

PDF = "application/pdf"

router = Router()


class BatchOut(Schema):
    """Letters printed together. ``left_out``: whom, and why the letter could not be drawn; they
    still wait. ``taken_at``: first taken to the printer. ``entrusted``: how many are with a
    carrier and not posted yet."""

    id: str
    state: Literal["making", "empty", "ready", "printed", "entrusted", "posted"]
    is_duplex: bool
    letters: int
    pages: int
    by: str
    started_at: datetime
    taken_at: datetime | None
    posted_on: date | None
    entrusted: int
    left_out: list[tuple[str, str]]


class LetterOut(Schema):
    """A letter of a batch. ``to`` are the lines of its envelope; ``document`` its PDF, as printed:
    ``delivered`` once posted, ``failed`` when it was taken out of the pile, ``why``. ``carrier``:
    who prints and posts it for us, under ``reference`` there; ``entrusted`` until it is posted,
    ``unclear`` when it did not answer."""

    id: str
    state: str
    to: list[str]
    subject: str
    postcode: str
    pages: int
    document: str | None
    carrier: str
    reference: str
    why: str


class MakeIn(Schema):
    """Printed on both sides or not; ``is_entrusted`` to the carrier of the settings once made, in
    colour or not."""

    is_duplex: bool = False
    is_entrusted: bool = False
    is_color: bool = False


class EntrustIn(Schema):
    """Printed in colour or not."""

    is_color: bool = False


class PostedIn(Schema):
    """The day it was posted: from the day it was made to today. ``are_entrusted``: what the carrier
    took and does not tell about, not the pile."""

    on: Day
    are_entrusted: bool = False


class AsideIn(Schema):
    """Why it is not posted."""

    why: Number


@router.get("/print-batches", response=Page[BatchOut], summary="The batches, the newest first")
def all_batches(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Of the company."""
    return page_of(letters.batches(request.company), paging, _as_batch, newest_first=True)


@router.post("/print-batches", response=BatchOut, summary="Print the letters that wait")
def make_batch(request: ApiRequest, given: MakeIn) -> BatchOut:
    """Workers draw them; what was paid meanwhile does not enter."""
    require(request, may_collect)
    made = operations.start_batch(
        request.company, by=request.by, at=timezone.now(), **given.model_dump()
    )
    return _as_batch(letters.batch_of(request.company, made.pk))


@router.get("/print-batches/{batch_id}", response=BatchOut, summary="One batch")
def one_batch(request: ApiRequest, batch_id: IdInPath) -> BatchOut:
    """404 when it is not one of the company's."""
    return _as_batch(letters.batch_of(request.company, batch_id))


@router.get("/print-batches/{batch_id}/letters", response=Page[LetterOut], summary="Its letters")
def letters_of(request: ApiRequest, batch_id: IdInPath, paging: Query[Paging]) -> dict[str, Any]:
    """In the order in which they entered."""
    found = letters.batch_of(request.company, batch_id)
    return page_of(found.letters.all(), paging, _as_letter)


@router.post(
    "/print-batches/{batch_id}/file",
    summary="The file to print",
    openapi_extra={"responses": {200: {"content": {PDF: {}}}}},
)
def batch_file(request: ApiRequest, batch_id: IdInPath) -> HttpResponse:
    """A list, then the letters sorted for folding. ``taken_at`` says whether it was taken before:
    printed twice, it would write twice to the same customers."""
    require(request, may_collect)
    found = letters.batch_of(request.company, batch_id)
    return HttpResponse(batches.take(found, by=request.by, at=timezone.now()), content_type=PDF)


@router.post("/print-batches/{batch_id}/posted", response=BatchOut, summary="It was posted")
def posted(request: ApiRequest, batch_id: IdInPath, given: PostedIn) -> BatchOut:
    """The steps of its letters count as taken that day; workers record it."""
    require(request, may_collect)
    found = letters.batch_of(request.company, batch_id)
    operations.post_batch(
        found, on=given.on, by=request.by, at=timezone.now(), are_entrusted=given.are_entrusted
    )
    return _as_batch(letters.batch_of(request.company, batch_id))


@router.post("/print-batches/{batch_id}/entrust", response=BatchOut, summary="Entrust its letters")
def entrust(request: ApiRequest, batch_id: IdInPath, given: EntrustIn) -> BatchOut:
    """To the carrier of the settings, who prints and posts them: workers give them one by one, but
    those paid since. The steps count as taken on the day that the carrier posts."""
    require(request, may_collect)
    found = letters.batch_of(request.company, batch_id)
    operations.entrust_batch(found, is_color=given.is_color, by=request.by, at=timezone.now())
    return _as_batch(letters.batch_of(request.company, batch_id))


@router.post(
    "/print-batches/{batch_id}/letters/{letter_id}/set-aside",
    response=LetterOut,
    summary="Take a letter out of the pile",
)
def set_aside(
    request: ApiRequest, batch_id: IdInPath, letter_id: IdInPath, given: AsideIn
) -> LetterOut:
    """The next run proposes its steps again."""
    require(request, may_collect)
    letter = letters.letter_of(letters.batch_of(request.company, batch_id), letter_id)
    operations.set_letter_aside(letter, why=given.why, by=request.by)
    letter.refresh_from_db()
    return _as_letter(letter)


def _as_batch(batch: Any) -> BatchOut:
    return BatchOut(
        id=str(batch.pk),
        state=batch.stands,
        is_duplex=batch.is_duplex,
        letters=batch.letter_count,
        pages=batch.page_count,
        by=batch.by,
        started_at=batch.started_at,
        taken_at=batch.taken_at,
        posted_on=batch.posted_on,
        entrusted=batch.entrusted_count,
        left_out=batch.left_out,
    )


def _as_letter(letter: "Letter") -> LetterOut:
    return LetterOut(
        id=str(letter.pk),
        state=letter.state,
        to=letter.to,
        subject=letter.subject,
        postcode=letter.postcode,
        pages=letter.pages,
        document=str(letter.document_id) if letter.document_id else None,
        carrier=letter.carrier,
        reference=letter.reference,
        why=letter.answer,
    )
