"""`encaisse match` from end to end: tables read, lines judged, payments and their parts written."""

import os
import time
from collections.abc import Iterator

import polars as pl
from django.db import connection

from bench import Figure, _books
from encaisse.accounts.models import Company
from encaisse.documents.models import Document
from encaisse.matching import queries, rules
from encaisse.matching.operations import batches, placing, settling
from encaisse.payments.models import BankLine
from encaisse.payments.queries import waiting_lines
from encaisse.store import frames

PROMISE = "a first bank file of 3,000 lines before 100,000 receivables is placed in 15 seconds"
LINES = int(os.environ.get("ENCAISSE_BENCH_LINES", "3000"))
RECEIVABLES = int(os.environ.get("ENCAISSE_BENCH_RECEIVABLES", "100000"))
CUSTOMERS = RECEIVABLES // 20
ALONE = 100
A_SECOND = 200


def measure() -> Iterator[Figure]:
    """Nine lines in ten quote the invoice that they pay; the others name the customer only."""
    company = _books.make(customers=CUSTOMERS, receivables=RECEIVABLES)
    _keep_lines(company, LINES + ALONE)
    _execute("ANALYZE")
    lines = list(waiting_lines(company))
    wall = time.perf_counter()
    answered = list(zip(lines, queries.answers(company, lines), strict=True))
    judging = time.perf_counter() - wall
    alone = _one_by_one(company, answered[:ALONE])
    wall = time.perf_counter()
    became = batches.place(company, answered[ALONE:], by="mesure")
    placed = time.perf_counter() - wall
    count = sum(one.code == placing.PAYMENT for one in became.values())
    detail = (
        f"{count} lignes à {count / placed:.0f}/s, jugées avant en {judging:.1f} s "
        f"parmi {RECEIVABLES} créances"
    )
    yield Figure(f"placer {A_SECOND} lignes", A_SECOND * placed / count, 1.0, "s", detail)
    detail = f"seule, une ligne prend {1000 * alone:.1f} ms"
    yield Figure("en lot contre une à une", placed / count / alone, 0.2, "×", detail)
    moved = _moved(company)
    detail = f"{placed:.1f} s, contre {moved:.2f} s de COPY des mêmes lignes de tables"
    yield Figure("placer contre COPY", placed / moved, 60, "×", detail)


def _one_by_one(company: Company, answered: list[tuple[BankLine, rules.Answer]]) -> float:
    """The seconds of a line that is placed alone."""
    threshold = queries.policy_of(company).threshold
    wall = time.perf_counter()
    for line, answer in answered:
        settling.place(line, answer, threshold=threshold, by="mesure")
    return (time.perf_counter() - wall) / len(answered)


def _moved(company: Company) -> float:
    """The rows that placing wrote, read and written once more, by COPY, in tables of their own."""
    start = time.perf_counter()
    for table in ("payments_credit", "matching_allocation", "audit_entry"):
        with connection.cursor() as wrapper:
            cursor = wrapper.cursor
            cursor.execute(f"CREATE TEMPORARY TABLE moved (LIKE {table})")
            rows = f"SELECT * FROM {table} WHERE company_id = {company.pk}"
            with cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
                text = b"".join(bytes(block) for block in copy)
            with cursor.copy("COPY moved FROM STDIN") as copy:
                copy.write(text)
            cursor.execute("DROP TABLE moved")
    return time.perf_counter() - start


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _keep_lines(company: Company, count: int) -> None:
    document = Document.objects.create(
        company=company,
        name="mesure.csv",
        dated_on=_books.DAY,
        sha256="0" * 64,
        size=0,
        media_type="text/csv",
    )
    rank = pl.Series("rank", range(count)) * 7 % RECEIVABLES
    shown = pl.DataFrame(
        {
            "rank": rank,
            "customer": (rank % CUSTOMERS).cast(pl.String).str.zfill(6),
            "number": rank.cast(pl.String).str.zfill(7),
            "quotes": pl.Series(range(count)) % 10 > 0,
        }
    )
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
