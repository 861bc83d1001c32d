"""Every ten minutes: what became of the plans that stand. Declared for the worker."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from encaisse.jobs.queue import clock, job
from encaisse.payment_plans import queries
from encaisse.payment_plans.operations import watching


@clock(name="payment_plans.sweep", cron="*/10 * * * *")
def sweep(_timestamp: int) -> None:
    """The companies with plans that stand."""
    for company_id in queries.with_plans():
        watch(company_id)


@job(name="payment_plans.watch")
def watch(company_id: int) -> None:
    """Tell what was missed and paid, end what ends by itself; twice is once."""
    company = queries.company(company_id)
    on = timezone.now().astimezone(ZoneInfo(company.timezone)).date()
    watching.watch(company, on=on)
