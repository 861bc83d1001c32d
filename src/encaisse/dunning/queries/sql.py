"""The queries behind the facts. ``%(customers)s`` is null for the whole company."""

import polars as pl

from encaisse.dunning.rules.facts import Schema

# A payer and those for whom it pays.
GROUP = """
WITH RECURSIVE family AS (
  SELECT id FROM parties_customer WHERE company_id = %(company)s AND id = %(payer)s
  UNION
  SELECT c.id FROM parties_customer c JOIN family ON c.parent_id = family.id
  WHERE NOT c.pays_for_itself
)
SELECT id FROM family ORDER BY id
"""

# Who pays for whom (a child that does not pay for itself is paid by its parent), and what was
# decided for the account: scenario, exclusion, block, grace. The payer's decisions stand for its
# children; exclusion beats all.
ACCOUNTS = """
WITH RECURSIVE paying AS (
  SELECT id AS customer, id AS payer, 0 AS depth, parent_id AS above,
         is_pseudo AS own_pseudo, is_pseudo, grace_until AS own_grace, grace_until
  FROM parties_customer WHERE company_id = %(company)s
    AND NOT pays_for_itself AND parent_id IS NOT NULL
    AND (%(customers)s::bigint[] IS NULL OR id = ANY (%(customers)s::bigint[]))
  UNION ALL
  SELECT paying.customer, c.id, depth + 1,
         CASE WHEN c.pays_for_itself THEN NULL ELSE c.parent_id END,
         own_pseudo, c.is_pseudo, own_grace, c.grace_until
  FROM paying JOIN parties_customer c ON c.id = paying.above WHERE depth < 10
), account AS (
  (SELECT DISTINCT ON (customer) customer, payer, own_pseudo OR is_pseudo AS is_pseudo,
          greatest(own_grace, grace_until) AS grace_until
   FROM paying ORDER BY customer, depth DESC)
  UNION ALL
  SELECT id, id, is_pseudo, grace_until FROM parties_customer WHERE company_id = %(company)s
    AND (pays_for_itself OR parent_id IS NULL)
    AND (%(customers)s::bigint[] IS NULL OR id = ANY (%(customers)s::bigint[]))
), chosen AS (
  SELECT a.customer_id, a.scenario_id,
         NOT EXISTS (SELECT FROM dunning_step s WHERE s.scenario_id = a.scenario_id) AS never
  FROM dunning_assignment a WHERE a.company_id = %(company)s AND a.customer_id IS NOT NULL
), blocked AS (
  SELECT DISTINCT ON (customer_id) customer_id, until, reason FROM dunning_block
  WHERE company_id = %(company)s AND customer_id IS NOT NULL AND since <= %(on)s
    AND (until IS NULL OR until >= %(on)s) AND (lifted_on IS NULL OR lifted_on > %(on)s)
  ORDER BY customer_id, until DESC NULLS FIRST, id
)
SELECT account.customer, account.payer,
       CASE WHEN account.is_pseudo THEN 'pseudo' WHEN mine.never OR theirs.never THEN 'chosen' END,
       coalesce(mine.scenario_id, theirs.scenario_id), mine.scenario_id IS NOT NULL,
       coalesce(b.customer_id, pb.customer_id) IS NOT NULL,
       CASE WHEN b.customer_id IS NULL THEN pb.until ELSE b.until END,
       coalesce(b.reason, pb.reason),
       account.grace_until
FROM account
LEFT JOIN chosen mine ON mine.customer_id = account.customer
LEFT JOIN chosen theirs ON theirs.customer_id = account.payer
LEFT JOIN blocked b ON b.customer_id = account.customer
LEFT JOIN blocked pb ON pb.customer_id = account.payer
"""

