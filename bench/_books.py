"""Books of any size for the measures: customers, invoices, receivables, in the real tables."""

import datetime

import polars as pl

from encaisse.accounts.models import Company
from encaisse.store import frames

DAY = datetime.date(2026, 11, 23)
SINCE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def make(
    *, customers: int, receivables: int, name: str = "Mesures", oldest_days: int = 120
) -> Company:
    """A fresh company with that many customers and open receivables, due from ``oldest_days``
    before ``DAY`` to 30 days after; every tenth due date is estimated."""
    company = Company.objects.create(name=name, code=f"mesures-{Company.objects.count() + 1}")
    first = frames.reserve_ids("parties_customer", customers).start
    frames.copy_in("parties_customer", _customers(company.pk, first, customers))
    rows = _receivables(company.pk, first, customers, receivables, oldest_days)
    frames.copy_in("receivables_invoice", rows["invoices"])
    frames.copy_in("receivables_receivable", rows["receivables"])
    return company


def _customers(company_id: int, first: int, count: int) -> pl.DataFrame:
    rank = pl.Series("rank", range(count))
    return pl.DataFrame({"id": rank + first, "company_id": company_id}).with_columns(
        code=pl.format("C{}", rank.cast(pl.String).str.zfill(6)),
        name=pl.format("Client {}", rank.cast(pl.String).str.zfill(6)),
        email=pl.format("compta{}@client.example", rank),
        kind=pl.lit("company"),
        is_pseudo=False,
        siren=pl.lit(""),
        numero_tva=pl.lit(""),
        address=pl.lit("1 rue des Forges, 42000 Saint-Étienne"),
        phone=pl.lit(""),
        language=pl.lit("fr"),
        currency=pl.lit("EUR"),
        imputation=pl.lit("interest-first"),
        pays_for_itself=True,
        created_at=pl.lit(SINCE),
    )


def _receivables(
    company_id: int, first_customer: int, customers: int, count: int, oldest_days: int
) -> dict[str, pl.DataFrame]:
    rank = pl.Series("rank", range(count))
    first = frames.reserve_ids("receivables_invoice", count).start
    cents = 5_000 + (rank * 7919) % 900_000
    base = pl.DataFrame(
        {
            "invoice_id": rank + first,
            "customer_id": rank % customers + first_customer,
            "cents": cents,
            "age": (rank * 104_729) % (oldest_days + 31),
            "rank": rank,
        }
    ).with_columns(
        due_on=pl.lit(DAY - datetime.timedelta(days=oldest_days)) + pl.duration(days=pl.col("age")),
        company_id=company_id,
    )
    invoices = base.select(
        pl.col("invoice_id").alias("id"),
        "company_id",
        "customer_id",
        kind=pl.lit("invoice"),
        number=pl.format("FA{}", pl.col("rank").cast(pl.String).str.zfill(7)),
        entry_key=pl.format("mesure:{}", "rank"),
        issued_on=pl.col("due_on") - pl.duration(days=30),
        currency=pl.lit("EUR"),
        total_cents=pl.col("cents"),
        label=pl.lit(""),
        is_draft=False,
    )
    receivables = base.select(
        "company_id",
        "customer_id",
        "invoice_id",
        "due_on",
        rank=pl.lit(1),
        due_source=pl.lit("typed"),
        due_estimated=pl.col("rank") % 10 == 0,
        face_cents=pl.col("cents"),
        open_cents=pl.col("cents"),
        currency=pl.lit("EUR"),
    )
    return {"invoices": invoices, "receivables": receivables}
