"""What is contested on a day."""

# Rows: receivable_id, hold, since, until, reason, currency, cents (null: the whole receivable).
HELD = """
SELECT part.receivable_id, 'disputed' AS hold, d.opened_on AS since, NULL::date AS until,
       d.reason, NULL::text AS currency, part.cents
FROM disputes_dispute d JOIN disputes_disputedpart part ON part.dispute_id = d.id
WHERE d.company_id = %(company)s AND d.opened_on <= %(on)s
  AND (d.settled_on IS NULL OR d.settled_on > %(on)s)
  AND (%(customers)s::bigint[] IS NULL OR d.customer_id = ANY (%(customers)s::bigint[]))
"""
