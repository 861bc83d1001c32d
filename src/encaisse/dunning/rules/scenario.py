"""What a scenario is to the rules: an ordered ladder of steps, and its settings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Self

from encaisse.kernel.refusal import Refusal

CHANNELS = ("mail", "letter")
GROUPINGS = ("customer", "step", "receivable")
LISTS = ("reached", "overdue")
APPROVALS = ("auto", "approve", "task")
TONES = ("collaborative", "rigorous", "firm")
COURTESY = 0
LEVEL_MAX = 60


class RepeatNotUnderstood(Refusal):
    """A rhythm that is none."""

    code = "repeat_not_understood"
    sentence = "« {text} » n'est pas un rythme : écrivez par exemple « 1 month » ou « 15 days »."


@dataclass(frozen=True, slots=True)
class Every:
    """A rhythm: every ``count`` days, weeks or months. Months never overflow (31 Jan → 28 Feb)."""

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``1 month``, ``2 weeks``, ``10 days``."""
        found = re.fullmatch(r"\s*([1-9]\d{0,3})\s+(day|week|month)s?\s*", text)
        if found is None:
            raise RepeatNotUnderstood(text=text)
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'s' if self.count > 1 else ''}"

    @property
    def offset(self) -> str:
        """The same rhythm in the words of Polars."""
        return f"{self.count}{ {'day': 'd', 'week': 'w', 'month': 'mo'}[self.unit] }"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``days`` count from the due date, or from the delivery of the previous step.

    ``approval``: it leaves alone (``auto``), after a person (``approve``), or is a person's task
    (``task``). An empty ``tone`` follows the customer's profile. ``other_channel``, when given,
    takes turns with ``channel``. ``business_days``: a day off is put forward to the next open one.
    """

    level: int
    days: int
    channel: str = "mail"
    after_previous: bool = False
    end_of_month: bool = False
    is_courtesy: bool = False
    approval: str = "auto"
    pay_within_days: int | None = None
    fee_cents: int = 0
    fee_rate: Decimal = Decimal(0)
    template_code: str = "relance"
    tone: str = ""
    other_channel: str = ""
    business_days: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """A ladder and its settings. ``minimum`` maps a currency to the least total, in cents."""

    id: int
    name: str
    steps: tuple[Step, ...] = ()
    currency: str = "EUR"
    tolerance_cents: int = 0
    minimum: Mapping[str, int] = field(default_factory=dict)
    spacing_days: int = 0
    grouping: str = "customer"
    lists: str = "reached"
    is_sequential: bool = True
    transit_days: int = 0
    repeat: Every | None = None

    @property
    def courtesy(self) -> Step | None:
        """The courtesy reminder, before the due date."""
        return next((step for step in self.steps if step.is_courtesy), None)

    @property
    def ladder(self) -> tuple[Step, ...]:
        """The dunning steps, by level."""
        return tuple(sorted(self._dunning(), key=lambda step: step.level))

    def _dunning(self) -> Iterator[Step]:
        return (step for step in self.steps if not step.is_courtesy)


def faults(scenario: Scenario) -> list[str]:
    """Why this scenario makes no sense: French sentences, none when it may be saved."""
    return [*_setting_faults(scenario), *_step_faults(scenario), *_ladder_faults(scenario)]


def _setting_faults(scenario: Scenario) -> Iterator[str]:
    amounts = (scenario.tolerance_cents, *scenario.minimum.values())
    if min(amounts) < 0:
        yield "Une tolérance ou un minimum ne peut être négatif."
    if min(scenario.spacing_days, scenario.transit_days) < 0:
        yield "Un nombre de jours d'écart ou d'acheminement ne peut être négatif."
    if scenario.grouping not in GROUPINGS:
        yield f"« {scenario.grouping} » n'est pas un regroupement connu."
    if scenario.lists not in LISTS:
        yield f"« {scenario.lists} » n'est pas une liste connue."
    if scenario.repeat is not None and not scenario.ladder:
        yield "Rien à répéter : le scénario n'a pas d'étape."


def _step_faults(scenario: Scenario) -> Iterator[str]:
    for step in scenario.steps:
        if step.channel not in CHANNELS:
            yield f"Cette version n'envoie rien par « {step.channel} »."
        if step.fee_cents < 0 or not 0 <= step.fee_rate <= 1:
            yield f"Les frais de l'étape {step.level} n'ont pas de sens."
        if step.pay_within_days is not None and step.pay_within_days < 0:
            yield f"Le délai demandé par l'étape {step.level} ne peut être négatif."
        if step.is_courtesy:
            yield from _courtesy_faults(step)
        elif not 0 < step.level <= LEVEL_MAX:
            yield f"Un niveau de relance va de 1 à {LEVEL_MAX} ; 0 est le rappel de courtoisie."
        elif step.days < 0:
            yield f"L'étape {step.level} partirait avant l'échéance : écrivez des jours positifs."


def _courtesy_faults(step: Step) -> Iterator[str]:
    if step.level != COURTESY:
        yield "Un rappel de courtoisie n'est pas une relance : son niveau est 0."
    if step.days > 0:
        yield "Un rappel de courtoisie part avant l'échéance : écrivez des jours négatifs."
    if step.after_previous or step.end_of_month:
        yield "Un rappel de courtoisie se compte depuis l'échéance, sans fin de mois."
    if step.fee_cents or step.fee_rate:
        yield "Un rappel de courtoisie ne porte pas de frais."


def _ladder_faults(scenario: Scenario) -> Iterator[str]:
    levels = [step.level for step in scenario.steps]
    for level in sorted({level for level in levels if levels.count(level) > 1}):
        yield f"Le niveau {level} apparaît deux fois."
    ladder = scenario.ladder
    if ladder and ladder[0].after_previous:
        yield "La première étape n'a pas d'étape précédente d'où compter."
    dated = [step for step in ladder if not step.after_previous]
    for earlier, later in pairwise(dated):
        if later.days < earlier.days:
            yield f"L'étape {later.level} viendrait avant l'étape {earlier.level}."
