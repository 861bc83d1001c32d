"""Payers learned, forgotten, and what a company lets be matched by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.refusal import Refusal
from encaisse.matching import rules
from encaisse.matching.models import LearnedBy, LearnedPayer, MatchingPolicy

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer
    from encaisse.payments.models import BankLine

VALUE_MAX = 140
DISCOUNT_MAX = Decimal("0.2")


class ThresholdOutOfBounds(Refusal):
    """Below, wrong matches would be common; above the whole, nothing is applied."""

    code = "threshold_out_of_bounds"
    sentence = "La confiance demandée va de {least} à 100 %, ou 101 pour ne rien affecter seul."


class DiscountOutOfBounds(Refusal):
    """An early-payment discount is of some percent."""

    code = "discount_out_of_bounds"
    sentence = "L'escompte accordé va de 0 à {most} %."


def learn(line: BankLine, customer: Customer, *, by: str) -> None:
    """Whoever paid this line pays for this customer: known again by account and by name."""
    seen = ((LearnedBy.IBAN, line.counterparty_iban), (LearnedBy.NAME, line.counterparty))
    for kind, value in seen:
        if rules.is_worth_learning(kind, value, customer.name):
            learned, is_new = LearnedPayer.objects.get_or_create(
                company_id=line.company_id, kind=kind, value=value[:VALUE_MAX], customer=customer,
                defaults={"line": line, "by": by},
            )  # fmt: skip
            if is_new:
                _record(learned, "payer.learned", by)


@transaction.atomic
def forget(learned: LearnedPayer, *, by: str) -> None:
    """It was wrong, or is no longer so."""
    _record(learned, "payer.forgotten", by)
    learned.delete()


@transaction.atomic
def change_policy(
    company: Company,
    *,
    threshold: int,
    tolerance_cents: int,
    discount_rate: Decimal | None,
    by: str,
) -> MatchingPolicy:
    """From which confidence a match is applied, and what is tolerated."""
    if not rules.THRESHOLD_MIN <= threshold <= rules.THRESHOLD_MAX:
        raise ThresholdOutOfBounds(least=rules.THRESHOLD_MIN)
    if discount_rate is not None and not 0 <= discount_rate <= DISCOUNT_MAX:
        raise DiscountOutOfBounds(most=int(DISCOUNT_MAX * 100))
    chosen: dict[str, Any] = {
        "threshold": threshold, "tolerance_cents": tolerance_cents, "discount_rate": discount_rate,
    }  # fmt: skip
    policy, _new = MatchingPolicy.objects.update_or_create(company=company, defaults=chosen)
    facts = chosen | {"discount_rate": None if discount_rate is None else str(discount_rate)}
    audit.record(
        company=company, actor=by, verb="matching.policy", subject=f"company:{company.pk}",
        facts=facts,
    )  # fmt: skip
    return policy


def _record(learned: LearnedPayer, verb: str, by: str) -> None:
    audit.record(
        company=learned.company, actor=by, verb=verb, subject=f"customer:{learned.customer_id}",
        facts={"kind": str(learned.kind), "value": learned.value}, customer_id=learned.customer_id,
    )  # fmt: skip
