"""kill −9 of the worker at random moments: nothing lost, nothing twice, every doubt listed."""

import contextlib
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.imports.maker import fec_rows, live, text_of
from tests.letters.servers import TAKEN, Server, running
from tests.running.product import PATIENCE_SECONDS, ROOT, environment, eventually, held

pytestmark = pytest.mark.slow
KILLS = 10
REMINDERS = 500


@dataclass
class Yard:
    """A database to look into, and workers to kill."""

    connection: psycopg.Connection
    stable: subprocess.Popen[str]

    def ask(self, line: str) -> int:
        assert self.stable.stdin
        assert self.stable.stdout
        self.stable.stdin.write(line + "\n")
        self.stable.stdin.flush()
        ready, _, _ = select.select([self.stable.stdout], [], [], PATIENCE_SECONDS)
        answer = self.stable.stdout.readline() if ready else ""
        assert answer, f"{line}: failed, or never done"
        return int(answer)

    def one(self, sql: str) -> Any:
        row = self.connection.execute(sql).fetchone()
        assert row
        return row[0]

    def count(self, table: str, where: str = "true") -> int:
        return int(self.one(f"SELECT count(*) FROM {table} WHERE {where}"))

    def is_at_work(self) -> bool:
        return self.count("procrastinate_jobs", "status = 'doing' AND queue_name <> 'clock'") > 0

    def left(self) -> int:
        return self.count("dunning_message", "state = 'released'")

    def has_less_than(self, left: int) -> bool:
        return self.left() < left or not self.has_work()

    def has_work(self) -> bool:
        undone = "status IN ('todo', 'doing') AND queue_name <> 'clock'"
        return self.count("procrastinate_jobs", undone) > 0


def kill(number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


@pytest.fixture
def yard(home: Path, smtp: Server) -> Iterator[Yard]:
    settings = environment(
        home, ENCAISSE_MAIL_URL=f"smtp://127.0.0.1:{smtp.port}",
        ENCAISSE_MAIL_PER_MINUTE="0", ENCAISSE_MAIL_PER_DOMAIN="0",
        PYTHONPATH=os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    )  # fmt: skip
    stable = _talking([sys.executable, str(ROOT / "tests/running/stable.py")], settings)
    with held(home) as connection:
        yield Yard(connection, stable)
        stable.communicate(timeout=60)


@pytest.fixture
def smtp() -> Iterator[Server]:
    with running(Server()) as found:
        yield found


def test_a_release_of_500_reminders(yard: Yard, smtp: Server) -> None:
    chance = random.Random(20261121)
    yard.ask(f"release {REMINDERS}")
    for turn in range(KILLS):
        worker = yard.ask("worker")
        if turn % 2:
            _kill_at_a_reception(smtp, worker, chance)
        else:
            eventually(yard.is_at_work)
            time.sleep(chance.uniform(0, 1))
            kill(worker)
        assert max(Counter(smtp.identifiers).values(), default=1) == 1
    _finish(yard)
    received = Counter(smtp.identifiers)
    letters: dict[str, str] = dict(
        yard.connection.execute(
            "SELECT letter.message_id, message.state FROM dunning_message message"
            " JOIN letters_letter letter ON letter.id = message.letter_id"
            " WHERE letter.state = message.state"
        ).fetchall()
    )
    assert len(letters) == REMINDERS
    assert set(letters.values()) <= {"delivered", "unclear"}
    assert max(received.values()) == 1
    assert {name for name, state in letters.items() if state == "delivered"} <= set(received)
    assert set(received) <= set(letters)
    assert 1 <= Counter(letters.values())["unclear"] <= KILLS
    steps = yard.connection.execute("SELECT state, count(*) FROM dunning_proposal GROUP BY 1")
    assert Counter(dict(steps.fetchall())) == Counter(letters.values())


def test_imports_dropped_on_the_page(yard: Yard, tmp_path: Path) -> None:
    chance = random.Random(20261122)
    path = tmp_path / "FEC.txt"
    path.write_text(text_of(fec_rows(live(seed=3, years=[2024, 2025], customers=60), 2025)))
    yard.ask(f"receive temoin {path}")
    seconds = _finish(yard)
    whole = _books(yard)["temoin"]
    companies = 1
    for _ in range(KILLS):
        if not yard.has_work():
            companies += 1
            yard.ask(f"receive societe-{companies} {path}")
        worker = yard.ask("worker")
        eventually(lambda: yard.is_at_work() or not yard.has_work())
        time.sleep(chance.uniform(0, seconds))
        kill(worker)
        assert set(_books(yard).values()) <= {whole}
    _finish(yard)
    assert yard.count("imports_fileimport", "state = 'done'") == companies
    assert list(_books(yard).values()) == [whole] * companies


def _kill_at_a_reception(smtp: Server, worker: int, chance: random.Random) -> None:
    """Before the server's answer, or just after."""
    left, before = [chance.randrange(1, 40)], chance.random() < 0.5
    killed = threading.Event()

    def deadly(_: str) -> str:
        left[0] -= 1
        if left[0] == 0:
            if before:
                kill(worker)
            else:
                threading.Timer(chance.uniform(0, 0.02), kill, [worker]).start()
            killed.set()
        return TAKEN

    smtp.at_data = deadly
    assert killed.wait(PATIENCE_SECONDS)
    smtp.at_data = lambda _: TAKEN


def _finish(yard: Yard) -> float:
    """Let a worker do all that is left; how long it was at it."""
    worker = yard.ask("worker")
    eventually(lambda: yard.is_at_work() or not yard.has_work())
    began = time.monotonic()
    while yard.has_work():
        eventually(partial(yard.has_less_than, yard.left()))
    took = time.monotonic() - began
    os.kill(worker, signal.SIGTERM)
    yard.ask(f"bury {worker}")
    return took


def _books(yard: Yard) -> dict[str, tuple[int, ...]]:
    """What each company that has any receivable has in its books."""
    found = yard.connection.execute(
        "SELECT code, count(*), sum(open_cents),"
        " (SELECT count(*) FROM matching_allocation WHERE company_id = company.id),"
        " (SELECT sum(open_cents) FROM payments_credit WHERE company_id = company.id)"
        " FROM receivables_receivable JOIN accounts_company company ON company.id = company_id"
        " GROUP BY company.id ORDER BY company.id"
    )
    return {code: tuple(map(int, facts)) for code, *facts in found.fetchall()}


def _talking(command: list[str], settings: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
