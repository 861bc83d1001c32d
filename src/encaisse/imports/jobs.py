"""Taking a received file in, behind the page."""

from django.utils import timezone

from encaisse.imports import operations, queries
from encaisse.jobs.queue import job


@job(name="imports.take", queue="imports", retry=3)
def take(company_id: int, *, import_id: int) -> None:
    """Take one received file in; safe to run twice."""
    row = queries.received(company_id, import_id)
    if row is not None:
        operations.take_received(row, at=timezone.now())
