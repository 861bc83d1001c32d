"""What a scenario is to the rules: an ordered ladder of steps, and its settings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from encaisse.kernel.refusal import Refusal

WRITTEN = ("mail", "letter", "sms")
TEXT, CALL, VISIT = "sms", "call", "visit"
SPOKEN = (CALL, VISIT)  # always what a person does
CHANNELS = (*WRITTEN, *SPOKEN)
GROUPINGS = ("customer", "step", "receivable")
LISTS = ("reached", "overdue")
APPROVALS = ("auto", "approve", "task")
TASK = "task"
HAND = "hand"  # the channel of what a person does in place of what is written
BY_A_PERSON = (HAND, *SPOKEN)
TONES = ("collaborative", "neutral", "rigorous", "firm")
COURTESY = 0
LEVEL_MAX = 60
COURTESIES_MAX = 10
FORMAL_NOTICE = "mise-en-demeure"
TEXT_OF_LEVEL = "relance"  # the usual one of the level; beyond the last, that of the last
LAST_TEXT = 3


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
    ``template_code``: the text it speaks with; ``relance`` is the usual one of its level.
    ``encloses_invoices``: its mail carries the copies kept of its invoices. ``is_registered``: its
    letter is a registered one, with acknowledgement of receipt.
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
    template_code: str = TEXT_OF_LEVEL
    tone: str = ""
    other_channel: str = ""
    business_days: bool = False
    encloses_invoices: bool = False
    is_registered: bool = False

    @property
    def text_code(self) -> str:
        """The code of the text it speaks with."""
        if self.template_code != TEXT_OF_LEVEL:
            return self.template_code
        return "courtoisie" if self.is_courtesy else f"relance-{min(self.level, LAST_TEXT)}"

    @property
    def is_formal(self) -> bool:
        """Whether it gives formal notice: its channel is chosen once for all."""
        return self.template_code.startswith(FORMAL_NOTICE)

    @property
    def turning_channel(self) -> str:
        """The channel that takes turns with its own, if any."""
        return "" if self.is_formal else self.other_channel


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
    version: int = 1

    @property
    def courtesies(self) -> tuple[Step, ...]:
        """The courtesy reminders, before the due date, the earliest first."""
        courtesies = (step for step in self.steps if step.is_courtesy)
        return tuple(sorted(courtesies, key=lambda step: step.days))

    @property
    def ladder(self) -> tuple[Step, ...]:
        """The dunning steps, by level."""
        return tuple(sorted(self._dunning(), key=lambda step: step.level))

    def _dunning(self) -> Iterator[Step]:
        return (step for step in self.steps if not step.is_courtesy)
