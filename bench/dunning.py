"""A run over a million open receivables, against moving the rows that it reads and writes."""

import datetime
import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence

import polars as pl
from django.db import connection, transaction

from bench import Figure, _books
from encaisse.accounts.models import Company
from encaisse.dunning import operations, rules
from encaisse.store import frames

PROMISE = "deciding and keeping a run costs at most twice the COPY of the rows it reads and writes"
RECEIVABLES = int(os.environ.get("ENCAISSE_BENCH_RECEIVABLES", "1000000"))
CUSTOMERS = RECEIVABLES // 20
DAYS = (3, 15, 30, 45, 60)
COURTESY = rules.Step(0, -5, is_courtesy=True, template_code="courtoisie")
LADDER = tuple(rules.Step(level, days) for level, days in enumerate(DAYS, start=1))
GIB = 1024 * 1024

HISTORY = """
SELECT receivable_id, level, cycle, state, taken_on FROM dunning_proposal
WHERE company_id = %s AND id <= %s
"""
OPEN = """
SELECT r.id, r.invoice_id, r.customer_id, i.contact_id, r.currency, r.face_cents, r.open_cents,
       i.issued_on, r.due_on, i.grace_until
FROM receivables_receivable r JOIN receivables_invoice i ON i.id = r.invoice_id
WHERE r.company_id = %s AND r.open_cents > 0
"""
WRITTEN = {
    "dunning_message": "id company_id run_id customer_id scenario_id currency channel level"
    " template_code state total_cents reason to listed approved_by",
    "dunning_proposal": "company_id message_id receivable_id level cycle state open_cents"
    " days_late reason on",
}


def measure() -> Iterator[Figure]:
    company = _books.make(customers=CUSTOMERS, receivables=RECEIVABLES, name="Mesure des relances")
    scenario = rules.Scenario(0, "six étapes", (COURTESY, *LADDER))
    operations.save_scenario(company, scenario, by="banc", is_default=True)
    _execute("ANALYZE")
    yield from _measured(company, "premier jour, tout à la fois")
    _remind_as_every_day(company)
    _execute("ANALYZE")
    yield from _measured(company, "jour ordinaire")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIB
    yield Figure("mémoire", peak, 2, "Gio", "le plus haut du processus")


def _measured(company: Company, name: str) -> Iterator[Figure]:
    """The run is timed first, then the plain moves of the same rows, out of and into the same
    tables; nothing is kept."""
    with transaction.atomic():
        latest = _latest(company)
        run = _seconds(lambda: _run(company))
        written = {table: _rows(company, table, latest[table]) for table in WRITTEN}
        for table in reversed(WRITTEN):
            _execute(f"DELETE FROM {table} WHERE id > %s", [latest[table]])
        moves = _seconds(lambda: _move(company, latest, written))
        transaction.set_rollback(True)
    kept = written["dunning_proposal"].height
    detail = f"{run:.1f} s pour {kept} étapes, contre {moves:.1f} s de COPY"
    yield Figure(name, run / moves, 2, "×", detail)


def _latest(company: Company) -> dict[str, int]:
    """The latest row of each table before the run."""
    found = {}
    for table in WRITTEN:
        rows = frames.copy_out(
            f"SELECT coalesce(max(id), 0) FROM {table} WHERE company_id = %s",
            [company.pk],
            schema={"id": pl.Int64},
        )
        found[table] = int(rows["id"][0])
    return found


def _run(company: Company) -> None:
    operations.run(company, on=_books.DAY, by="banc", at=_books.SINCE)


def _move(company: Company, latest: dict[str, int], written: dict[str, pl.DataFrame]) -> None:
    """Out: open receivables and the steps already taken. In: messages and proposals."""
    frames.copy_out(OPEN, [company.pk], schema=_schema("iiiisiiddd"))
    past = [company.pk, latest["dunning_proposal"]]
    frames.copy_out(HISTORY, past, schema=_schema("iiisd"))
    for table, rows in written.items():
        frames.copy_in(table, rows)


def _schema(kinds: str) -> dict[str, type[pl.DataType]]:
    """Columns by the letters of their kinds: integer, string, date."""
    named: dict[str, type[pl.DataType]] = {"i": pl.Int64, "s": pl.String, "d": pl.Date}
    return {f"column_{rank}": named[kind] for rank, kind in enumerate(kinds)}


def _rows(company: Company, table: str, latest: int) -> pl.DataFrame:
    """What the run has just written, as text."""
    columns = WRITTEN[table].split()
    named = ", ".join(f'"{column}"' for column in columns)
    query = f"SELECT {named} FROM {table} WHERE company_id = %s AND id > %s"
    return frames.copy_out(query, [company.pk, latest], schema=dict.fromkeys(columns, pl.String))


def _remind_as_every_day(company: Company) -> None:
    """Every step that was reached before the day has been delivered on its day."""
    for step in (COURTESY, *LADDER):
        reached = _books.DAY - datetime.timedelta(days=step.days)
        _execute(
            "INSERT INTO dunning_proposal (company_id, receivable_id, level, cycle, state,"
            ' open_cents, days_late, reason, "on", taken_on)'
            " SELECT company_id, id, %s, 0, 'delivered', open_cents, %s, 'banc', due_on + %s,"
            " due_on + %s FROM receivables_receivable WHERE company_id = %s AND due_on < %s",
            [step.level, step.days, step.days, step.days, company.pk, reached],
        )


def _execute(query: str, params: Sequence[int | datetime.date] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, params)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
