"""What a person may grant alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.accounts.rules import may_manage
from encaisse.early_payment_discounts.models import DiscountLimit
from encaisse.early_payment_discounts.rules.limiting import NO_LIMIT, Limits

if TYPE_CHECKING:
    from encaisse.accounts.models import Company


def limits_of(company: Company) -> Limits:
    """What a collector of the company grants alone."""
    kept = DiscountLimit.objects.filter(company=company).first()
    if kept is None:
        return NO_LIMIT
    return Limits(kept.rate_max, kept.cents_max, kept.annual_max)


def limits_for(company: Company, role: str | None) -> Limits:
    """The same for a role: a manager has none."""
    return NO_LIMIT if may_manage(role) else limits_of(company)
