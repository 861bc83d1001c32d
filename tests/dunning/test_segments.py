"""Segments in the engine: invoice, customer, segment, company; exclusion beats all."""

from datetime import date, timedelta
from typing import Any

import pytest

from encaisse.accounts.models import Company
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Scenario, Segment
from encaisse.dunning.queries.facts import facts_of
from encaisse.dunning.queries.segments import segment_of
from encaisse.parties.models import Customer
from tests import factories

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 20)
LATE = ON - timedelta(days=10)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


def a_scenario(company: Company, name: str, *days: int, is_default: bool = False) -> Scenario:
    steps = tuple(rules.Step(level, each) for level, each in enumerate(days, start=1))
    return operations.save_scenario(
        company, rules.Scenario(0, name, steps), by="Paul", is_default=is_default
    )


def a_segment(scenario: Scenario, rank: int, *conditions: tuple[str, str, Any]) -> Segment:
    return Segment.objects.create(
        company=scenario.company,
        name=f"segment {rank}",
        rank=rank,
        scenario=scenario,
        conditions=[{"fact": f, "test": t, "value": v} for f, t, v in conditions],
    )


@pytest.fixture
def usual(company: Company) -> Scenario:
    return a_scenario(company, "société", 3, is_default=True)


def scenarios(company: Company, *, payer: Customer | None = None) -> dict[int, int]:
    facts = facts_of(company, ON, payer_id=payer.pk if payer else None).receivables
    return dict(facts.select("customer", "scenario").iter_rows())


def excluded(company: Company) -> dict[int, str | None]:
    facts = facts_of(company, ON).receivables
    return dict(facts.select("customer", "excluded").iter_rows())


def test_the_segment_gives_its_scenario_when_nothing_was_chosen(
    company: Company, usual: Scenario
) -> None:
    soft = a_scenario(company, "doux", 20)
    a_segment(soft, 1, ("kind", "is", "public"))
    mairie = factories.a_customer(company, "Mairie de Sorbiers", kind="public")
    garage = factories.a_customer(company, "Garage Martin")
    for customer in (mairie, garage):
        factories.a_receivable(customer, due_on=LATE)
    assert scenarios(company) == {mairie.pk: soft.pk, garage.pk: usual.pk}
    assert scenarios(company, payer=mairie) == {mairie.pk: soft.pk}


def test_the_customer_s_own_choice_and_the_invoice_s_come_before_the_segment(
    company: Company, usual: Scenario
) -> None:
    soft, firm, own = (a_scenario(company, name, 9) for name in ("doux", "ferme", "propre"))
    a_segment(soft, 1, ("country", "is", "FR"))
    garage, studio = (factories.a_customer(company, name) for name in ("Garage", "Studio"))
    factories.a_receivable(garage, due_on=LATE)
    invoice = factories.a_receivable(studio, due_on=LATE).invoice
    operations.choose(firm, customer=garage, by="Paul")
    operations.choose(own, invoice=invoice, by="Paul")
    assert scenarios(company) == {garage.pk: firm.pk, studio.pk: own.pk}


def test_the_payer_s_choice_comes_before_the_child_s_segment(
    company: Company, usual: Scenario
) -> None:
    soft, firm = (a_scenario(company, name, 9) for name in ("doux", "ferme"))
    a_segment(soft, 1, ("country", "is", "FR"))
    holding = factories.a_customer(company, "Holding")
    child = factories.a_customer(company, "Filiale", parent=holding, pays_for_itself=False)
    factories.a_receivable(child, due_on=LATE)
    assert scenarios(company) == {child.pk: soft.pk}
    operations.choose(firm, customer=holding, by="Paul")
    assert scenarios(company) == {child.pk: firm.pk}


def test_a_segment_without_reminders_excludes_whatever_was_chosen(
    company: Company, usual: Scenario
) -> None:
    never, firm = a_scenario(company, "aucun"), a_scenario(company, "ferme", 9)
    a_segment(never, 1, ("tag", "has", "ne pas relancer"))
    garage = factories.a_customer(company, "Garage", tags=["Ne pas relancer"])
    studio = factories.a_customer(company, "Studio")
    for customer in (garage, studio):
        factories.a_receivable(customer, due_on=LATE)
        operations.choose(firm, customer=customer, by="Paul")
    assert excluded(company) == {garage.pk: "segment", studio.pk: None}


def test_a_segment_out_of_service_takes_nobody(company: Company, usual: Scenario) -> None:
    segment = a_segment(a_scenario(company, "doux", 9), 1, ("country", "is", "FR"))
    Segment.objects.filter(pk=segment.pk).update(is_active=False)
    garage = factories.a_customer(company)
    factories.a_receivable(garage, due_on=LATE)
    assert segment_of(company, ON).is_empty()
    assert scenarios(company) == {garage.pk: usual.pk}


def test_the_facts_are_those_of_the_day(company: Company, usual: Scenario) -> None:
    """On the day of the run, what was invoiced later does not count."""
    soft = a_scenario(company, "doux", 9)
    a_segment(soft, 1, ("outstanding", "at_least", 200_000), ("age", "at_least", 30))
    garage = factories.a_customer(company)
    factories.a_receivable(garage, due_on=LATE, cents=150_000)
    later = ON + timedelta(days=5)
    factories.a_receivable(garage, due_on=later + timedelta(days=30), issued_on=later, cents=60_000)
    assert segment_of(company, ON).select("segment").to_series().to_list() == [None]
    found = segment_of(company, later, [garage.pk])
    assert found["scenario"].to_list() == [soft.pk]


def test_one_customer_has_the_segment_that_all_of_them_give(
    company: Company, usual: Scenario
) -> None:
    a_segment(usual, 1, ("size", "at_least", 130_000), ("days_late", "at_most", 10))
    a_segment(usual, 2, ("overdue", "at_least", 1))
    customers = [factories.a_customer(company, f"Client {n}") for n in range(4)]
    for rank, customer in enumerate(customers):
        for _each in range(rank):
            factories.a_receivable(customer, due_on=LATE, cents=70_000)
    together = dict(segment_of(company, ON).select("customer", "segment").iter_rows())
    alone = {
        each.pk: segment_of(company, ON, [each.pk])["segment"].to_list()[0] for each in customers
    }
    assert together == alone
    assert len(set(together.values())) == 3
