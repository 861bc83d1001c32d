"""Real processes on one database: four workers do what one does, a run killed at any moment is made
again, and the result is the same."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.dunning import jobs, operations, rules
from encaisse.dunning.models import Message, Proposal, Run
from encaisse.letters.models import Letter
from tests.factories import a_company, a_customer, a_receivable
from tests.letters.servers import Server, running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SCRIPT = Path(__file__).with_name("running_process.py")
ON = date(2026, 11, 3)
AT = datetime(2026, 11, 3, 7, tzinfo=UTC)
LADDER = rules.Scenario(
    id=0, name="usuel", steps=(rules.Step(1, 3), rules.Step(2, 15)), lists="overdue"
)


def books(name: str, customers: int, *, on: date = ON) -> Company:
    """Two invoices a customer, 4 and 20 days late, all to be reminded on that day."""
    company = a_company(name, email="compta@atelier.example")
    operations.default_scenario(company, by="Paul")
    operations.save_scenario(company, LADDER, by="Paul", is_default=True)
    for rank in range(customers):
        customer = a_customer(company, f"Client {rank}", email=f"c{rank}@client.example")
        for late in (4, 20):
            a_receivable(customer, due_on=on - timedelta(days=late), number=f"F{rank}-{late}")
    return company


def outcome(company: Company) -> list[tuple[Any, ...]]:
    """Each message with what became of it, its steps and its letter."""
    found = []
    for message in Message.objects.filter(company=company).select_related("customer", "letter"):
        steps = sorted(
            message.proposals.values_list("receivable__invoice__number", "level", "state")
        )
        sent = (message.letter.state, message.letter.to) if message.letter else None
        told = (message.customer.name, message.level, message.state, message.total_cents)
        found.append((*told, steps, sent))
    return sorted(found)


def start(port: int, *arguments: object) -> subprocess.Popen[str]:
    root = str(SCRIPT.parents[2])
    told = [connection.settings_dict["NAME"], port, *arguments]
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *map(str, told)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*filter(None, sys.path), root])},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_run_killed_at_ten_random_moments_finishes_correctly(transactional_db: None) -> None:
    usual = books("Témoin", 25)
    before = time.monotonic()
    operations.run(usual, on=ON, by="Nadia", at=AT)
    lasts = time.monotonic() - before
    chance = random.Random(1807)
    for turn in range(10):
        company = books(f"Atelier {turn}", 25)
        process = start(1, "run", company.pk, ON)
        assert process.stdout is not None
        with process.stdout:
            assert process.stdout.readline() == "begun\n"
            time.sleep(lasts * 2 * chance.random())
            process.kill()
            process.wait(30)
        run_when_free(company)
        assert outcome(company) == outcome(usual), turn
        assert Proposal.objects.filter(company=company).count() == 50


def run_when_free(company: Company) -> None:
    """Once the database has noticed that the dead process is; a run already kept stands."""
    for _ in range(100):
        try:
            operations.run(company, on=ON, by="Nadia", at=AT)
        except operations.runs.RunInProgress:
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with running(Server()) as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


def test_four_workers_on_one_queue_do_what_one_does(transactional_db: None, server: Server) -> None:
    alone = worked(server, workers=1)
    together = worked(server, workers=4)
    assert together == alone
    assert max(Counter(server.identifiers).values()) == 1
    assert Counter(row[2] for company in alone for row in company) == {"delivered": 4 * 6}


def worked(server: Server, *, workers: int) -> list[list[tuple[Any, ...]]]:
    """Four companies whose runs, then whose messages in small batches, each told twice, go through
    the queue."""
    today = timezone.localdate()
    companies = [books(f"Société {workers} {rank}", 6, on=today) for rank in range(4)]
    processes = [start(server.port, "work") for _ in range(workers)]
    try:
        for company in companies * 2:
            jobs.run(company.pk, on=today.isoformat())
        until_done()
        assert Run.objects.filter(company__in=companies).count() == 4
        assert Message.objects.filter(company__in=companies).count() == 4 * 6
        for company in companies:
            ids = list(Message.objects.filter(company=company).values_list("pk", flat=True))
            for start_at in (0, 2, 4, 0, 2, 4):
                jobs.deliver(company.pk, message_ids=ids[start_at : start_at + 2])
        until_done()
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.communicate(timeout=60)
    assert Letter.objects.filter(company__in=companies).count() == 4 * 6
    return [outcome(company) for company in companies]


def until_done() -> None:
    """Until no job waits nor is under way."""
    for _ in range(1200):
        if not ProcrastinateJob.objects.filter(status__in=["todo", "doing"]).exists():
            return
        time.sleep(0.1)
    raise AssertionError("the queue does not empty")
