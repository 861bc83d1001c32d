"""What disputes ask of people: to settle one past its deadline, to get an answer that is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from encaisse.disputes.queries import AWAITED
from encaisse.life_cycle.queries import Awaited

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company

ASKED = f"""
SELECT a.invoice_id, a.customer_id, i.number, a.kind, a.since, a.reason
FROM ({AWAITED}) a JOIN receivables_invoice i ON i.id = a.invoice_id
ORDER BY a.since, a.invoice_id, a.kind
"""


def disputed(company: Company, *, on: date) -> list[Awaited]:
    """The oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED, {"company": company.pk, "on": on, "customers": None})
        return [Awaited(*row) for row in cursor.fetchall()]
