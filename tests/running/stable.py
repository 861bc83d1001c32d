"""A process with everything loaded, that forks at each line read: workers to kill, scenes to set.

``worker`` runs the real command and answers its number at once, ``bury`` waits for its end;
``release N`` and ``receive CODE FILE`` answer when they are done."""

import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from encaisse.config import cli

LATE_DAYS = 10


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    cli.prepare_django()
    import encaisse.dunning.operations
    import encaisse.imports.operations  # noqa: F401

    for line in sys.stdin:
        verb, *words = line.split()
        number = int(words[0]) if verb == "bury" else os.fork()
        if number == 0:
            _forked(verb, words)
        if verb != "worker":
            _, status = os.waitpid(number, 0)
            assert status == 0 or verb == "bury", line
        print(number, flush=True)


def _forked(verb: str, words: list[str]) -> None:
    status = 1
    try:
        status = cli.main(["worker"]) if verb == "worker" else _play(verb, words)
    finally:
        os._exit(status)


def _play(verb: str, words: list[str]) -> int:
    cli.prepare_database()
    if verb == "release":
        _release(int(words[0]))
    else:
        _receive(*words)
    return 0


def _release(count: int) -> None:
    """A company, that many late customers, one reminder each, all approved."""
    from encaisse.accounts.models import Company
    from encaisse.dunning import operations
    from encaisse.dunning.models import Message
    from tests.factories import a_customer, a_receivable

    now = datetime.now(UTC)
    company = Company.objects.create(name="Atelier", code="atelier", email="compta@atelier.example")
    for number in range(count):
        customer = a_customer(company, f"Client {number}", email=f"client-{number}@example.org")
        a_receivable(customer, due_on=now.date() - timedelta(days=LATE_DAYS))
    operations.default_scenario(company, by="Paul")
    operations.run(company, on=now.date(), by="Paul", at=now)
    every = Message.objects.values_list("pk", flat=True)
    released = operations.approve(company, every, by="Nadia")
    assert len(released) == count


def _receive(code: str, path: str) -> None:
    """A file dropped on the page of a new company."""
    from encaisse.accounts.models import Company
    from encaisse.imports import operations

    company = Company.objects.create(name=code, code=code)
    given = operations.GivenFile(Path(path).name, Path(path).read_bytes())
    operations.receive(company, given, by="Nadia", at=datetime.now(UTC))


if __name__ == "__main__":
    main()
