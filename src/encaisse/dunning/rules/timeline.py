"""When each step of a scenario comes, in days from the due date: the life of an invoice never
paid. Negative before the due date. A step waits for the one before, its delay and the spacing."""

from collections.abc import Iterator
from dataclasses import dataclass

from encaisse.dunning.rules.scenario import Scenario, Step


@dataclass(frozen=True, slots=True)
class Moment:
    """A step and the earliest day on which it comes; ``place`` is its place in the steps."""

    step: Step
    place: int
    day: int


def moments(scenario: Scenario) -> list[Moment]:
    """The steps in the order in which they come: courtesies, then the ladder. Ends of months,
    days off and transit depend on the invoice: they only push further."""
    places = {id(step): place for place, step in enumerate(scenario.steps)}
    return [Moment(step, places[id(step)], day) for step, day in _days(scenario)]


def _days(scenario: Scenario) -> Iterator[tuple[Step, int]]:
    latest: int | None = None
    for step in scenario.courtesies:
        latest = step.days if latest is None else max(step.days, latest + scenario.spacing_days)
        yield step, latest
    before: Step | None = None
    for step in scenario.ladder:
        latest = max(_own_day(step, latest), 1, *_patience(scenario, before, latest))
        yield step, latest
        before = step


def _own_day(step: Step, latest: int | None) -> int:
    return step.days + (latest or 0) if step.after_previous else step.days


def _patience(scenario: Scenario, before: Step | None, latest: int | None) -> Iterator[int]:
    """The days before which nothing goes: one step a day, the spacing, the delay asked for."""
    if latest is None:
        return
    yield latest + max(scenario.spacing_days, 1)
    if before is not None and before.pay_within_days is not None:
        yield latest + before.pay_within_days + 1
