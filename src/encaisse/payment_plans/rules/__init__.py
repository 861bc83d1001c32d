"""Which plans make sense, and how money fills their instalments. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl

from encaisse.kernel.days import french_day, is_too_far
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal

YEARS_AHEAD = 30

# One row per instalment. open: what is left of all the receivables of its plan. named: what
# payments say that they pay of it. of: how many instalments its plan has. bearer: the oldest
# receivable of the plan that is still open, null when all is paid.
INSTALLMENTS: dict[str, type[pl.DataType]] = {
    "installment": pl.Int64,
    "plan": pl.Int64,
    "receivable": pl.Int64,
    "bearer": pl.Int64,
    "rank": pl.Int16,
    "of": pl.Int16,
    "due_on": pl.Date,
    "cents": pl.Int64,
    "open": pl.Int64,
    "named": pl.Int64,
}


class PlanWithoutInstallment(Refusal):
    """A plan spreads what is owed over one day at least."""

    code = "plan_without_installment"
    sentence = "Un échéancier a au moins une échéance d'un montant positif."


class PlanSumDiffers(Refusal):
    """The instalments pay exactly what is open of the receivables."""

    code = "plan_sum_differs"
    sentence = "Les échéances font {asked}, le restant dû est de {open} le {on} : rendez-les égaux."


class PlanDaysOutOfOrder(Refusal):
    """The days of a plan follow each other."""

    code = "plan_days_out_of_order"
    sentence = "L'échéance du {later} vient avant celle du {earlier} : écrivez-les dans l'ordre."


class PlanInThePast(Refusal):
    """Nobody agrees to pay yesterday."""

    code = "plan_in_the_past"
    sentence = (
        "L'échéance du {due} précède le jour de l'accord, le {on} : choisissez un jour à venir."
    )


class PlanTooFar(Refusal):
    """Nobody spreads a debt over a lifetime: a year was mistyped."""

    code = "plan_too_far"
    sentence = "Le {due} est trop loin : un échéancier se paie dans les trente ans."


@dataclass(frozen=True, slots=True)
class Part:
    """One payment of a plan as it is agreed; ``interest_cents`` comes on top of it."""

    due_on: date
    cents: int
    interest_cents: int = 0

    @property
    def total_cents(self) -> int:
        """What is paid that day."""
        return self.cents + self.interest_cents


def check(parts: Sequence[Part], open_: Money, *, on: date) -> None:
    """Refuse what is no plan for what is open on that day."""
    if not parts or min(part.cents for part in parts) <= 0:
        raise PlanWithoutInstallment
    if parts[0].due_on < on:
        raise PlanInThePast(due=french_day(parts[0].due_on), on=french_day(on))
    for earlier, later in pairwise(parts):
        if later.due_on < earlier.due_on:
            raise PlanDaysOutOfOrder(
                earlier=french_day(earlier.due_on), later=french_day(later.due_on)
            )
    if is_too_far(parts[-1].due_on, on=on, years=YEARS_AHEAD):
        raise PlanTooFar(due=french_day(parts[-1].due_on))
    asked = Money(sum(part.cents for part in parts), open_.currency)
    if asked != open_:
        raise PlanSumDiffers(asked=asked, open=open_, on=french_day(on))


def filled(installments: pl.DataFrame) -> pl.DataFrame:
    """Add ``paid`` and ``left`` to each instalment, by plan and rank.

    What a payment names comes first; the rest of the money fills the instalments in their order.
    The money is what the receivables of the plan have lost since it was agreed: a payment that
    comes back empties them again, and what is left is never more than what is open."""
    plan = "plan"
    money = (pl.col("cents").sum().over(plan) - pl.col("open")).clip(lower_bound=0)
    wanted = pl.min_horizontal("named", "cents")
    wanted_before = wanted.cum_sum().over(plan) - wanted
    return (
        installments.sort(plan, "rank")
        .with_columns(paid=(money - wanted_before).clip(0, wanted), money=money)
        .with_columns(
            room=pl.col("cents") - pl.col("paid"),
            rest=pl.col("money") - pl.col("paid").sum().over(plan),
        )
        .with_columns(before=pl.col("room").cum_sum().over(plan) - pl.col("room"))
        .with_columns(pl.col("paid") + (pl.col("rest") - pl.col("before")).clip(0, pl.col("room")))
        .with_columns(left=pl.col("cents") - pl.col("paid"))
        .drop("money", "room", "rest", "before")
    )
