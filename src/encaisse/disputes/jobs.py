"""Every ten minutes: what money did to disputes, questions that wait. Declared for the worker."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from encaisse.disputes import operations, queries
from encaisse.disputes.queries.asking import with_unanswered
from encaisse.disputes.queries.board import with_standing
from encaisse.jobs.queue import clock, job


@clock(name="disputes.sweep", cron="*/10 * * * *")
def sweep(_timestamp: int) -> None:
    """The companies in which somebody contests something, or owes an answer."""
    for company_id in sorted({*with_standing(), *with_unanswered()}):
        look(company_id)


@job(name="disputes.look")
def look(company_id: int) -> None:
    """Tell what closed or reopened, repeat the questions whose day has passed; twice is once."""
    company, at = queries.company(company_id), timezone.now()
    on = at.astimezone(ZoneInfo(company.timezone)).date()
    operations.deciding.watch(company, on=on)
    operations.asking.chase(company, on=on, at=at)
