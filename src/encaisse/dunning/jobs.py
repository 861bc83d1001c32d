"""Each minute the released mails; each morning the run of the day. Declared for the worker."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from encaisse.disputes.queries.board import with_standing
from encaisse.dunning import operations
from encaisse.dunning.operations.approval import BATCH
from encaisse.dunning.queries import lists
from encaisse.dunning.queries import tasks as open_tasks
from encaisse.dunning.queries.policy import may_leave
from encaisse.dunning.queries.posting import companies_to_settle
from encaisse.dunning.queries.returning import companies_to_take_back
from encaisse.jobs.queue import clock, job
from encaisse.letters.queries import unfinished_batches
from encaisse.life_cycle.queries import with_awaited

BY = "chaque matin"


@clock(name="dunning.sweep", cron="* * * * *")
def sweep(_timestamp: int) -> None:
    """Released mails that no job took, those whose letter has met its fate meanwhile, and those
    that came back."""
    for company_id, message_ids in lists.to_deliver().items():
        if not may_leave(lists.company(company_id), timezone.now()):
            continue
        for start in range(0, len(message_ids), BATCH):
            deliver(company_id, message_ids=message_ids[start : start + BATCH])
    for company_id in companies_to_take_back():
        take_back(company_id)


@clock(name="dunning.posting", cron="* * * * *")
def posting(timestamp: int) -> None:
    """Batches whose maker died, and letters whose fate nobody recorded."""
    for company_id, batch_id in unfinished_batches(at=datetime.fromtimestamp(timestamp, UTC)):
        print_batch(company_id, batch_id=batch_id)
    for company_id in companies_to_settle():
        settle_posted(company_id)


@job(name="dunning.print", queue="print")
def print_batch(company_id: int, *, batch_id: int) -> None:
    """Make a print batch; safe to run twice."""
    operations.posting.make_batch(lists.company(company_id), batch_id, at=timezone.now())


@job(name="dunning.settle_posted", queue="mail")
def settle_posted(company_id: int) -> None:
    """Record what became of printed letters; safe to run twice."""
    operations.posting.settle_posted(lists.company(company_id), at=timezone.now())


@job(name="dunning.take_back", queue="mail")
def take_back(company_id: int) -> None:
    """Take back the reminders that came back, ask for addresses; safe to run twice."""
    operations.take_back(lists.company(company_id), at=timezone.now())


@job(name="dunning.refuse_address", queue="mail")
def refuse_address(company_id: int, *, address: str, why: str, said: str, by: str) -> None:
    """A provider told that an address takes no mail of ours; safe to run twice."""
    company, at = lists.company(company_id), timezone.now()
    operations.refuse_address(company, address, why=why, said=said, by=by, at=at)
    operations.take_back(company, at=at)


@clock(name="dunning.tasks", cron="*/10 * * * *")
def tasks(_timestamp: int) -> None:
    """The companies in which somebody has something to do: perhaps no more, or more."""
    for company_id in sorted({*open_tasks.with_open_tasks(), *with_awaited(), *with_standing()}):
        settle_tasks(company_id)


@job(name="dunning.settle_tasks")
def settle_tasks(company_id: int) -> None:
    """Open those that invoices ask for, close the tasks whose reason is gone."""
    company = lists.company(company_id)
    at = timezone.now().astimezone(ZoneInfo(company.timezone))
    operations.invoice_tasks.ask(company, on=at.date())
    operations.tasks.settle(company, on=at.date())


@job(name="dunning.deliver", queue="mail")
def deliver(company_id: int, *, message_ids: list[int]) -> None:
    """Send a batch, mails and text messages; safe to run twice."""
    company = lists.company(company_id)
    ways = {"mail": operations.deliver, "sms": operations.deliver_texts}
    for channel, chosen in lists.by_channel(company, message_ids).items():
        if channel in ways:
            ways[channel](company, chosen, at=timezone.now())


@clock(name="dunning.morning", cron="*/10 * * * *")
def morning(timestamp: int) -> None:
    """The run of the day, from the hour that the company chose, where it is; later, on a machine
    that slept. An hour that a change of time skips is passed; one that comes twice runs once."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for company_id, zone, hour, latest_on in lists.latest_runs():
        local = at.astimezone(ZoneInfo(zone))
        if local.hour >= hour and (latest_on is None or latest_on < local.date()):
            run(company_id, on=local.date().isoformat())


@job(name="dunning.simulate", queue="simulations", retry=1)
def simulate(company_id: int, *, simulation_id: int) -> None:
    """Play a scenario on the past; a job taken up again starts again from the first day."""
    operations.play_simulation(lists.company(company_id), simulation_id)


@job(name="dunning.run")
def run(company_id: int, *, on: str) -> None:
    """Propose the steps of the day; a day already run, or passed by, is left alone."""
    day = datetime.fromisoformat(on).date()
    company = lists.company(company_id)
    operations.invoice_tasks.ask(company, on=day)
    operations.run_once(company, on=day, by=BY, at=timezone.now())


@job(name="dunning.profiles")
def profiles(company_id: int) -> None:
    """How each customer pays, again: after an import. What did not change is not written."""
    company = lists.company(company_id)
    at = timezone.now().astimezone(ZoneInfo(company.timezone))
    operations.profiles.refresh(company, at.date())


@job(name="dunning.stop_texts", queue="mail")
def stop_texts(company_id: int, *, phone: str, said: str) -> None:
    """Somebody answered stop: no text message to that number any more. Safe to run twice."""
    company, at = lists.company(company_id), timezone.now()
    operations.stop_texts(company, phone, said=said, by="fournisseur de SMS", at=at)
