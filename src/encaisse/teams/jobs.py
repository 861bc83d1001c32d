"""After a file, the new customers go to whom the rules say. Declared for the worker."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from encaisse.jobs.queue import job
from encaisse.parties.queries import company
from encaisse.teams import operations


@job(name="teams.share")
def share(company_id: int) -> None:
    """Those that nobody follows; nothing without a rule."""
    found = company(company_id)
    on = timezone.now().astimezone(ZoneInfo(found.timezone)).date()
    operations.share(found, everybody=False, on=on, by=operations.BY_ITSELF)
