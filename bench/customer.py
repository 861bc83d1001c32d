"""Server time of the page of a customer that owes a lot and has a long story, nothing
remembered."""

from collections.abc import Iterator

import polars as pl
from django.db import connection
from django.test import Client

from bench import Figure, _books
from bench.pages import TURNS, median_ms
from encaisse.accounts import operations
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from encaisse.parties.models import Customer
from encaisse.store import frames

PROMISE = "the page of a customer with 2,000 receivables and 5,000 events answers in 200 ms"
RECEIVABLES, EVENTS = 2_000, 5_000


def measure() -> Iterator[Figure]:
    company = _books.make(customers=1, receivables=RECEIVABLES, name="Mesure d'un client")
    dunning.default_scenario(company, by="banc")
    customer = Customer.objects.get(company=company)
    frames.copy_in("payments_credit", _payments(company.pk, customer.pk))
    frames.copy_in("audit_entry", _acts(company.pk, customer.pk))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    user = operations.add_user(
        company=company, email=f"mesure{company.pk}@banc.example", role=Role.MANAGER,
        password="une mesure", by="banc",
    )  # fmt: skip
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    told, where = f"médiane de {TURNS} appels", f"/clients/{customer.pk}/"
    yield Figure("page du client", median_ms(client, where), 200, "ms", told)
    yield Figure("causes du retard", median_ms(client, f"{where}retard"), 200, "ms", told)
    yield Figure("fil", median_ms(client, f"{where}fil"), 200, "ms", told)


def _payments(company_id: int, customer_id: int) -> pl.DataFrame:
    """Half of the events: money received, one payment a day, spent already."""
    rank = pl.Series("rank", range(EVENTS // 2))
    return pl.DataFrame({"rank": rank}).select(
        company_id=company_id, customer_id=customer_id, kind=pl.lit("payment"),
        reference=pl.format("VIR {}", "rank"), entry_key=pl.format("mesure:{}", "rank"),
        on=pl.lit(_books.DAY) - pl.duration(days=pl.col("rank") % 1_500), face_cents=10_000,
        open_cents=0, charges_cents=0, currency=pl.lit("EUR"), method=pl.lit("transfer"),
        label=pl.lit(""), reason=pl.lit(""), is_left=False,
    )  # fmt: skip


def _acts(company_id: int, customer_id: int) -> pl.DataFrame:
    """The other half: acts of the journal; their chain is made by the database."""
    rank = pl.Series("rank", range(EVENTS // 2))
    return pl.DataFrame({"rank": rank}).select(
        company_id=company_id, customer_id=customer_id, actor=pl.lit("Nadia"),
        verb=pl.lit("customer.changed"), subject=pl.lit(f"customer:{customer_id}"),
        reason=pl.format("Dit au téléphone, {}e fois.", "rank"), facts=pl.lit("{}"),
        previous=pl.lit(""), digest=pl.lit(""),
    ).with_columns(rank=pl.lit(0, dtype=pl.Int64))  # fmt: skip
