"""Invoices that nobody seems to have received (facture non parvenue), seen before they are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from encaisse.dunning.queries.policy import policy_of
from encaisse.life_cycle.queries import Awaited

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company

# Deposited with a platform, or told of by a mail before the due date, and nothing says that it
# arrived: no status of the buyer, a mail that came back, or one that nobody opened in three days
# (where openings are counted). Rows: invoice_id, customer_id, number, since, why.
UNRECEIVED = """
SELECT i.id AS invoice_id, i.customer_id, i.number, i.issued_on AS since, min(sent.why) AS why
FROM (
  SELECT c.invoice_id, 'sent' AS why
  FROM life_cycle_consequence c JOIN life_cycle_invoicestatus s ON s.id = c.status_id
  WHERE c.company_id = %(company)s AND s.code IN ('200', '201', '221')
  UNION ALL
  SELECT r.invoice_id, CASE WHEN m.state = 'failed' THEN 'bounced' ELSE 'unopened' END
  FROM dunning_message m
  JOIN accounts_company company ON company.id = m.company_id
  JOIN dunning_proposal p ON p.message_id = m.id
  JOIN receivables_receivable r ON r.id = p.receivable_id
    AND r.due_on >= %(on)s AND r.open_cents > 0
  WHERE m.company_id = %(company)s AND m.channel = 'mail' AND m.level = 0 AND (
    m.state = 'failed'
    OR m.state = 'delivered' AND company.tracks_opens AND m.delivered_on <= %(on)s - 3
      AND NOT EXISTS (SELECT FROM letters_evidence e
                      WHERE e.letter_id = m.letter_id AND e.kind IN ('opened', 'replied')))
) sent
JOIN receivables_invoice i ON i.id = sent.invoice_id AND i.cancelled_on IS NULL
WHERE %(unreceived_days)s > 0
  AND EXISTS (SELECT FROM receivables_receivable r WHERE r.invoice_id = i.id AND r.open_cents > 0
              AND r.due_on BETWEEN %(on)s AND %(on)s + %(unreceived_days)s)
  AND NOT EXISTS (
    SELECT FROM life_cycle_consequence c JOIN life_cycle_invoicestatus s ON s.id = c.status_id
    WHERE c.invoice_id = i.id
      AND (s.code IN ('202', '203', '204', '205', '206', '207', '208', '210', '211')
           OR c.kind = 'rejected' AND c.ended_on IS NULL))
GROUP BY i.id
"""
WHY = {
    "bounced": "le courriel qui l'annonçait est revenu",
    "sent": "déposée, aucune plateforme ne dit l'avoir reçue",
    "unopened": "le courriel qui l'annonçait n'a pas été ouvert",
}


def unreceived(company: Company, *, on: date) -> list[Awaited]:
    """Those that fall due within the days that the company chose, the oldest first."""
    days = policy_of(company).unreceived_days
    with connection.cursor() as cursor:
        cursor.execute(
            f"{UNRECEIVED} ORDER BY since, invoice_id",
            {"company": company.pk, "on": on, "unreceived_days": days},
        )
        rows = cursor.fetchall()
    return [
        Awaited(invoice, customer, number, "unreceived", since, WHY[why])
        for invoice, customer, number, since, why in rows
    ]
