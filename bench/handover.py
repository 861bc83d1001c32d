"""How long a large portfolio takes to change hands, and to be taken back."""

import time
from collections.abc import Iterator

import polars as pl
from django.utils import timezone

from bench import Figure, _books
from encaisse.accounts import operations
from encaisse.accounts.rules import Role
from encaisse.parties.models import Customer
from encaisse.store import frames
from encaisse.teams import operations as teams

PROMISE = "5,000 customers with a task each change hands in 5 s, and are taken back in 5 s"
CUSTOMERS, SECONDS = 5_000, 5


def measure() -> Iterator[Figure]:
    company = _books.make(customers=CUSTOMERS, receivables=CUSTOMERS, name="Mesure des passations")
    giver, taker = (
        operations.add_user(
            company=company, email=f"{name}{company.pk}@banc.example", role=Role.COLLECTOR,
            password="une mesure", by="banc",
        )
        for name in ("donne", "prend")
    )  # fmt: skip
    Customer.objects.filter(company=company).update(collector=giver)
    customers = list(Customer.objects.filter(company=company).values_list("pk", flat=True))
    today = timezone.localdate()
    rows = pl.DataFrame({"customer_id": customers}).with_columns(
        company_id=pl.lit(company.pk), person_id=pl.lit(giver.pk), kind=pl.lit("call"),
        reason=pl.lit("Rappeler."), opened_on=pl.lit(today), due_on=pl.lit(today),
        channel=pl.lit(""), done_by=pl.lit(""), outcome=pl.lit(""), end=pl.lit(""),
    )  # fmt: skip
    frames.copy_in("dunning_task", rows)
    begun = time.perf_counter()
    made = teams.hand_over(giver, taker, company=company, on=today, by="banc")
    handed = time.perf_counter()
    teams.undo(made, on=today, by="banc")
    undone = time.perf_counter()
    told = f"{CUSTOMERS} clients, une tâche chacun"
    yield Figure("confier", round(handed - begun, 2), SECONDS, "s", told)
    yield Figure("reprendre", round(undone - handed, 2), SECONDS, "s", told)
