"""What is contested of each receivable on a day: what was declared, less what credit notes took of
it since, never more than what is open. Nothing of it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Max

from encaisse.matching.models import Allocation
from encaisse.store.frames import rows_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from encaisse.accounts.models import Company
    from encaisse.disputes.models import Dispute

# The parts that stand on the day, whatever is open. ``cents``: null for the whole, else what credit
# notes have left of it; of two parts on one receivable, the first declared is credited first.
_PARTS = """
SELECT part.id, d.id AS dispute_id, d.customer_id, part.receivable_id, d.reason, part.since,
       CASE WHEN part.cents IS NOT NULL THEN greatest(0, part.cents - greatest(0,
         coalesce(credited.cents, 0) - coalesce(sum(part.cents) OVER (
           PARTITION BY part.receivable_id ORDER BY part.since, part.id
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))) END::bigint AS cents,
       coalesce(credited.cents, 0)::bigint AS credited
FROM disputes_dispute d
CROSS JOIN LATERAL (
  SELECT id, receivable_id, cents, after, coalesce(p.since, d.opened_on) AS since
  FROM disputes_disputedpart p
  WHERE p.dispute_id = d.id AND coalesce(p.since, d.opened_on) <= %(on)s
    AND (p.until IS NULL OR p.until > %(on)s)
) part
LEFT JOIN LATERAL (
  SELECT sum(a.cents + coalesce(back.cents, 0)) AS cents FROM matching_allocation a
  JOIN payments_credit c ON c.id = a.credit_id AND c.kind = 'credit_note'
  LEFT JOIN matching_allocation back ON back.reverses_id = a.id AND back."on" <= %(on)s
  WHERE a.receivable_id = part.receivable_id AND a.cents > 0
    AND a.id > part.after AND a."on" BETWEEN part.since AND %(on)s
) credited ON true
WHERE d.company_id = %(company)s AND d.opened_on <= %(on)s
  AND (d.settled_on IS NULL OR d.settled_on > %(on)s)
  AND (%(customers)s::bigint[] IS NULL OR d.customer_id = ANY (%(customers)s::bigint[]))
"""
# What dunning holds. Rows: receivable_id, hold, since, until, reason, currency, cents (null: the
# whole receivable).
HELD = f"""
SELECT stands.receivable_id, 'disputed' AS hold, stands.since, NULL::date AS until,
       stands.reason, NULL::text AS currency, stands.cents
FROM ({_PARTS}) stands WHERE stands.cents IS NULL OR stands.cents > 0
"""
# The same against what is open: rows dispute_id, receivable_id, open_cents, cents (contested),
# credited.
CONTESTED = f"""
SELECT stands.dispute_id, stands.customer_id, stands.receivable_id, owed.cents AS open_cents,
       least(coalesce(stands.cents, owed.cents), owed.cents) AS cents, stands.credited, stands.since
FROM ({_PARTS}) stands
JOIN receivables_receivable r ON r.id = stands.receivable_id
JOIN receivables_invoice i ON i.id = r.invoice_id
CROSS JOIN LATERAL (
  SELECT CASE WHEN i.cancelled_on <= %(on)s THEN 0 ELSE r.face_cents - coalesce((
    SELECT sum(a.cents) FROM matching_allocation a
    WHERE a.receivable_id = r.id AND a."on" <= %(on)s), 0) END::bigint AS cents
) owed
"""
# What a person has to do: settle a dispute past its deadline, get an answer that is owed.
# The invoice is the oldest of the dispute. Rows: invoice_id, kind, since, reason, reason_code,
# action, customer_id.
AWAITED = f"""
SELECT min(r.invoice_id) AS invoice_id, what.kind, min(what.since) AS since,
       min(what.words) AS reason, '' AS reason_code, '' AS action, d.customer_id
FROM ({CONTESTED}) part
JOIN disputes_dispute d ON d.id = part.dispute_id
JOIN receivables_receivable r ON r.id = part.receivable_id
CROSS JOIN LATERAL (
  SELECT 'dispute' AS kind, d.due_on + 1 AS since, '' AS words WHERE d.due_on < %(on)s
  UNION ALL
  SELECT 'unanswered', q.escalated_on, q.name FROM disputes_question q
  WHERE q.dispute_id = d.id AND q.answered_on IS NULL AND q.escalated_on <= %(on)s
) what
WHERE part.cents > 0
GROUP BY d.id, d.customer_id, what.kind
"""
COLUMNS: dict[str, type[pl.DataType]] = {
    "dispute": pl.Int64,
    "customer": pl.Int64,
    "receivable": pl.Int64,
    "open_cents": pl.Int64,
    "cents": pl.Int64,
    "credited": pl.Int64,
    "since": pl.Date,
}


def contested_parts(
    company: Company, *, on: date, customers: Sequence[int] | None = None
) -> pl.DataFrame:
    """One row per part of the disputes that nobody ended by that day, the oldest part first."""
    wanted = None if customers is None else list(customers)
    bound: dict[str, object] = {"company": company.pk, "on": on, "customers": wanted}
    return rows_out(f"{CONTESTED} ORDER BY since, stands.id", bound, schema=COLUMNS)


def contested_of(dispute: Dispute, *, on: date) -> dict[int, int]:
    """What one dispute contests of each receivable that day."""
    found = contested_parts(dispute.company, on=on, customers=[dispute.customer_id])
    mine = found.filter(dispute=dispute.pk).select("receivable", "cents")
    return dict(mine.iter_rows())


def contested_cents(
    company: Company, *, on: date, customers: Sequence[int] | None = None
) -> dict[int, int]:
    """By dispute that nobody ended, what it still contests; nothing of one paid or credited."""
    parts = contested_parts(company, on=on, customers=customers)
    return dict(parts.group_by("dispute").agg(pl.col("cents").sum()).sort("dispute").iter_rows())


def latest_allocation(receivables: Iterable[int]) -> int:
    """The last allocation that these have by now: what comes after takes of what is contested."""
    found = Allocation.objects.filter(receivable__in=list(receivables))
    return found.aggregate(last=Max("pk"))["last"] or 0
