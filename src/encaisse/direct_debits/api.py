"""Mandates and direct debits, over REST."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.timezone import localdate, localtime
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.direct_debits import operations, queries
from encaisse.direct_debits.rules import calendar
from encaisse.parties.queries import customer_for
from encaisse.receivables.queries import receivable_for
from encaisse.web.rest import Day, Id, IdInPath, Line, Number, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.direct_debits.models import Debit, DebitBatch, Mandate

router = Router(tags=["direct debits"])
mandates_router = Router(tags=["direct debits"])


class MandateOut(Schema):
    """A mandate; ``unusable`` says why it cannot be used today, empty when it can."""

    id: str
    customer: str
    reference: str
    scheme: str
    holder: str
    iban: str
    bic: str
    signed_on: date
    is_recurrent: bool
    notice_days: int
    latest_on: date | None
    revoked_on: date | None
    unusable: str


class MandateIn(Schema):
    """A mandate that a customer signed."""

    customer: Id
    reference: Annotated[Number, Field(max_length=35)]
    scheme: Literal["core", "b2b"] = "core"
    iban: Annotated[Number, Field(max_length=42)]
    bic: Annotated[Line, Field(max_length=14)] = ""
    holder: Annotated[Line, Field(max_length=140)] = ""
    signed_on: Day
    is_recurrent: bool = True
    notice_days: int = Field(calendar.USUAL_NOTICE_DAYS, ge=1, le=60)


class RevokeIn(Schema):
    """From which day, and why."""

    on: Day
    why: Line = ""


class MandatePaging(Paging):
    """Which mandates."""

    customer: Id | None = None


class DebitOut(Schema):
    """One collection: paid when ``paid_on`` is known, sent back on ``returned_on`` (rejected before
    being paid when ``paid_on`` is null), with what to do next. ``notice``: the mail that told the
    customer."""

    receivable: str
    mandate: str
    sequence: str
    end_to_end: str
    cents: int
    paid_on: date | None
    returned_on: date | None
    returned_why: str
    returned_code: str
    next_act: str
    notified_on: date | None
    notice: str | None


class BatchOut(Schema):
    """A batch; its file is the document."""

    id: str
    message: str
    scheme: str
    collect_on: date
    count: int
    total_cents: int
    currency: Literal["EUR"] = "EUR"
    made_at: datetime
    document: str
    cancelled_on: date | None


class WholeBatchOut(BatchOut):
    """The same, with its collections."""

    debits: list[DebitOut]


class BatchIn(Schema):
    """What is open of these receivables, on a day. ``notified_on``: the day the customers were told
    of it; null: their invoices told them; ``tells``: they are told now, by mail. ``final``: those
    that end their mandate (FNAL)."""

    receivables: Annotated[list[Id], Field(min_length=1, max_length=10_000)]
    collect_on: Day
    notified_on: Day | None = None
    tells: bool = False
    final: Annotated[list[Id], Field(default_factory=list, max_length=10_000)]


@mandates_router.get("", response=Page[MandateOut], summary="The mandates")
def mandates(request: ApiRequest, paging: Query[MandatePaging]) -> dict[str, Any]:
    """Those of a customer, or all."""
    found = queries.mandates(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    return page_of(found, paging, _mandate)


@mandates_router.post("", response={201: MandateOut}, summary="Keep a mandate that was signed")
def sign(request: ApiRequest, given: MandateIn) -> Status[MandateOut]:
    """Reference, IBAN and BIC are checked."""
    require(request, may_collect)
    customer = customer_for(request.user, int(given.customer))
    made = operations.sign(customer, by=request.by, **given.dict(exclude={"customer"}))
    return Status(201, _mandate(queries.mandates(request.company).get(pk=made.pk)))


@mandates_router.post("/{mandate_id}/revoke", response=MandateOut, summary="Revoke a mandate")
def revoke(request: ApiRequest, mandate_id: IdInPath, given: RevokeIn) -> MandateOut:
    """Nothing is collected under it from that day on."""
    require(request, may_collect)
    found = queries.mandate_for(request.user, request.company, mandate_id)
    return _mandate(operations.revoke(found, on=given.on, why=given.why, by=request.by))


@router.get("", response=Page[BatchOut], summary="The batches, newest first")
def batches(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The cancelled ones too."""
    return page_of(queries.batches(request.company), paging, _batch, newest_first=True)


@router.post("", response={201: WholeBatchOut}, summary="Make a batch")
def make(request: ApiRequest, given: BatchIn) -> Status[WholeBatchOut]:
    """The pain.008 file is kept as a document: read it at ``/documents/{id}/content``."""
    require(request, may_collect)
    made = operations.make_batch(
        request.company,
        [receivable_for(request.user, int(key)) for key in given.receivables],
        collect_on=given.collect_on, notified_on=given.notified_on, at=localtime(), by=request.by,
        tells=given.tells, final=[int(key) for key in given.final],
    )  # fmt: skip
    return Status(201, _whole(made))


@router.get("/{remittance_id}", response=WholeBatchOut, summary="One batch")
def batch(request: ApiRequest, remittance_id: IdInPath) -> WholeBatchOut:
    """404 when it is not one of the company's."""
    return _whole(queries.batch_for(request.user, request.company, remittance_id))


@router.post("/{remittance_id}/cancel", response=WholeBatchOut, summary="Cancel a batch")
def cancel(request: ApiRequest, remittance_id: IdInPath) -> WholeBatchOut:
    """While the bank has not answered."""
    require(request, may_collect)
    found = queries.batch_for(request.user, request.company, remittance_id)
    return _whole(operations.cancel_batch(found, on=localdate(), by=request.by))


def _mandate(mandate: "Mandate") -> MandateOut:
    ((_same, why),) = queries.with_state([mandate], on=localdate())
    return MandateOut(
        id=str(mandate.pk), customer=str(mandate.customer_id), reference=mandate.reference,
        scheme=mandate.scheme, holder=mandate.holder, iban=mandate.iban, bic=mandate.bic,
        signed_on=mandate.signed_on, is_recurrent=mandate.is_recurrent,
        notice_days=mandate.notice_days, latest_on=getattr(mandate, "latest_on", None),
        revoked_on=mandate.revoked_on, unusable=why,
    )  # fmt: skip


def _batch(batch: "DebitBatch") -> BatchOut:
    return BatchOut(**_facts(batch))


def _whole(batch: "DebitBatch") -> WholeBatchOut:
    return WholeBatchOut(
        **_facts(batch), debits=[_debit(each) for each in queries.debits_of(batch)]
    )


def _facts(batch: "DebitBatch") -> dict[str, Any]:
    return {
        "id": str(batch.pk),
        "message": batch.message,
        "scheme": batch.scheme,
        "collect_on": batch.collect_on,
        "count": batch.count,
        "total_cents": batch.total_cents,
        "made_at": batch.made_at.astimezone(UTC),
        "document": str(batch.document_id),
        "cancelled_on": batch.cancelled_on,
    }


def _debit(debit: "Debit") -> DebitOut:
    return DebitOut(
        receivable=str(debit.receivable_id),
        mandate=debit.mandate.reference,
        sequence=debit.sequence,
        end_to_end=debit.end_to_end,
        cents=debit.cents,
        paid_on=debit.credit.on if debit.credit else None,
        returned_on=debit.returned_on,
        returned_why=debit.returned_why,
        returned_code=debit.returned_code,
        next_act=debit.reason.next_act if debit.returned_on else "",
        notified_on=debit.notified_on,
        notice=str(debit.notice_id) if debit.notice_id else None,
    )
