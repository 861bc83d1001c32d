"""What a collector may grant alone; beyond it, a manager approves. Pure."""

from dataclasses import dataclass
from datetime import date

from encaisse.kernel.days import add_months
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal


class PlanAboveLimits(Refusal):
    """More than the role grants at once."""

    code = "plan_above_limits"
    sentence = "{why} Faites-en une proposition : un responsable l'approuvera avant son envoi."


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, for how much, and what share of the interest; None: without limit."""

    months_max: int | None = None
    cents_max: int | None = None
    waived_percent_max: int | None = None


NO_LIMIT = Limits()


def beyond(
    limits: Limits, *, on: date, last_on: date, amount: Money, waived_percent: int
) -> list[str]:
    """Why a plan agreed on that day goes beyond these limits, a sentence each."""
    found = []
    if limits.months_max is not None and last_on > add_months(on, limits.months_max):
        found.append(f"Plus de {limits.months_max} mois.")
    if limits.cents_max is not None and amount.cents > limits.cents_max:
        found.append(f"Plus de {Money(limits.cents_max, amount.currency)}.")
    if limits.waived_percent_max is not None and waived_percent > limits.waived_percent_max:
        found.append(f"Plus de {limits.waived_percent_max} % des intérêts abandonnés.")
    return found
