"""Proceedings against customers, and what they hold."""

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
