"""Five thousand mails through a server of the loopback, beside the bare sending of their bytes."""

import contextlib
import os
import resource
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings

from bench import Figure
from bench._mail_server import HOST
from bench.letters import context
from encaisse.accounts.models import Company
from encaisse.letters import operations, queries
from encaisse.letters.jobs import BATCH
from encaisse.letters.mail import message as mime
from encaisse.letters.mail.rendering import render
from encaisse.letters.models import Letter
from encaisse.letters.operations.leaving import mail_of

PROMISE = "5,000 mails within twice the bare sending of their bytes, memory flat in their number"
MAILS = int(os.environ.get("ENCAISSE_BENCH_MAILS", "5000"))
FEW = min(MAILS, 200)
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
MIB = 1024


def measure() -> Iterator[Figure]:
    """The same letters twice: bare, then as the product sends them, each marked before and recorded
    after."""
    settings.MAIL_PER_MINUTE = settings.MAIL_PER_DOMAIN = 0
    company = _company()
    with _server() as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, port
        letters = _prepared(company, FEW)
        contents = _contents(letters)
        _send(company, letters)
        letters = _prepared(company, MAILS)
        peak = _peak()
        bare = sum(_bare(port, contents) for _turn in range(MAILS // FEW))
        start = time.perf_counter()
        _send(company, letters)
        taken = time.perf_counter() - start
    detail = f"{MAILS / taken:.0f} par seconde ; à nu {MAILS / bare:.0f}"
    yield Figure(f"{MAILS} courriels", taken / bare, 2, "×", detail)
    yield Figure("mémoire", _peak() - peak, 16, "Mio", f"de plus que pour {FEW} courriels")


def _company() -> Company:
    code = f"courriels-{Company.objects.count() + 1}"
    return Company.objects.create(
        name="Banc des courriels", code=code, email="compta@atelier.example"
    )


def _prepared(company: Company, count: int) -> list[int]:
    """Reminders of twenty-five receivables, in HTML and text, with their QR code."""
    wording = queries.shipped_texts()["relance-2", "mail", "fr"]
    found = []
    for rank in range(count):
        letter = operations.prepare(
            company, render(wording, context(rank)), to=[f"compta@client-{rank}.example"],
            at=AT, reply_to=company.email, thread=f"customer-{rank}",
        )  # fmt: skip
        found.append(letter.pk)
    return found


def _contents(letter_ids: list[int]) -> list[tuple[list[str], bytes]]:
    """Their bytes, as the product builds them."""
    found = []
    for letter in Letter.objects.filter(pk__in=letter_ids).select_related("company"):
        mail = mail_of(letter, (), at=AT)
        found.append((mime.recipients(mail), mime.build(mail)))
    return found


def _bare(port: int, contents: list[tuple[list[str], bytes]]) -> float:
    """The time to send these bytes over one connection."""
    with smtplib.SMTP(HOST, port) as smtp:
        start = time.perf_counter()
        for to, content in contents:
            smtp.sendmail("encaisse@localhost", to, content)
        return time.perf_counter() - start


def _send(company: Company, letter_ids: list[int]) -> None:
    """As the worker does: batch after batch."""
    for start in range(0, len(letter_ids), BATCH):
        operations.send_batch(company, letter_ids[start : start + BATCH], at=AT)
    left = Letter.objects.filter(pk__in=letter_ids).exclude(state="delivered").count()
    if left:
        raise AssertionError(f"{left} courriels ne sont pas partis")


@contextlib.contextmanager
def _server() -> Iterator[int]:
    """A server in a process of its own: it shares no processor time with whom it serves."""
    command = [sys.executable, "-m", "bench._mail_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
