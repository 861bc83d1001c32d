"""The legal values, over REST."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from django.utils.timezone import localdate
from ninja import Query, Router, Schema, Status
from pydantic import StringConstraints

from encaisse.accounts.requests import ApiRequest, require_administrator
from encaisse.law import reader
from encaisse.law.reader import LegalValue, Parameters
from encaisse.legal_values import operations, queries, rules
from encaisse.web.rest import NO_CONTROL, Day, Line, Page

router = Router(tags=["legal values"])

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{1,120}$")]
Figure = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,11}(\.[0-9]{1,6})?$")]
Article = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=NO_CONTROL),
]
Source = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=NO_CONTROL)
]


class ConfirmationOut(Schema):
    """Who read what, when, and vouches for the value."""

    by: str
    on: date
    source: str


class LegalValueOut(Schema):
    """A figure over some days. ``value`` is a decimal string in its unit; ``to`` is null while
    nothing says when it ends: it is then known until ``checked_until``, and unknown after."""

    kind: str
    label: str
    unit: str
    first: date
    to: date | None
    value: str
    article: str
    source: str
    confidence: str
    certain: bool
    confirmation: ConfirmationOut | None
    note: str
    checked_until: date


class Asked(Schema):
    """Which values: of one kind, of one day, as they were known on a past day."""

    kind: Kind | None = None
    on: Day | None = None
    known_on: Day | None = None


class AdditionIn(Schema):
    """A value that an administrator read."""

    kind: Kind
    first: Day
    last: Day
    value: Figure
    article: Article
    source: Source
    read_on: Day


class ConfirmationIn(Schema):
    """A person vouches for the value of that kind which begins on ``first``."""

    kind: Kind
    first: Day
    by: Annotated[Line, StringConstraints(min_length=1)]
    on: Day
    source: Source


@router.get("", response=Page[LegalValueOut], summary="The legal values, by kind and day")
def values(request: ApiRequest, asked: Query[Asked]) -> dict[str, Any]:  # noqa: ARG001
    """What ships, under what this installation added and confirmed: few, on one page."""
    law = queries.law()
    if asked.known_on:
        law = law.as_known_on(asked.known_on)
    kinds = [queries.parameter_named(law, asked.kind).name] if asked.kind else law.names()
    found = [value for kind in kinds for value in law.read(kind).values]
    if asked.on:
        found = [value for value in found if asked.on in value.period]
    return {"items": [_as_value(law, value) for value in found], "next": None}


@router.post("", response={HTTPStatus.CREATED: LegalValueOut}, summary="Add a value to the law")
def add(request: ApiRequest, given: AdditionIn) -> Status[LegalValueOut]:
    """It supersedes what stood on its days, from today on. For administrators."""
    require_administrator(request)
    unit = queries.parameter_named(queries.law(), given.kind).unit
    addition = reader.Addition(
        parameter=given.kind,
        first=given.first,
        last=given.last,
        value=rules.parse_value(given.value, unit),
        article=given.article,
        source=given.source,
        read_on=given.read_on,
        known_on=localdate(),
        by=request.by,
    )
    operations.add(addition)
    return Status(HTTPStatus.CREATED, _now(given.kind, given.first))


@router.post(
    "/confirmations",
    response={HTTPStatus.CREATED: LegalValueOut},
    summary="Vouch for a value with a mark",
)
def confirm(request: ApiRequest, given: ConfirmationIn) -> Status[LegalValueOut]:
    """It becomes certain, and may leave the company. For administrators."""
    require_administrator(request)
    queries.parameter_named(queries.law(), given.kind)
    confirmation = reader.Confirmation(given.kind, given.first, given.on, given.by, given.source)
    operations.confirm(confirmation, on=localdate(), recorded_by=request.by)
    return Status(HTTPStatus.CREATED, _now(given.kind, given.first))


def _now(kind: str, first: date) -> LegalValueOut:
    law = queries.law()
    return _as_value(law, law.read(kind).on(first))


def _as_value(law: Parameters, value: LegalValue) -> LegalValueOut:
    parameter, confirmed = law.read(value.parameter), value.confirmation
    return LegalValueOut(
        kind=value.parameter,
        label=parameter.label,
        unit=value.unit,
        first=value.first,
        to=None if value.is_open else value.last,
        value=str(value.value),
        article=value.article,
        source=value.source,
        confidence=value.confidence.value,
        certain=value.is_certain,
        confirmation=ConfirmationOut(by=confirmed.by, on=confirmed.on, source=confirmed.source)
        if confirmed
        else None,
        note=value.note,
        checked_until=parameter.checked_until,
    )
