"""What a message may say of interest and indemnities, with the article of each."""

from collections.abc import Sequence
from datetime import date

import polars as pl
from django.db.models import QuerySet

from encaisse.dunning.models import Proposal
from encaisse.kernel.money import Money
from encaisse.late_charges import queries as late_charges
from encaisse.law.indemnity import parameter_for
from encaisse.law.rates import Debtor
from encaisse.letters.rules import Claims
from encaisse.parties.models import Customer, CustomerKind


def bearing_fees(steps: "QuerySet[Proposal]") -> "QuerySet[Proposal]":
    """Those of which a fee may be claimed: a consumer owes nothing for being reminded."""
    return steps.exclude(receivable__customer__kind=CustomerKind.CONSUMER)


def claims_of(
    company_id: int, receivables: Sequence[int], invoices: Sequence[int], *, on: date, currency: str
) -> Claims:
    """What is claimable on these receivables. Never printed when one bears an estimated due date,
    when some day has no known rate, nor when a value is still to be confirmed."""
    found = late_charges.claimable(company_id, on=on, invoice_ids=invoices)
    late = found.filter(pl.col("receivable_id").is_in(list(receivables)))
    return Claims(
        interest=Money(int(late["interest_cents"].sum()), currency),
        indemnity=Money(int(late["indemnity_cents"].sum()), currency),
        fees=Money(int(late["fees_cents"].sum()), currency),
        shown=bool((late["complete"] & late["is_certain"] & ~late["estimated"]).all()),
        sources=(*_interest_articles(late), *_indemnity_articles(late)),
    )


def _interest_articles(late: pl.DataFrame) -> list[str]:
    return late.filter(pl.col("interest_cents") > 0)["article"].unique().sort().to_list()


def _indemnity_articles(late: pl.DataFrame) -> list[str]:
    owing = late.filter(pl.col("indemnity_cents") > 0)["customer_id"].unique().to_list()
    kinds = Customer.objects.filter(pk__in=owing).order_by().values_list("kind", flat=True)
    debtors = {Debtor.PUBLIC if kind == "public" else Debtor.BUSINESS for kind in kinds}
    return sorted(parameter_for(debtor).values[-1].article for debtor in debtors)
