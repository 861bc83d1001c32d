"""What may be claimed beside the principal, summed for the pages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.core.cache import cache
from django.utils.translation import gettext as _

from encaisse.accounts.models import Company
from encaisse.audit import queries as audit
from encaisse.late_charges import queries as late_charges
from encaisse.law.indemnity import parameter_for
from encaisse.law.rates import Debtor
from encaisse.law.reader import parameters
from encaisse.parties.models import Customer


@dataclass(frozen=True, slots=True)
class Claims:
    """Interest, indemnities and fees, in one currency, and what keeps them from being certain."""

    interest_cents: int = 0
    indemnity_cents: int = 0
    indemnities: int = 0
    fees_cents: int = 0
    article: str = ""
    reason: str = ""
    is_complete: bool = True
    is_estimated: bool = False
    is_confirmed: bool = True

    @property
    def doubts(self) -> str:
        """What the amounts leave out, or rest on without proof; empty when they are certain."""
        found = (
            (not self.is_complete, _("jours sans taux connu non comptés")),
            (self.is_estimated, _("échéances estimées comprises")),
            (not self.is_confirmed, _("taux à confirmer compris")),
        )
        return " ; ".join(str(sentence) for holds, sentence in found if holds)

    @property
    def indemnity_article(self) -> str:
        """The article of the indemnity: public contracts have their own."""
        is_public = self.article == parameters.public_moratory_ecb8.values[-1].article
        debtor = Debtor.PUBLIC if is_public else Debtor.BUSINESS
        return parameter_for(debtor).values[-1].article

    @property
    def cents(self) -> int:
        """All of it."""
        return self.interest_cents + self.indemnity_cents + self.fees_cents


NOTHING = Claims()


def of_customer(company_id: int, customer_id: int, *, on: date) -> pl.DataFrame:
    """One row per receivable ever late. Three queries."""
    return late_charges.claimable(company_id, on=on, customer_id=customer_id)


def known_of_company(company: Company, *, on: date) -> Claims | None:
    """The company's sum, if it was counted since the latest act of its journal. One query."""
    found: Claims | None = cache.get(_key(company, on))
    return found


def of_company(company: Company, *, on: date) -> Claims:
    """The company's sum, in its own currency: every late receivable is read, then remembered."""
    found = summed(late_charges.claimable(company.pk, on=on), company.currency)
    cache.set(_key(company, on), found)
    return found


def by_customer(company: Company, *, on: date) -> list[dict[str, Any]]:
    """What each customer may be asked beside the principal, by currency."""
    amounts = ("interest_cents", "indemnity_cents", "fees_cents")
    summed_up = (
        late_charges.claimable(company.pk, on=on)
        .group_by("customer_id", "currency")
        .agg(
            pl.col(*amounts).sum(),
            count=(pl.col("interest_cents") + pl.col("indemnity_cents") > 0).sum(),
            is_estimated=pl.col("estimated").any(),
            is_complete=pl.col("complete").all(),
            is_confirmed=pl.col("is_certain").all(),
        )
        .with_columns(total_cents=pl.sum_horizontal(*amounts))
        .filter(pl.col("total_cents") > 0)
    )
    names = dict(Customer.objects.filter(company=company).order_by("id").values_list("id", "name"))
    return [
        row | {"name": names[row["customer_id"]], "mark": _mark(row)}
        for row in summed_up.iter_rows(named=True)
    ]


def _mark(row: Mapping[str, Any]) -> str:
    """The doubts of a customer's claims, in a word each."""
    found = (
        (not row["is_complete"], _("incomplet")),
        (row["is_estimated"], _("estimé")),
        (not row["is_confirmed"], _("à confirmer")),
    )
    return ", ".join(str(word) for holds, word in found if holds)


def _key(company: Company, on: date) -> str:
    """Nothing claimable changes in a day without an act in the journal."""
    return f"claims-{company.pk}-{on:%Y%m%d}-{audit.latest_rank(company)}"


def by_receivable(claims: pl.DataFrame, receivable_ids: Collection[int]) -> dict[int, Claims]:
    """Each of these receivables' own."""
    mine = claims.filter(pl.col("receivable_id").is_in(list(receivable_ids)))
    return {
        row["receivable_id"]: Claims(
            interest_cents=row["interest_cents"],
            indemnity_cents=row["indemnity_cents"],
            indemnities=int(row["indemnity_cents"] > 0),
            fees_cents=row["fees_cents"],
            article=row["article"],
            reason=row["reason"],
            is_complete=row["complete"],
            is_estimated=row["estimated"],
            is_confirmed=row["is_certain"],
        )
        for row in mine.iter_rows(named=True)
    }


def summed(claims: pl.DataFrame, currency: str) -> Claims:
    """The sum in one currency."""
    mine = claims.filter(pl.col("currency") == currency)
    some = mine.filter(pl.col("interest_cents") + pl.col("indemnity_cents") > 0)
    return Claims(
        interest_cents=int(mine["interest_cents"].sum()),
        indemnity_cents=int(mine["indemnity_cents"].sum()),
        indemnities=mine.filter(pl.col("indemnity_cents") > 0).height,
        fees_cents=int(mine["fees_cents"].sum()),
        article=str(some["article"].first() or "") if some.height else "",
        is_complete=bool(some["complete"].all()),
        is_estimated=bool(some["estimated"].any()),
        is_confirmed=bool(some["is_certain"].all()),
    )
