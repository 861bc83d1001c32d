"""Statuses that came before their invoice: applied when it comes. Declared for the worker."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from encaisse.jobs.queue import clock, job
from encaisse.life_cycle import operations, queries

BY = "encaisse"


@clock(name="life_cycle.sweep", cron="*/10 * * * *")
def sweep(_timestamp: int) -> None:
    """The companies in which a status waits for its invoice."""
    for company_id in queries.with_waiting():
        place(company_id)


@job(name="life_cycle.place")
def place(company_id: int) -> None:
    """Apply those whose invoice has come; safe to run twice."""
    company = queries.company(company_id)
    at = timezone.now().astimezone(ZoneInfo(company.timezone))
    operations.place(company, BY, at.date())
