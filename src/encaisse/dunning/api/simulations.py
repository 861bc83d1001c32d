"""Scenarios tried on the past, over REST."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from encaisse.accounts.requests import ApiRequest, require
from encaisse.accounts.rules import may_collect
from encaisse.dunning import operations
from encaisse.dunning.queries import simulated
from encaisse.web.rest import Day, Id, IdInPath, Page, Paging, page_of

if TYPE_CHECKING:
    from encaisse.dunning.models import Scenario, Simulation

router = Router()
CENTS_MAX = 100_000


class SimulationIn(Schema):
    """A saved scenario, in a version or as it stands, from a day to a day, both played. It takes
    the place of ``replaces`` (itself, or the company's scenario) and is compared with ``against``
    in the same place (absent: what is in force). Prices in cents of a message."""

    scenario: Id
    version: int | None = Field(None, ge=1, le=1_000_000)
    first: Day
    last: Day
    replaces: Id | None = None
    against: Id | None = None
    mail_price_cents: int = Field(0, ge=0, le=CENTS_MAX)
    letter_price_cents: int = Field(0, ge=0, le=CENTS_MAX)
    sms_price_cents: int = Field(0, ge=0, le=CENTS_MAX)


class SimulationOut(Schema):
    """Where a simulation stands; ``progress`` in percent."""

    id: str
    name: str
    first: date
    last: date
    state: str
    progress: int
    failure: str
    by: str
    at: datetime


class SimulationResultOut(SimulationOut):
    """The same with what it found (empty until it is done), and what it cannot know."""

    result: dict[str, Any]
    limits: list[str]


@router.get("/simulations", response=Page[SimulationOut], summary="The simulations, newest first")
def simulations(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Every trial that was asked for."""
    return page_of(simulated.simulations(request.company), paging, _as_plain, newest_first=True)


@router.post("/simulations", response={201: SimulationOut}, summary="Try a scenario on the past")
def simulate(request: ApiRequest, given: SimulationIn) -> Status[SimulationOut]:
    """Played by a worker; read it again until its state is ``done``. Sends and writes nothing."""
    require(request, may_collect)
    scenario = simulated.scenario_in(request.company, int(given.scenario))
    trial = simulated.trial_for(
        scenario, given.first, given.last, version=given.version,
        against=_of_company(request, given.against),
        replaces=_of_company(request, given.replaces),
        prices={
            "mail": given.mail_price_cents,
            "letter": given.letter_price_cents,
            "sms": given.sms_price_cents,
        },
    )  # fmt: skip
    started = operations.start_simulation(
        scenario.company, trial, name=scenario.name, by=request.by, on=timezone.localdate()
    )
    return Status(201, _as_plain(started))


@router.get("/simulations/{simulation_id}", response=SimulationResultOut, summary="One simulation")
def one_simulation(request: ApiRequest, simulation_id: IdInPath) -> SimulationResultOut:
    """404 when it is not one of the company's."""
    found = simulated.simulation_for(request.user, simulation_id)
    result = simulated.with_names(found.company, found.result) if found.result else {}
    limits = [str(limit) for limit in simulated.LIMITS]
    return SimulationResultOut(**_as_plain(found).dict(), result=result, limits=limits)


def _of_company(request: ApiRequest, scenario_id: str | None) -> "Scenario | None":
    if scenario_id is None:
        return None
    return simulated.scenario_in(request.company, int(scenario_id))


def _as_plain(simulation: "Simulation") -> SimulationOut:
    return SimulationOut(
        id=str(simulation.pk),
        name=simulation.name,
        first=simulation.first,
        last=simulation.last,
        state=simulation.state,
        progress=simulation.progress,
        failure=simulation.failure,
        by=simulation.by,
        at=simulation.at,
    )
