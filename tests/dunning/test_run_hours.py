"""The hour of the run and the hours of sending, on the days when the clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from encaisse.dunning import jobs, operations
from encaisse.dunning.models import Run
from encaisse.dunning.rules.window import Window
from tests import factories

PARIS = ZoneInfo("Europe/Paris")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # two o'clock never comes; comes twice
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def _empty_queue(transactional_db: None) -> Iterator[None]:
    """The queue is no table of Django's: nothing empties it between two tests."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def every_ten_minutes(day: date) -> Iterator[datetime]:
    """Each ring of the clock on that day in Paris, however long the day is."""
    at = datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)
    while at.astimezone(PARIS).date() == day:
        yield at
        at += TEN_MINUTES


def lived(day: date) -> list[datetime]:
    """At which rings of that day a run was made."""
    made: list[datetime] = []
    for at in every_ten_minutes(day):
        jobs.morning(int(at.timestamp()))
        for job in ProcrastinateJob.objects.filter(task_name="dunning.run").order_by("id"):
            app.tasks[job.task_name].func(**job.args)
        if Run.objects.filter(on=day).count() > len(made):
            made.append(at)
    return made


@pytest.mark.usefixtures("_empty_queue")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        pytest.param(SPRING, 0, (28, 23), id="spring, midnight"),
        pytest.param(SPRING, 2, (29, 1), id="spring, two o'clock never comes: at three"),
        pytest.param(SPRING, 3, (29, 1), id="spring, three o'clock comes an hour early"),
        pytest.param(SPRING, 23, (29, 21), id="spring, the last hour"),
        pytest.param(AUTUMN, 0, (24, 22), id="autumn, midnight"),
        pytest.param(AUTUMN, 2, (25, 0), id="autumn, two o'clock comes twice: the first"),
        pytest.param(AUTUMN, 3, (25, 2), id="autumn, three o'clock comes an hour late"),
        pytest.param(AUTUMN, 23, (25, 22), id="autumn, the last hour"),
    ],
)
def test_the_run_is_made_once_at_its_hour(day: date, hour: int, expected: tuple[int, int]) -> None:
    operations.set_policy(factories.a_company(), run_hour=hour, by="Paul")
    in_month, at_utc = expected
    assert lived(day) == [datetime(day.year, day.month, in_month, at_utc, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param(SPRING, 23, id="spring"),
        pytest.param(AUTUMN, 25, id="autumn"),
    ],
)
def test_a_window_without_limits_is_open_all_day(day: date, hours: int) -> None:
    rings = list(every_ten_minutes(day))
    assert len(rings) == hours * 6
    assert all(Window().is_open(at, PARIS) for at in rings)


def test_a_window_that_opens_at_an_hour_that_never_comes_opens_with_the_next() -> None:
    night = Window(first_hour=2, end_hour=5)
    midnight = datetime(2026, 3, 28, 23, tzinfo=UTC)
    opening = night.opens_at(midnight, PARIS)
    assert opening is not None
    assert opening.astimezone(UTC) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert night.is_open(opening, PARIS)


def test_a_window_that_ends_at_an_hour_that_comes_twice_stays_shut_the_second_time() -> None:
    night = Window(first_hour=0, end_hour=2)
    first, second = datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert night.is_open(first - TEN_MINUTES, PARIS)
    assert not night.is_open(first, PARIS)
    assert not night.is_open(second, PARIS)
