"""A run over a million open receivables, against moving the rows that it reads and writes."""

import os
import resource
from collections.abc import Iterator

import polars as pl
from django.db import transaction

from bench import Figure, _books, _reminders
from encaisse.accounts.models import Company
from encaisse.store import frames

PROMISE = "deciding and keeping a run costs at most 1.5 × the COPY of the rows it reads and writes"
RECEIVABLES = int(os.environ.get("ENCAISSE_BENCH_RECEIVABLES", "1000000"))
TURNS = 2
GIB = 1024 * 1024

# What a run reads, in plain COPY: what is open, the steps already taken, what holds, customers.
OPEN = """
SELECT r.id, r.invoice_id, r.customer_id, i.contact_id, r.currency, r.face_cents, r.open_cents,
       i.issued_on, r.due_on, i.grace_until
FROM receivables_receivable r JOIN receivables_invoice i ON i.id = r.invoice_id
WHERE r.company_id = %s AND r.open_cents > 0
"""
HISTORY = """
SELECT receivable_id, level, cycle, state, taken_on FROM dunning_proposal
WHERE company_id = %s AND id <= %s
"""
HOLDS = """
SELECT part.receivable_id, d.reason, d.opened_on
FROM disputes_disputedpart part JOIN disputes_dispute d ON d.id = part.dispute_id
WHERE part.company_id = %(company)s
UNION ALL
SELECT part.receivable_id, p.note, p.by_on
FROM promises_promisedreceivable part JOIN promises_promise p ON p.id = part.promise_id
WHERE part.company_id = %(company)s
UNION ALL
SELECT invoice_id, reason, since FROM dunning_block WHERE company_id = %(company)s
UNION ALL
SELECT customer_id, kind, judged_on FROM insolvency_insolvency WHERE company_id = %(company)s
"""
CUSTOMERS = """
SELECT id, name, email, address, kind, sector, country, tags::text FROM parties_customer
WHERE company_id = %s
"""
WRITTEN = {
    "dunning_message": "id company_id run_id customer_id scenario_id currency channel level"
    " template_code state total_cents reason to listed approved_by",
    "dunning_proposal": "company_id message_id receivable_id level cycle state open_cents"
    " days_late reason on",
}


def measure() -> Iterator[Figure]:
    company = _reminders.company_of(RECEIVABLES, name="Mesure des relances")
    _reminders.execute("ANALYZE")
    yield _measured(company, "premier jour, tout à la fois")
    _reminders.remind_every_day(company, _books.DAY)
    _reminders.execute("ANALYZE")
    yield _measured(company, "jour ordinaire")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIB
    yield Figure("mémoire", peak, 2, "Gio", "le plus haut du processus")


def _measured(company: Company, name: str) -> Figure:
    turns = [_turn(company) for _turn_ in range(TURNS)]
    run, moves = min(turn[0] for turn in turns), min(turn[1] for turn in turns)
    detail = f"{run:.1f} s pour {turns[0][2]} étapes, contre {moves:.1f} s de COPY"
    return Figure(name, run / moves, 1.5, "×", detail)


def _turn(company: Company) -> tuple[float, float, int]:
    """The run is timed first, then the plain moves of the same rows, out of and into the same
    tables; nothing is kept."""
    with transaction.atomic():
        latest = {table: _latest(company, table) for table in WRITTEN}
        run = _reminders.seconds(lambda: _reminders.run(company))
        written = {table: _rows(company, table, latest[table]) for table in WRITTEN}
        for table in reversed(WRITTEN):
            _reminders.execute(f"DELETE FROM {table} WHERE id > %s", [latest[table]])
        moves = _reminders.seconds(lambda: _move(company, latest, written))
        transaction.set_rollback(True)
    return run, moves, written["dunning_proposal"].height


def _latest(company: Company, table: str) -> int:
    """The latest row of the table before the run."""
    query = f"SELECT coalesce(max(id), 0) FROM {table} WHERE company_id = %s"
    return int(frames.copy_out(query, [company.pk], schema={"id": pl.Int64})["id"][0])


def _move(company: Company, latest: dict[str, int], written: dict[str, pl.DataFrame]) -> None:
    frames.copy_out(OPEN, [company.pk], schema=_schema("iiiisiiddd"))
    past = [company.pk, latest["dunning_proposal"]]
    frames.copy_out(HISTORY, past, schema=_schema("iiisd"))
    frames.copy_out(HOLDS, {"company": company.pk}, schema=_schema("isd"))
    frames.copy_out(CUSTOMERS, [company.pk], schema=_schema("isssssss"))
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
