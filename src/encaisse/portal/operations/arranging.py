"""What a company decides of its portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.portal.models import PortalPolicy
from encaisse.portal.operations.refusals import LinkDaysOut, PaymentAddressWrong
from encaisse.portal.queries import policy_of
from encaisse.portal.rules.policy import BLANKS, DAYS_LEAST, DAYS_MOST, is_payment_address

if TYPE_CHECKING:
    from encaisse.accounts.models import Company


@transaction.atomic
def choose(company: Company, *, link_days: int, payment_address: str, by: str) -> PortalPolicy:
    """How long a new link opens, and where customers pay by card; links given already stay."""
    if not DAYS_LEAST <= link_days <= DAYS_MOST:
        raise LinkDaysOut(least=DAYS_LEAST, most=DAYS_MOST)
    address = payment_address.strip()
    if address and not is_payment_address(address):
        raise PaymentAddressWrong(blanks=BLANKS)
    policy = policy_of(company)
    before = {"link_days": policy.link_days, "payment_address": policy.payment_address}
    policy.link_days, policy.payment_address = link_days, address
    policy.save()
    audit.record(
        company=company, actor=by, verb="portal.arranged", subject=f"company:{company.pk}",
        facts={"before": before, "link_days": link_days, "payment_address": address},
    )  # fmt: skip
    return policy
