"""The agenda over REST: its lines in their order, and what is done with one."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import StringConstraints

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.agenda import operations
from encaisse.agenda.operations import Doer, Then, calendars
from encaisse.agenda.queries import listing
from encaisse.agenda.queries.calendars import calendar_of
from encaisse.agenda.queries.coming import coming as coming_of
from encaisse.agenda.queries.orphans import orphans
from encaisse.agenda.rules import SCENARIO, weight
from encaisse.dunning.queries.tasks import members
from encaisse.parties.queries import customer_for
from encaisse.teams.queries import named
from encaisse.web.rest import Day, Id, Line, Number

if TYPE_CHECKING:
    from encaisse.agenda.rules import Item

router = Router(tags=["agenda"])
Source = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[\w:. -]+$")]
MOST = 1000


class LineOut(Schema):
    """One line. ``source`` names it for ever; ``cents`` is the amount, ``expected_cents`` what
    acting today may bring nearer: the order is by it. ``days_late``: the age of the debt."""

    source: str
    kind: str
    subject: str
    reason: str
    note: str
    customer: str | None
    person: str | None
    due_on: date
    cents: int
    expected_cents: int
    currency: str
    days_late: int
    is_closable: bool


class OrphanOut(Schema):
    """A late receivable of which nothing is to come, and why."""

    receivable: str
    invoice: str
    number: str
    customer: str
    due_on: date
    days_late: int
    cents: int
    currency: str
    reason: str


class Which(Schema):
    """Whose lines: ``me`` (with nobody's), ``nobody``, all, or a ``team``'s; until how many days
    ahead."""

    whose: Literal["all", "me", "nobody"] = "all"
    team: Id | None = None
    when: Literal["today", "tomorrow", "week"] = "today"


class CountOut(Schema):
    """What somebody has to do, and did today."""

    person: str
    name: str
    to_do: int
    done: int


class ThenIn(Schema):
    """What comes next: the scenario alone, a call, a visit, or something else, for a day."""

    kind: Literal["scenario", "call", "visit", "other"] = "scenario"
    on: Day | None = None
    words: Line = ""


class PlannedOut(Schema):
    """What somebody has to do for the customer, on which day."""

    kind: str
    on: date
    words: str


class ComingOut(Schema):
    """What is planned, the earliest first; what is proposed next, why."""

    planned: list[PlannedOut]
    proposed: str
    proposed_on: date
    words: str


class DoneIn(Schema):
    """What it gave, and what comes next."""

    source: Source
    words: Number
    then: ThenIn = ThenIn()


class SnoozeIn(Schema):
    """Not before that day, and why."""

    source: Source
    until: Day
    words: Line = ""


class GiveIn(Schema):
    """The member who does it."""

    source: Source
    person: Id


class NoteIn(Schema):
    """A word for whoever does it."""

    source: Source
    words: Number


class CalendarOut(Schema):
    """Whether one's own calendar reads the agenda by a secret address; whether it tells sums."""

    is_made: bool
    with_amounts: bool
    made_at: datetime | None


WHOSE = {"all": listing.EVERYBODY, "me": listing.MINE, "nobody": listing.NOBODY}
WHEN = {"today": listing.TODAY, "tomorrow": listing.TOMORROW, "week": listing.WEEK}


@router.get("", response=list[LineOut], summary="What is to be done, the heaviest first")
def agenda(request: ApiRequest, which: Query[Which]) -> list[LineOut]:
    """The thousand first lines at most."""
    on = timezone.localdate()
    return [_shown(item, on) for item in _due(request, which, on)[:MOST]]


@router.get("/counts", response=list[CountOut], summary="What each has to do and did")
def counts(request: ApiRequest, which: Query[Which]) -> list[CountOut]:
    """Of a team, or of all the members; by name."""
    on, company = timezone.localdate(), request.company
    if which.team is not None:
        people = named.people_by_name(named.team_in(company, int(which.team)))
    else:
        people = {each.pk: str(each) for each in members(company)}
    found = listing.counts(company, _due(request, which, on), people, on=on)
    return [
        CountOut(person=str(each.id), name=each.name, to_do=each.to_do, done=each.done)
        for each in found
    ]


@router.post("/done", response=LineOut, summary="A line is done")
def done(request: ApiRequest, given: DoneIn) -> LineOut:
    """With what it gave; a task or a reply is closed where it lives."""
    who = _doer(request)
    then = Then(given.then.kind, given.then.on, given.then.words)
    item = operations.finish(request.company, given.source, words=given.words, then=then, who=who)
    return _shown(item, who.on)


@router.get("/next/{customer_id}", response=ComingOut, summary="What comes next for a customer")
def coming(request: ApiRequest, customer_id: int) -> ComingOut:
    """To be asked once something of it is closed."""
    return _coming(request, customer_id)


@router.post(
    "/next/{customer_id}", response=ComingOut, summary="Say what comes next for a customer"
)
def ask_next(request: ApiRequest, customer_id: int, given: ThenIn) -> ComingOut:
    """A call, a visit or anything else, for a day; the scenario alone changes nothing."""
    who = _doer(request)
    found = customer_for(request.user, customer_id)
    if given.kind != SCENARIO:
        then = Then(given.kind, given.on, given.words)
        operations.ask_next(request.company, found.pk, then, who=who)
    return _coming(request, found.pk)


@router.get("/orphans", response=list[OrphanOut], summary="What is late without next action")
def orphaned(request: ApiRequest) -> list[OrphanOut]:
    """Of which nothing is to come, by the scenario or by anybody; the largest first."""
    found = orphans(request.company, on=timezone.localdate())[:MOST]
    return [
        OrphanOut(
            receivable=str(each.id), invoice=str(each.invoice_id), number=each.number,
            customer=str(each.customer_id), due_on=each.due_on, days_late=each.days_late,
            cents=each.cents, currency=each.currency, reason=each.reason,
        )
        for each in found
    ]  # fmt: skip


@router.post("/snoozed", response=LineOut, summary="A line is put off")
def snoozed(request: ApiRequest, given: SnoozeIn) -> LineOut:
    """To a day to come, within two years."""
    who = _doer(request)
    item = operations.snooze(
        request.company, given.source, until=given.until, words=given.words, who=who
    )
    return _shown(item, who.on)


@router.post("/given", response=LineOut, summary="A line is given to a member")
def give(request: ApiRequest, given: GiveIn) -> LineOut:
    """A manager gives anybody's; a collector their own, or nobody's."""
    who = _doer(request)
    person = member_for(request.company, int(given.person))
    return _shown(operations.give(request.company, given.source, to=person, who=who), who.on)


@router.post("/noted", response=LineOut, summary="A word on a line")
def noted(request: ApiRequest, given: NoteIn) -> LineOut:
    """Whoever does it reads it."""
    who = _doer(request)
    item = operations.note(request.company, given.source, words=given.words, who=who)
    return _shown(item, who.on)


@router.get("/calendar", response=CalendarOut, summary="One's own calendar")
def calendar(request: ApiRequest) -> CalendarOut:
    """Its address is made on the page alone, which shows it once: an answer of the API is kept to
    be given again."""
    found = calendar_of(request.company, request.user)
    if found is None:
        return CalendarOut(is_made=False, with_amounts=False, made_at=None)
    return CalendarOut(is_made=True, with_amounts=found.with_amounts, made_at=found.made_at)


@router.delete("/calendar", response={204: None}, summary="Revoke the address of one's calendar")
def revoke_calendar(request: ApiRequest) -> Status[None]:
    """It opens nothing any more."""
    calendars.revoke(request.company, request.user, by=request.by)
    return Status(204, None)


def _due(request: ApiRequest, which: Which, on: date) -> "list[Item]":
    found = listing.agenda(request.company, on=on)
    if which.team is not None:
        people = named.people_by_name(named.team_in(request.company, int(which.team)))
        return found.of_team(people).due(WHEN[which.when])
    return found.of(WHOSE[which.whose], request.user.pk).due(WHEN[which.when])


def _coming(request: ApiRequest, customer_id: int) -> ComingOut:
    on = timezone.localdate()
    found = coming_of(customer_for(request.user, customer_id), on=on)
    return ComingOut(
        planned=[PlannedOut(kind=e.kind, on=e.on, words=e.words) for e in found.planned],
        proposed=found.proposed.kind, proposed_on=found.proposed.on, words=found.proposed.words,
    )  # fmt: skip


def _doer(request: ApiRequest) -> Doer:
    require(request, may_collect)
    return Doer(request.user, request.by, timezone.localdate())


def _shown(item: "Item", on: date) -> LineOut:
    return LineOut(
        source=item.source, kind=item.kind, subject=item.subject, reason=item.reason,
        note=item.note, customer=str(item.customer_id) if item.customer_id else None,
        person=str(item.person_id) if item.person_id else None, due_on=item.due_on,
        cents=item.cents, expected_cents=weight(item, on=on).cents, currency=item.currency,
        days_late=item.days_late, is_closable=item.is_closable,
    )  # fmt: skip
