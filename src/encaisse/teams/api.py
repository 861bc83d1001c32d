"""The team, over REST: absences, portfolios handed over or shared by rule."""

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from ninja import Field, Router, Schema, Status

from encaisse.accounts.queries import member_for
from encaisse.accounts.requests import ApiRequest, require, role_of
from encaisse.accounts.rules import may_manage
from encaisse.kernel.money import CENTS_MAX
from encaisse.parties import queries as parties
from encaisse.teams import operations, queries
from encaisse.teams.operations import named as forming
from encaisse.teams.operations import objectives as aiming
from encaisse.teams.queries import named
from encaisse.teams.queries import objectives as aims
from encaisse.teams.rules import may_say_away
from encaisse.teams.rules.objectives import Aim
from encaisse.web.rest import Day, Id, IdInPath, Line

if TYPE_CHECKING:
    from encaisse.teams.models import Absence, Handover, Team
    from encaisse.teams.queries import Share

router = Router(tags=["team"])


class MemberOut(Schema):
    """A member: how many customers they follow, what is late of them in the company's currency."""

    id: str
    name: str
    role: str
    customers: int
    late_cents: int
    tasks: int


class TeamIn(Schema):
    """A name, a manager who leads it, members; each is of one team or none."""

    name: Annotated[Line, Field(min_length=1, max_length=80)]
    manager: Id | None = None
    people: Annotated[list[Id], Field(max_length=1_000)]


class TeamOut(Schema):
    """The same, of those who may sign in."""

    id: str
    name: str
    manager: str | None
    people: list[str]


class ObjectiveIn(Schema):
    """What a person or a team (one of both) aims at in the month of that day: ``collected``, cents
    of the company's currency to bring in; ``late_share``, a percentage not to pass."""

    person: Id | None = None
    team: Id | None = None
    month: Day
    aim: Literal["collected", "late_share"]
    target: Annotated[int, Field(ge=0, le=CENTS_MAX)]


class ObjectiveOut(Schema):
    """The same; ``value`` in the unit of the target, null before the month began."""

    id: str
    person: str | None
    team: str | None
    month: date
    aim: str
    target: int
    value: int | None
    is_reached: bool | None
    definition: str


class AbsenceOut(Schema):
    """A person away from a day through another, and who stands in."""

    id: str
    person: str
    replacement: str
    first_on: date
    last_on: date
    note: str


class AbsenceIn(Schema):
    """The same, to be noted; a collector notes their own."""

    person: Id
    replacement: Id
    first_on: Day
    last_on: Day
    note: Line = ""


class HandoverOut(Schema):
    """Customers given by a person to another, on a day; ``giver`` null: nobody followed them."""

    id: str
    giver: str | None
    taker: str
    customers: list[str]
    note: str
    on: date
    undone_on: date | None


class HandoverIn(Schema):
    """Customers of ``giver``, or of nobody when null, given to ``taker``: those named, or all when
    null."""

    giver: Id | None = None
    taker: Id
    customers: Annotated[list[Id], Field(min_length=1, max_length=10_000)] | None = None
    note: Line = ""


class RuleIn(Schema):
    """Whose are the customers that are so named, of that sector, to whom that colleague sells,
    owing so much; what is empty takes all."""

    name: Annotated[Line, Field(min_length=1, max_length=120)]
    collector: Id
    first: Annotated[str, Field(pattern="^[A-Z]?$")] = ""
    last: Annotated[str, Field(pattern="^[A-Z]?$")] = ""
    sector: Annotated[Line, Field(max_length=120)] = ""
    salesperson: Id | None = None
    least_cents: Annotated[int, Field(ge=0, le=CENTS_MAX)] | None = None
    most_cents: Annotated[int, Field(ge=0, le=CENTS_MAX)] | None = None


class RuleOut(Schema):
    """The same, with what it takes now; the first that takes a customer decides."""

    id: str
    name: str
    collector: str
    first: str
    last: str
    sector: str
    salesperson: str | None
    least_cents: int | None
    most_cents: int | None
    customers: int
    unfollowed: int


class ShareIn(Schema):
    """``everybody``: also the customers that somebody follows."""

    everybody: bool = False


@router.get("", response=list[MemberOut], summary="The members and their portfolios")
def team(request: ApiRequest) -> list[MemberOut]:
    """By name."""
    return [
        MemberOut(
            id=str(each.id), name=each.name, role=str(each.role), customers=each.customers,
            late_cents=each.late_cents, tasks=each.tasks,
        )
        for each in queries.team(request.company, on=localdate())
    ]  # fmt: skip


