"""The clock of the reminders: the run of the day from six in the morning, once, where one is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from encaisse.dunning import jobs, operations
from encaisse.dunning.models import Proposal, Run, Task
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
WINTER = datetime(2026, 1, 15, 5, 0, tzinfo=UTC)  # six o'clock in Paris, each of them
SUMMER = datetime(2026, 7, 15, 4, 0, tzinfo=UTC)
SUMMER_BEGINS = datetime(2026, 3, 29, 4, 0, tzinfo=UTC)
WINTER_BEGINS = datetime(2026, 10, 25, 5, 0, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _empty_queue(transactional_db: None) -> Iterator[None]:
    """The queue is no table of Django's: nothing empties it between two tests."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def ring(at: datetime) -> None:
    """The clock's call, as the worker makes it."""
    jobs.morning(int(at.timestamp()))


def work() -> None:
    """Every job asked for until now, as the worker does it."""
    for job in ProcrastinateJob.objects.filter(task_name="dunning.run").order_by("id"):
        app.tasks[job.task_name].func(**job.args)


def days_run() -> list[date]:
    return list(Run.objects.order_by("id").values_list("on", flat=True))


SIX = pytest.mark.parametrize("six", [WINTER, SUMMER, SUMMER_BEGINS, WINTER_BEGINS])


@SIX
def test_the_run_of_the_day_is_made_at_six(six: datetime) -> None:
    company = factories.a_company()
    customer = factories.a_customer(company, email="compta@garage.example")
    factories.a_receivable(customer, due_on=six.date() - timedelta(days=10))
    ring(six - TEN_MINUTES)
    work()
    assert days_run() == []
    ring(six)
    work()
    assert days_run() == [six.date()]
    assert Proposal.objects.count() == 1


@SIX
def test_the_run_of_the_day_is_made_once(six: datetime) -> None:
    factories.a_company()
    ring(six)
    ring(six + TEN_MINUTES)
    assert ProcrastinateJob.objects.filter(task_name="dunning.run").count() == 2
    work()
    work()
    assert days_run() == [six.date()]
    ring(six + TEN_MINUTES * 2)
    ring(six + timedelta(days=1))
    work()
    assert days_run() == [six.date(), six.date() + timedelta(days=1)]


def test_a_machine_that_slept_makes_it_when_it_wakes() -> None:
    factories.a_company()
    ring(SUMMER + timedelta(hours=11))
    work()
    assert days_run() == [SUMMER.date()]


def test_a_run_asked_for_by_somebody_is_the_run_of_the_day() -> None:
    company = factories.a_company()
    operations.default_scenario(company, by="Paul")
    operations.run(company, on=SUMMER.date(), by="Nadia", at=SUMMER - TEN_MINUTES)
    ring(SUMMER)
    assert not ProcrastinateJob.objects.exists()


def test_each_company_has_its_own_morning() -> None:
    paris = factories.a_company("Atelier Martin")
    martinique = factories.a_company("Rhumerie", timezone="America/Martinique")
    ring(SUMMER)
    work()
    assert set(Run.objects.values_list("company_id", "on")) == {(paris.pk, SUMMER.date())}
    ring(SUMMER + timedelta(hours=6))
    work()
    assert Run.objects.get(company=martinique).on == SUMMER.date()


def test_tasks_whose_reason_is_gone_close_within_ten_minutes() -> None:
    company = factories.a_company()
    factories.a_company("Sans tâche")
    lost = factories.a_customer(company)
    factories.a_receivable(lost, due_on=WINTER.date() - timedelta(days=10))
    operations.default_scenario(company, by="Paul")
    operations.run(company, on=WINTER.date(), by="Nadia", at=WINTER)
    lost.email = "compta@lost.example"
    lost.save()
    jobs.tasks(int(WINTER.timestamp()))
    (asked,) = ProcrastinateJob.objects.filter(task_name="dunning.settle_tasks")
    app.tasks[asked.task_name].func(**asked.args)
    assert Task.objects.get().end == "settled"
