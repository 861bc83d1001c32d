"""Server time of the matching page and of its acts, at 100,000 open receivables and 5,000 payments
that wait, half of them bank lines of nobody."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client

from bench import Figure, _books
from encaisse.accounts import operations
from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.documents.models import Document
from encaisse.matching import queries
from encaisse.payments.models import BankLine, Credit
from encaisse.receivables.models import Receivable

PROMISE = "the matching page and each act on it answer in 150 ms before 100,000 open receivables"
CUSTOMERS, RECEIVABLES, WAITING = 5_000, 100_000, 2_500
TURNS, PROMISED_MS = 15, 150


def measure() -> Iterator[Figure]:
    """The page as it opens, then what a person does all day."""
    company = _books.make(customers=CUSTOMERS, receivables=RECEIVABLES, name="Mesure du lettrage")
    _fill(company)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    user = operations.add_user(
        company=company, email=f"lettrage{company.pk}@banc.example", role=Role.MANAGER,
        password="une mesure", by="banc",
    )  # fmt: skip
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    yield _figure("page", [_timed(client.get, "/lettrage/") for _turn in range(TURNS)])
    yield _figure("affectation", [_accepted(client, company) for _turn in range(TURNS)])


def _fill(company: Company) -> None:
    """A third of the lines quote an invoice, a third give a name, a third give an amount alone."""
    owed = list(
        Receivable.objects.filter(company=company).select_related("invoice", "customer")
        .order_by("id")[: 2 * WAITING]
    )  # fmt: skip
    paper = Document.objects.create(
        company=company, name="releve.txt", sha256="0" * 64, size=0, media_type="text/plain",
        dated_on=_books.DAY,
    )  # fmt: skip
    BankLine.objects.bulk_create(
        BankLine(
            company=company, document=paper, key=f"banc-{rank}", account="FR76", on=_books.DAY,
            cents=each.open_cents, **_said(rank, each),
        )
        for rank, each in enumerate(owed[:WAITING])
    )  # fmt: skip
    Credit.objects.bulk_create(
        Credit(
            company=company, customer=each.customer, kind="payment", reference=f"CHQ {rank}",
            entry_key=f"banc-{rank}", on=_books.DAY, face_cents=each.open_cents + 100,
            open_cents=each.open_cents + 100,
        )
        for rank, each in enumerate(owed[WAITING:])
    )  # fmt: skip


def _said(rank: int, each: Receivable) -> dict[str, str]:
    if rank % 3 == 0:
        return {"label": f"VIR {each.invoice.number}", "counterparty": f"Inconnu {rank}"}
    if rank % 3 == 1:
        return {"label": "VIREMENT", "counterparty": each.customer.name}
    return {"label": f"VIR SEPA {rank}", "counterparty": f"Personne {rank}"}


def _accepted(client: Client, company: Company) -> float:
    """The first line that has a proposal takes it."""
    one = next(one for one in queries.waiting_first(company, most=50) if one.line and one.shown)
    best = one.shown[0]
    pairs = ",".join(f"{part.receivable.pk}={part.cents}" for part in best.parts)
    choice = {"choice": f"{best.customer.pk}|{pairs}"}
    return _timed(
        client.post, f"/lettrage/lignes/{one.line.pk if one.line else 0}/choisir/", choice
    )


def _timed(ask: Any, address: str, *given: Any) -> float:
    cache.clear()
    start = time.perf_counter()
    answer = ask(address, *given, headers={"HX-Request": "true"})
    taken = 1000 * (time.perf_counter() - start)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return taken


def _figure(name: str, taken: list[float]) -> Figure:
    detail = f"médiane de {TURNS} ; la plus lente {max(taken):.0f} ms"
    return Figure(name, statistics.median(taken), PROMISED_MS, "ms", detail)
