"""What a manager decides in the demonstration. Pure; days are counted from the day of the story."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from encaisse.demonstration.rules.customers import BY_NAME
from encaisse.kernel.days import add_months

TEAM = "Recouvrement"
TO_COLLECT = 400_000_00
LATE_MOST = 15
"""In percent of what is owed."""

LIMITED, LIMITED_WHY = "Garage Martin", "Paie avec six semaines de retard"
A_THOUSAND = 1_000_00

OFFERED_TO, ASKED_BY = "Turbines du Pilat", "Bruno Vial"
DISCOUNT = Decimal("0.02")
OFFERED = timedelta(days=8)

FORGETTING = "Ateliers Rochette"
LAPSES_AFTER, LEFT = 60, 2
"""In months: C. com. L110-4, and what is left of it."""
LAWYER = "Confiée à Maître Vidal, qui dit sous peu s'il poursuit"
LAWYER_ANSWERS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Old:
    """An invoice of before the books, found again in a file."""

    number: str
    issued_on: date
    due_on: date
    cents: int


def limit_under(owed_cents: int) -> int:
    """The whole thousands of euros just under what is owed."""
    return max(owed_cents - 1, 0) // A_THOUSAND * A_THOUSAND


def old_invoice(on: date) -> Old:
    """One that lapses in about two months."""
    due_on = add_months(on, LEFT - LAPSES_AFTER)
    issued_on = due_on - timedelta(days=BY_NAME[FORGETTING].terms_days)
    return Old(f"FA{issued_on:%y}-0087", issued_on, due_on, 2_148_00)
