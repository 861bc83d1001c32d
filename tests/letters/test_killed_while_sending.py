"""kill -9 in the middle of a batch: nothing lost, nothing sent twice, the doubt is listed."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from encaisse.accounts.models import Company
from encaisse.letters import operations, queries
from encaisse.letters.models import Letter
from tests.letters.conftest import AT
from tests.letters.servers import TAKEN, Server

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = Path(__file__).with_name("sending_process.py")
COUNT, FATAL = 6, 3


@pytest.mark.parametrize(
    ("moment", "received_before"),
    [
        pytest.param("at_rcpt", FATAL - 1, id="before the message is given"),
        pytest.param("at_data", FATAL, id="after it, before the answer"),
    ],
)
def test_kill_9_in_the_middle_of_a_batch(
    transactional_db: None,
    server: Server,
    company: Company,
    a_letter: Callable[..., Letter],
    moment: str,
    received_before: int,
) -> None:
    letters = [a_letter() for _ in range(COUNT)]
    ids = [letter.pk for letter in letters]
    process = start(server, company, ids)
    turns = Counter[str]()

    def deadly(_: str) -> str:
        turns["seen"] += 1
        if turns["seen"] == FATAL:
            process.kill()
            process.wait()
        return TAKEN

    setattr(server, moment, deadly)
    assert process.wait(30) == -9
    assert len(server.received) == received_before

    setattr(server, moment, lambda _: TAKEN)
    states = send_when_free(company, ids)
    assert Counter(states.values()) == {"delivered": COUNT - 1, "unclear": 1}
    assert [letter.pk for letter in queries.unclear(company)] == [ids[FATAL - 1]]
    assert max(Counter(server.identifiers).values()) == 1
    sure = {letter.message_id for letter in letters if states[letter.pk] == "delivered"}
    assert sure <= set(server.identifiers)


def test_two_processes_on_one_batch_send_each_letter_once(
    transactional_db: None, server: Server, company: Company, a_letter: Callable[..., Letter]
) -> None:
    ids = [a_letter().pk for _ in range(COUNT)]
    met, parted = threading.Event(), threading.Event()

    def slow(_: str) -> str:
        if not met.is_set():
            met.set()
            server.at_data = lambda _: TAKEN
            return "wait"
        return TAKEN

    server.at_data, server.parting = slow, parted
    process = start(server, company, ids)
    assert met.wait(30)
    states = operations.send_batch(company, ids, at=AT)
    assert Counter(states.values()) == {"sending": 1, "delivered": COUNT - 1}
    parted.set()
    assert process.wait(30) == 0
    assert set(queries.states(company, ids).values()) == {"delivered"}
    assert Counter(server.identifiers).most_common(1)[0][1] == 1


def start(server: Server, company: Company, ids: list[int]) -> subprocess.Popen[bytes]:
    database = connection.settings_dict["NAME"]
    arguments = [database, server.port, company.pk, *ids]
    root = str(SCRIPT.parents[2])
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*filter(None, sys.path), root])},
    )


def send_when_free(company: Company, ids: list[int]) -> dict[int, str]:
    """The batch taken up again, once the server has noticed that the dead process is."""
    for _ in range(50):
        states = operations.send_batch(company, ids, at=AT)
        if "sending" not in states.values():
            break
        time.sleep(0.1)
    return states
