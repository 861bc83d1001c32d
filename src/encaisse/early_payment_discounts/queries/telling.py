"""What matching is told: the amounts that are reduced, and for money of which days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.functions import Least

from encaisse.early_payment_discounts.models import OfferedReceivable
from encaisse.early_payment_discounts.queries import LATE_STATEMENT
from encaisse.matching.rules import Offered

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.matching.rules import Beside


def tell_offers(
    company: Company, customers: Sequence[int] | None, on: date, beside: Beside
) -> None:
    """The discounts that money of that day, or of a statement come late, may take; the latest offer
    over a receivable."""
    found = OfferedReceivable.objects.filter(
        company=company, difference=None, offer__sent_on__lte=on,
        offer__last_on__gte=on - LATE_STATEMENT,
    )  # fmt: skip
    if customers is not None:
        found = found.filter(offer__customer__in=customers)
    dated = found.annotate(
        since=F("offer__sent_on"), until=Least("offer__last_on", "offer__withdrawn_on")
    )
    told = dated.order_by("id").values_list(
        "receivable_id", "offer_id", "cents", "discount_cents", "since", "until"
    )
    beside.offers |= {key: Offered(*offered) for key, *offered in told}
