"""What is neither late nor near is counted, not read: the decisions are the same."""

from datetime import date, timedelta

import pytest

from encaisse.accounts.models import Company
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Assignment, Scenario
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from tests.dunning.test_run import LATE, ran
from tests.factories import a_company, a_customer, a_receivable

pytestmark = pytest.mark.django_db
NEAR = LATE + timedelta(days=5)  # the courtesy of the usual scenario goes so far ahead
FAR = NEAR + timedelta(days=1)


@pytest.fixture
def company() -> Company:
    company = a_company()
    operations.default_scenario(company, by="Paul")
    return company


@pytest.fixture
def customer(company: Company) -> Customer:
    return a_customer(company, email="compta@garage.example")


def due(customer: Customer, on: date) -> Receivable:
    return a_receivable(customer, due_on=on)


def never(company: Company) -> Scenario:
    return operations.save_scenario(company, rules.Scenario(0, "Jamais"), by="Paul")


def both(company: Company) -> tuple[dict[str, int], dict[str, int]]:
    """What a dry run, which reads everything, and a kept one count."""
    dry, kept = ran(company, dry=True), ran(company)
    by_receivable = ["receivable", "hold", "next_level", "step_on", "reason"]
    read, counted = (
        each.decisions.select(by_receivable).sort("receivable") for each in (dry, kept)
    )
    assert read.equals(counted)
    assert kept.run is not None
    return dry.plan.counts, kept.run.counts


def test_the_same_counts_are_found_without_reading(company: Company, customer: Customer) -> None:
    for days in (-40, 0, 1, 5, 6, 25):
        due(customer, LATE + timedelta(days=days))
    expected, found = both(company)
    assert found == expected
    assert found["not_due"] == 2


@pytest.mark.parametrize("field", ["customer", "invoice"])
def test_the_excluded_are_told_apart(company: Company, customer: Customer, field: str) -> None:
    due(customer, FAR)
    chosen = (
        {"customer": customer} if field == "customer" else {"invoice": due(customer, FAR).invoice}
    )
    Assignment.objects.create(company=company, scenario=never(company), **chosen)
    expected, found = both(company)
    assert found == expected
    assert found["never"] == {"customer": 1, "invoice": 1}[field]


def test_a_draft_a_cancelled_and_a_future_invoice_do_not_count(
    company: Company, customer: Customer
) -> None:
    changes = {"is_draft": True}, {"cancelled_on": LATE}, {"issued_on": FAR}
    for change in (*changes, {"cancelled_on": FAR}):
        invoice = due(customer, FAR).invoice
        for name, value in change.items():
            setattr(invoice, name, value)
        invoice.save()
    expected, found = both(company)
    assert found == expected == {"not_due": 1, "messages": 0}


def test_on_a_quiet_night_nothing_is_read(company: Company, customer: Customer) -> None:
    due(customer, FAR)
    quiet = ran(company)
    assert quiet.plan.decisions.is_empty()
    assert quiet.decisions["hold"].to_list() == ["not_due"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([rules.Step(1, 3)], LATE - timedelta(days=1), id="late only"),
        pytest.param([rules.Step(0, -5, is_courtesy=True)], NEAR, id="as far as the courtesy"),
        pytest.param(
            [rules.Step(0, -5, is_courtesy=True, business_days=True)],
            NEAR + timedelta(days=7),
            id="and as long as days off may last",
        ),
    ],
)
def test_how_far_a_run_looks(steps: list[rules.Step], expected: date) -> None:
    assert rules.horizon([rules.Scenario(1, "essai", tuple(steps))], LATE) == expected
