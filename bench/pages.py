"""Server time of the pages that people live in, at 100,000 open receivables, nothing remembered, on
the morning after a run: thousands of messages wait for approval."""

import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench import Figure, _books
from encaisse.accounts import operations
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from encaisse.parties.models import Customer

PROMISE = "home, customer page and aged balance answer in 150 ms at 100,000 open receivables"
CUSTOMERS, RECEIVABLES = 5_000, 100_000
TURNS = 9


def measure() -> Iterator[Figure]:
    company = _books.make(customers=CUSTOMERS, receivables=RECEIVABLES, name="Mesure des pages")
    dunning.default_scenario(company, by="banc")
    dunning.run(company, on=timezone.localdate(), by="banc", at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    user = operations.add_user(
        company=company, email=f"mesure{company.pk}@banc.example", role=Role.MANAGER,
        password="une mesure", by="banc",
    )  # fmt: skip
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    customer = Customer.objects.filter(company=company).order_by("id")[0]
    for name, address in (
        ("accueil", "/"),
        ("balance âgée", "/balance-agee/"),
        ("client", f"/clients/{customer.pk}/"),
    ):
        yield Figure(name, median_ms(client, address), 150, "ms", f"médiane de {TURNS} appels")


def median_ms(client: Client, address: str, **asked: Any) -> float:
    """The usual time of an answer, nothing remembered."""
    taken = []
    for _turn in range(TURNS):
        cache.clear()
        start = time.perf_counter()
        answer = client.get(address, **asked)
        taken.append(1000 * (time.perf_counter() - start))
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    return statistics.median(taken)
