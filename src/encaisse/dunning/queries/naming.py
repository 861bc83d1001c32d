"""Decisions and messages with the names that people use."""

import json
from typing import Any

import polars as pl

from encaisse.accounts.models import Company
from encaisse.store.frames import copy_out

NAMES = """
SELECT r.id, i.number || '/' || r.rank FROM receivables_receivable r
JOIN receivables_invoice i ON i.id = r.invoice_id
WHERE r.company_id = %(company)s AND (r.open_cents > 0 OR r.id = ANY (%(receivables)s))
"""
INSTALLMENTS = """
SELECT -p.id, i.number || '/p' || p.rank FROM payment_plans_installment p
JOIN receivables_receivable r ON r.id = p.receivable_id
JOIN receivables_invoice i ON i.id = r.invoice_id
WHERE p.company_id = %(company)s
"""
CUSTOMERS = "SELECT id, name FROM parties_customer WHERE company_id = %(company)s"


def named_decisions(company: Company, decisions: pl.DataFrame) -> list[dict[str, Any]]:
    """Every open receivable: what was decided, and why, in the names of the books."""
    goes = pl.col("hold").is_null()
    told = (
        decisions.join(_receivables(company, decisions), on="receivable", how="left")
        .join(_customers(company).rename({"id": "customer"}), on="customer", how="left")
        .sort("name", "due_on", "label")
    )
    return told.select(
        customer="name",
        customer_id="customer",
        receivable="label",
        open="open",
        currency="currency",
        days_late=pl.col("days_late").clip(lower_bound=0),
        decision=pl.when(goes).then(pl.lit("send")).otherwise(pl.lit("hold")),
        level=pl.when(goes).then("next_level"),
        channel=pl.when(goes).then("channel"),
        hold="hold",
        reason="reason",
    ).to_dicts()


def named_messages(
    company: Company, messages: pl.DataFrame, steps: pl.DataFrame
) -> list[dict[str, Any]]:
    """The messages that go: to whom, for which receivables, for how much."""
    labels = dict(_receivables(company, steps).iter_rows())
    names = dict(_customers(company).iter_rows())
    reached = dict(steps.group_by("message").agg("receivable").iter_rows())
    return [
        {
            "customer": names[row["payer"]],
            "currency": row["currency"],
            "channel": row["channel"],
            "level": row["level"],
            "receivables": [labels[key] for key in [*reached[row["message"]], *row["listed"]]],
            "total": row["total"],
            "to": [person["name"] for person in json.loads(row["to"])],
        }
        for row in messages.iter_rows(named=True)
    ]


def _receivables(company: Company, decisions: pl.DataFrame) -> pl.DataFrame:
    """Names of all open receivables, and of those decided that are no more open."""
    wanted = decisions["receivable"].to_list() if decisions.height < 10_000 else []
    bound = {"company": company.pk, "receivables": wanted}
    schema = {"receivable": pl.Int64, "label": pl.String}
    named = copy_out(NAMES, bound, schema=schema)
    if (decisions["receivable"] >= 0).all():
        return named
    return pl.concat([named, copy_out(INSTALLMENTS, {"company": company.pk}, schema=schema)])


def _customers(company: Company) -> pl.DataFrame:
    bound = {"company": company.pk}
    return copy_out(CUSTOMERS, bound, schema={"id": pl.Int64, "name": pl.String})
