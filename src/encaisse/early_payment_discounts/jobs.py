"""Every ten minutes: what became of the offers. Declared for the worker."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from encaisse.early_payment_discounts import queries
from encaisse.early_payment_discounts.operations import settling
from encaisse.jobs.queue import clock, job


@clock(name="early_payment_discounts.sweep", cron="*/10 * * * *")
def sweep(_timestamp: int) -> None:
    """The companies that made offers."""
    for company_id in queries.with_offers():
        watch(company_id)


@job(name="early_payment_discounts.watch")
def watch(company_id: int) -> None:
    """Give up what was paid in time, tell what is over; twice is once."""
    company = queries.company(company_id)
    on = timezone.now().astimezone(ZoneInfo(company.timezone)).date()
    settling.watch(company, on=on)
