"""What keeps us from writing to those who owe: missing, wrong, refused; by money late.

Each customer and contact bears what is missing or looks odd (``parties.rules.doubts``); what
refuses, or stands on a doubtful domain, is found by an index. One query puts them together, and
the rules of ``parties`` judge the few that only look odd.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl
from django.http import Http404
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _

from encaisse.parties.queries import contact_for, customer_for
from encaisse.parties.rules import as_sought
from encaisse.parties.rules.doubts import Doubt
from encaisse.parties.rules.emails import MISSPELT, email_fault, meant
from encaisse.parties.rules.phones import phone_known
from encaisse.store.frames import rows_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from encaisse.accounts.models import Company, User
    from encaisse.dunning.rules.facts import Schema
    from encaisse.parties.models import Contact, Customer

MOST = 1_000
FEW = 8_000  # that many accounts are read one by one; more, all at once
# By which bit each is found; those that have none are found by their address.
BITS = {
    "no_email": Doubt.NO_EMAIL, "syntax": Doubt.EMAIL, "no_address": Doubt.NO_ADDRESS,
    "incomplete": Doubt.ADDRESS, "no_phone": Doubt.NO_PHONE, "phone": Doubt.PHONE,
}  # fmt: skip
FOUND_AS = {"domain": "syntax"}  # an address without a country's end looks odd, and is no worse
BY_ADDRESS = ("refused", "complaint", "unknown")
ADDRESSED = (*BY_ADDRESS, "domain")
FAULTS = (
    "refused", "complaint", "no_email", "syntax", "unknown", "domain", "no_address", "incomplete",
    "phone", "no_phone",
)  # fmt: skip
DATA = {"phone": "phone", "no_phone": "phone", "no_address": "address", "incomplete": "address"}
KEY = re.compile(rf"([cp])([0-9]{{1,18}})-({'|'.join(FAULTS)})-[A-Z]{{3}}")
COLUMNS: Schema = {
    "customer_id": pl.Int64,
    "contact_id": pl.Int64,
    "name": pl.String,
    "country": pl.String,
    "currency": pl.String,
    "late_cents": pl.Int64,
    "fault": pl.String,
    "value": pl.String,
    "person": pl.String,
    "told_by": pl.String,
    "told_on": pl.Date,
}
_BITS = ", ".join(f"({bit:d}, '{fault}')" for fault, bit in BITS.items())
_AT = """SELECT {customer} AS id, {contact} AS contact_id, doubt.fault, p.email AS value,
    {person} AS person, doubt.told_by, doubt.told_on
  FROM by_{key} doubt CROSS JOIN LATERAL (
    SELECT * FROM parties_{table} WHERE company_id = %(company)s AND email <> ''
      AND {key} = doubt.{key} OFFSET 0) p"""
_OWN = {"customer": "p.id", "contact": "NULL::bigint", "person": "''", "table": "customer"}
_THEIRS = {"customer": "p.customer_id", "contact": "p.id", "person": "p.name", "table": "contact"}

# Who is written to for what is owed is the customer, or the one that pays for it. A person there
# fills what the customer lacks.
TO_FIX = f"""
WITH paid_for AS MATERIALIZED (
  SELECT id, parent_id FROM parties_customer
  WHERE company_id = %(company)s AND NOT pays_for_itself AND parent_id IS NOT NULL
), doubtful AS MATERIALIZED (
  SELECT id, doubts FROM (
    SELECT c.id, c.doubts & %(mask)s
        & CASE WHEN c.id IN (SELECT customer_id FROM parties_contact WHERE company_id = %(company)s
            AND email <> '' AND role IN ('dunning', 'billing')) THEN ~{Doubt.NO_EMAIL:d} ELSE ~0 END
        & CASE WHEN c.id IN (SELECT customer_id FROM parties_contact WHERE company_id = %(company)s
            AND phone <> '') THEN ~{Doubt.NO_PHONE:d} ELSE ~0 END AS doubts
    FROM parties_customer c
    WHERE c.company_id = %(company)s AND c.doubts <> 0 AND c.doubts & %(mask)s <> 0
      AND NOT c.is_pseudo AND (%(text)s = '' OR strpos(c.sought, %(text)s) > 0)
    OFFSET 0  -- judged once
  ) each WHERE doubts <> 0
), size AS MATERIALIZED (
  SELECT count(*) > %(few)s AS is_large FROM doubtful
), heaviest AS (
  SELECT d.id, r.currency, d.doubts,
         coalesce(sum(r.open_cents) FILTER (WHERE r.due_on < %(on)s), 0)::bigint AS late
  FROM receivables_receivable r LEFT JOIN paid_for p ON p.id = r.customer_id
  JOIN doubtful d ON d.id = coalesce(p.parent_id, r.customer_id)
  WHERE r.company_id = %(company)s AND r.open_cents > 0 AND (SELECT is_large FROM size)
  GROUP BY d.id, r.currency, d.doubts
  ORDER BY late DESC, d.id LIMIT %(most)s
), by_email_lower AS (
  SELECT address AS email_lower, why AS fault, told_by, since AS told_on
  FROM parties_refusingaddress
  WHERE company_id = %(company)s AND lifted_on IS NULL AND why = ANY(%(addressed)s)
), by_domain AS (
  SELECT domain, 'domain' AS fault, '' AS told_by, NULL::date AS told_on
  FROM unnest(%(misspelt)s::text[]) AS domain WHERE 'domain' = ANY(%(addressed)s)
  UNION ALL
  SELECT domain, 'unknown', '', NULL FROM parties_maildomain
  WHERE company_id = %(company)s AND state = 'unknown' AND state = ANY(%(addressed)s)
), apart AS (
  {_AT.format(key="email_lower", **_OWN)} UNION ALL {_AT.format(key="email_lower", **_THEIRS)}
  UNION ALL {_AT.format(key="domain", **_OWN)} UNION ALL {_AT.format(key="domain", **_THEIRS)}
  UNION ALL
  SELECT p.customer_id, p.id, bit.fault, CASE bit.fault WHEN 'phone' THEN p.phone ELSE p.email END,
         p.name, '', NULL
  FROM parties_contact p CROSS JOIN (VALUES {_BITS}) AS bit (bit, fault)
  WHERE p.company_id = %(company)s AND p.doubts <> 0 AND p.doubts & %(mask)s & bit.bit <> 0
), one_by_one AS MATERIALIZED (
  SELECT asked.id, owed.currency, owed.late FROM (
    SELECT id FROM doubtful WHERE NOT (SELECT is_large FROM size) UNION SELECT id FROM apart
  ) asked CROSS JOIN LATERAL (
    SELECT currency, coalesce(sum(open_cents) FILTER (WHERE due_on < %(on)s), 0)::bigint AS late
    FROM receivables_receivable r WHERE r.company_id = %(company)s AND r.open_cents > 0
      AND r.customer_id = ANY (ARRAY(
        SELECT asked.id UNION ALL SELECT id FROM paid_for WHERE parent_id = asked.id))
    GROUP BY currency
  ) owed WHERE asked.id NOT IN (SELECT id FROM paid_for)
), own AS (
  SELECT id, currency, late, doubts FROM heaviest
  UNION ALL
  SELECT d.id, o.currency, o.late, d.doubts FROM one_by_one o JOIN doubtful d ON d.id = o.id
  WHERE NOT (SELECT is_large FROM size)
), found AS (
  SELECT own.id, NULL::bigint AS contact_id, own.currency, own.late, bit.fault, NULL AS value,
         '' AS person, '' AS told_by, NULL::date AS told_on
  FROM own JOIN (VALUES {_BITS}) AS bit (bit, fault) ON own.doubts & bit.bit <> 0
  UNION ALL
  SELECT apart.id, contact_id, o.currency, o.late, fault, value, person, told_by, told_on
  FROM apart JOIN one_by_one o ON o.id = apart.id
), top AS (
  SELECT f.id, f.contact_id, c.name, c.country, f.currency, f.late, f.fault, f.person, f.told_by,
         f.told_on, coalesce(f.value, CASE f.fault WHEN 'syntax' THEN c.email
           WHEN 'phone' THEN c.phone WHEN 'incomplete' THEN c.address ELSE '' END) AS value
  FROM found f CROSS JOIN LATERAL (SELECT * FROM parties_customer WHERE id = f.id OFFSET 0) c
  WHERE NOT c.is_pseudo AND (%(text)s = '' OR strpos(c.sought, %(text)s) > 0)
  ORDER BY f.late DESC, f.id, f.fault, f.contact_id LIMIT %(most)s
)
SELECT top.id, top.contact_id, top.name, top.country, top.currency, top.late, top.fault, top.value,
       top.person, coalesce(nullif(top.told_by, ''), told.told_by, ''),
       coalesce(top.told_on, told.told_on, (told.noted_at AT TIME ZONE %(zone)s)::date)
