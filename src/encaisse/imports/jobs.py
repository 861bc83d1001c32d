"""Behind the pages: a received file taken in, the sources of files looked into."""

from django.utils import timezone

from encaisse.imports import operations, queries
from encaisse.imports.operations import sources as taking
from encaisse.imports.queries import sources
from encaisse.jobs.queue import clock, job


@job(name="imports.take", queue="imports", retry=3)
def take(company_id: int, *, import_id: int) -> None:
    """Take one received file in; safe to run twice."""
    row = queries.received(company_id, import_id)
    if row is not None:
        operations.take_received(row, at=timezone.now())


@clock(name="imports.sweep", cron="* * * * *")
def sweep(_timestamp: int) -> None:
    """One job for each source of files whose turn it is."""
    for company_id, kind, rank in sources.due_sources(timezone.now()):
        relieve(company_id, kind=kind, rank=rank)


@job(name="imports.relieve", queue="imports")
def relieve(company_id: int, *, kind: str, rank: int) -> None:
    """Take what a source brings; safe to run twice."""
    found = sources.source(company_id, kind, rank)
    if found is not None:
        taking.relieve(found, at=timezone.now())
