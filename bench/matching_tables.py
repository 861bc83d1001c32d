"""`encaisse match` from end to end: the tables read, the lines judged, what was found written."""

import os
import time
from collections.abc import Iterator

import polars as pl

from bench import Figure, _books
from encaisse.accounts.models import Company
from encaisse.documents.models import Document
from encaisse.matching import queries, rules
from encaisse.matching.operations import placing
from encaisse.payments.queries import waiting_lines
from encaisse.store import frames

PROMISE = "bank lines of a company of a million open receivables are judged from the tables"
LINES = int(os.environ.get("ENCAISSE_BENCH_LINES", "100000"))
RECEIVABLES = int(os.environ.get("ENCAISSE_BENCH_RECEIVABLES", "1000000"))
CUSTOMERS = RECEIVABLES // 20
PLACED = 1_000


def measure() -> Iterator[Figure]:
    """A dry run reads, judges and shows everything; then a thousand lines are placed."""
    company = _books.make(customers=CUSTOMERS, receivables=RECEIVABLES)
    _keep_lines(company, LINES)
    wall, start = time.perf_counter(), time.process_time()
    found = queries.waiting(company)
    spent, wall = time.process_time() - start, time.perf_counter() - wall
    certain = sum(bool(one.matches and one.matches[0].is_certain()) for one in found)
    detail = (
        f"{LINES / spent:.0f} lignes/s du processeur, {wall:.0f} s en tout, {certain} certaines"
    )
    yield Figure("temps pour 5 000 lignes à blanc", 5_000 * spent / LINES, 1.5, "s", detail)
    yield from _placed(company)


def _placed(company: Company) -> Iterator[Figure]:
    """A thousand of them, in books of which the rest is as large."""
    waiting_lines(company).filter(key__gte=f"mesure:{PLACED:06d}").delete()
    start = time.perf_counter()
    read = queries.company_known(company, on=_books.DAY)
    reading = time.perf_counter() - start
    start = time.perf_counter()
    became = placing.place_waiting(company, by="mesure")
    placing_ = time.perf_counter() - start - reading
    done = sum(placed.code == placing.PAYMENT for placed in became.values())
    detail = f"{done} placées à {done / placing_:.0f}/s, après {reading:.0f} s de lecture"
    assert isinstance(read, rules.Known)
    yield Figure("une ligne placée", 1000 * placing_ / max(done, 1), 60, "ms", detail)


def _keep_lines(company: Company, count: int) -> None:
    """Nine in ten quote the invoice that they pay; the others name the customer only."""
    document = Document.objects.create(
        company=company,
        name="mesure.csv",
        dated_on=_books.DAY,
        sha256="0" * 64,
        size=0,
        media_type="text/csv",
    )
    rank = pl.Series("rank", range(count)) * 7 % RECEIVABLES
    customer = (rank % CUSTOMERS).cast(pl.String).str.zfill(6)
    number = rank.cast(pl.String).str.zfill(7)
    quotes = pl.Series(range(count)) % 10 > 0
    shown = pl.DataFrame({"rank": rank, "customer": customer, "number": number, "quotes": quotes})
    lines = shown.select(
        key=pl.format("mesure:{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(6)),
        cents=5_000 + (pl.col("rank") * 7919) % 900_000,
        counterparty=pl.format("CLIENT {}", "customer"),
        label=pl.when("quotes").then(pl.format("VIR FACTURE FA {}", "number")).otherwise(
            pl.lit("VIREMENT")
        ),
    ).with_columns(
        company_id=pl.lit(company.pk), document_id=pl.lit(document.pk), account=pl.lit("FR76"),
        on=pl.lit(_books.DAY), currency=pl.lit("EUR"), said=pl.lit(""), reference=pl.lit(""),
        returned=pl.lit(""), set_aside=pl.lit(""),
    )  # fmt: skip
    frames.copy_in("payments_bankline", lines)
