"""What a story has no word for is exported as what has the same effect."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from encaisse.accounts.models import Company
from encaisse.disputes import operations as disputes
from encaisse.dunning import operations, story
from encaisse.dunning.models import Message, Scenario
from encaisse.dunning.queries.messages import messages_of
from encaisse.dunning.rules.segments import Condition
from encaisse.insolvency import operations as proceedings
from encaisse.kernel.money import Money
from encaisse.parties.models import Customer
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.models import PlanProposal
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.promises import operations as promises
from encaisse.receivables.models import Receivable

pytestmark = pytest.mark.django_db
BY = "Nadia"
BOOKS = """
company: {name: Librairie Verne, scenario: doux}
scenarios:
  doux: {steps: [{level: 1, days: 7, approve: true}, {level: 2, days: 15, approve: true}]}
  ferme: {steps: [{level: 1, days: 2, channel: letter}]}
  aucun: {steps: []}
customers:
  Menuiserie Roux: {kind: company}
  Ville de Tulle: {kind: public}
invoices:
  - {number: V1, customer: Menuiserie Roux, issued: 2026-02-03, due: 2026-03-05, amount: 900.00}
  - {number: V2, customer: Menuiserie Roux, issued: 2026-02-03, due: 2026-03-09, amount: 100.00}
  - {number: V3, customer: Ville de Tulle, issued: 2026-02-20, due: 2026-03-20, amount: 300.00}
