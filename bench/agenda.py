"""Server time of the agenda with 5,000 tasks, nothing remembered."""

from collections.abc import Iterator

import polars as pl
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench import Figure, _books
from bench.pages import TURNS, median_ms
from encaisse.accounts import operations
from encaisse.accounts.rules import Role
from encaisse.parties.models import Customer
from encaisse.store import frames

PROMISE = "the agenda answers in 150 ms with 5,000 tasks"
TASKS, RECEIVABLES = 5_000, 50_000


def measure() -> Iterator[Figure]:
    company = _books.make(customers=TASKS, receivables=RECEIVABLES, name="Mesure de l'agenda")
    user = operations.add_user(
        company=company, email=f"mesure{company.pk}@banc.example", role=Role.MANAGER,
        password="une mesure", by="banc",
    )  # fmt: skip
    customers = list(Customer.objects.filter(company=company).values_list("pk", flat=True))
    today = timezone.localdate()
    rows = pl.DataFrame({"customer_id": customers}).with_columns(
        company_id=pl.lit(company.pk), person_id=pl.lit(user.pk), kind=pl.lit("call"),
        reason=pl.lit("Rappeler."), opened_on=pl.lit(today), due_on=pl.lit(today),
        channel=pl.lit(""), done_by=pl.lit(""), outcome=pl.lit(""), end=pl.lit(""),
    )  # fmt: skip
    frames.copy_in("dunning_task", rows)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    told = f"médiane de {TURNS} appels"
    yield Figure("agenda", median_ms(client, "/agenda/"), 150, "ms", told)
    yield Figure("accueil", median_ms(client, "/"), 150, "ms", told)
