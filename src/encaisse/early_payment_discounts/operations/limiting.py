"""Saying what a collector grants alone."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.early_payment_discounts.models import DiscountLimit
from encaisse.early_payment_discounts.queries.limits import limits_of
from encaisse.law.rates import percent

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.early_payment_discounts.rules.limiting import Limits


@transaction.atomic
def change_limits(company: Company, limits: Limits, *, by: str) -> None:
    """From now on; what was offered before stays as it is."""
    before = limits_of(company)
    if before == limits:
        return
    DiscountLimit.objects.update_or_create(company=company, defaults=asdict(limits))
    audit.record(
        company=company, actor=by, verb="discount_offer.limits_changed",
        subject=f"company:{company.pk}", facts={"before": _told(before), "after": _told(limits)},
    )  # fmt: skip


def _told(limits: Limits) -> dict[str, object]:
    return {
        "rate_max": None if limits.rate_max is None else percent(limits.rate_max),
        "cents_max": limits.cents_max,
        "annual_max": None if limits.annual_max is None else percent(limits.annual_max),
    }
