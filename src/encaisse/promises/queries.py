"""Promises, and what was paid since they were made."""

# What was paid of a promise by its day: what its receivables received since it was made and did
# not give back by %(on)s, less what an earlier promise on one of them was still waiting for. A
# loss of the company's keeps no promise.
PAID = """
WITH promise AS (
  SELECT * FROM promises_promise
  WHERE company_id = %(company)s AND made_on <= %(on)s
    AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
), part AS (
  SELECT part.promise_id, part.receivable_id, promise.made_on, promise.by_on
  FROM promise JOIN promises_promisedreceivable part ON part.promise_id = promise.id
), received AS (
  SELECT part.promise_id, a."on", a.cents + coalesce(back.cents, 0) AS cents
  FROM part
  JOIN matching_allocation a ON a.receivable_id = part.receivable_id AND a.cents > 0
    AND a."on" BETWEEN part.made_on AND least(part.by_on, %(on)s)
  JOIN payments_credit c ON c.id = a.credit_id AND c.kind <> 'write_off'
  LEFT JOIN matching_allocation back ON back.reverses_id = a.id AND back."on" <= %(on)s
), earlier AS (
  SELECT DISTINCT mine.promise_id, other.id AS other_id, other.cents, mine.made_on
  FROM part mine
  JOIN part theirs ON theirs.receivable_id = mine.receivable_id
    AND theirs.by_on >= mine.made_on
    AND (theirs.by_on, theirs.promise_id) < (mine.by_on, mine.promise_id)
  JOIN promise other ON other.id = theirs.promise_id
    AND (other.withdrawn_on IS NULL OR other.withdrawn_on > %(on)s)
), awaited AS (
  SELECT earlier.promise_id, sum(greatest(0, earlier.cents - coalesce((
    SELECT sum(received.cents) FROM received
    WHERE received.promise_id = earlier.other_id AND received."on" < earlier.made_on), 0))) AS cents
  FROM earlier GROUP BY earlier.promise_id
), paid AS (
  SELECT promise_id, sum(cents) AS cents FROM received GROUP BY promise_id
)
SELECT promise.id AS promise_id,
       greatest(0, coalesce(paid.cents, 0) - coalesce(awaited.cents, 0))::bigint AS cents
FROM promise
LEFT JOIN paid ON paid.promise_id = promise.id
LEFT JOIN awaited ON awaited.promise_id = promise.id
"""
# Rows: receivable_id, hold, since, until, reason, currency, cents (promised).
HELD = f"""
SELECT part.receivable_id, 'promised' AS hold, p.made_on AS since, p.by_on AS until,
       '' AS reason, p.currency, p.cents
FROM promises_promise p
JOIN promises_promisedreceivable part ON part.promise_id = p.id
JOIN ({PAID}) paid ON paid.promise_id = p.id AND paid.cents < p.cents
WHERE p.company_id = %(company)s AND p.by_on >= %(on)s
  AND (p.withdrawn_on IS NULL OR p.withdrawn_on > %(on)s)
"""