# What must be looked at whatever its due date: a plan has dates of its own, an invoice may have a
# scenario of its own, and what changed after the day is counted from its allocations.
WATCHED = """r.id IN (
        SELECT receivable_id FROM payment_plans_plannedreceivable WHERE company_id = %(company)s
        UNION ALL
        SELECT receivable_id FROM matching_allocation
        WHERE company_id = %(company)s AND "on" > %(on)s
        UNION ALL
        SELECT id FROM receivables_receivable WHERE invoice_id IN (
          SELECT id FROM receivables_invoice
          WHERE company_id = %(company)s AND cancelled_on > %(on)s
          UNION ALL
          SELECT invoice_id FROM dunning_assignment
          WHERE company_id = %(company)s AND invoice_id IS NOT NULL))"""

# What is open on the day: what is open now, plus what was allocated since; an invoice cancelled
# since is counted again from its allocations. With ``%(near)s`` only what is due by then or
# watched; with ``%(far)s`` only the rest.
RECEIVABLES = f"""
WITH later AS (
  SELECT receivable_id, sum(cents)::bigint AS cents FROM matching_allocation
  WHERE company_id = %(company)s AND "on" > %(on)s GROUP BY receivable_id
), blocked AS (
  SELECT DISTINCT ON (invoice_id) invoice_id, until, reason FROM dunning_block
  WHERE company_id = %(company)s AND invoice_id IS NOT NULL AND since <= %(on)s
    AND (until IS NULL OR until >= %(on)s) AND (lifted_on IS NULL OR lifted_on > %(on)s)
  ORDER BY invoice_id, until DESC NULLS FIRST, id
), demanded AS (
  SELECT DISTINCT ON (d.receivable_id) d.receivable_id, d.level FROM dunning_demand d
  WHERE d.company_id = %(company)s AND d.installment_id IS NULL AND d."on" <= %(on)s
    AND NOT EXISTS (
      SELECT FROM dunning_proposal p WHERE p.receivable_id = d.receivable_id
        AND p.installment_id IS NULL AND p.level = d.level
        AND p."on" >= d."on" AND p.state <> 'failed')
  ORDER BY d.receivable_id, d."on" DESC, d.id DESC
), standing AS (
  SELECT r.id, r.invoice_id, r.customer_id, i.contact_id, r.currency, r.face_cents,
         CASE WHEN i.cancelled_on > %(on)s
              THEN r.face_cents - coalesce((
                SELECT sum(a.cents)::bigint FROM matching_allocation a
                WHERE a.receivable_id = r.id AND a."on" <= %(on)s), 0)
              ELSE r.open_cents + coalesce(later.cents, 0) END AS open_cents,
         i.issued_on, r.due_on, i.grace_until
  FROM receivables_receivable r
  JOIN receivables_invoice i ON i.id = r.invoice_id
  LEFT JOIN later ON later.receivable_id = r.id
  WHERE r.company_id = %(company)s
    AND (%(customers)s::bigint[] IS NULL OR r.customer_id = ANY (%(customers)s::bigint[]))
    AND (%(near)s::date IS NULL OR (r.due_on <= %(near)s OR {WATCHED}) <> %(far)s)
    AND (r.open_cents > 0 OR later.cents > 0 OR i.cancelled_on > %(on)s)
    AND i.issued_on <= %(on)s AND NOT i.is_draft
    AND (i.cancelled_on IS NULL OR i.cancelled_on > %(on)s)
)
SELECT s.id, s.invoice_id, s.customer_id, s.contact_id, s.currency, s.face_cents, s.open_cents,
       s.issued_on, s.due_on, chosen.scenario_id,
       chosen.scenario_id IS NOT NULL AND NOT EXISTS (
         SELECT FROM dunning_step t WHERE t.scenario_id = chosen.scenario_id),
       blocked.invoice_id IS NOT NULL, blocked.until, blocked.reason, s.grace_until, demanded.level
FROM standing s
LEFT JOIN dunning_assignment chosen ON chosen.invoice_id = s.invoice_id
LEFT JOIN blocked ON blocked.invoice_id = s.invoice_id
LEFT JOIN demanded ON demanded.receivable_id = s.id
WHERE s.open_cents > 0
"""

