"""The worker: runs the jobs and the clock until it is told to stop.

Each worker holds an advisory lock under its number for as long as it lives: PostgreSQL lets go of
it with the worker's session, however the worker ends. A job *under way* whose worker has no such
lock is an orphan, for certain: it is taken up again. A job of a living worker never is, however
long it lasts or the machine sleeps.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Coroutine
from typing import Any

import psycopg
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.manager import JobManager

LOG = logging.getLogger(__name__)
LOCK = 0x574F52  # any fixed number: the family of advisory locks of the workers
SWEEP_SECONDS = 20
TAKEN_UP_MAX = 20
FORGET_WORKERS_AFTER_SECONDS = 7 * 24 * 3600

ORPHAN = """
status = 'doing' AND NOT EXISTS (
  SELECT FROM pg_locks
  WHERE locktype = 'advisory' AND granted AND classid = %(lock)s AND objid = worker_id
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
)"""
# The clock's own jobs come again by themselves, and two may not wait at once.
FORGET = f"DELETE FROM procrastinate_jobs WHERE queueing_lock IS NOT NULL AND {ORPHAN}"
TAKE_UP = f"""
UPDATE procrastinate_jobs
SET attempts = attempts + 1,
    status = (CASE WHEN attempts < %(most)s THEN 'todo' ELSE 'failed' END)::procrastinate_job_status
WHERE {ORPHAN}
RETURNING id, task_name, status"""


def run(*, concurrency: int = 1) -> None:
    """Work until SIGINT or SIGTERM; the job under way is finished first.

    Jobs left by a worker that died are taken up again at the start, then by whoever lives."""
    early = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_signal: early.set())
    asyncio.run(_run(concurrency, early))


async def _run(concurrency: int, early: threading.Event) -> None:
    """``early``: told to stop before this listens to signals, which it does until its very end."""
    told = _listening()
    if early.is_set():
        return
    connector: Any = app.connector
    worker_app = app.with_connector(connector.get_worker_connector())
    life = await psycopg.AsyncConnection.connect(**connector_params("default"), autocommit=True)
    worker_app.job_manager = _Living(worker_app.connector, life)
    async with life, worker_app.open_async():
        await _take_up_orphans(life)
        await _until_one_ends(_work(worker_app, concurrency), _keep_taking_up(life), told.wait())


def _listening() -> asyncio.Event:
    """Set by the first signal to stop, and by those that follow: no job is cut short by them."""
    told = asyncio.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told


class _Living(JobManager):
    """Knows workers by a lock that dies with them."""

    def __init__(self, connector: Any, life: psycopg.AsyncConnection) -> None:
        super().__init__(connector)
        self._life = life

    async def register_worker(self) -> int:
        """The worker's number, locked before any job can bear it."""
        number = await super().register_worker()
        await self._life.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, number])
        return number


async def _work(worker_app: App, concurrency: int) -> None:
    await worker_app.run_worker_async(
        concurrency=concurrency,
        fetch_job_polling_interval=2,
        shutdown_graceful_timeout=30,
        delete_jobs="successful",
        install_signal_handlers=False,
        stalled_worker_timeout=FORGET_WORKERS_AFTER_SECONDS,
    )


async def _keep_taking_up(life: psycopg.AsyncConnection) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        await _take_up_orphans(life)


async def _take_up_orphans(life: psycopg.AsyncConnection) -> None:
    """Put them back in the queue; one that killed every worker which tried it is given up."""
    facts = {"lock": LOCK, "most": TAKEN_UP_MAX}
    await life.execute(FORGET, facts)
    found = await life.execute(TAKE_UP, facts)
    for number, name, status in await found.fetchall():
        LOG.warning("job %s (%s) lost its worker: %s", number, name, status)


async def _until_one_ends(*parts: Coroutine[Any, Any, object]) -> None:
    """When one part ends, so do the others: a worker told to stop, or whose lock is lost, must not
    go on."""
    tasks = [asyncio.create_task(part) for part in parts]
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for task in done:
        task.result()
