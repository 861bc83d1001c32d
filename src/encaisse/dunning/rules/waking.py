"""Which receivables a run has to look at one by one: the others are neither late nor near."""

from collections.abc import Iterable
from datetime import date, timedelta

from encaisse.dunning.rules.scenario import Scenario

DAYS_OFF = 7  # more than days off ever follow one another


def horizon(scenarios: Iterable[Scenario], on: date) -> date:
    """The latest due date of which a run of that day may say more than "never" or "not due": the
    day before, or as far ahead as a courtesy reminder goes."""
    courtesies = [step for scenario in scenarios for step in scenario.steps if step.is_courtesy]
    ahead = (DAYS_OFF * step.business_days - step.days for step in courtesies)
    return on + timedelta(days=max(ahead, default=-1))
