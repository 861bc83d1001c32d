"""Trying a scenario on the past: asked for by a person, played by a worker, kept to be read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.dunning import rules
from encaisse.dunning.models import Simulation, SimulationState
from encaisse.dunning.queries.scenarios import read_content
from encaisse.dunning.queries.simulation import Trial, priced, tried
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from encaisse.accounts.models import Company

DAYS_MAX = 3 * 366


class NotThePast(Refusal):
    """Only what has happened can be played."""

    code = "not_the_past"
    sentence = (
        "Un essai se joue sur le passé : choisissez une période qui finit au plus tard le {on}."
    )


class PeriodEndsBeforeItBegins(Refusal):
    """No day to play."""

    code = "period_ends_before_it_begins"
    sentence = (
        "La période finit le {last}, avant de commencer le {first} : échangez les deux jours."
    )


class PeriodTooLong(Refusal):
    """A trial is read by people: three years say enough."""

    code = "period_too_long"
    sentence = "Un essai porte sur trois ans au plus : rapprochez les deux jours."


class ContentMakesNoSense(Refusal):
    """What cannot be saved cannot be tried either."""

    code = "content_makes_no_sense"
    sentence = "Le scénario « {name} » ne peut être essayé. {faults}"


@transaction.atomic
def start_simulation(company: Company, trial: Trial, *, name: str, by: str, on: date) -> Simulation:
    """Keep what is to be tried, and enqueue it. ``on``: today, where the company is."""
    check_trial(trial, on=on)
    kept = Simulation.objects.create(
        company=company, name=name, content=trial.content, replaces_id=trial.replaces,
        against=trial.against, prices=dict(trial.prices), first=trial.first, last=trial.last,
        by=by,
    )  # fmt: skip
    audit.record(
        company=company, actor=by, verb="scenario.tried", subject=f"simulation:{kept.pk}",
        facts={"name": name, "first": trial.first.isoformat(), "last": trial.last.isoformat()},
    )  # fmt: skip
    enqueue("dunning.simulate", company.pk, simulation_id=kept.pk)
    return kept


def check_trial(trial: Trial, *, on: date) -> None:
    """Refuse a period or a scenario of which nothing could be said."""
    if trial.last < trial.first:
        raise PeriodEndsBeforeItBegins(first=french_day(trial.first), last=french_day(trial.last))
    if trial.last > on:
        raise NotThePast(on=french_day(on))
    if len(trial.days) > DAYS_MAX:
        raise PeriodTooLong
    scenario = read_content(trial.content, id=trial.replaces)
    found = rules.faults(scenario)
    if found:
        raise ContentMakesNoSense(name=scenario.name, faults=" ".join(map(str, found)))


def play_simulation(company: Company, simulation_id: int) -> None:
    """Play it from its first day, whatever was played before; one that is done is left alone. Each
    percent is kept as it goes: the page can be left."""
    kept = Simulation.objects.filter(company=company, pk=simulation_id)
    simulation = kept.exclude(state=SimulationState.DONE).first()
    if simulation is None:
        return
    kept.update(state=SimulationState.RUNNING, progress=0)
    try:
        result = tried(company, trial_of(simulation), tell=lambda done: _tell(simulation_id, done))
    except Refusal as refusal:
        kept.update(state=SimulationState.FAILED, failure=str(refusal)[:250])
        return
    kept.update(state=SimulationState.DONE, progress=100, result=result, failure="")


@transaction.atomic
def price_simulation(simulation: Simulation, prices: Mapping[str, int]) -> None:
    """Count its messages again at these prices: nothing is played again."""
    kept = Simulation.objects.select_for_update().get(pk=simulation.pk)
    kept.prices = dict(prices)
    if kept.state == SimulationState.DONE:
        kept.result = priced(kept.result, kept.prices)
    kept.save(update_fields=["prices", "result"])


def trial_of(simulation: Simulation) -> Trial:
    """What was asked."""
    return Trial(
        content=simulation.content,
        replaces=simulation.replaces_id,
        first=simulation.first,
        last=simulation.last,
        against=simulation.against,
        prices=simulation.prices,
    )


def _tell(simulation_id: int, percent: int) -> None:
    Simulation.objects.filter(pk=simulation_id).update(progress=percent)
