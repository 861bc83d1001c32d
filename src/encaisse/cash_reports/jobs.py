"""Behind the pages: what is ready put in the folder of the platform. Declared for the worker."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from encaisse.cash_reports import operations, queries
from encaisse.jobs.queue import clock, job

BY = "encaisse"


@clock(name="cash_reports.sweep", cron="*/10 * * * *")
def sweep(_timestamp: int) -> None:
    """The companies whose receipts are declared, when the platform takes them from a folder."""
    if settings.PLATFORM_FOLDER:
        for company_id in queries.with_habit():
            put_out(company_id)


@job(name="cash_reports.put_out")
def put_out(company_id: int) -> None:
    """Make and write what is ready; safe to run twice."""
    company = queries.company(company_id)
    at = timezone.now().astimezone(ZoneInfo(company.timezone))
    if settings.PLATFORM_FOLDER:
        operations.put_out(company, settings.PLATFORM_FOLDER, at=at, by=BY)
