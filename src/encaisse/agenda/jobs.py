"""At dawn, after each file and within ten minutes of an act: what is late without next action is
counted. Declared for the worker."""

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from encaisse.accounts.queries import every_company
from encaisse.agenda.operations import orphans
from encaisse.agenda.queries.orphans import is_counted
from encaisse.jobs.queue import clock, job
from encaisse.parties.queries import company

if TYPE_CHECKING:
    from encaisse.accounts.models import Company


@clock(name="agenda.sweep", cron="*/10 * * * *")
def sweep(_timestamp: int) -> None:
    """The companies whose day began or whose journal grew."""
    for each in every_company():
        if not is_counted(each, on=_today(each)):
            count_orphans(each.pk)


@job(name="agenda.orphans")
def count_orphans(company_id: int) -> None:
    """Count them; twice is once."""
    found = company(company_id)
    orphans.count(found, on=_today(found))


def _today(company: "Company") -> date:
    return timezone.now().astimezone(ZoneInfo(company.timezone)).date()
