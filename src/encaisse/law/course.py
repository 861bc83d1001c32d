"""The course of interest (le cours des intérêts): which regime bears on which day of a delay."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from encaisse.kernel.days import ONE_DAY, add_months, french_day
from encaisse.kernel.period import Period
from encaisse.kernel.refusal import Refusal
from encaisse.law.debt import Debt
from encaisse.law.events import MONTHS_OF_A_YEAR, Events
from encaisse.law.rates import (
    INCREASED,
    LEGAL_REGIMES,
    Regime,
    effective_regime,
    require_coherent_rate,
)
from encaisse.law.reader import Parameters, parameters


class StartBeforeDelay(Refusal):
    """Interest asked for a day that is not late."""

    code = "start_before_delay"
    sentence = "Les intérêts ne courent au plus tôt que le {first}, lendemain de l'échéance."


class GraceTooLong(Refusal):
    """A grace period longer than a judge may give."""

    code = "grace_too_long"
    sentence = "Délai de grâce {period} : un juge en accorde {most} ans au plus ({article})."


class EventWithoutEffect(Refusal):
    """Something told that the regime does not look at: the question was another one."""

    code = "event_without_effect"
    sentence = "{event} ne change rien ici : {why}. Retirez ce jour ou choisissez l'autre régime."


@dataclass(frozen=True, slots=True)
class Course:
    """The days of a delay and what bears on each; ``years`` are the complete ones, by the day after
    their last, with their first day."""

    regime: Regime | None
    first: date
    stopped_on: date | None
    increased_on: date | None
    grace: tuple[Period, ...]
    years: dict[date, date]

    @classmethod
    def of(cls, debt: Debt, delay: Period, events: Events, law: Parameters = parameters) -> Self:
        """The course of interest on a debt over its delay."""
        regime = regime_of(debt, events)
        first = _first_day(debt, events)
        return cls(
            regime=regime,
            first=first,
            stopped_on=events.stopped_on,
            increased_on=events.increased_on(law) if regime in INCREASED else None,
            grace=events.grace,
            years=dict(events.years(first, delay.last, law)),
        )

    def regime_on(self, day: date) -> Regime | None:
        """What bears that day; None when nothing does."""
        if self.regime is None or day < self.first:
            return None
        if self.stopped_on is not None and day >= self.stopped_on:
            return None
        in_grace = any(day in period for period in self.grace)
        if self.regime in INCREASED:
            is_early = self.increased_on is not None and day < self.increased_on
            return INCREASED[self.regime] if in_grace or is_early else self.regime
        return None if in_grace and self.regime not in LEGAL_REGIMES else self.regime

    def cuts(self) -> list[date]:
        """The days from which something else bears, or on which a year begins or is complete."""
        events = (self.first, self.stopped_on, self.increased_on)
        days = [day for day in events if day]
        for period in self.grace:
            days += [period.first, period.last + ONE_DAY]
        changes = [day for day in days if self.regime_on(day) != self.regime_on(day - ONE_DAY)]
        return [*changes, *self.years, *self.years.values()]


def regime_of(debt: Debt, events: Events) -> Regime | None:
    """The regime that applies; a consumer put on notice owes legal interest (C. civ. 1231-6)."""
    found = effective_regime(debt.regime, debt.debtor)
    return Regime.LEGAL if found is None and events.notice_on else found


def require_coherent(debt: Debt, events: Events, law: Parameters = parameters) -> None:
    """What was told fits the regime, and stays within what the law allows."""
    require_coherent_rate(debt.regime, debt.contract_rate)
    regime = regime_of(debt, events)
    if events.starts_on is not None and events.starts_on <= debt.due_on:
        raise StartBeforeDelay(first=french_day(debt.due_on + ONE_DAY))
    if events.notice_on and regime not in LEGAL_REGIMES:
        raise EventWithoutEffect(
            event="La mise en demeure",
            why="ces pénalités courent sans elle, seul l'intérêt légal l'attend",
        )
    if events.enforceable_on and regime not in INCREASED:
        raise EventWithoutEffect(
            event="La décision exécutoire",
            why="seul l'intérêt légal est majoré (C. mon. fin. L313-3)",
        )
    if debt.contract_on and regime is not Regime.PUBLIC:
        raise EventWithoutEffect(
            event="Le jour du contrat", why="il ne décide que du taux des marchés publics"
        )
    for period in events.grace:
        _require_allowed(period, law)


def _require_allowed(period: Period, law: Parameters) -> None:
    most = law.grace_period_max.on(period.first)
    if period.last >= add_months(period.first, int(most.value) * MONTHS_OF_A_YEAR):
        raise GraceTooLong(period=period, most=most.value, article=most.article)


def _first_day(debt: Debt, events: Events) -> date:
    """The day after the due date, unless legal interest waits for the formal notice."""
    first = max(debt.due_on, events.notice_on or debt.due_on) + ONE_DAY
    return max(first, events.starts_on or first)
