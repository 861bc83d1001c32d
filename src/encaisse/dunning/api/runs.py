"""The runs and the decisions of a day, over REST."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.dunning import operations
from encaisse.dunning.queries import resources
from encaisse.dunning.queries.explaining import explain
from encaisse.dunning.queries.naming import named_decisions
from encaisse.web.rest import Day, IdInPath, Number, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.dunning.models import Run

router = Router()


class RunOut(Schema):
    """A run of the day; ``counts`` by decision (``send`` or hold code), and of messages."""

    id: str
    on: date
    by: str
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]


class RunIn(Schema):
    """The day to run."""

    on: Day


class DecisionOut(Schema):
    """What is decided for a receivable on a day, and why; ``hold`` is null when it goes."""

    customer: str
    receivable: str
    open: int
    currency: str
    days_late: int
    decision: str
    level: int | None
    channel: str | None
    hold: str | None
    reason: str


class DecisionPage(Schema):
    """Some of the decisions, and the cursor of what follows (null at the end)."""

    items: list[DecisionOut]
    next: str | None


class DecisionPaging(Schema):
    """The day, and where to start."""

    on: Day
    cursor: Annotated[str, Field(pattern=r"^([1-9][0-9]{0,9})?$")] = ""
    limit: int = Field(200, ge=1, le=5000)


@router.get("/runs", response=Page[RunOut], summary="The runs, the newest first")
def runs(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Every run that was kept."""
    return page_of(resources.runs(request.company), paging, _as_run, newest_first=True)


@router.post("/runs", response={201: RunOut}, summary="Run the day")
def run(request: ApiRequest, given: RunIn) -> Status[RunOut]:
    """Decide and propose; twice is once. Refused for a day before the latest run's."""
    require(request, may_collect)
    ran = operations.run(request.company, on=given.on, by=request.by, at=timezone.now())
    assert ran.run is not None
    return Status(201, _as_run(ran.run))


@router.get("/runs/{run_id}", response=RunOut, summary="One run")
def one_run(request: ApiRequest, run_id: IdInPath) -> RunOut:
    """404 when it is not one of the company's."""
    return _as_run(resources.run_for(request.user, run_id))


@router.get("/decisions", response=DecisionPage, summary="What would be decided on a day")
def decisions(request: ApiRequest, paging: Query[DecisionPaging]) -> dict[str, Any]:
    """For every open receivable, by customer; nothing is kept."""
    at = timezone.now()
    ran = operations.run(request.company, on=paging.on, by=request.by, at=at, dry=True)
    start = int(paging.cursor or 0)
    found = named_decisions(request.company, ran.decisions)
    items = found[start : start + paging.limit]
    more = start + paging.limit < len(found)
    return {"items": items, "next": str(start + paging.limit) if more else None}


@router.get("/explain", response=list[dict[str, Any]], summary="Why an invoice is reminded or not")
def explanation(request: ApiRequest, invoice: Number, on: Day) -> list[dict[str, Any]]:
    """For each of its receivables, with the steps already taken."""
    return explain(request.company, invoice, on=on)


def _as_run(run: "Run") -> RunOut:
    return RunOut(
        id=str(run.pk),
        on=run.on,
        by=run.by,
        started_at=run.started_at,
        finished_at=run.finished_at,
        counts=run.counts,
    )
