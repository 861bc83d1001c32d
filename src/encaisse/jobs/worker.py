"""The worker: runs the jobs and the clock until it is told to stop."""

import asyncio
import logging
from typing import Any

from procrastinate import App
from procrastinate.contrib.django import app

STALLED_AFTER_SECONDS = 60


def run(*, concurrency: int = 1) -> None:
    """Work until SIGINT or SIGTERM; the job under way is finished first.

    At the start, and every minute, jobs left by a worker that died are taken up again."""
    asyncio.run(_run(_worker_app(), concurrency))


def _worker_app() -> App:
    """The application over a connection of the worker's own."""
    connector: Any = app.connector
    return app.with_connector(connector.get_worker_connector())


async def _run(worker_app: App, concurrency: int) -> None:
    async with worker_app.open_async():
        await _take_up_stalled(worker_app)
        sweeper = asyncio.create_task(_keep_taking_up(worker_app))
        try:
            await worker_app.run_worker_async(
                concurrency=concurrency, fetch_job_polling_interval=2, shutdown_graceful_timeout=30
            )
        finally:
            sweeper.cancel()


async def _keep_taking_up(worker_app: App) -> None:
    while True:
        await asyncio.sleep(STALLED_AFTER_SECONDS)
        await _take_up_stalled(worker_app)


async def _take_up_stalled(worker_app: App) -> None:
    stalled = await worker_app.job_manager.get_stalled_jobs(
        seconds_since_heartbeat=STALLED_AFTER_SECONDS
    )
    for job in stalled:
        logging.getLogger(__name__).warning("job %s taken up again", job.id)
        await worker_app.job_manager.retry_job(job)