# The rest only counted: one row for each customer, that stands for ``many`` receivables.
ASLEEP = f"""
SELECT row_number() OVER (), NULL, customer_id, NULL, 'EUR', NULL, NULL, NULL,
       %(near)s::date + 1, NULL, false, false, NULL, NULL, NULL, NULL, count(*)
FROM receivables_receivable r
WHERE company_id = %(company)s AND open_cents > 0 AND due_on > %(near)s AND NOT ({WATCHED})
  AND invoice_id NOT IN (
    SELECT id FROM receivables_invoice WHERE company_id = %(company)s
      AND (is_draft OR cancelled_on IS NOT NULL OR issued_on > %(on)s))
GROUP BY customer_id
"""

# The steps taken or waiting on the day, those of the same cycle and state summed up: a history has
# several times the rows of what is open. What was delivered only later waits. The step of an
# instalment has minus its identifier in place of the receivable's.
PROPOSALS = """
SELECT receivable_id, cycle, state, min(level) FILTER (WHERE level > 0), max(level),
       bit_or(1::bigint << level), max(taken_on) FILTER (WHERE level > 0),
       max(taken_on) FILTER (WHERE level = 0)
FROM (
  SELECT coalesce(-installment_id, receivable_id) AS receivable_id, level, cycle, taken_on,
         CASE WHEN state <> 'delivered' OR taken_on <= %(on)s THEN state ELSE 'pending' END AS state
  FROM dunning_proposal
  WHERE company_id = %(company)s AND "on" <= %(on)s
    AND (state IN ('pending', 'delivered', 'unclear')
         OR state = 'skipped' AND taken_on <= %(on)s)
    AND (%(customers)s::bigint[] IS NULL OR receivable_id = ANY (ARRAY(
      SELECT id FROM receivables_receivable WHERE customer_id = ANY (%(customers)s::bigint[]))))
) step
GROUP BY receivable_id, cycle, state
"""

# What a person asks for an instalment.
DEMANDED = """
SELECT DISTINCT ON (d.installment_id) d.installment_id, d.level FROM dunning_demand d
WHERE d.company_id = %(company)s AND d.installment_id IS NOT NULL AND d."on" <= %(on)s
  AND NOT EXISTS (
    SELECT FROM dunning_proposal p WHERE p.installment_id = d.installment_id
      AND p.level = d.level AND p."on" >= d."on" AND p.state <> 'failed')
ORDER BY d.installment_id, d."on" DESC, d.id DESC
"""

# The addresses that refuse our mails on the day: few, read once. Where there are none, no address
# is compared.
REFUSING = """
  SELECT address, since FROM parties_refusingaddress
  WHERE company_id = %(company)s AND since <= %(on)s AND (lifted_on IS NULL OR lifted_on > %(on)s)
"""
REFUSING_COLUMNS: Schema = {"address": pl.String, "since": pl.Date}
_MAILED = "email <> '' AND lower(email) NOT IN (SELECT address FROM refusing)"

