"""What a million receivables may claim on a day, against moving the rows that it reads."""

import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import polars as pl
from django.db import connection

from bench import Figure, _books
from encaisse.accounts.models import Company
from encaisse.late_charges import rules
from encaisse.late_charges.queries import claims
from encaisse.store import frames

PROMISE = "the claims of a day cost at most three times reading and writing their rows by COPY"
RECEIVABLES = int(os.environ.get("ENCAISSE_BENCH_RECEIVABLES", "1000000"))
CUSTOMERS = RECEIVABLES // 20
OLDEST_DAYS = 5 * 365
GIB = 1024 * 1024

# One receivable in three was paid a tenth, 20 days late; one in nine a fifth more, a year late.
PART_PAYMENTS = (("part1", 3, 10, 20), ("part2", 9, 5, 365))
MOVED = {
    "receivables": (claims.RECEIVABLES, claims.RECEIVABLE_COLUMNS),
    "movements": (claims.MOVEMENTS, rules.MOVEMENTS),
}
CREDITS = """
INSERT INTO payments_credit (company_id, customer_id, kind, reference, entry_key, "on",
    face_cents, open_cents, charges_cents, currency, method, label, reason)
SELECT company_id, customer_id, 'payment', 'VIR', %(key)s || id, due_on + %(late)s::int,
    face_cents / %(share)s, 0, 0, currency, '', '', ''
FROM receivables_receivable
WHERE company_id = %(company)s AND id %% %(every)s = 0 AND due_on < %(before)s
"""
ALLOCATIONS = """
INSERT INTO matching_allocation (company_id, credit_id, receivable_id, cents, "on", source,
    reason, matching_code, is_proposal)
SELECT c.company_id, c.id, substr(c.entry_key, 6)::bigint, c.face_cents, c."on", 'chosen', '', '',
    false
FROM payments_credit c WHERE c.company_id = %(company)s AND c.entry_key LIKE %(key)s || '%%'
"""


def measure() -> Iterator[Figure]:
    """Due over five years: ten half-years, each with its rate."""
    company = _books.make(
        customers=CUSTOMERS, receivables=RECEIVABLES, name="Mesure", oldest_days=OLDEST_DAYS
    )
    _pay_in_part(company)
    _execute("ANALYZE")
    moves = _seconds(lambda: _move(company))
    found: list[pl.DataFrame] = []
    counted = _seconds(lambda: found.append(claims.claimable(company.pk, on=_books.DAY)))
    cents = int(found[0]["interest_cents"].sum())
    detail = (
        f"{counted:.1f} s pour {found[0].height} créances et {cents // 100} € d'intérêts, "
        f"contre {moves:.1f} s de COPY"
    )
    yield Figure("intérêts et indemnités", counted / moves, 3, "×", detail)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIB
    yield Figure("mémoire", peak, 2, "Gio", "le plus haut du processus")


def _pay_in_part(company: Company) -> None:
    for key, every, share, late in PART_PAYMENTS:
        told: dict[str, int | str | date] = {
            "company": company.pk,
            "key": key,
            "every": every,
            "share": share,
            "late": late,
            "before": _books.DAY - timedelta(days=late),
        }
        _execute(CREDITS, told)
        _execute(ALLOCATIONS, told)


def _move(company: Company) -> None:
    """Out: the receivables and movements that the claims read. In: the same rows, by a plain COPY
    into temporary tables that nothing slows down."""
    told = {"company": company.pk, "on": _books.DAY}
    for name, (query, schema) in MOVED.items():
        rows = frames.copy_out(query.format(receivables="true"), told, schema=schema)
        columns = ", ".join(f'"{column}" {_type(kind)}' for column, kind in rows.schema.items())
        _execute(f"CREATE TEMPORARY TABLE moved_{name} ({columns})")
        arriving = f"COPY moved_{name} FROM STDIN (FORMAT csv)"
        with connection.cursor() as wrapper, wrapper.cursor.copy(arriving) as copy:
            for part in rows.iter_slices(100_000):
                copy.write(part.write_csv(include_header=False).encode())


def _type(kind: pl.DataType) -> str:
    named = {pl.Int64: "bigint", pl.String: "text", pl.Date: "date", pl.Boolean: "boolean"}
    return next(name for polars, name in named.items() if kind == polars)


def _execute(query: str, params: Mapping[str, int | str | date] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, params)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
