"""What keeps us from writing to those who owe: missing, wrong, refused; by money late.

One query finds what is certain and what looks odd: most addresses and numbers have a plain form.
The rules of ``parties`` judge the few others. Who told it comes with the lines shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from django.utils.translation import gettext as _

from encaisse.letters.rules.postal import HOME, TOWN_PATTERN
from encaisse.parties.rules import as_sought
from encaisse.parties.rules.emails import MISSPELT, PLAIN, email_fault, meant
from encaisse.parties.rules.phones import phone_known
from encaisse.store.frames import rows_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from encaisse.accounts.models import Company
    from encaisse.dunning.rules.facts import Schema

MOST = 1_000
FEW = 4_000
REFUSED = ("refused", "complaint")
PLAIN_PHONE = r"^(\+33 ?|0)[1-79]([ .-]?[0-9]{2}){4}$"
FAULTS = (
    "refused", "complaint", "no_email", "syntax", "domain", "no_address", "incomplete", "phone",
    "no_phone",
)  # fmt: skip
ODD_MAIL, ODD_PHONE = "odd_email", "odd_phone"
FOUND_AS = {"syntax": ODD_MAIL, "domain": ODD_MAIL, "phone": ODD_PHONE}
COLUMNS: Schema = {
    "customer_id": pl.Int64,
    "name": pl.String,
    "currency": pl.String,
    "country": pl.String,
    "late_cents": pl.Int64,
    "fault": pl.String,
    "value": pl.String,
    "person": pl.String,
    "told_by": pl.String,
    "told_on": pl.Date,
}
_ODD_MAIL = """lower({0}.email) !~ %(plain)s
      OR split_part(lower({0}.email), '@', 2) = ANY (%(misspelt)s)"""

# ``account``: who is written to for what is owed, itself or the one that pays for it; those who
# owe most past its date, or all.
TO_FIX = f"""
WITH refusing AS MATERIALIZED (
  SELECT address, why, told_by, since FROM parties_refusingaddress
  WHERE company_id = %(company)s AND lifted_on IS NULL
), paid_for AS MATERIALIZED (
  SELECT id, parent_id FROM parties_customer
  WHERE company_id = %(company)s AND NOT pays_for_itself AND parent_id IS NOT NULL
), owed AS MATERIALIZED (
  SELECT customer_id, currency, sum(open_cents) FILTER (WHERE due_on < %(on)s) AS late
  FROM receivables_receivable
  WHERE company_id = %(company)s AND open_cents > 0 AND NOT %(is_refused)s
  GROUP BY customer_id, currency
), account AS MATERIALIZED (
  SELECT coalesce(p.parent_id, owed.customer_id) AS id, owed.currency,
         coalesce(sum(owed.late), 0)::bigint AS late
  FROM owed LEFT JOIN paid_for p ON p.id = owed.customer_id
  WHERE %(text)s = '' OR coalesce(p.parent_id, owed.customer_id) IN (
    SELECT id FROM parties_customer
    WHERE company_id = %(company)s AND strpos(sought, %(text)s) > 0)
  GROUP BY 1, 2 ORDER BY late DESC, 1 LIMIT %(accounts)s
), person AS (
  SELECT customer_id, bool_or(phone <> '') AS phoned,
         bool_or(email <> '' AND role IN ('dunning', 'billing')) AS mailed
  FROM parties_contact WHERE company_id = %(company)s GROUP BY customer_id
), own AS (
  SELECT c.id, account.currency, account.late, fault, CASE fault WHEN '{ODD_MAIL}' THEN c.email
    WHEN '{ODD_PHONE}' THEN c.phone WHEN 'incomplete' THEN c.address ELSE '' END AS value,
    '' AS person, '' AS told_by, NULL::date AS told_on
  FROM account JOIN parties_customer c ON c.id = account.id
  LEFT JOIN person ON person.customer_id = c.id
  CROSS JOIN LATERAL unnest(ARRAY[
    CASE WHEN %(fault)s NOT IN ('', 'no_email', '{ODD_MAIL}') THEN NULL
      WHEN c.email = '' THEN CASE WHEN person.mailed IS NOT TRUE THEN 'no_email' END
      WHEN {_ODD_MAIL.format("c")} THEN '{ODD_MAIL}' END,
    CASE WHEN %(fault)s NOT IN ('', 'no_address', 'incomplete') THEN NULL
      WHEN c.address = '' THEN 'no_address'
      WHEN c.country = '{HOME}' AND c.address !~* %(town)s THEN 'incomplete' END,
    CASE WHEN %(fault)s NOT IN ('', 'no_phone', '{ODD_PHONE}') THEN NULL
      WHEN c.phone = '' THEN CASE WHEN person.phoned IS NOT TRUE THEN 'no_phone' END
      WHEN c.phone !~ %(phone)s THEN '{ODD_PHONE}' END]) fault
  WHERE NOT c.is_pseudo AND fault IS NOT NULL AND NOT %(is_refused)s
), few AS (
  SELECT p.customer_id AS id, fault,
         CASE fault WHEN '{ODD_MAIL}' THEN p.email ELSE p.phone END AS value,
         p.name AS person, '' AS told_by, NULL::date AS told_on
  FROM parties_contact p
  CROSS JOIN LATERAL unnest(ARRAY[
    CASE WHEN p.email <> '' AND ({_ODD_MAIL.format("p")}) THEN '{ODD_MAIL}' END,
    CASE WHEN p.phone <> '' AND p.phone !~ %(phone)s THEN '{ODD_PHONE}' END]) fault
  WHERE p.company_id = %(company)s AND fault IS NOT NULL AND NOT %(is_refused)s
  UNION ALL
  SELECT c.id, r.why, c.email, '', r.told_by, r.since FROM refusing r JOIN parties_customer c
    ON lower(c.email) = r.address AND c.company_id = %(company)s
  UNION ALL
  SELECT p.customer_id, r.why, p.email, p.name, r.told_by, r.since
  FROM refusing r JOIN parties_contact p
    ON lower(p.email) = r.address AND p.company_id = %(company)s
), found AS (
  SELECT id, currency, late, fault, value, person, told_by, told_on FROM own
  UNION ALL
  SELECT few.id, owed.currency, owed.late, fault, value, person, told_by, told_on
  FROM few CROSS JOIN LATERAL (
    SELECT currency, coalesce(sum(open_cents) FILTER (WHERE due_on < %(on)s), 0)::bigint AS late
    FROM receivables_receivable r WHERE r.company_id = %(company)s AND r.open_cents > 0
      AND r.customer_id = ANY (ARRAY(
        SELECT few.id UNION ALL SELECT id FROM paid_for WHERE parent_id = few.id))
    GROUP BY currency
  ) owed WHERE few.id NOT IN (SELECT id FROM paid_for)
), top AS (
  SELECT f.*, c.name, c.country FROM found f JOIN parties_customer c ON c.id = f.id
  WHERE (%(fault)s = '' OR f.fault = %(fault)s)
    AND (%(text)s = '' OR strpos(c.sought, %(text)s) > 0)
  ORDER BY f.late DESC, f.id, f.fault, f.value LIMIT %(most)s
)
SELECT top.id, top.name, top.currency, top.country, top.late, top.fault, top.value, top.person,
       coalesce(nullif(top.told_by, ''), told.actor, ''), coalesce(top.told_on, told.at::date)
