"""What each step was followed by, over REST."""

from datetime import date
from typing import Any, Literal

from django.http import Http404
from django.utils import timezone
from ninja import Query, Router, Schema

from encaisse.accounts.requests import ApiRequest
from encaisse.dunning.queries import efficiency as queries
from encaisse.dunning.queries.simulated import last_year, scenario_in
from encaisse.dunning.rules.efficiency import Line
from encaisse.kernel.period import Period
from encaisse.web.rest import Day, Id, Paging

router = Router()
Outcome = Literal[
    "sent", "settled_before", "too_recent", "paid_7", "paid_15", "paid_30", "promised", "disputed",
    "credited", "nothing",
]  # fmt: skip


class DeliveriesIn(Schema):
    """Which deliveries: from a day to a day, both included (absent: the twelve months that end
    yesterday); of one scenario; of the customers of a segment, as it is today."""

    first: Day | None = None
    last: Day | None = None
    scenario: Id | None = None
    segment: Id | None = None


class WithinOut(Schema):
    """``count`` of the ``known`` steps were wholly paid by the end of the n-th day, ``cents`` of
    ``known_cents`` received. Shares in percent, null while nothing is known."""

    days: int
    known: int
    count: int
    percent: str | None
    known_cents: int
    cents: int
    cents_percent: str | None


class OutcomeOut(Schema):
    """How many of the ``known`` steps, and their share in percent."""

    count: int
    percent: str | None


class EfficiencyOut(Schema):
    """One step of one scenario, by one channel and text, in one currency. ``known``: followed for
    thirty days; ``settled_before``: paid before it was asked, as was learnt later."""

    key: str
    scenario: str
    scenario_name: str
    level: int
    channel: str
    template: str
    currency: str
    sent: int
    messages: int
    settled_before: int
    too_recent: int
    known: int
    within: list[WithinOut]
    promised: OutcomeOut
    disputed: OutcomeOut
    credited: OutcomeOut
    nothing: OutcomeOut


class EfficienciesOut(Schema):
    """Every step delivered in those days, as seen ``on`` today, and how to read it."""

    first: date
    last: date
    on: date
    limits: list[str]
    steps: list[EfficiencyOut]


class BehindIn(DeliveriesIn):
    """The figure opened: the ``key`` of a step and one of its outcomes."""

    key: str
    outcome: Outcome


class StepOut(Schema):
    """One receivable that one message asked for; ``received_cents`` within thirty days."""

    id: str
    message: str
    customer: str
    customer_name: str
    invoice: str
    receivable: str
    delivered_on: date
    open_cents: int
    received_cents: int
    currency: str


class StepsOut(Schema):
    """Some of the steps, and the cursor of what follows (null at the end)."""

    items: list[StepOut]
    next: str | None


@router.get("/efficiency", response=EfficienciesOut, summary="What each step was followed by")
def efficiency(request: ApiRequest, given: Query[DeliveriesIn]) -> dict[str, Any]:
    """Counts only the deliveries old enough to know; an observation, not a cause."""
    asked = _asked(request, given)
    return {
        "first": asked.first,
        "last": asked.last,
        "on": asked.on,
        "limits": [str(limit) for limit in queries.LIMITS],
        "steps": [found.as_plain() for found in queries.efficiency(asked)],
    }


@router.get("/efficiency/steps", response=StepsOut, summary="The steps behind a figure")
def steps(request: ApiRequest, given: Query[BehindIn], paging: Query[Paging]) -> dict[str, Any]:
    """The latest first."""
    line = Line.read(given.key)
    if line is None:
        raise Http404
    before = int(paging.cursor) if paging.cursor else None
    rows = queries.steps_behind(
        _asked(request, given), line, given.outcome, before=before, limit=paging.limit + 1
    )
    kept = rows[: paging.limit]
    more = len(rows) > paging.limit
    return {
        "items": [_step(row) for row in kept], "next": str(kept[-1]["step"]) if more else None,
    }  # fmt: skip


def _step(row: dict[str, Any]) -> StepOut:
    return StepOut(
        id=str(row["step"]),
        message=str(row["message"]),
        customer=str(row["customer"]),
        customer_name=row["name"],
        invoice=str(row["invoice"]),
        receivable=row["label"],
        delivered_on=row["on"],
        open_cents=row["open"],
        received_cents=row["received"],
        currency=row["currency"],
    )


def _asked(request: ApiRequest, given: DeliveriesIn) -> queries.Asked:
    on = timezone.localdate()
    first, last = last_year(on)
    period = Period(given.first or first, given.last or last)
    company = request.company
    return queries.Asked(
        company=company, first=period.first, last=period.last, on=on,
        scenario=scenario_in(company, int(given.scenario)) if given.scenario else None,
        segment=queries.segment_in(company, int(given.segment)) if given.segment else None,
    )  # fmt: skip
