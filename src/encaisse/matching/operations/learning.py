"""Payers learned, forgotten, and what a company lets be matched by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    new = learn_several(line.company, [(line, customer)], by=by)
    audit.record_all(line.company, [act(learned, "payer.learned", by) for learned in new])


def learn_several(
    company: Company, paid: Iterable[tuple[BankLine, Customer]], *, by: str
) -> list[LearnedPayer]:
    """The same for many lines, whose customers are held; what is new, for the journal."""
    worth: dict[tuple[str, str, int], tuple[BankLine, Customer]] = {}
    for line, customer in paid:
        for kind, value in _seen(line, customer):
            worth.setdefault((kind, value, customer.pk), (line, customer))
    customers = {customer for _line, customer in worth.values()}
    before = LearnedPayer.objects.filter(company=company, customer__in=customers).order_by("id")
    known = {*before.values_list("kind", "value", "customer_id")}
    return LearnedPayer.objects.bulk_create(
        LearnedPayer(company=company, kind=kind, value=value, customer=customer, line=line, by=by)
        for (kind, value, customer_id), (line, customer) in worth.items()
        if (kind, value, customer_id) not in known
    )


def act(learned: LearnedPayer, verb: str, by: str) -> audit.Act:
    """That a payer was learned or forgotten, as the journal keeps it."""
    facts: dict[str, object] = {"kind": str(learned.kind), "value": learned.value}
    subject = f"customer:{learned.customer_id}"
    return audit.Act(by, verb, subject, facts=facts, customer_id=learned.customer_id)


@transaction.atomic
def forget(learned: LearnedPayer, *, by: str) -> None:
    """It was wrong, or is no longer so."""
    audit.record_all(learned.company, [act(learned, "payer.forgotten", by)])
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


def _seen(line: BankLine, customer: Customer) -> Iterator[tuple[str, str]]:
    """By what its payer may be known again."""
    for kind, value in (
        (LearnedBy.IBAN, line.counterparty_iban),
        (LearnedBy.NAME, line.counterparty),
    ):
        if rules.is_worth_learning(kind, value, customer.name):
            yield str(kind), value[:VALUE_MAX]
