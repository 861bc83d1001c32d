"""The scenarios and their versions, over REST."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_manage
from encaisse.dunning import operations, rules
from encaisse.dunning.queries import editing
from encaisse.dunning.queries.scenarios import as_rule
from encaisse.dunning.rules.words import lived
from encaisse.kernel.money import CENTS_MAX
from encaisse.web.rest import Currency, IdInPath, Line, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.dunning.models import Scenario

router = Router()

Name = Annotated[
    str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
Days = Annotated[int, Field(ge=0, le=3650)]
Amount = Annotated[int, Field(ge=0, le=CENTS_MAX // 1000)]
Channel = Literal["mail", "letter", "sms", "call", "visit"]


class StepShape(Schema):
    """One step. ``days`` are signed: below zero before the due date, for a courtesy (level 0).
    A call or a visit is always a task."""

    level: int = Field(ge=0, le=60)
    days: int = Field(ge=-3650, le=3650)
    channel: Channel = "mail"
    other_channel: Literal["", "mail", "letter", "sms"] = ""
    after_previous: bool = False
    end_of_month: bool = False
    business_days: bool = False
    encloses_invoices: bool = False
    is_registered: bool = False
    is_courtesy: bool = False
    approval: Literal["auto", "approve", "task"] = "approve"
    tone: Literal["", "collaborative", "neutral", "rigorous", "firm"] = ""
    template_code: Slug = "relance"
    pay_within_days: Days | None = None
    fee_cents: Amount = 0
    fee_rate: Annotated[Decimal, Field(ge=0, le=1, max_digits=7, decimal_places=6)] = Decimal(0)


class ScenarioIn(Schema):
    """All that a scenario says; ``repeat`` is ``1 month``, ``2 weeks``, ``10 days``, or nothing."""

    name: Name
    steps: list[StepShape] = Field(max_length=40)
    tolerance_cents: Amount = 0
    minimum: dict[Currency, Amount] = Field(default_factory=dict)
    spacing_days: Days = 0
    grouping: Literal["customer", "step", "receivable"] = "customer"
    lists: Literal["reached", "overdue"] = "reached"
    is_sequential: bool = True
    transit_days: Days = 0
    repeat: Line = ""


class ScenarioOut(ScenarioIn):
    """A scenario in force, what a customer who never pays lives through, and what deserves a
    look."""

    id: str
    version: int
    is_default: bool
    is_archived: bool
    lived: list[str]
    warnings: list[str]


class VersionOut(Schema):
    """A version: who saved it, when, what it changed, in words."""

    version: int
    by: str
    at: datetime
    changes: list[str]


@router.get("/scenarios", response=Page[ScenarioOut], summary="The scenarios")
def scenarios(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Every scenario of the company, archived or not."""
    return page_of(editing.scenarios(request.company), paging, _shown)


@router.post("/scenarios", response={201: ScenarioOut}, summary="Create a scenario")
def create_scenario(request: ApiRequest, given: ScenarioIn) -> Status[dict[str, Any]]:
    """Refused when it makes no sense, or when its name is taken."""
    require(request, may_manage)
    kept = operations.add_scenario(request.company, _rule(given, request), by=request.by)
    return Status(201, _shown(kept))


@router.get("/scenarios/{scenario_id}", response=ScenarioOut, summary="One scenario")
def one_scenario(request: ApiRequest, scenario_id: IdInPath) -> dict[str, Any]:
    """404 when it is not one of the company's."""
    return _shown(editing.scenario_for(request.user, scenario_id))


@router.put("/scenarios/{scenario_id}", response=ScenarioOut, summary="Replace a scenario")
def replace_scenario(
    request: ApiRequest, scenario_id: IdInPath, given: ScenarioIn
) -> dict[str, Any]:
    """A new version; what is already proposed leaves as the version that made it says."""
    require(request, may_manage)
    found = editing.scenario_for(request.user, scenario_id)
    kept = operations.save_scenario(found.company, _rule(given, request), by=request.by, over=found)
    return _shown(kept)


@router.get("/scenarios/{scenario_id}/versions", response=list[VersionOut], summary="The versions")
def versions(request: ApiRequest, scenario_id: IdInPath) -> list[editing.Saved]:
    """The newest first."""
    return editing.saved_versions(editing.scenario_for(request.user, scenario_id))


def _rule(given: ScenarioIn, request: ApiRequest) -> rules.Scenario:
    told = given.dict()
    steps = tuple(rules.Step(**step) for step in told.pop("steps"))
    repeat = told.pop("repeat")
    every = rules.Every.parse(repeat) if repeat else None
    return rules.Scenario(
        id=0, steps=steps, repeat=every, currency=request.company.currency, **told
    )


def _shown(kept: Scenario) -> dict[str, Any]:
    rule = as_rule(kept, kept.company)
    return asdict(rule) | {
        "id": str(kept.pk),
        "repeat": str(rule.repeat or ""),
        "is_default": kept.is_default,
        "is_archived": kept.is_archived,
        "lived": lived(rule),
        "warnings": [str(remark) for remark in editing.remarks(kept.company, rule)],
    }