@router.get("/teams", response=list[TeamOut], summary="The named teams")
def teams(request: ApiRequest) -> list[TeamOut]:
    """By name."""
    return [_team(each) for each in named.teams_of(request.company)]


@router.post("/teams", response={HTTPStatus.CREATED: TeamOut}, summary="Form a team")
def form_team(request: ApiRequest, given: TeamIn) -> Status[TeamOut]:
    """Of these members; those of another team leave it."""
    require(request, may_manage)
    made = forming.form_team(request.company, by=request.by, **_told(request, given))
    return Status(HTTPStatus.CREATED, _team_now(request, made))


@router.put("/teams/{team_id}", response=TeamOut, summary="Change a team")
def change_team(request: ApiRequest, team_id: IdInPath, given: TeamIn) -> TeamOut:
    """Its name, who leads it, who is of it."""
    require(request, may_manage)
    team = named.team_in(request.company, team_id)
    return _team_now(request, forming.change_team(team, by=request.by, **_told(request, given)))


@router.delete(
    "/teams/{team_id}", response={HTTPStatus.NO_CONTENT: None}, summary="Dissolve a team"
)
def dissolve(request: ApiRequest, team_id: IdInPath) -> Status[None]:
    """Its members and what they follow stay."""
    require(request, may_manage)
    forming.dissolve(named.team_in(request.company, team_id), by=request.by)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get("/objectives", response=list[ObjectiveOut], summary="What is aimed at")
def objectives(request: ApiRequest) -> list[ObjectiveOut]:
    """This month and those to come, with how far each is."""
    return [_objective(each) for each in aims.standings(request.company, on=localdate())]


@router.post("/objectives", response={HTTPStatus.CREATED: ObjectiveOut}, summary="Set an objective")
def set_objective(request: ApiRequest, given: ObjectiveIn) -> Status[ObjectiveOut]:
    """The same aim set again is changed."""
    require(request, may_manage)
    company, on = request.company, localdate()
    if (given.person is None) == (given.team is None):
        raise aiming.ObjectiveOfNobody
    made = aiming.set_objective(
        company, month=given.month, aim=Aim(given.aim), target=given.target, on=on, by=request.by,
        who=member_for(company, int(given.person))
        if given.person
        else named.team_in(company, int(given.team or 0)),
    )  # fmt: skip
    found = next(each for each in aims.standings(company, on=on) if each.id == made.pk)
    return Status(HTTPStatus.CREATED, _objective(found))


@router.delete(
    "/objectives/{objective_id}", response={HTTPStatus.NO_CONTENT: None}, summary="Remove it"
)
def remove_objective(request: ApiRequest, objective_id: IdInPath) -> Status[None]:
    """Nothing is aimed at any more."""
    require(request, may_manage)
    aiming.remove_objective(aims.objective_in(request.company, objective_id), by=request.by)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get("/absences", response=list[AbsenceOut], summary="Who is away, or will be")
def absences(request: ApiRequest) -> list[AbsenceOut]:
    """The first to begin first."""
    return [_absence(each) for each in queries.absences(request.company, on=localdate())]


@router.post("/absences", response={HTTPStatus.CREATED: AbsenceOut}, summary="Note an absence")
def be_away(request: ApiRequest, given: AbsenceIn) -> Status[AbsenceOut]:
    """What waits for the person goes to the replacement on these days."""
    person = member_for(request.company, int(given.person))
    _require_own(request, person.pk)
    made = operations.be_away(
        person, member_for(request.company, int(given.replacement)), company=request.company,
        first_on=given.first_on, last_on=given.last_on, note=given.note, on=localdate(),
        by=request.by,
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, _absence(made))


@router.post("/absences/{absence_id}/back", response=AbsenceOut, summary="The person is back")
def come_back(request: ApiRequest, absence_id: IdInPath) -> AbsenceOut:
    """From today; an absence to come is given up."""
    found = queries.absence_in(request.company, absence_id)
    _require_own(request, found.person_id)
    return _absence(operations.come_back(found, on=localdate(), by=request.by))


@router.post("/handovers", response={HTTPStatus.CREATED: HandoverOut}, summary="Hand over")
def hand_over(request: ApiRequest, given: HandoverIn) -> Status[HandoverOut]:
    """The customers of a person are another's, with the open tasks."""
    require(request, may_manage)
    made = operations.hand_over(
        member_for(request.company, int(given.giver)) if given.giver else None,
        member_for(request.company, int(given.taker)), company=request.company, note=given.note,
        customers=None if given.customers is None else [int(key) for key in given.customers],
        on=localdate(), by=request.by,
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, _handover(made))


