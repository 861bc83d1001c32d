"""Each minute: messages whose time has come again, and those whose sender died; what a carrier says
of the letters that it took."""

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


@clock(name="letters.sweep_entrusted", cron="* * * * *")
def sweep_entrusted(timestamp: int) -> None:
    """The same for letters entrusted to a carrier."""
    for company_id, letter_ids in queries.to_entrust(
        at=datetime.fromtimestamp(timestamp, UTC)
    ).items():
        for start in range(0, len(letter_ids), BATCH):
            entrust(company_id, letter_ids=letter_ids[start : start + BATCH])


@job(name="letters.entrust", queue="mail")
def entrust(company_id: int, *, letter_ids: list[int]) -> None:
    """Give a batch of letters to their carrier; safe to run twice."""
    company = queries.company(company_id)
    operations.entrusting.give_batch(company, letter_ids, at=timezone.now())


@clock(name="letters.follow_entrusted", cron="*/10 * * * *")
def follow_entrusted(timestamp: int) -> None:
    """What carriers hold: not posted yet, in doubt, or on its way."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for company_id, letter_ids in queries.to_follow(at=at).items():
        for start in range(0, len(letter_ids), BATCH):
            follow(company_id, letter_ids=letter_ids[start : start + BATCH])


@job(name="letters.follow", queue="mail")
def follow(company_id: int, *, letter_ids: list[int]) -> None:
    """Ask the carrier about a batch of letters; safe to run twice."""
    company = queries.company(company_id)
    operations.following.follow_batch(company, letter_ids, at=timezone.now())