PAYERS = f"""
WITH refusing AS MATERIALIZED ({REFUSING}
), refused AS (
  SELECT customer_id, max(since) AS since FROM (
    SELECT c.id AS customer_id, r.since FROM refusing r JOIN parties_customer c
      ON lower(c.email) = r.address AND c.company_id = %(company)s
      AND (%(customers)s::bigint[] IS NULL OR c.id = ANY (%(customers)s::bigint[]))
    UNION ALL
    SELECT p.customer_id, r.since FROM refusing r JOIN parties_contact p
      ON lower(p.email) = r.address AND p.company_id = %(company)s
      AND (%(customers)s::bigint[] IS NULL OR p.customer_id = ANY (%(customers)s::bigint[]))
  ) one GROUP BY customer_id
), written AS (
  SELECT m.customer_id,
         CASE WHEN m.delivered_on <= %(on)s THEN m.delivered_on ELSE run."on" END AS on_day,
         m.id, m.channel, m.delivered_on, m.state = 'delivered' AS is_delivered
  FROM dunning_message m JOIN dunning_run run ON run.id = m.run_id
  WHERE m.company_id = %(company)s AND run."on" <= %(on)s
    AND m.state IN ('waiting', 'task', 'released', 'sending', 'delivered', 'unclear')
    AND (%(customers)s::bigint[] IS NULL OR m.customer_id = ANY (%(customers)s::bigint[]))
), latest AS (
  SELECT customer_id, max(on_day) AS on_day,
         (array_agg(channel ORDER BY delivered_on DESC, id DESC)
           FILTER (WHERE is_delivered AND delivered_on <= %(on)s))[1] AS channel,
         count(*) FILTER (WHERE on_day > %(on)s::date - 7) AS recent
  FROM written GROUP BY customer_id
), person AS (
  SELECT customer_id, name, id, role, {_MAILED} AS mailed,
         json_build_object('name', name, 'email', email) AS card
  FROM parties_contact WHERE company_id = %(company)s
    AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
), people AS (
  SELECT customer_id,
    json_agg(card ORDER BY name, id)
      FILTER (WHERE role = 'dunning' AND mailed)::text AS dunning_mail,
    json_agg(card ORDER BY name, id)
      FILTER (WHERE role = 'billing' AND mailed)::text AS billing_mail,
    json_agg(card ORDER BY name, id) FILTER (WHERE role = 'dunning')::text AS dunning,
    json_agg(card ORDER BY name, id) FILTER (WHERE role = 'billing')::text AS billing
  FROM person GROUP BY customer_id
)
SELECT c.id, latest.on_day, coalesce(latest.recent, 0), c.address <> '',
       people.dunning_mail, people.billing_mail,
       CASE WHEN {_MAILED} THEN card.own END, people.dunning, people.billing, card.own,
       latest.channel, coalesce(nullif(profile.chosen, ''), profile.computed, ''), refused.since
FROM parties_customer c
CROSS JOIN LATERAL (
  SELECT json_build_array(json_build_object('name', c.name, 'email', c.email))::text AS own) card
LEFT JOIN people ON people.customer_id = c.id
LEFT JOIN latest ON latest.customer_id = c.id
LEFT JOIN refused ON refused.customer_id = c.id
LEFT JOIN dunning_profile profile ON profile.customer_id = c.id
WHERE c.company_id = %(company)s
  AND (%(customers)s::bigint[] IS NULL OR c.id = ANY (%(customers)s::bigint[]))
"""

CONTACTS = f"""
WITH refusing AS MATERIALIZED ({REFUSING})
SELECT id, CASE WHEN {_MAILED} THEN card.own END, card.own FROM parties_contact
CROSS JOIN LATERAL (
  SELECT json_build_array(json_build_object('name', name, 'email', email))::text AS own) card
WHERE company_id = %(company)s
  AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY (%(customers)s::bigint[]))
"""

CREDIT_COLUMNS: Schema = {
    "credit": pl.Int64,
    "customer": pl.Int64,
    "currency": pl.String,
    "open": pl.Int64,
    "on": pl.Date,
    "reference": pl.String,
}

# Unallocated payments and standing credits of the day; a loss is no credit of the customer's.
CREDITS = """
WITH later AS (
  SELECT credit_id, sum(cents)::bigint AS cents FROM matching_allocation
  WHERE company_id = %(company)s AND "on" > %(on)s GROUP BY credit_id
), standing AS (
  SELECT c.id, c.customer_id, c.currency, c."on", c.reference,
         CASE WHEN c.returned_on > %(on)s OR c.cancelled_on > %(on)s
              THEN c.face_cents - c.charges_cents - coalesce((
                SELECT sum(a.cents) FROM matching_allocation a
                WHERE a.credit_id = c.id AND a."on" <= %(on)s), 0)
              ELSE c.open_cents + coalesce(later.cents, 0) END AS open_cents
  FROM payments_credit c LEFT JOIN later ON later.credit_id = c.id
  WHERE c.company_id = %(company)s AND c."on" <= %(on)s AND c.kind <> 'write_off'
    AND (c.returned_on IS NULL OR c.returned_on > %(on)s)
    AND (c.cancelled_on IS NULL OR c.cancelled_on > %(on)s)
    AND (%(customers)s::bigint[] IS NULL OR c.customer_id = ANY (%(customers)s::bigint[]))
)
SELECT id, customer_id, currency, open_cents, "on", reference FROM standing WHERE open_cents > 0
"""
