"""Each minute: messages whose time has come again, and those whose sender died."""

from datetime import UTC, datetime

from django.utils import timezone

from encaisse.jobs.queue import clock, job
from encaisse.letters import operations, queries

BATCH = 200


@clock(name="letters.sweep", cron="* * * * *")
def sweep(timestamp: int) -> None:
    """One job per company and batch of mails to send."""
    for company_id, letter_ids in queries.to_send(
        at=datetime.fromtimestamp(timestamp, UTC)
    ).items():
        for start in range(0, len(letter_ids), BATCH):
            send(company_id, letter_ids=letter_ids[start : start + BATCH])


@clock(name="letters.sweep_texts", cron="* * * * *")
def sweep_texts(timestamp: int) -> None:
    """The same for text messages."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for company_id, letter_ids in queries.to_send(at=at, channel="sms").items():
        for start in range(0, len(letter_ids), BATCH):
            send_texts(company_id, letter_ids=letter_ids[start : start + BATCH])


@job(name="letters.send_texts", queue="mail")
def send_texts(company_id: int, *, letter_ids: list[int]) -> None:
    """Send a batch of text messages; safe to run twice."""
    company = queries.company(company_id)
    operations.texting.send_batch(company, letter_ids, at=timezone.now())


@job(name="letters.send", queue="mail")
def send(company_id: int, *, letter_ids: list[int]) -> None:
    """Send a batch; safe to run twice."""
    operations.send_batch(queries.company(company_id), letter_ids, at=timezone.now())
