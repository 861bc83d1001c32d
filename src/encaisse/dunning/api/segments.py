"""Segments, who gets which scenario, and profiles, over REST."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import Http404
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect, may_manage
from encaisse.dunning import operations
from encaisse.dunning.queries import choosing, profiles
from encaisse.dunning.queries import segments as queries
from encaisse.dunning.rules import segments as rules
from encaisse.parties.queries import customer_for
from encaisse.web.rest import Id, IdInPath, Line, Number, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.dunning.models import Profile, Scenario, Segment

AMOUNT_MAX = 10**15

router = Router()


class ConditionShape(Schema):
    """One test of one fact; amounts in cents of the company's currency."""

    fact: Number
    test: Literal["is", "is_not", "in", "at_least", "at_most", "has", "has_not"]
    value: (
        Annotated[int, Field(ge=0, le=AMOUNT_MAX)]
        | Number
        | Annotated[list[Number], Field(max_length=50)]
    )


class SegmentOut(Schema):
    """Customers known by a rule; the first in service by ``rank`` that takes one is its own."""

    id: str
    name: str
    rank: int
    scenario: str
    conditions: list[ConditionShape]
    words: str
    is_active: bool


class SegmentIn(Schema):
    """A segment, whole."""

    name: Annotated[Number, Field(max_length=80)]
    scenario: Id
    conditions: Annotated[list[ConditionShape], Field(max_length=20)]
    is_active: bool = True


class MoveIn(Schema):
    """One place in the order of precedence."""

    to: Literal["earlier", "later"]


class MovedOut(Schema):
    """A customer that would change scenario; an empty name: no reminder at all."""

    customer: str
    name: str
    before: str
    after: str


class MovesOut(Schema):
    """Who would move if the segment were saved: how many, and the first of them by the number of
    their open receivables."""

    count: int
    customers: list[MovedOut]


class ChoiceOut(Schema):
    """The scenario that a customer follows; ``source`` is customer, payer, segment or company."""

    customer: str
    scenario: str | None
    source: str
    segment: str
    excluded: str | None
    why: str


class ProfileOut(Schema):
    """How a customer pays; ``chosen`` by a person beats what the history gives."""

    customer: str
    tone: str
    computed: str
    chosen: str
    why: str
    risk: str
    facts: dict[str, Any]
    computed_on: date | None


class ProfileIn(Schema):
    """A person's choice, with its reason; an empty tone goes back to the history."""

    tone: Literal["", "collaborative", "neutral", "rigorous", "firm"]
    why: Line = ""


