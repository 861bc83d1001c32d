"""What an import changes: the ledger that the books make, against what is already kept.

Pure: frames in, frames out. Nothing kept is deleted. What the books no longer say is withdrawn
(cancelled, under another key); an allocation that they no longer make gets a counter-entry of the
same day, so that past days too are what the books say.
"""

from dataclasses import dataclass

import polars as pl

from encaisse.imports.fec.ledger import Ledger
from encaisse.imports.listing.facts import LIST_KEY, PAID_KEY

RESTATED = "reprise de la comptabilité"
FEC_KEY = "fec|"
ELSEWHERE_KEYS = ("typed:", "bank|", LIST_KEY)
SAME_PAYMENT_DAYS = 10
INTEGER = pl.Int64()


@dataclass(slots=True)
class Known:
    """What the company keeps already. ``allocations`` say whether a person made them."""

    customers: pl.DataFrame
    invoices: pl.DataFrame
    receivables: pl.DataFrame
    credits: pl.DataFrame
    allocations: pl.DataFrame


def new_customers(ledger: Ledger, sides: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Customers of the books that the company does not have."""
    on_side = sides.select(code="customer", name="customer_name", is_pseudo="is_pseudo")
    every = pl.concat([ledger.customers, on_side]).unique("code", keep="first", maintain_order=True)
    return every.join(known.customers, on="code", how="anti", maintain_order="left")


def place_invoices(ledger: Ledger, known: Known, customers: pl.DataFrame) -> pl.DataFrame:
    """The invoices of the books with ``customer_id`` and the ``id`` of the row that already bears
    them, null when new. A typed invoice of the same number and total is that invoice."""
    invoices = _with_customer(ledger.invoices, customers).rename({"invoice_key": "entry_key"})
    names = _names(ledger, ledger.receivables, "invoice_key")
    found = _first_hits(names, known.invoices)
    placed = invoices.join(found, on="entry_key", how="left", maintain_order="left")
    typed = _live_typed(known.invoices).select("customer_id", "number", "total_cents", typed="id")
    return _adopt(placed, typed, ["customer_id", "number", "total_cents"])


def place_receivables(
    ledger: Ledger, placed: pl.DataFrame, known: Known
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The receivables with ``invoice_id`` and ``id``, and the invoices; an invoice whose amounts
    changed is new (its row will be withdrawn)."""
    receivables = _ranked_faces(
        ledger.receivables.join(
            placed.select(invoice_key="entry_key", invoice_id="id"), on="invoice_key",
            how="left", maintain_order="left",
        )
    )  # fmt: skip
    kept = _ranked_faces(known.receivables)
    same = ["invoice_id", "face_cents", "turn"]
    lost = kept.join(receivables, on=same, how="anti").select("invoice_id").unique()
    changed = placed.join(lost, left_on="id", right_on="invoice_id", how="semi").select("entry_key")
    is_changed = pl.col("entry_key").is_in(changed["entry_key"].implode())
    placed = placed.with_columns(id=pl.when(is_changed).then(None).otherwise(pl.col("id")))
    is_changed = pl.col("invoice_key").is_in(changed["entry_key"].implode())
    found = receivables.join(
        kept.select(*same, "id", "rank", known_source="due_source"), on=same, how="left",
        maintain_order="left",
    )  # fmt: skip
    return placed, found.with_columns(
        pl.when(is_changed).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("id", "rank")
    ).drop("invoice_id", "turn")


def place_credits(ledger: Ledger, known: Known, customers: pl.DataFrame) -> pl.DataFrame:
    """The credits with ``customer_id`` and ``id``; a payment typed, or given by the bank,
    within ten days of the same amount is that payment."""
    credits = _with_customer(ledger.credits, customers).rename({"key": "entry_key"})
    names = _names(ledger, ledger.credits, "key")
    found = _first_hits(names, known.credits)
    placed = credits.join(found, on="entry_key", how="left", maintain_order="left")
    typed = _live_typed(known.credits).select("customer_id", "face_cents", "kind", "on", typed="id")
    near = placed.filter(pl.col("id").is_null()).join(
        typed, on=["customer_id", "face_cents", "kind"], suffix="_typed"
    )
    gap = (pl.col("on") - pl.col("on_typed")).abs()
    near = near.filter(gap <= pl.duration(days=SAME_PAYMENT_DAYS)).sort(gap, "entry_key")
    return _take_typed(placed, near)


def withdrawn(placed: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Rows that came from the books and that the books no longer say: their id, the key that they
    leave, the day from which they are worth nothing."""
    from_books = kept.filter(
        pl.col("entry_key").str.starts_with(FEC_KEY) & ~pl.col("is_void")
    ).select("id", "entry_key", cancelled_on="dated_on")
    gone = from_books.join(placed.filter(~pl.col("is_new")).select("id"), on="id", how="anti")
    return _under_another_key(gone)


def no_longer_listed(placed: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Invoices that a list had given, with what it knew of their amount, and that the books now
    give with another: theirs stand."""
    same = ["customer_id", "number"]
    said = placed.filter("is_new").select(same)
    listed = known.invoices.filter(
        pl.col("entry_key").str.starts_with(LIST_KEY) & ~pl.col("is_void")
    ).join(said, on=same, how="semi")
    kept = placed.filter(~pl.col("is_new")).select("id")
    gone = listed.join(kept, on="id", how="anti")
    return _under_another_key(gone.select("id", "entry_key", cancelled_on="dated_on"))


def no_longer_supposed(invoices: pl.DataFrame, credits: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Payments that a list supposed for invoices of which the books now speak: they give way."""
    spoken_of = known.receivables.join(
        invoices.select(invoice_id="id"), on="invoice_id", how="semi"
    )
    live = known.allocations.filter((pl.col("cents") > 0) & ~pl.col("is_reversed"))
    paying = live.join(spoken_of.select(receivable_id="id"), on="receivable_id", how="semi")
    supposed = known.credits.filter(
        pl.col("entry_key").str.starts_with(PAID_KEY) & ~pl.col("is_void")
    ).join(paying.select(id="credit_id"), on="id", how="semi")
    kept = credits.filter(~pl.col("is_new")).select("id")
    gone = supposed.join(kept, on="id", how="anti")
    return _under_another_key(gone.select("id", "entry_key", cancelled_on="dated_on"))


def _under_another_key(gone: pl.DataFrame) -> pl.DataFrame:
    return gone.with_columns(
        entry_key=pl.concat_str(
            [pl.lit("retiré|"), pl.col("id").cast(pl.String), pl.lit("|"), pl.col("entry_key")]
        ).str.slice(0, 200)
    )


def allocation_changes(
    wanted: pl.DataFrame, known: Known, gone: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The live allocations to reverse, and the rows to add (positive, or returns of payments).

    ``wanted``: credit_id, receivable_id, on, cents and what describes them. ``gone``: the
    identifiers of live allocations on withdrawn rows.
    """
    group = ["credit_id", "receivable_id", "on"]
    live = known.allocations.filter((pl.col("cents") > 0) & ~pl.col("is_reversed"))
    ours = known.allocations.filter(~pl.col("is_chosen"))
    now = ours.group_by(group).agg(known_cents=pl.col("cents").sum())
    sums = wanted.group_by(group).agg(wanted_cents=pl.col("cents").sum())
    differing = (
        sums.join(now, on=group, how="full", coalesce=True)
        .with_columns(pl.col("known_cents", "wanted_cents").fill_null(0))
        .filter(pl.col("known_cents") != pl.col("wanted_cents"))
    )
    undone = live.filter(~pl.col("is_chosen")).join(differing, on=group, how="semi")
    restored = undone.group_by(group).agg(undone_cents=pl.col("cents").sum())
    left = differing.join(restored, on=group, how="left").with_columns(
        cents=pl.col("wanted_cents") - pl.col("known_cents") + pl.col("undone_cents").fill_null(0)
    )
    described = wanted.unique(group, keep="first", maintain_order=True).drop("cents")
    added = left.filter(pl.col("cents") != 0).select(*group, "cents")
    added = added.join(described, on=group, how="left").with_columns(
        pl.col("source").fill_null("lettering"),
        pl.col("reason").fill_null(RESTATED),
        pl.col("matching_code").fill_null(""),
        pl.col("is_proposal").fill_null(value=False),
    )
    crossed = live.filter(pl.col("is_chosen") & _touches(added))
    withdrawn_too = live.join(gone, on="id", how="semi")
    every = pl.concat([undone, crossed, withdrawn_too]).unique("id").sort("id")
    return every, added


def _touches(added: pl.DataFrame) -> pl.Expr:
    """What a person chose gives way where the books now say otherwise."""
    paying = added.filter(pl.col("cents") > 0)
    return pl.col("credit_id").is_in(paying["credit_id"].unique().implode()) | pl.col(
        "receivable_id"
    ).is_in(paying["receivable_id"].unique().implode())


def _with_customer(frame: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    ids = customers.select(customer="code", customer_id="id")
    return frame.join(ids, on="customer", how="left", maintain_order="left").drop("customer")


def _names(ledger: Ledger, table: pl.DataFrame, main: str) -> pl.DataFrame:
    """Every key (``also``) under which each invoice or credit (``entry_key``) is known."""
    items = table.select("key", entry_key=main)
    others = ledger.aliases.join(items, on="key").select("entry_key", "also")
    return pl.concat([items.select("entry_key", also="key"), others])


def _first_hits(names: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """One row of the tables for each key of the books: the oldest that bears one of its names."""
    hits = names.join(kept.select("id", also="entry_key"), on="also")
    return hits.group_by("entry_key").agg(pl.col("id").min())


def _live_typed(kept: pl.DataFrame) -> pl.DataFrame:
    """What did not come from the books."""
    from_elsewhere = pl.any_horizontal(
        pl.col("entry_key").str.starts_with(key) for key in ELSEWHERE_KEYS
    )
    return kept.filter(from_elsewhere & ~pl.col("is_void"))


def _adopt(placed: pl.DataFrame, typed: pl.DataFrame, same: list[str]) -> pl.DataFrame:
    near = placed.filter(pl.col("id").is_null()).join(typed, on=same)
    return _take_typed(placed, near.sort("entry_key"))


def _take_typed(placed: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """Each typed row is one item of the books at most, and conversely; the nearest first."""
    pairs = near.unique("typed", keep="first", maintain_order=True).unique(
        "entry_key", keep="first", maintain_order=True
    )
    adopted = placed.join(
        pairs.select("entry_key", "typed"), on="entry_key", how="left", maintain_order="left"
    )
    return adopted.with_columns(id=pl.coalesce("id", "typed")).drop("typed")


def _ranked_faces(receivables: pl.DataFrame) -> pl.DataFrame:
    """Receivables of one invoice are told apart by their amount, then by their order."""
    turn = pl.col("face_cents").cum_count().over("invoice_id", "face_cents")
    return receivables.with_columns(turn=turn)
