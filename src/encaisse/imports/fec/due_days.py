"""The due days of the debits of the books: stated, else by terms, else learned, else usual."""

from dataclasses import dataclass, field

import polars as pl

from encaisse.law.payment_terms import PaymentTerms

PAIRS_MIN = 3
STATED, TERMS, LEARNED, DEFAULT = "stated", "terms", "learned", "default"


@dataclass(frozen=True, slots=True)
class Terms:
    """What estimates a due date: terms by customer code, the company's terms, the legal cap."""

    company: PaymentTerms
    cap_days: int
    by_customer: dict[str, PaymentTerms] = field(default_factory=dict)


def dated(
    debits: pl.DataFrame, credits: pl.DataFrame, allocations: pl.DataFrame, terms: Terms
) -> pl.DataFrame:
    """The debits with ``due_on``, ``due_source`` and ``due_estimated``.

    A line of the books is one amount: terms in several shares date it by the latest of them.
    """
    learned = _learned_days(debits, credits, allocations, terms.cap_days)
    known = debits.join(learned, on="customer", how="left", maintain_order="left")
    own = pl.col("customer").is_in(list(terms.by_customer))
    source = (
        pl.when(pl.col("due_on").is_not_null())
        .then(pl.lit(STATED))
        .when(own)
        .then(pl.lit(TERMS))
        .when(pl.col("learned").is_not_null())
        .then(pl.lit(LEARNED))
        .otherwise(pl.lit(DEFAULT))
    )
    sourced = _with_term_days(known.with_columns(due_source=source), terms)
    by_habit = pl.col("issued_on") + pl.duration(days="learned")
    return sourced.with_columns(
        due_estimated=pl.col("due_source") != STATED,
        due_on=pl.coalesce("due_on", "term_on", by_habit),
    )


def _with_term_days(debits: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """``term_on``, where terms date the debit: counted once for each terms and day of issue."""
    every = list(dict.fromkeys([terms.company, *terms.by_customer.values()]))
    ranks = {each: rank for rank, each in enumerate(every)}
    own = pl.DataFrame(
        {
            "customer": list(terms.by_customer),
            "own": [ranks[each] for each in terms.by_customer.values()],
        },
        schema={"customer": pl.String, "own": pl.Int64},
    )
    rank = (
        pl.when(pl.col("due_source") == TERMS)
        .then("own")
        .when(pl.col("due_source") == DEFAULT)
        .then(ranks[terms.company])
    )
    ranked = debits.join(own, on="customer", how="left", maintain_order="left").with_columns(
        terms=rank
    )
    cases = ranked.filter(pl.col("terms").is_not_null()).select("terms", "issued_on").unique()
    days = [every[rank].latest_on(issued_on) for rank, issued_on in cases.iter_rows()]
    counted = cases.with_columns(term_on=pl.Series(days, dtype=pl.Date))
    return ranked.join(counted, on=["terms", "issued_on"], how="left", maintain_order="left")


def _learned_days(
    debits: pl.DataFrame,
    credits: pl.DataFrame,
    allocations: pl.DataFrame,
    cap_days: int,
) -> pl.DataFrame:
    """Median delay of each customer's lettered payments; never beyond the legal cap."""
    pairs = (
        allocations.filter((pl.col("source") == "lettering") & ~pl.col("is_reversal"))
        .join(
            debits.filter(pl.col("kind") == "invoice").select("customer", "issued_on", debit="id"),
            on="debit",
        )
        .join(
            credits.filter(pl.col("kind").is_in(["payment", "bill"])).select("on", credit="id"),
            on="credit",
            suffix="_paid",
        )
    )
    delay = (pl.col("on_paid") - pl.col("issued_on")).dt.total_days()
    return (
        pairs.filter(delay >= 0)
        .group_by("customer")
        .agg(pl.len().alias("pairs"), learned=delay.median().floor().cast(pl.Int64))
        .filter(pl.col("pairs") >= PAIRS_MIN)
        .select("customer", learned=pl.min_horizontal("learned", pl.lit(cap_days)))
    )
