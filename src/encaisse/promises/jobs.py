"""Every ten minutes: promises kept or broken are told in the journal. Declared for the worker."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from encaisse.jobs.queue import clock, job
from encaisse.promises import queries
from encaisse.promises.operations import following


@clock(name="promises.sweep", cron="*/10 * * * *")
def sweep(_timestamp: int) -> None:
    """The companies to which somebody promised."""
    for company_id in queries.with_promises():
        watch(company_id)


@job(name="promises.watch")
def watch(company_id: int) -> None:
    """Tell what became of promises; twice is once."""
    company = queries.company(company_id)
    on = timezone.now().astimezone(ZoneInfo(company.timezone)).date()
    following.watch(company, on=on)
