"""Random lives where disputes, promises, plans, proceedings, claims and money meet: what leaves."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, given, settings

from encaisse.audit.models import Entry
from encaisse.dunning import story
from encaisse.dunning.models import Message, Proposal
from encaisse.dunning.queries.leaving import context_of
from encaisse.kernel.money import Money
from encaisse.late_charges.models import Claim
from encaisse.payment_plans.models import Installment
from encaisse.payment_plans.queries import left_of
from encaisse.payments.models import Credit
from encaisse.receivables.models import Invoice, Receivable
from tests.dunning.holding import contested_on, forbidden, open_on
from tests.dunning.whole_lives import Told, lives, sendings
from tests.scenarios.writing import written

pytestmark = pytest.mark.django_db
FREELY = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def bearer(key: int) -> Receivable:
    """The receivable of a key; of an instalment, the one that bears it."""
    if key > 0:
        return Receivable.objects.select_related("invoice").get(pk=key)
    return Installment.objects.select_related("receivable__invoice").get(pk=-key).receivable


def asked_on(key: int, day: date) -> int:
    """What may be asked of it."""
    if key < 0:
        return left_of(Installment.objects.get(pk=-key), on=day)
    receivable = bearer(key)
    return open_on(receivable, day) - contested_on(receivable, day)


def standing(customer_id: int, day: date) -> int:
    """What the customer's credits still hold that day."""
    found = Credit.objects.filter(customer=customer_id, on__lte=day, returned_on=None)
    return sum(each.open_cents for each in found.filter(cancelled_on=None))


def fees(invoice: Invoice, day: date) -> int:
    """Ten percent of what was open as level 1 first left, while nobody waived them."""
    if Claim.objects.filter(invoice=invoice, kind="fees", move="waived").exists():
        return 0
    taken = Proposal.objects.filter(receivable__invoice=invoice, level=1, state="delivered")
    first = taken.filter(taken_on__lte=day).order_by("taken_on", "id").first()
    if first is None:
        return 0
    asked = taken.filter(message=first.message_id).aggregate(cents=Sum("open_cents"))["cents"]
    return int(asked + 5) // 10


def indemnity(invoice: Invoice, day: date) -> int:
    """Forty euros once, from the first day late, while nobody waived them."""
    waived = Claim.objects.filter(invoice=invoice, kind="indemnity", move="waived").exists()
    late = Receivable.objects.filter(invoice=invoice, due_on__lt=day).exists()
    return 4_000 if late and not waived else 0


def forced(step: Proposal) -> bool:
    """Whether a person asked for it, as the journal says."""
    named = f"installment:{-step.key}" if step.key < 0 else f"receivable:{step.key}"
    asked = Entry.objects.filter(verb="dunning.forced", company=step.company_id, subject=named)
    return asked.filter(facts__level=step.level).exists()


@given(lives())
@FREELY
def test_nothing_held_paid_or_early_is_asked(db: None, told: Told) -> None:
    for sending in sendings(told):
        day = sending.found.on
        for key, level, due_on in sending.found.steps.select(
            "receivable", "next_level", "due_on"
        ).rows():
            assert forbidden(bearer(key), day, of_plan=key < 0) == ""
            assert (level == 0) == (day <= due_on)


@given(lives())
@FREELY
def test_money_asked_is_what_is_open_and_the_claims_not_paid(db: None, told: Told) -> None:
    """Less what is contested and what the customer has standing; nothing of anybody else's."""
    for sending in sendings(told):
        day, context = sending.found.on, context_of(sending.found)
        keys = sending.found.lines["receivable"].to_list()
        assert {bearer(key).customer_id for key in keys} == {sending.message.customer_id}
        asked = sum(asked_on(key, day) for key in keys)
        credited = sum(credit.amount.cents for credit in context.credits)
        assert credited <= standing(sending.message.customer_id, day)
        assert sending.message.total_cents == asked - credited
        invoices = {bearer(key).invoice for key in keys}
        assert context.claims is not None
        assert context.claims.fees == Money(sum(fees(each, day) for each in invoices), "EUR")
        assert context.claims.indemnity == Money(
            sum(indemnity(each, day) for each in invoices), "EUR"
        )
        claims = context.claims.total if context.claims.shown else Money(0, "EUR")
        assert context.total_with_claims == context.total + claims


@given(lives())
@FREELY
def test_each_message_has_one_cause_and_no_level_is_skipped_in_silence(
    db: None, told: Told
) -> None:
    """Each step delivered is of one message, once; those below it were delivered, or skipped with a
    reason, or a person asked for it in the journal."""
    with transaction.atomic():
        life = story.read(written(told))
        company = story.live(life, story.Played(life))
        steps = Proposal.objects.filter(company=company)
        taken = list(steps.filter(state__in=["delivered", "skipped"]).order_by("taken_on", "id"))
        delivered = [step for step in taken if step.state == "delivered"]
        assert len({(each.key, each.level, each.cycle) for each in delivered}) == len(delivered)
        for message in Message.objects.filter(company=company, state="delivered"):
            assert message.reason
            assert message.proposals.filter(state="delivered").exists()
        for step in delivered:
            assert step.message_id is not None
            before = {each.level for each in taken if each.key == step.key
                      and (each.taken_on, each.level) < (step.taken_on, step.level)}  # fmt: skip
            missing = set(range(1, step.level)) - before
            assert not missing or forced(step), (step, missing)
        assert all(step.reason for step in taken)
        transaction.set_rollback(True)
