"""The tasks, with what their customers owe: there are thousands, so one question tells all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import connection

from encaisse.agenda.rules import Item, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from encaisse.accounts.models import Company

# Of each customer what is past its date, in each currency, and the largest of these. Drafts are
# left out by a list of their own, which is short, rather than by reading each invoice.
LATE = """
SELECT DISTINCT ON (customer_id) * FROM (
  SELECT customer_id, currency, sum(open_cents)::bigint AS owed, min(due_on) AS oldest
  FROM receivables_receivable
  WHERE company_id = %(company)s AND open_cents > 0 AND due_on < %(on)s
    AND customer_id IN ({customers})
    AND invoice_id NOT IN (
      SELECT id FROM receivables_invoice WHERE company_id = %(company)s AND is_draft)
  GROUP BY customer_id, currency) AS each
ORDER BY customer_id, owed DESC, currency DESC
"""
KINDS = {each.value: each for each in Kind}
# Thousands of customers are told as one text, much quicker to send than a list of them.
LATE_OF = LATE.format(customers="SELECT string_to_table(%(customers)s, ',')::bigint")
TASKS = f"""
WITH task AS (
  SELECT id, customer_id, message_id, rtrim(reason, '.') AS reason, person_id,
    CASE WHEN kind = 'step' AND channel IN ('call', 'visit') THEN channel ELSE kind END AS kind,
    coalesce(due_on, opened_on) AS due_on
  FROM dunning_task
  WHERE company_id = %(company)s AND done_on IS NULL AND kind <> 'dispute'),
late AS ({LATE.format(customers="SELECT customer_id FROM task")})
SELECT 'task:' || task.id, task.kind, customer.name, task.reason, task.due_on,
  CASE WHEN total_cents > 0 THEN total_cents ELSE coalesce(owed, 0) END,
  CASE WHEN total_cents > 0 THEN message.currency
    ELSE coalesce(late.currency, message.currency, %(currency)s) END,
  coalesce(%(on)s - oldest, 0), task.customer_id, task.person_id, task.id
FROM task
JOIN parties_customer customer ON customer.id = task.customer_id
LEFT JOIN dunning_message message ON message.id = message_id
LEFT JOIN late ON late.customer_id = task.customer_id
"""


def tasks(company: Company, on: date) -> Iterator[Item]:
    """What the run, a status or a person asks somebody to do about a customer; it weighs what its
    message asks, else what the customer owes past its date. A dispute past its day is a line of its
    own (``contested``), which says more."""
    with connection.cursor() as cursor:
        cursor.execute(TASKS, {"company": company.pk, "on": on, "currency": company.currency})
        for source, kind, *told in cursor.fetchall():
            yield Item(source, KINDS[kind], *told)


def late_of(company: Company, customers: set[int], on: date) -> dict[int, tuple[int, str, int]]:
    """What each of these customers owes past its date: cents, currency, days of the oldest; the
    largest currency of those who owe in several. One query."""
    told = ",".join(map(str, customers))
    with connection.cursor() as cursor:
        cursor.execute(LATE_OF, {"company": company.pk, "on": on, "customers": told})
        return {
            customer: (cents, currency, (on - oldest).days)
            for customer, currency, cents, oldest in cursor.fetchall()
        }