runs: []
"""


@pytest.fixture
def company() -> Company:
    return story.live(story.read(BOOKS), story.Played(story.read(BOOKS)))


def march(number: int) -> date:
    return date(2026, 3, 1) + timedelta(days=number - 1)


def of(number: str) -> Receivable:
    return Receivable.objects.get(invoice__number=number)


def ran(company: Company, *days: int) -> list[Message]:
    """The messages of a run on each of these days."""
    found: list[Message] = []
    for number in days:
        at = datetime.combine(march(number), time(6), UTC)
        made = operations.run(company, on=march(number), by=BY, at=at).run
        assert made is not None
        found += messages_of(made)
    return found


def told_again(company: Company) -> str:
    """The exported story, which plays as it went."""
    exported = story.export(company, first=date(2026, 1, 1), last=march(60))
    assert story.play(story.read(exported)).differences == [], exported
    return exported


def test_a_promise_over_two_invoices_is_told_one_by_one(company: Company) -> None:
    both = [of("V1"), of("V2")]
    promises.promise(both, by_on=march(20), on=march(10), by=BY)
    messages = ran(company, 12, 16, 20, 21)
    assert [message.total_cents for message in messages] == [100_000]
    told = told_again(company)
    assert "promise: V1/1, amount: 900.00" in told
    assert "promise: V2/1, amount: 100.00" in told


def test_a_promise_withdrawn_is_told_as_one_for_the_day_before(company: Company) -> None:
    made = promises.promise([of("V1")], by_on=march(28), on=march(10), by=BY)
    promises.withdraw(made, on=march(14), by=BY, why="erreur")
    assert len(ran(company, 12, 13, 14)) == 1
    assert "promise: V1/1, amount: 900.00, by: 2026-03-13" in told_again(company)


def test_of_two_disputes_the_one_that_stands_is_told_again(company: Company) -> None:
    first = disputes.declare(
        [of("V1")], reason="price", on=march(10), by=BY, amount=Money(20_000, "EUR")
    )
    disputes.declare([of("V1")], reason="quality", on=march(10), by=BY)
    disputes.settle(first, on=march(13), by=BY)
    assert ran(company, 12, 13) == []
    assert told_again(company).count("dispute: V1/1") == 3


def test_a_plan_or_a_proceeding_that_ended_is_told_as_a_block(company: Company) -> None:
    parts = [Part(march(20), 60_000), Part(march(40), 40_000)]
    plan = payment_plans.agree([of("V1"), of("V2")], parts, on=march(8), by=BY)
    payment_plans.accelerate(plan, why="échéance impayée", on=march(25), by=BY)
    tulle = Customer.objects.get(name="Ville de Tulle")
    opened = proceedings.open_proceeding(tulle, kind="sauvegarde", on=march(22), by=BY)
    proceedings.close(opened, on=march(30), by=BY)
    assert len(ran(company, 12, 24, 25, 29, 30)) == 2
    told = told_again(company)
    for number, until in (("V1", 24), ("V2", 24), ("V3", 29)):
        assert f"block: {number}, until: {march(until)}" in told


def a_plan_proposed(number: str, cents: int) -> PlanProposal:
    """Handed over on 10 March, to be answered by the 24th."""
    offer = proposing.Offer(expires_on=march(24))
    made = proposing.propose(
        [of(number)], [Part(march(40), cents)], offer, on=march(10), by=BY
    )  # fmt: skip
    return proposing.hand(made, on=march(10), by=BY)


def test_a_plan_proposed_is_told_as_a_block_through_the_day_of_its_answer(
    company: Company,
) -> None:
    a_plan_proposed("V1", 90_000)
    assert [message.total_cents for message in ran(company, 12, 16, 24, 25)] == [10_000, 90_000]
    assert f"block: V1, until: {march(24)}" in told_again(company)


def test_a_plan_refused_is_told_as_a_block_through_the_day_before(company: Company) -> None:
    refused = a_plan_proposed("V1", 90_000)
    ran(company, 12)
    proposing.refuse(refused, on=march(14), by=BY)
    assert [message.total_cents for message in ran(company, 14)] == [90_000]
    assert f"block: V1, until: {march(13)}" in told_again(company)


def test_a_plan_proposed_and_refused_between_runs_is_told_in_their_order(company: Company) -> None:
    ran(company, 10)
    refused = a_plan_proposed("V1", 90_000)
    assert ran(company, 12) == []
    proposing.refuse(refused, on=march(12), by=BY)
    assert len(ran(company, 13)) == 1
    told = told_again(company)
    assert f"{{on: {march(10)}, after: 1, block: V1, until: {march(12)}" in told


def test_a_plan_accepted_is_told_as_a_block_then_as_a_plan(company: Company) -> None:
    accepted = a_plan_proposed("V1", 90_000)
    ran(company, 12)
    proposing.accept(accepted, name="M. Roux", evidence="signé", on=march(14), by=BY)
    ran(company, 14, 47, 48)
    told = told_again(company)
    assert f"block: V1, until: {march(13)}" in told
    assert "plan: V1/1" in told


def test_an_instalment_is_told_by_its_plan_and_rank(company: Company) -> None:
    parts = [Part(march(14), 40_000), Part(march(40), 50_000)]
    payment_plans.agree([of("V1")], parts, on=march(8), by=BY)
    assert len(ran(company, 20, 21)) == 2
    assert "receivable: V1/p1, level: 1" in told_again(company)


def test_segments_are_told_as_the_scenario_of_each_customer(company: Company) -> None:
    kept = {each.name: each for each in Scenario.objects.filter(company=company)}
    public, late = Condition("kind", "is", "public"), Condition("days_late", "at_least", 4)
    for name, scenario, condition in (("public", "aucun", public), ("en retard", "ferme", late)):
        operations.save_segment(
            company, name=name, scenario=kept[scenario], conditions=[condition], by=BY
        )
    assert [message.channel for message in ran(company, 8, 9, 26)] == ["letter", "letter"]
    told = told_again(company)
    assert "set: {customer: Menuiserie Roux, scenario: ferme}" in told


def test_messages_that_left_as_one_are_told_as_those_that_waited(company: Company) -> None:
    messages = ran(company, 12, 16)
    assert len(messages) == 2
    operations.approve(company, [each.pk for each in messages], by=BY)
    (left,) = Message.objects.filter(company=company, state="released")
    operations.record_delivery(left, outcome="delivered", on=march(17), by=BY)
    assert told_again(company).count("delivery: Menuiserie Roux, level: 1") == 1