FROM top LEFT JOIN LATERAL (
  SELECT t.told_by, t.told_on, t.noted_at FROM parties_told t
  WHERE t.customer_id = top.id AND t.contact_id IS NOT DISTINCT FROM top.contact_id
    AND t.datum = CASE WHEN top.fault IN ('phone', 'no_phone') THEN 'phone'
      WHEN top.fault IN ('no_address', 'incomplete') THEN 'address' ELSE 'email' END
  ORDER BY t.id DESC LIMIT 1
) told ON top.told_by = ''
ORDER BY top.late DESC, top.id, top.fault, top.contact_id
"""


def to_fix(company: Company, *, on: date, fault: str = "", text: str = "") -> list[dict[str, Any]]:
    """What is to be corrected, who owes most past its date first; ``fault`` keeps one sort, and
    ``text`` the customers so called. The thousand that weigh most."""
    wanted = (fault,) if fault else FAULTS
    bound = {
        "company": company.pk, "on": on, "most": MOST, "few": FEW, "text": as_sought(text),
        "mask": sum({BITS[FOUND_AS.get(each, each)] for each in wanted if each not in BY_ADDRESS}),
        "addressed": [each for each in wanted if each in ADDRESSED],
        "misspelt": list(MISSPELT), "zone": get_current_timezone_name(),
    }  # fmt: skip
    found = rows_out(TO_FIX, bound, schema=COLUMNS)
    judged = _judged(found.iter_rows(named=True))
    return [row for row in judged if fault in ("", row["fault"])]


def _judged(found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Without what only looked odd; with what was probably meant."""
    for row in found:
        fault, value = row["fault"], row["value"]
        if fault == "syntax":
            fault = email_fault(value)
        elif fault == "phone" and phone_known(value, row["country"]):
            fault = ""
        if fault:
            likely = meant(value) if fault == "domain" else ""
            hint = _("plutôt {likely} ?").format(likely=likely) if likely else ""
            yield {
                **row, "id": _key(row, fault), "fault": fault, "meant": likely, "hint": hint,
                "datum": DATA.get(fault, "email"),
            }  # fmt: skip


def _key(row: dict[str, Any], fault: str) -> str:
    """What tells a line from the others: whose datum, what is wrong with it, and of which debt."""
    whose = f"p{row['contact_id']}" if row["contact_id"] else f"c{row['customer_id']}"
    return f"{whose}-{fault}-{row['currency']}"


def to_correct(viewer: User, company: Company, key: str) -> tuple[Customer | Contact, str]:
    """Whose line that is, and which way to reach them is to be corrected."""
    found = KEY.fullmatch(key)
    if found is None:
        raise Http404
    whose = (found[2], None) if found[1] == "c" else (None, found[2])
    return thing_for(viewer, company, *whose), DATA.get(found[3], "email")


def thing_for(
    viewer: User, company: Company, customer_id: str | None, contact_id: str | None
) -> Customer | Contact:
    """The contact, else the customer, when the viewer may see it and it is of the company at work;
    else it does not exist."""
    found: Customer | Contact
    if contact_id is not None:
        found = contact_for(viewer, int(contact_id))
    else:
        found = customer_for(viewer, int(customer_id or 0))
    if found.company_id != company.pk:
        raise Http404
    return found
