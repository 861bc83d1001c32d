"""Proceedings against customers as their viewers may see them, and what they hold."""

from django.db.models import QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.insolvency.models import Insolvency, Kind
from encaisse.parties.models import Customer

KINDS = tuple(Kind.values)

# What was issued by the day of the judgment (C. com. L622-7, L622-21); what comes after lives on
# (L622-17). Rows: receivable_id, hold, since, until, reason, currency, cents (null: the whole).
HELD = """
SELECT r.id AS receivable_id, 'insolvent' AS hold, p.judged_on AS since, NULL::date AS until,
       p.kind AS reason, NULL::text AS currency, NULL::bigint AS cents
FROM insolvency_insolvency p
JOIN receivables_invoice i ON i.customer_id = p.customer_id AND i.issued_on <= p.judged_on
JOIN receivables_receivable r ON r.invoice_id = i.id
WHERE p.company_id = %(company)s AND p.judged_on <= %(on)s
  AND (p.closed_on IS NULL OR p.closed_on > %(on)s)
  AND (%(customers)s::bigint[] IS NULL OR p.customer_id = ANY (%(customers)s::bigint[]))
"""


def proceeding_for(viewer: User, proceeding_id: int) -> Insolvency:
    """The proceeding, if the viewer belongs to its company; else it does not exist."""
    found = Insolvency.objects.filter(company__memberships__user=viewer, pk=proceeding_id)
    proceeding = found.select_related("company", "customer").first()
    if proceeding is None:
        raise Http404
    return proceeding


def proceedings(company: Company, *, is_open: bool | None = None) -> QuerySet[Insolvency]:
    """The proceedings against the company's customers, the latest judgment first: those open now,
    those closed, or all."""
    found = Insolvency.objects.filter(company=company)
    if is_open is not None:
        found = found.filter(closed_on__isnull=is_open)
    return found.select_related("company", "customer").order_by("-judged_on", "-id")


def standing_against(customer: Customer) -> Insolvency | None:
    """The proceeding that is not closed."""
    found = Insolvency.objects.filter(customer=customer, closed_on=None)
    return found.order_by("judged_on", "id").first()