FROM top LEFT JOIN LATERAL (
  SELECT e.actor, e.at FROM audit_entry e
  WHERE e.company_id = %(company)s AND e.customer_id = top.id
    AND e.verb IN ('customer.opened', 'customer.changed', 'contact.added', 'contact.changed')
  ORDER BY e.rank DESC LIMIT 1
) told ON top.told_by = '' AND top.value <> ''
ORDER BY top.late DESC, top.id, top.fault, top.value
"""


def to_fix(company: Company, *, on: date, fault: str = "", text: str = "") -> list[dict[str, Any]]:
    """What is to be corrected, who owes most past its date first; ``fault`` keeps one sort, and
    ``text`` the customers so called. The thousand that weigh most."""
    bound = {
        "company": company.pk, "on": on, "fault": FOUND_AS.get(fault, fault), "most": MOST,
        "text": as_sought(text), "plain": PLAIN, "misspelt": list(MISSPELT), "phone": PLAIN_PHONE,
        "town": TOWN_PATTERN, "is_refused": fault in REFUSED,
    }  # fmt: skip
    found = rows_out(TO_FIX, bound | {"accounts": FEW}, schema=COLUMNS)
    if found.height < MOST:  # those who owe most lack little: look at the others too
        found = rows_out(TO_FIX, bound | {"accounts": None}, schema=COLUMNS)
    judged = _judged(found.iter_rows(named=True))
    return [row for row in judged if fault in ("", row["fault"])]


def _judged(found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Without what only looked odd; with what was probably meant."""
    for rank, row in enumerate(found):
        fault, value = row["fault"], row["value"]
        if fault == ODD_MAIL:
            fault = email_fault(value)
        elif fault == ODD_PHONE:
            fault = "" if phone_known(value, row["country"]) else "phone"
        if fault:
            likely = meant(value)
            hint = _("plutôt {likely} ?").format(likely=likely) if likely else ""
            yield {**row, "id": rank, "fault": fault, "meant": likely, "hint": hint}
