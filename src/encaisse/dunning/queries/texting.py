"""Who can be written to by text message: a mobile of one's own, that has not said stop.

Read only when a step of the company goes by text message, or for a few accounts."""

import json
from collections.abc import Callable
from typing import Any

import polars as pl

from encaisse.dunning.queries import sql
from encaisse.dunning.rules import facts as schema
from encaisse.parties.rules.phones import phone_known

PHONES: schema.Schema = {
    "payer": pl.Int64, "contact": pl.Int64, "role": pl.String, "name": pl.String,
    "email": pl.String, "phone": pl.String, "country": pl.String,
}  # fmt: skip
READ_PAYERS = {name: kind for name, kind in schema.PAYERS.items() if not name.endswith("_text")}
READ_CONTACTS = {name: kind for name, kind in schema.CONTACTS.items() if not name.endswith("_text")}
ROLES = ("dunning", "billing", "own")

ASKED = """(%(customers)s::bigint[] IS NOT NULL OR EXISTS (
  SELECT FROM dunning_step s JOIN dunning_scenario d ON d.id = s.scenario_id
  WHERE d.company_id = %(company)s AND 'sms' IN (s.channel, s.other_channel)))"""
TYPED = f"""
SELECT id, NULL::bigint, 'own', name, email, phone, country FROM parties_customer
WHERE company_id = %(company)s AND phone <> '' AND {ASKED}
  AND (%(customers)s::bigint[] IS NULL OR id = ANY (%(customers)s::bigint[]))
UNION ALL
(SELECT p.customer_id, p.id, p.role, p.name, p.email, p.phone, c.country
FROM parties_contact p JOIN parties_customer c ON c.id = p.customer_id
WHERE p.company_id = %(company)s AND p.phone <> '' AND {ASKED}
  AND (%(customers)s::bigint[] IS NULL OR p.customer_id = ANY (%(customers)s::bigint[]))
ORDER BY p.name, p.id)
"""

Read = Callable[..., pl.DataFrame]


def people(read: Read, bound: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The payers and the contacts of the facts, with the one whom a text message would reach."""
    texts = _reached(read(TYPED, bound, schema=PHONES), read, bound)
    payers = read(sql.PAYERS, bound, schema=READ_PAYERS)
    contacts = read(sql.CONTACTS, bound, schema=READ_CONTACTS)
    if texts.is_empty():
        nobody = [pl.lit(None, pl.String).alias(f"{role}_text") for role in ROLES]
        shared = pl.lit(None, pl.String).alias("shared_text")
        return payers.with_columns(nobody), contacts.with_columns(shared)
    firsts = texts.group_by("payer").agg(
        pl.col("card").filter(pl.col("role") == role).first().alias(f"{role}_text")
        for role in ROLES
    )
    shared_by = texts.filter(pl.col("contact").is_not_null()).select("contact", shared_text="card")
    return payers.join(firsts, on="payer", how="left"), contacts.join(
        shared_by, on="contact", how="left"
    )


def _reached(typed: pl.DataFrame, read: Read, bound: dict[str, Any]) -> pl.DataFrame:
    """Those whose number takes text messages, each as one addressee."""
    if typed.is_empty():
        return typed.with_columns(card=pl.lit(None, pl.String))
    stopped = set(read(sql.REFUSING, bound, schema=sql.REFUSING_COLUMNS)["address"])
    cards = [_card(row, stopped) for row in typed.iter_rows(named=True)]
    return typed.with_columns(card=pl.Series(cards, dtype=pl.String)).filter(
        pl.col("card").is_not_null()
    )


def _card(row: dict[str, str], stopped: set[str]) -> str | None:
    phone = phone_known(row["phone"], row["country"])
    if phone is None or not phone.takes_texts or phone.e164 in stopped:
        return None
    return json.dumps([{"name": row["name"], "email": row["email"], "phone": phone.e164}])
