"""kill -9 while reminders leave: nothing lost, nothing sent twice, the doubt is listed."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState, Proposal
from encaisse.dunning.queries import lists
from tests.factories import a_company, a_customer, a_receivable
from tests.letters.servers import TAKEN, Server, running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT = datetime(2026, 11, 3, 7, tzinfo=UTC)
SCRIPT = Path(__file__).with_name("delivering_process.py")
COUNT = 6


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with running(Server()) as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


def released(company: Company) -> list[int]:
    """As many reminders, each to a customer of its own."""
    operations.default_scenario(company, by="Paul")
    for rank in range(COUNT):
        a_receivable(a_customer(company, email=f"compta{rank}@garage.example"))
    operations.run(company, on=date(2026, 11, 3), by="Nadia", at=AT)
    waiting = Message.objects.order_by("id").values_list("pk", flat=True)
    return operations.approve(company, waiting, by="Nadia")


@pytest.mark.parametrize(
    ("moment", "fatal"),
    [("at_rcpt", 1), ("at_rcpt", 4), ("at_data", 1), ("at_data", 3), ("at_data", COUNT)],
)
def test_kill_9_while_reminders_leave(
    transactional_db: None, server: Server, moment: str, fatal: int
) -> None:
    company = a_company(email="compta@atelier.example")
    ids = released(company)
    process = start(server, company, ids)
    turns = Counter[str]()

    def deadly(_: str) -> str:
        turns["seen"] += 1
        if turns["seen"] == fatal:
            process.kill()
            process.wait()
        return TAKEN

    setattr(server, moment, deadly)
    assert process.wait(60) == -9
    setattr(server, moment, lambda _: TAKEN)

    states = delivered_when_free(company, ids)
    assert states == {MessageState.DELIVERED: COUNT - 1, MessageState.UNCLEAR: 1}
    assert max(Counter(server.identifiers).values()) == 1
    assert Counter(Proposal.objects.values_list("state", flat=True)) == states
    assert lists.to_deliver() == {}


def start(server: Server, company: Company, ids: list[int]) -> subprocess.Popen[bytes]:
    arguments = [connection.settings_dict["NAME"], server.port, company.pk, *ids]
    root = str(SCRIPT.parents[2])
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*filter(None, sys.path), root])},
    )


def delivered_when_free(company: Company, ids: list[int]) -> Counter[str]:
    """The batch taken up again, once the database has noticed that the dead process is."""
    for _ in range(50):
        operations.deliver(company, ids, at=AT)
        states = Counter(Message.objects.values_list("state", flat=True))
        if not states[MessageState.SENDING] and not states[MessageState.RELEASED]:
            break
        time.sleep(0.1)
    return Counter({state: count for state, count in states.items() if count})
