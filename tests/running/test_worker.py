"""`encaisse worker` alone: it fires the clock, does what the clock asks for, and stops in order."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tests.running.conftest import COMPANY
from tests.running.product import PATIENCE_SECONDS, encaisse, environment, eventually, held

pytestmark = pytest.mark.slow
UNDONE = "procrastinate_jobs WHERE status IN ('todo', 'doing') AND queue_name <> 'clock'"
FIRED = "SELECT DISTINCT task_name FROM procrastinate_periodic_defers"


def noon() -> str:
    """A time zone where it is about noon now: the morning has come, the day is not over."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+}"


def count(connection: psycopg.Connection, what: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {what}").fetchone()
    assert row
    return int(row[0])


@contextlib.contextmanager
def working(home: Path) -> Iterator[None]:
    """A worker, which ends in order when it is told to."""
    command = [sys.executable, "-m", "encaisse.config", "worker"]
    with subprocess.Popen(command, env=environment(home), stderr=subprocess.PIPE) as worker:
        try:
            yield
        finally:
            worker.terminate()
            _, said = worker.communicate(timeout=PATIENCE_SECONDS)
        assert (worker.returncode, b"Traceback" in said) == (0, False), said.decode()


def test_the_clock_fires_and_the_run_of_the_day_is_made_once(home: Path, fec: Path) -> None:
    with held(home) as connection:
        assert encaisse(home, "import", str(fec), "--company", COMPANY).returncode == 0
        connection.execute("UPDATE accounts_company SET timezone = %s", [noon()])
        for _ in range(2):
            with working(home):
                eventually(lambda: count(connection, "procrastinate_workers"))
                eventually(lambda: count(connection, "dunning_run"))
                eventually(lambda: not count(connection, UNDONE))
        assert connection.execute('SELECT "by" FROM dunning_run').fetchall() == [("chaque matin",)]
        fired = {name for (name,) in connection.execute(FIRED)}
        assert fired == {
            "agenda.sweep", "cash_reports.sweep", "colleagues.sweep",
            "disputes.sweep", "dunning.morning", "dunning.posting", "dunning.sweep",
            "dunning.tasks", "early_payment_discounts.sweep", "imports.sweep",
            "letters.follow_entrusted", "letters.sweep",
            "letters.sweep_entrusted", "letters.sweep_texts", "life_cycle.sweep",
            "parties.domains", "payment_plans.sweep", "promises.sweep", "replies.sweep",
        }  # fmt: skip


def test_a_worker_told_to_stop_as_it_starts_ends_in_order(home: Path) -> None:
    with held(home) as connection:
        for _ in range(4):
            with working(home):
                eventually(lambda: count(connection, "procrastinate_workers"))
            assert not count(connection, "procrastinate_workers")
