"""Keeping profiles: what the history tells, and what a person decides over it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from django.db import connection, transaction

from encaisse.accounts.models import Company
from encaisse.audit import operations as audit
from encaisse.dunning.models import Profile, Tone
from encaisse.dunning.queries.profiles import FIGURES, histories, kept
from encaisse.dunning.rules.profiles import judged
from encaisse.kernel.refusal import Refusal
from encaisse.store.frames import copy_in, copy_over

if TYPE_CHECKING:
    from encaisse.parties.models import Customer

LOCK = 0x50524F  # any fixed number: the family of advisory locks of the profiles


class ProfileWithoutReason(Refusal):
    """A person's choice beats the history: it says why."""

    code = "profile_without_reason"
    sentence = "Dites pourquoi {customer} a un autre profil que celui de son historique."


class UnknownProfile(Refusal):
    """Not one of the four."""

    code = "unknown_profile"
    sentence = "« {text} » n'est pas un profil : collaborative, neutral, rigorous ou firm."


@transaction.atomic
def refresh(company: Company, on: date) -> int:
    """Compute every profile again from the payment history; only those that changed are written.

    Returns how many. What a person chose stays chosen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, company.pk])
    found = judged(histories(company, on), on)
    known = kept(company)
    same = ["customer", "computed", *FIGURES]
    moved = found.join(known.select(same), on=same, how="anti", nulls_equal=True).join(
        known.select("customer", "id"), on="customer", how="left"
    )
    rows = _rows(moved, company, on)
    table = Profile._meta.db_table
    is_new = pl.col("id").is_null()
    copy_in(table, rows.filter(is_new).drop("id").with_columns(chosen=pl.lit(""), why=pl.lit("")))
    copy_over(table, rows.filter(~is_new).select("id", "computed", "facts", "computed_on"))
    return moved.height


@transaction.atomic
def choose_profile(customer: Customer, tone: str, *, why: str, by: str) -> Profile:
    """A person's choice of profile, with its reason; an empty ``tone`` goes back to the history."""
    if tone not in Tone.values:
        raise UnknownProfile(text=tone)
    if tone and not why.strip():
        raise ProfileWithoutReason(customer=customer.name)
    profile, _new = Profile.objects.select_for_update().get_or_create(
        customer=customer, defaults={"company_id": customer.company_id}
    )
    before = profile.chosen
    profile.chosen, profile.why = tone, why.strip() if tone else ""
    profile.save(update_fields=["chosen", "why"])
    audit.record(
        company=customer.company, actor=by, verb="profile.chosen",
        subject=f"customer:{customer.pk}", reason=why.strip(), customer_id=customer.pk,
        facts={"before": before, "after": tone, "computed": profile.computed},
    )  # fmt: skip
    return profile


def _rows(moved: pl.DataFrame, company: Company, on: date) -> pl.DataFrame:
    figures = [
        pl.col(name).dt.to_string() if name.endswith("_on") else pl.col(name) for name in FIGURES
    ]
    return moved.select(
        "id",
        "computed",
        company_id=pl.lit(company.pk),
        customer_id="customer",
        facts=pl.struct(figures).struct.json_encode(),
        computed_on=pl.lit(on),
    )
