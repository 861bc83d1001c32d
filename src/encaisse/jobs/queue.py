"""The queue: procrastinate on the same PostgreSQL, seen through two functions.

A job is an identifier and one operation, safe to run twice. It is enqueued in the transaction that
causes it. Jobs are declared in the ``jobs.py`` of the capabilities.
"""

import functools
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from encaisse.kernel.refusal import Refusal
from encaisse.store import isolation

LOG = logging.getLogger(__name__)


def job(
    *, name: str, queue: str = "default", retry: int = 0
) -> Callable[[Callable[..., None]], Callable[..., int]]:
    """Declare a job; calling what it returns enqueues it. Its first argument is ``company_id``, the
    only company the job will see."""

    def declare(function: Callable[..., None]) -> Callable[..., int]:
        @functools.wraps(function)
        def work(company_id: int, **arguments: Any) -> None:
            close_old_connections()
            with isolation.seeing(company_id):
                _unless_refused(function, name, company_id, **arguments)

        task: Any = app.task(name=name, queue=queue, retry=retry)(work)

        @functools.wraps(function)
        def enqueue(company_id: int, **arguments: Any) -> int:
            return int(task.defer(company_id=company_id, **arguments))

        return enqueue

    return declare


def _unless_refused(
    function: Callable[..., None], name: str, company_id: int, **arguments: Any
) -> None:
    """A refusal skips the job, with its reason; anything else is a bug, and fails it."""
    try:
        function(company_id, **arguments)
    except Refusal as refusal:
        LOG.info("%s skipped for company %s: %s", name, company_id, refusal)


def clock(*, name: str, cron: str) -> Callable[[Callable[[int], None]], Callable[[int], None]]:
    """Declare a sweep of the clock: called on the cron's rhythm with the Unix time it stands for.

    It sees every company; it only finds identifiers and enqueues jobs."""

    def declare(function: Callable[[int], None]) -> Callable[[int], None]:
        @functools.wraps(function)
        def work(timestamp: int) -> None:
            close_old_connections()
            isolation.see_all()
            function(timestamp)

        task = app.task(name=name, queue="clock", queueing_lock=name)(work)
        app.periodic(cron=cron)(task)
        return function

    return declare


def enqueue(name: str, company_id: int, **arguments: Any) -> int:
    """Enqueue the job of that name: for operations, which stand below the doors that declare it."""
    return int(app.configure_task(name).defer(company_id=company_id, **arguments))


def failed_count(*, since: datetime) -> int:
    """How many jobs failed since then, and have not been taken up again."""
    failed = ProcrastinateJob.objects.filter(
        status="failed", procrastinateevent__type="failed", procrastinateevent__at__gte=since
    )
    return int(failed.distinct().count())
