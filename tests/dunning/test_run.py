"""The run of the day on real tables."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from encaisse.accounts.models import Company
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState, Proposal
from encaisse.dunning.operations.runs import LOCK, OlderThanLatestRun, RunInProgress
from tests.factories import a_company, a_customer, a_receivable

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 7, tzinfo=UTC)
LATE = date(2026, 11, 3)


@pytest.fixture
def company() -> Company:
    company = a_company()
    operations.default_scenario(company, by="Paul")
    return company


def ran(company: Company, on: date = LATE, **how: object) -> operations.Ran:
    return operations.run(company, on=on, by="Nadia", at=AT, **how)  # type: ignore[arg-type]


def test_a_late_invoice_is_proposed_once(company: Company) -> None:
    a_receivable(a_customer(company, email="compta@garage.example"))
    assert ran(company).plan.sent.height == 1
    second = ran(company)
    assert second.decisions["hold"].to_list() == ["waiting"]
    assert Proposal.objects.count() == 1


def test_a_dry_run_keeps_nothing(company: Company) -> None:
    a_receivable(a_customer(company, email="compta@garage.example"))
    assert ran(company, dry=True).plan.sent.height == 1
    assert not Proposal.objects.exists()


def test_days_never_go_back(company: Company) -> None:
    ran(company)
    with pytest.raises(OlderThanLatestRun, match="03/11/2026"):
        ran(company, date(2026, 11, 2))


def test_a_receivable_paid_meanwhile_leaves_the_message(company: Company) -> None:
    customer = a_customer(company, email="compta@garage.example")
    paid, open_one = a_receivable(customer), a_receivable(customer, cents=5000)
    ran(company)
    paid.open_cents = 0
    paid.save()
    message = Message.objects.get()
    leaving = operations.record_delivery(message, outcome="delivered", on=LATE, by="Nadia")
    assert leaving is not None
    assert leaving.steps["receivable"].to_list() == [open_one.pk]
    message.refresh_from_db()
    assert (message.state, message.total_cents) == (MessageState.DELIVERED, 5000)


def test_an_empty_message_is_not_sent(company: Company) -> None:
    paid = a_receivable(a_customer(company, email="compta@garage.example"))
    ran(company)
    paid.open_cents = 0
    paid.save()
    message = Message.objects.get()
    assert operations.record_delivery(message, outcome="delivered", on=LATE, by="x") is None
    message.refresh_from_db()
    assert message.state == MessageState.EMPTY


def test_the_next_step_after_delivery(company: Company) -> None:
    a_receivable(a_customer(company, email="compta@garage.example"))
    ran(company)
    operations.record_delivery(Message.objects.get(), outcome="delivered", on=LATE, by="x")
    assert ran(company, date(2026, 11, 14)).decisions["hold"].to_list() == ["not_reached"]
    assert ran(company, date(2026, 11, 15)).decisions["next_level"].to_list() == [2]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_are_refused(transactional_db: None) -> None:
    company = a_company()
    elsewhere = connection.copy()
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, company.pk])
    try:
        with pytest.raises(RunInProgress, match=company.name):
            ran(company)
    finally:
        elsewhere.close()
