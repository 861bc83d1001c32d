"""Every two minutes, the mailboxes of the settings. Declared for the worker."""

from django.utils import timezone

from encaisse.jobs.queue import clock, job
from encaisse.letters.queries import owned_mailboxes
from encaisse.replies import operations, queries


@clock(name="replies.sweep", cron="*/2 * * * *")
def sweep(_timestamp: int) -> None:
    """One job per mailbox."""
    for company_id, rank in owned_mailboxes():
        fetch(company_id, rank=rank)


@job(name="replies.fetch", queue="mail")
def fetch(company_id: int, *, rank: int) -> None:
    """Take in what arrived; safe to run twice."""
    operations.read_mailbox(queries.company(company_id), rank, at=timezone.now())
