"""Payment terms (conditions de règlement): a rule that gives due dates, as a value.

Days are calendar days, the first counted day is the one after the start. A due date that falls on a
Saturday, a Sunday or a holiday stays there: no text read moves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self

from encaisse.kernel.days import (
    ONE_DAY,
    add_months,
    end_of_month,
    french_day,
    start_of_month,
)
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal

WHOLE = Decimal(100)
YEAR_MAX = 9990


class FixedDayBeforeIssue(Refusal):
    """A day that had passed when the invoice was issued."""

    code = "fixed_day_before_issue"
    sentence = "L'échéance du {due} précède l'émission de la facture, le {issued}."


class DayTooFar(Refusal):
    """A day from which the calendar has not room enough to count."""

    code = "day_too_far"
    sentence = "Le {day} est trop loin pour compter un délai : jusqu'en {year} au plus."


class PercentsNotWhole(Refusal):
    """Parts that do not make the whole."""

    code = "percents_not_whole"
    sentence = "Les parts font {total} % : elles doivent faire 100 %, chacune au-dessus de zéro."


class Start(StrEnum):
    """From which day the days are counted."""

    ISSUE = "issue"
    RECEIPT = "receipt"


class MonthEnd(StrEnum):
    """Whether, and when, one goes to the end of the month: the order changes the day."""

    NONE = "none"
    AFTER_DAYS = "after-days"
    BEFORE_DAYS = "before-days"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one due date is reached; ``str`` gives it in French, as ``parse_terms`` reads it.

    ``day_of_month`` is that day of the month after the one reached, its last day in shorter ones.
    """

    days: int = 0
    month_end: MonthEnd = MonthEnd.NONE
    day_of_month: int | None = None
    start: Start = Start.ISSUE
    fixed_on: date | None = None

    def due_on(self, issued_on: date, received_on: date | None = None) -> date:
        """The due date; without a day of receipt, the day of issue stands for it."""
        if self.fixed_on:
            if self.fixed_on < issued_on:
                raise FixedDayBeforeIssue(
                    due=french_day(self.fixed_on), issued=french_day(issued_on)
                )
            return self.fixed_on
        start = received_on if received_on and self.start is Start.RECEIPT else issued_on
        require_countable(start)
        return self._nth(self._month_ended(start))

    def _month_ended(self, start: date) -> date:
        if self.month_end is MonthEnd.BEFORE_DAYS:
            return end_of_month(start) + timedelta(days=self.days)
        reached = start + timedelta(days=self.days)
        return end_of_month(reached) if self.month_end is MonthEnd.AFTER_DAYS else reached

    def _nth(self, reached: date) -> date:
        if self.day_of_month is None:
            return reached
        following = add_months(start_of_month(reached), 1)
        nth = following + (self.day_of_month - 1) * ONE_DAY
        return min(nth, end_of_month(following))

    def __str__(self) -> str:
        if self.fixed_on:
            return f"le {french_day(self.fixed_on)}"
        is_plain = self.month_end is MonthEnd.NONE
        if is_plain and not self.days:
            return "à réception" if self.start is Start.RECEIPT else "comptant"
        return ", ".join(self._steps())

    def _steps(self) -> list[str]:
        days = [f"{self.days} jour{'s' if self.days > 1 else ''}"] if self.days else []
        month_end = [] if self.month_end is MonthEnd.NONE else ["fin de mois"]
        before = self.month_end is MonthEnd.BEFORE_DAYS
        return [
            *(month_end + days if before else days + month_end),
            *([f"le {self.day_of_month}"] if self.day_of_month else []),
            *(["à compter de la réception"] if self.start is Start.RECEIPT else []),
        ]


@dataclass(frozen=True, slots=True)
class Share:
    """So many percent of the amount, due by that rule."""

    percent: Decimal
    rule: Rule

    def __str__(self) -> str:
        words = f"{self.percent.normalize():f}".replace(".", ",")
        joint = " à " if str(self.rule)[0].isdigit() else " "
        return f"{words} %{joint}{self.rule}"


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """When an invoice is to be paid: in one share or several.

    ``is_recapitulative``: a periodic invoice (CGI 289, I, 3), which has its own legal limit.
    """

    shares: tuple[Share, ...]
    is_recapitulative: bool = False

    def __post_init__(self) -> None:
        total = sum(share.percent for share in self.shares)
        if total != WHOLE or any(share.percent <= 0 for share in self.shares):
            raise PercentsNotWhole(total=f"{Decimal(total).normalize():f}".replace(".", ","))

    @classmethod
    def at(cls, rule: Rule, *, is_recapitulative: bool = False) -> Self:
        """The whole amount at once."""
        return cls((Share(WHOLE, rule),), is_recapitulative)

    @property
    def is_standing(self) -> bool:
        """Whether it holds for any invoice: a fixed day holds for one only."""
        return not any(share.rule.fixed_on for share in self.shares)

    def due_days(self, issued_on: date, received_on: date | None = None) -> list[date]:
        """The due date of each share, in the order of the shares."""
        return [share.rule.due_on(issued_on, received_on) for share in self.shares]

    def latest_on(self, issued_on: date, received_on: date | None = None) -> date:
        """The day on which everything is due."""
        return max(self.due_days(issued_on, received_on))

    def split(
        self, amount: Money, issued_on: date, received_on: date | None = None
    ) -> list[tuple[date, Money]]:
        """What is due on each day; the parts sum to the amount, shares of no cent are left out."""
        days = self.due_days(issued_on, received_on)
        parts = amount.split(_weights(self.shares))
        return [(day, part) for day, part in zip(days, parts, strict=True) if part]

    def __str__(self) -> str:
        whole = len(self.shares) == 1
        words = [str(self.shares[0].rule)] if whole else [str(share) for share in self.shares]
        return ", ".join([*words, *(["facture récapitulative"] if self.is_recapitulative else [])])


def require_countable(*days: date) -> None:
    """Refuse days at the far end of the calendar."""
    for day in days:
        if day.year > YEAR_MAX:
            raise DayTooFar(day=french_day(day), year=YEAR_MAX)


def _weights(shares: Sequence[Share]) -> list[int]:
    """Whole numbers in the proportion of the percents."""
    finest = min(int(share.percent.normalize().as_tuple().exponent) for share in shares)
    scale = Decimal(1).scaleb(max(-finest, 0))
    return [int(share.percent * scale) for share in shares]
