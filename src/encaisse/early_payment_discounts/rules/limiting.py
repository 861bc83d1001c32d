"""What a collector may grant alone; beyond it, a manager approves. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from encaisse.kernel.money import Money
from encaisse.law.rates import percent


@dataclass(frozen=True, slots=True)
class Limits:
    """What share, how much, at what cost a year (simple rate); None: without limit."""

    rate_max: Decimal | None = None
    cents_max: int | None = None
    annual_max: Decimal | None = None


NO_LIMIT = Limits()


def beyond(limits: Limits, *, share: Decimal, discount: Money, annual: Decimal) -> list[str]:
    """Why an offer goes beyond these limits, a sentence each."""
    found = []
    if limits.rate_max is not None and share > limits.rate_max:
        found.append(f"Plus de {percent(limits.rate_max)} d'escompte.")
    if limits.cents_max is not None and discount.cents > limits.cents_max:
        found.append(f"Plus de {Money(limits.cents_max, discount.currency)} d'escompte.")
    if limits.annual_max is not None and annual > limits.annual_max:
        found.append(f"Plus de {percent(limits.annual_max)} par an.")
    return found
