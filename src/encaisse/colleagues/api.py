"""Colleagues, over REST: who follows customers, their digests, when these leave."""

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.colleagues import operations, queries
from encaisse.colleagues.queries import digests
from encaisse.colleagues.rules import MINUTES_OF_DAY, Habit
from encaisse.parties import queries as parties
from encaisse.parties.operations import following
from encaisse.web.rest import Email, Id, IdInPath, Line, Number, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.parties.models import Colleague, Follower

router = Router(tags=["colleagues"])
Name = Annotated[Number, Field(max_length=120)]


class ColleagueOut(Schema):
    """Somebody of ours who follows customers; ``user`` when they are a member, whose own address is
    used. ``is_stopped``: they want no digest."""

    id: str
    name: str
    email: str
    user: str | None
    is_stopped: bool


class ColleagueChange(Schema):
    """What changes; what is left out stays."""

    name: Name | None = None
    email: Email | None = None


class FollowerOut(Schema):
    """Who follows a customer in a department; ``is_listed``: a list said so, and the next may say
    otherwise."""

    id: str
    customer: str
    department: str
    colleague: str
    name: str
    email: str
    is_listed: bool


class FollowerIn(Schema):
    """Who follows it from now on: a colleague, or a name, an address, or both."""

    customer: Id
    department: Annotated[Line, Field(min_length=1, max_length=40)]
    colleague: Id | None = None
    name: Annotated[Line, Field(max_length=120)] = ""
    email: Email = ""


class FollowerPaging(Paging):
    """Which of them."""

    customer: Id | None = None
    colleague: Id | None = None


class LateOut(Schema):
    """What a customer owes past its day, in one currency; ``fresh``: invoices late since less than
    a week."""

    customer: str
    currency: str
    cents: int
    invoices: int
    oldest_on: date
    fresh: int


class DigestOut(Schema):
    """What the digest of a colleague says today; nothing is sent when it says nothing."""

    late: list[LateOut]
    disputes: list[str]
    questions: list[str]


class HabitOut(Schema):
    """When digests leave: the day of the week (0 is Monday), the minute of the day."""

    weekday: int
    minute: int
    is_sent: bool


class HabitIn(Schema):
    """The same, to change it."""

    weekday: Annotated[int, Field(ge=0, le=6)] = Habit().weekday
    minute: Annotated[int, Field(ge=0, lt=MINUTES_OF_DAY)] = Habit().minute
    is_sent: bool = True


@router.get("", response=Page[ColleagueOut], summary="The colleagues")
def colleagues(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Those who follow customers, or did."""
    over = queries.stopped(request.company)
    return page_of(
        parties.colleagues(request.company), paging, lambda each: _as_colleague(each, over)
    )


@router.get("/followers", response=Page[FollowerOut], summary="Who follows which customer")
def followers(request: ApiRequest, paging: Query[FollowerPaging]) -> dict[str, Any]:
    """Of a customer, of a colleague, or all."""
    found = queries.followers(request.company)
    if paging.customer:
        found = found.filter(customer_id=int(paging.customer))
    if paging.colleague:
        found = found.filter(colleague_id=int(paging.colleague))
    return page_of(found, paging, _as_follower)


@router.post(
    "/followers", response={HTTPStatus.CREATED: FollowerOut}, summary="Say who follows a customer"
)
def follow(request: ApiRequest, given: FollowerIn) -> Status[FollowerOut]:
    """In a department, instead of whoever did; no list changes it any more."""
    require(request, may_collect)
    customer = parties.customer_for(request.user, int(given.customer))
    if given.colleague:
        who = parties.colleague_in(request.company, int(given.colleague))
    else:
        who = following.meet(request.company, given.name, email=given.email, by=request.by)
    made = operations.follow(customer, who, department=given.department, by=request.by)
    return Status(HTTPStatus.CREATED, _as_follower(made))


@router.post("/followers/{follower_id}/end", response=FollowerOut, summary="Nobody follows it")
def leave(request: ApiRequest, follower_id: IdInPath) -> FollowerOut:
    """In that department, until somebody does."""
    require(request, may_collect)
    found = parties.follower_in(request.company, follower_id)
    shown = _as_follower(found)
    following.leave(found, by=request.by)
    return shown


@router.get("/digests", response=HabitOut, summary="When digests leave")
def habit(request: ApiRequest) -> HabitOut:
    """By the clock of the company."""
    return _as_habit(queries.habit_of(request.company))


@router.post("/digests", response=HabitOut, summary="Change when digests leave")
def arrange(request: ApiRequest, given: HabitIn) -> HabitOut:
    """A day that has passed is not caught up."""
    require(request, may_manage)
    wanted = Habit(given.weekday, given.minute, given.is_sent)
    operations.arrange(request.company, wanted, on=localdate(), by=request.by)
    return _as_habit(wanted)


@router.patch("/{colleague_id}", response=ColleagueOut, summary="Change a colleague")
def change(request: ApiRequest, colleague_id: IdInPath, given: ColleagueChange) -> ColleagueOut:
    """Their name, their address."""
    require(request, may_collect)
    found = parties.colleague_in(request.company, colleague_id)
    following.change_colleague(found, name=given.name, email=given.email, by=request.by)
    return _as_colleague(found, queries.stopped(request.company))


@router.get("/{colleague_id}/digest", response=DigestOut, summary="What their digest says today")
def digest(request: ApiRequest, colleague_id: IdInPath) -> DigestOut:
    """Whether or not they want it."""
    news = digests.news_of(parties.colleague_in(request.company, colleague_id), on=localdate())
    late = [
        LateOut(
            customer=str(each.customer_id), currency=each.currency, cents=each.cents,
            invoices=each.count, oldest_on=each.oldest_on, fresh=each.fresh,
        )
        for each in news.late
    ]  # fmt: skip
    return DigestOut(
        late=late, disputes=[str(row.id) for row in news.disputes],
        questions=[str(each.pk) for each in news.questions],
    )  # fmt: skip


@router.post("/{colleague_id}/digest/stop", response=ColleagueOut, summary="Send them none")
def stop(request: ApiRequest, colleague_id: IdInPath) -> ColleagueOut:
    """They asked for none any more."""
    require(request, may_collect)
    found = parties.colleague_in(request.company, colleague_id)
    operations.stop(found, on=localdate(), by=request.by)
    return _as_colleague(found, queries.stopped(request.company))


@router.post("/{colleague_id}/digest/resume", response=ColleagueOut, summary="Send them again")
def resume(request: ApiRequest, colleague_id: IdInPath) -> ColleagueOut:
    """They want it again."""
    require(request, may_collect)
    found = parties.colleague_in(request.company, colleague_id)
    operations.resume(found, on=localdate(), by=request.by)
    return _as_colleague(found, queries.stopped(request.company))


def _as_colleague(colleague: "Colleague", stopped: set[int]) -> ColleagueOut:
    return ColleagueOut(
        id=str(colleague.pk), name=colleague.name, email=colleague.address,
        user=str(colleague.person_id) if colleague.person_id else None,
        is_stopped=colleague.pk in stopped,
    )  # fmt: skip


def _as_follower(follower: "Follower") -> FollowerOut:
    return FollowerOut(
        id=str(follower.pk), customer=str(follower.customer_id), department=follower.department,
        colleague=str(follower.colleague_id), name=follower.colleague.name,
        email=follower.colleague.address, is_listed=follower.is_listed,
    )  # fmt: skip


def _as_habit(habit: Habit) -> HabitOut:
    return HabitOut(weekday=habit.weekday, minute=habit.minute, is_sent=habit.is_sent)