@router.get("/segments", response=Page[SegmentOut], summary="The segments")
def segments(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """All of them, in service or not."""
    return page_of(queries.segments(request.company), paging, _as_segment)


@router.post("/segments", response={201: SegmentOut}, summary="Add a segment")
def add_segment(request: ApiRequest, given: SegmentIn) -> Status[SegmentOut]:
    """It comes last in the order of precedence."""
    require(request, may_manage)
    return Status(201, _saved(request, given, None))


@router.post("/segments/try", response=MovesOut, summary="Who a new segment would move")
def try_new_segment(request: ApiRequest, given: SegmentIn) -> MovesOut:
    """Nothing is saved."""
    return _tried(request, given, 0)


@router.get("/segments/{segment_id}", response=SegmentOut, summary="One segment")
def segment(request: ApiRequest, segment_id: IdInPath) -> SegmentOut:
    """404 when it is not one of the company's."""
    return _as_segment(choosing.segment_for(request.user, segment_id))


@router.put("/segments/{segment_id}", response=SegmentOut, summary="Change a segment")
def change_segment(request: ApiRequest, segment_id: IdInPath, given: SegmentIn) -> SegmentOut:
    """Its place stays."""
    require(request, may_manage)
    return _saved(request, given, choosing.segment_for(request.user, segment_id))


@router.delete("/segments/{segment_id}", response={204: None}, summary="Remove a segment")
def remove_segment(request: ApiRequest, segment_id: IdInPath) -> Status[None]:
    """Its customers follow the next one that takes them, else the company's scenario."""
    require(request, may_manage)
    found = choosing.segment_for(request.user, segment_id)
    operations.remove_segment(found, by=request.by)
    return Status(204, None)


@router.post("/segments/{segment_id}/move", response=SegmentOut, summary="Move a segment")
def move_segment(request: ApiRequest, segment_id: IdInPath, given: MoveIn) -> SegmentOut:
    """One place earlier or later; at the end nothing moves."""
    require(request, may_manage)
    found = choosing.segment_for(request.user, segment_id)
    operations.move_segment(found, earlier=given.to == "earlier", by=request.by)
    return _as_segment(choosing.segment_for(request.user, segment_id))


@router.post("/segments/{segment_id}/try", response=MovesOut, summary="Who a change would move")
def try_segment(request: ApiRequest, segment_id: IdInPath, given: SegmentIn) -> MovesOut:
    """Nothing is saved."""
    return _tried(request, given, choosing.segment_for(request.user, segment_id).pk)


@router.get("/choices/{customer_id}", response=ChoiceOut, summary="Which scenario, and why")
def choice(request: ApiRequest, customer_id: IdInPath) -> ChoiceOut:
    """What a run of today would follow for this customer, invoices apart."""
    customer = customer_for(request.user, customer_id)
    found = choosing.choice_of(customer, localdate())
    number = found["scenario_id"]
    return ChoiceOut(
        customer=str(customer.pk),
        scenario=str(number) if number else None,
        **{name: found[name] for name in ("source", "segment", "excluded", "why")},
    )


@router.get("/profiles/{customer_id}", response=ProfileOut, summary="How a customer pays")
def profile(request: ApiRequest, customer_id: IdInPath) -> ProfileOut:
    """From its history, or as a person says."""
    return _as_profile(profiles.profile_of(customer_for(request.user, customer_id)))


@router.put("/profiles/{customer_id}", response=ProfileOut, summary="Choose a profile")
def choose_profile(request: ApiRequest, customer_id: IdInPath, given: ProfileIn) -> ProfileOut:
    """Refused without a reason."""
    require(request, may_collect)
    customer = customer_for(request.user, customer_id)
    return _as_profile(
        operations.choose_profile(customer, given.tone, why=given.why, by=request.by)
    )


def _saved(request: ApiRequest, given: SegmentIn, kept: "Segment | None") -> SegmentOut:
    saved = operations.save_segment(
        request.company, name=given.name, scenario=_scenario(request, given.scenario),
        conditions=_conditions(given), is_active=given.is_active, by=request.by, segment=kept,
    )  # fmt: skip
    return _as_segment(saved)


def _tried(request: ApiRequest, given: SegmentIn, number: int) -> MovesOut:
    require(request, may_manage)
    company, scenario = request.company, _scenario(request, given.scenario)
    conditions = tuple(_conditions(given))
    operations.segments.check(given.name, conditions)
    tried = rules.Segment(number, given.name, scenario.pk, conditions, company.currency)
    among = queries.tried_among(company, tried, is_active=given.is_active)
    found = choosing.moves(company, localdate(), among)
    return MovesOut(
        count=found.count,
        customers=[
            MovedOut(customer=str(each.customer_id), name=each.name,
                     before=each.before, after=each.after)
            for each in found.shown
        ],
    )  # fmt: skip


def _conditions(given: SegmentIn) -> list[rules.Condition]:
    return [rules.Condition.read(each.dict()) for each in given.conditions]


def _scenario(request: ApiRequest, number: str) -> "Scenario":
    found = choosing.scenario_for(request.company, int(number))
    if found is None:
        raise Http404
    return found


def _as_segment(segment: "Segment") -> SegmentOut:
    return SegmentOut(
        id=str(segment.pk),
        name=segment.name,
        rank=segment.rank,
        scenario=str(segment.scenario_id),
        conditions=[ConditionShape(**each) for each in segment.conditions],
        words=queries.as_rule(segment, segment.company).words,
        is_active=segment.is_active,
    )


def _as_profile(profile: "Profile") -> ProfileOut:
    return ProfileOut(
        customer=str(profile.customer_id),
        tone=profile.tone,
        computed=profile.computed,
        chosen=profile.chosen,
        why=profile.why,
        risk=str(profile.facts.get("risk", "medium")),
        facts=profile.facts,
        computed_on=profile.computed_on,
    )
