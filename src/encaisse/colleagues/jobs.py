"""Every ten minutes: the digests whose hour has come. Declared for the worker."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from encaisse.colleagues import operations, queries
from encaisse.colleagues.rules import due_on
from encaisse.jobs.queue import clock, job


@clock(name="colleagues.sweep", cron="*/10 * * * *")
def sweep(_timestamp: int) -> None:
    """The companies whose day and hour it is, by their own clock."""
    for company in queries.selling():
        now = timezone.now().astimezone(ZoneInfo(company.timezone))
        on = due_on(queries.habit_of(company), now=now, latest=queries.latest_of(company))
        if on is not None:
            send(company.pk, on=on.isoformat())


@job(name="colleagues.send")
def send(company_id: int, on: str) -> None:
    """The digests of that day; twice is once."""
    day = date.fromisoformat(on)
    operations.send(queries.company(company_id), on=day, at=timezone.now())
