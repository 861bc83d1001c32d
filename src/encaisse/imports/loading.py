"""Writing the ledger of the books into the tables: what is new, what changed, what is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from encaisse.imports import queries
from encaisse.imports.listing import names
from encaisse.imports.open_items.rows import Customer
from encaisse.imports.queries import listed
from encaisse.imports.rules import changes
from encaisse.imports.rules.changes import RESTATED, Known
from encaisse.matching import loading as matching
from encaisse.parties import loading as parties
from encaisse.payments import loading as payments
from encaisse.receivables import loading as receivables

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from encaisse.accounts.models import Company
    from encaisse.imports.fec.ledger import Ledger

STATED = "stated"
INVOICE = ["id", "entry_key", "kind", "number", "total_cents"]
CREDIT = ["id", "entry_key", "kind"]


@dataclass(frozen=True, slots=True)
class Placed:
    """The rows of the ledger with the identifiers that they have, or get (``is_new``)."""

    invoices: pl.DataFrame
    receivables: pl.DataFrame
    credits: pl.DataFrame


def load(
    company: Company, ledger: Ledger, sides: pl.DataFrame, *, at: datetime, sides_are_latest: bool
) -> dict[str, int]:
    """Make the tables say what the ledger says; how many rows of each kind are new."""
    known = queries.known(company)
    known.customers = pl.concat([known.customers, _named_alike(company, ledger, sides)])
    new_customers = changes.new_customers(ledger, sides, known)
    customers = pl.concat([known.customers, parties.load_customers(company, new_customers, at=at)])
    placed = _place(ledger, known, customers)
    gone = _withdraw(placed, known)
    _load_invoices(company, placed.invoices, known)
    _load_receivables(company, placed.receivables)
    _load_credits(company, placed.credits, known)
    allocations = _load_allocations(company, ledger, placed, known, gone)
    _restate_open(known, allocations, gone)
    if sides_are_latest:
        _load_sides(company, sides, customers)
    return {
        "customers": new_customers.height,
        "invoices": int(placed.invoices["is_new"].sum()),
        "credits": int(placed.credits["is_new"].sum()),
        "allocations": allocations.height,
    }


def _named_alike(company: Company, ledger: Ledger, sides: pl.DataFrame) -> pl.DataFrame:
    """Accounts of the books that are customers known under another one, by their name."""
    named = [
        Customer(code, name)
        for frame in (
            ledger.customers.select("code", "name"),
            sides.select("customer", "customer_name"),
        )
        for code, name in frame.unique().iter_rows()
    ]
    payers = listed.payers(company)
    codes = {payer.id: payer.code for payer in payers}
    found, _new, _doubts = names.recognised(named, payers)
    rows = [(one.code, key) for one, key in found.items() if one.code != codes[key]]
    return pl.DataFrame(rows, schema={"code": pl.String, "id": pl.Int64}, orient="row")


def _place(ledger: Ledger, known: Known, customers: pl.DataFrame) -> Placed:
    invoices = changes.place_invoices(ledger, known, customers)
    invoices, claims = changes.place_receivables(ledger, invoices, known)
    credits = changes.place_credits(ledger, known, customers)
    numbered = _numbered(invoices, receivables.reserve_invoices)
    of_invoice = numbered.select("customer_id", invoice_key="entry_key", invoice_id="id")
    claims = claims.drop("customer").join(
        of_invoice, on="invoice_key", how="left", maintain_order="left"
    )
    return Placed(
        numbered,
        _numbered(claims, receivables.reserve_receivables),
        _numbered(credits, payments.reserve_credits),
    )


def _numbered(placed: pl.DataFrame, reserve: Callable[[int], range]) -> pl.DataFrame:
    """Identifiers for the new rows; ``is_new`` says which they are."""
    is_new = placed["id"].is_null()
    ids = pl.Series("id", reserve(int(is_new.sum())), dtype=pl.Int64)
    return pl.concat(
        [
            placed.filter(is_new).with_columns(ids, is_new=pl.lit(value=True)),
            placed.filter(~is_new).with_columns(is_new=pl.lit(value=False)),
        ]
    )


def _withdraw(placed: Placed, known: Known) -> Placed:
    """Rows that the books no longer say: cancelled from their own day, under another key."""
    listed_before = changes.no_longer_listed(placed.invoices, known)
    invoices = pl.concat([changes.withdrawn(placed.invoices, known.invoices), listed_before])
    spoken_of = pl.concat([placed.invoices.select("id"), listed_before.select("id")])
    credits = pl.concat(
        [
            changes.withdrawn(placed.credits, known.credits),
            changes.no_longer_supposed(spoken_of, placed.credits, known),
        ]
    )
    receivables.restate_invoices(invoices)
    payments.restate_credits(credits)
    claims = known.receivables.join(invoices.select(invoice_id="id"), on="invoice_id", how="semi")
    return Placed(invoices, claims, credits)


def _load_invoices(company: Company, invoices: pl.DataFrame, known: Known) -> None:
    described = ["issued_on", "label"]
    new = invoices.filter("is_new").select(*INVOICE, *described, "customer_id")
    receivables.load_invoices(company, new)
    kept = invoices.filter(~pl.col("is_new")).join(known.invoices, on=INVOICE, how="anti")
    receivables.restate_invoices(kept.select(*INVOICE, *described))


def _load_receivables(company: Company, claims: pl.DataFrame) -> None:
    """New ones are ranked after those that the invoice has; a stated due date replaces a guess."""
    due = ["due_on", "due_source", "due_estimated"]
    highest = pl.col("rank").max().over("invoice_id").fill_null(0)
    turn = pl.col("is_new").cum_sum().over("invoice_id")
    ranked = claims.with_columns(rank=pl.coalesce("rank", highest + turn))
    new = ranked.filter("is_new").select(
        "id", "customer_id", "invoice_id", "rank", *due, "face_cents", "open_cents"
    )
    receivables.load_receivables(company, new)
    stated = ranked.filter(
        ~pl.col("is_new")
        & (pl.col("due_source") == STATED)
        & ~pl.col("known_source").is_in([STATED, "typed"])
    )
    receivables.restate_receivables(stated.select("id", *due))


def _load_credits(company: Company, credits: pl.DataFrame, known: Known) -> None:
    new = credits.filter("is_new").select(
        *CREDIT, "customer_id", "reference", "on", "face_cents", "open_cents", "label"
    )
    payments.load_credits(company, new)
    kept = credits.filter(~pl.col("is_new")).join(known.credits, on=CREDIT, how="anti")
    payments.restate_credits(kept.select(*CREDIT, "reference", "on"))


def _load_allocations(
    company: Company, ledger: Ledger, placed: Placed, known: Known, gone: Placed
) -> pl.DataFrame:
    """Counter-entries of what the books no longer say, then what they say now."""
    undone, added = changes.allocation_changes(_wanted(ledger, placed), known, _on(known, gone))
    ids = matching.reserve_allocations(undone.height + added.height)
    counter = undone.select(
        "credit_id", "receivable_id", "on", "matching_code",
        cents=-pl.col("cents"),
        source=pl.lit("reversal"),
        reason=pl.lit(RESTATED),
        is_proposal=pl.lit(value=False),
        reverses_id="id",
    ).with_columns(pl.Series("id", ids[: undone.height], dtype=pl.Int64))  # fmt: skip
    numbered = added.with_columns(pl.Series("id", ids[undone.height :], dtype=pl.Int64))
    paying = numbered.filter(pl.col("cents") > 0).with_columns(
        reverses_id=pl.lit(None, dtype=pl.Int64)
    )
    returning = _reversing(numbered.filter(pl.col("cents") < 0), paying, known, undone)
    rows = pl.concat([counter, paying.select(counter.columns), returning.select(counter.columns)])
    matching.load_allocations(company, rows)
    return rows


def _wanted(ledger: Ledger, placed: Placed) -> pl.DataFrame:
    credits = placed.credits.select(credit_key="entry_key", credit_id="id")
    claims = placed.receivables.select(receivable_key="key", receivable_id="id")
    return (
        ledger.allocations.join(credits, on="credit_key", maintain_order="left")
        .join(claims, on="receivable_key", maintain_order="left")
        .select(
            "credit_id", "receivable_id", "on", "cents", "source", "reason", "matching_code",
            "is_proposal",
        )
    )  # fmt: skip


def _on(known: Known, gone: Placed) -> pl.DataFrame:
    """The allocations made on rows that are withdrawn."""
    return known.allocations.filter(
        pl.col("credit_id").is_in(gone.credits["id"].implode())
        | pl.col("receivable_id").is_in(gone.receivables["id"].implode())
    ).select("id")


def _reversing(
    returning: pl.DataFrame, paying: pl.DataFrame, known: Known, undone: pl.DataFrame
) -> pl.DataFrame:
    """A payment that came back: the counter-entry names what it reverses."""
    pair = ["credit_id", "receivable_id"]
    live = known.allocations.filter((pl.col("cents") > 0) & ~pl.col("is_reversed"))
    live = live.join(undone, on="id", how="anti")
    made = pl.concat([live.select(*pair, reverses_id="id"), paying.select(*pair, reverses_id="id")])
    latest = made.group_by(pair).agg(pl.col("reverses_id").max())
    return returning.drop("reverses_id", strict=False).join(latest, on=pair)


def _restate_open(known: Known, rows: pl.DataFrame, gone: Placed) -> None:
    """What is left of the known receivables and credits, derived again from all allocations."""
    every = pl.concat(
        [frame.select("credit_id", "receivable_id", "cents") for frame in (known.allocations, rows)]
    )
    void = known.invoices.filter("is_void").select("id")
    void = pl.concat([void, gone.invoices.select("id")])
    claims = known.receivables.with_columns(
        is_void=pl.col("invoice_id").is_in(void["id"].implode())
    )
    credits = known.credits.with_columns(
        is_void=pl.col("is_void") | pl.col("id").is_in(gone.credits["id"].implode())
    )
    receivables.restate_receivables(_changed_open(claims, every, "receivable_id"))
    payments.restate_credits(_changed_open(credits, every, "credit_id"))


def _changed_open(kept: pl.DataFrame, every: pl.DataFrame, name: str) -> pl.DataFrame:
    sums = every.group_by(name).agg(paid=pl.col("cents").sum())
    left = pl.col("face_cents") - pl.col("paid").fill_null(0)
    return (
        kept.join(sums, left_on="id", right_on=name, how="left")
        .with_columns(now=pl.when("is_void").then(0).otherwise(left))
        .filter(pl.col("now") != pl.col("open_cents"))
        .select("id", open_cents="now")
    )


def _load_sides(company: Company, sides: pl.DataFrame, customers: pl.DataFrame) -> None:
    ids = customers.select(customer="code", customer_id="id")
    rows = sides.join(ids, on="customer", maintain_order="left")
    receivables.load_side_balances(
        company, rows.select("customer_id", "balance_cents", "on", account="side")
    )