@router.post("/handovers/{handover_id}/undo", response=HandoverOut, summary="Undo a handover")
def undo(request: ApiRequest, handover_id: IdInPath) -> HandoverOut:
    """On the day it was made."""
    require(request, may_manage)
    found = queries.handover_in(request.company, handover_id)
    return _handover(operations.undo(found, on=localdate(), by=request.by))


@router.get("/rules", response=list[RuleOut], summary="Whose customers are, by rule")
def rules(request: ApiRequest) -> list[RuleOut]:
    """In their order, with what each takes now."""
    shares, _nobody = queries.shares(request.company)
    return [_rule(each) for each in shares]


@router.post("/rules", response={HTTPStatus.CREATED: RuleOut}, summary="Add a rule")
def add_rule(request: ApiRequest, given: RuleIn) -> Status[RuleOut]:
    """After the others."""
    require(request, may_manage)
    facts = given.dict()
    collector = member_for(request.company, int(facts.pop("collector")))
    if given.salesperson:
        facts["salesperson"] = parties.colleague_in(request.company, int(given.salesperson))
    made = operations.add_rule(request.company, collector=collector, by=request.by, **facts)
    shares, _nobody = queries.shares(request.company)
    return Status(HTTPStatus.CREATED, next(_rule(one) for one in shares if one.rule == made))


@router.post("/rules/share", response=list[HandoverOut], summary="Share customers by rule")
def share(request: ApiRequest, asked: ShareIn) -> list[HandoverOut]:
    """Those that nobody follows, or all: a handover for each giver and taker."""
    require(request, may_manage)
    made = operations.share(
        request.company, everybody=asked.everybody, on=localdate(), by=request.by
    )
    return [_handover(each) for each in made]


@router.delete("/rules/{rule_id}", response={HTTPStatus.NO_CONTENT: None}, summary="Remove a rule")
def remove_rule(request: ApiRequest, rule_id: IdInPath) -> Status[None]:
    """The customers that it gave stay where they are."""
    require(request, may_manage)
    operations.remove_rule(queries.rule_in(request.company, rule_id), by=request.by)
    return Status(HTTPStatus.NO_CONTENT, None)


def _told(request: ApiRequest, given: TeamIn) -> dict[str, Any]:
    company = request.company
    return {
        "name": given.name,
        "manager": member_for(company, int(given.manager)) if given.manager else None,
        "people": [member_for(company, int(key)).pk for key in given.people],
    }


def _team_now(request: ApiRequest, team: "Team") -> TeamOut:
    return next(_team(each) for each in named.teams_of(request.company) if each.id == team.pk)


def _team(team: "named.Named") -> TeamOut:
    return TeamOut(
        id=str(team.id), name=team.name, people=[str(key) for key in team.people],
        manager=str(team.manager_id) if team.manager_id else None,
    )  # fmt: skip


def _objective(found: "aims.Standing") -> ObjectiveOut:
    progress = found.progress
    return ObjectiveOut(
        id=str(found.id), person=str(found.person_id) if found.person_id else None,
        team=str(found.team_id) if found.team_id else None, month=found.month,
        aim=str(found.aim), target=found.target, value=progress.value if progress else None,
        is_reached=progress.is_reached if progress else None, definition=found.definition,
    )  # fmt: skip


def _rule(share: "Share") -> RuleOut:
    rule = share.rule
    return RuleOut(
        id=str(rule.pk), name=rule.name, collector=str(rule.collector_id), first=rule.first,
        last=rule.last, sector=rule.sector,
        salesperson=str(rule.salesperson_id) if rule.salesperson_id else None,
        least_cents=rule.least_cents, most_cents=rule.most_cents,
        customers=share.customers, unfollowed=share.unfollowed,
    )  # fmt: skip


def _require_own(request: ApiRequest, person_id: int) -> None:
    if not may_say_away(role_of(request), is_self=person_id == request.user.pk):
        raise PermissionDenied


def _absence(absence: "Absence") -> AbsenceOut:
    return AbsenceOut(
        id=str(absence.pk), person=str(absence.person_id), replacement=str(absence.replacement_id),
        first_on=absence.first_on, last_on=absence.last_on, note=absence.note,
    )  # fmt: skip


def _handover(handover: "Handover") -> HandoverOut:
    return HandoverOut(
        id=str(handover.pk), taker=str(handover.taker_id),
        giver=str(handover.giver_id) if handover.giver_id else None,
        customers=[str(part.customer_id) for part in handover.parts.order_by("id")],
        note=handover.note, on=handover.on, undone_on=handover.undone_on,
    )  # fmt: skip
