"""What people did about claims: what was claimed, waived and paid is taken off."""

import polars as pl

LEDGER = {"invoice_id": pl.Int64, "kind": pl.String, "move": pl.String, "cents": pl.Int64}
PRINCIPAL = "principal"
IMPUTATIONS = {
    "interest-first": ("interest", PRINCIPAL, "indemnity", "fees"),
    "principal-first": (PRINCIPAL, "interest", "indemnity", "fees"),
    "costs-first": ("indemnity", "fees", "interest", PRINCIPAL),
}


def net_of_ledger(claims: pl.DataFrame, ledger: pl.DataFrame) -> pl.DataFrame:
    """Claims less what was waived and paid, and the fees claimed by reminders.

    A waiver without amount waives the whole, what is to come included; what is restored is no
    longer waived. What is waived or paid of
    an invoice is taken from its receivables in their order; ``fees_cents`` is on the first.
    """
    before = claims.with_columns(fees_cents=pl.lit(0, pl.Int64))
    if ledger.is_empty():
        return before
    moved = _moved(ledger)
    first_of_invoice = pl.int_range(pl.len()).over("invoice_id") == 0
    changed = claims.join(moved, on="invoice_id", maintain_order="left").select(
        "receivable_id",
        interest_cents=_remaining("interest"),
        indemnity_cents=_remaining("indemnity"),
        fees_cents=pl.when(first_of_invoice).then("fees").otherwise(0),
    )
    return before.update(changed, on="receivable_id")


def _moved(ledger: pl.DataFrame) -> pl.DataFrame:
    """Per invoice: what was taken off interest and indemnity, wholly waived or not, fees left."""
    is_claimed = pl.col("move") == "claimed"
    off = ~is_claimed
    cents = pl.when(pl.col("move") == "restored").then(-pl.col("cents")).otherwise("cents")

    def of(kind: str, wanted: pl.Expr) -> pl.Expr:
        return cents.filter((pl.col("kind") == kind) & wanted)

    whole_fees = (pl.col("kind") == "fees") & off & pl.col("cents").is_null()
    fees = of("fees", is_claimed).sum() - of("fees", off).sum()
    return ledger.group_by("invoice_id").agg(
        *(of(kind, off).sum().alias(f"{kind}_off") for kind in ("interest", "indemnity")),
        *(
            of(kind, off).is_null().any().alias(f"{kind}_waived")
            for kind in ("interest", "indemnity")
        ),
        fees=pl.when(whole_fees.any()).then(0).otherwise(fees.clip(lower_bound=0)),
    )


def _remaining(kind: str) -> pl.Expr:
    """What is left of each row once the invoice's reductions are taken from its first rows."""
    so_far = pl.col(f"{kind}_cents").cum_sum().over("invoice_id")
    off = pl.col(f"{kind}_off")
    left = (so_far - off).clip(lower_bound=0)
    before = (so_far - pl.col(f"{kind}_cents") - off).clip(lower_bound=0)
    return pl.when(pl.col(f"{kind}_waived")).then(0).otherwise(left - before)
