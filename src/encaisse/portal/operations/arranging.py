"""What a company decides of its portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.portal.models import PortalPolicy
from encaisse.portal.operations.refusals import LinkDaysOut, PaidDaysOut, PaymentAddressWrong
from encaisse.portal.queries import policy_of
from encaisse.portal.rules.policy import (
    BLANKS,
    DAYS_LEAST,
    DAYS_MOST,
    PAID_DAYS_MOST,
    is_payment_address,
)

if TYPE_CHECKING:
    from encaisse.accounts.models import Company


@transaction.atomic
def choose(
    company: Company, *, link_days: int, payment_address: str, paid_days: int, by: str
) -> PortalPolicy:
    """How long a new link opens, where customers pay by card, how long reminders wait for a payment
    that is looked for; links given and waits begun already stay."""
    if not DAYS_LEAST <= link_days <= DAYS_MOST:
        raise LinkDaysOut(least=DAYS_LEAST, most=DAYS_MOST)
    if not 0 <= paid_days <= PAID_DAYS_MOST:
        raise PaidDaysOut(most=PAID_DAYS_MOST)
    address = payment_address.strip()
    if address and not is_payment_address(address):
        raise PaymentAddressWrong(blanks=BLANKS)
    policy = policy_of(company)
    now = {"link_days": link_days, "payment_address": address, "paid_days": paid_days}
    before = {name: getattr(policy, name) for name in now}
    for name, value in now.items():
        setattr(policy, name, value)
    policy.save()
    audit.record(
        company=company, actor=by, verb="portal.arranged", subject=f"company:{company.pk}",
        facts={"before": before, **now},
    )  # fmt: skip
    return policy
