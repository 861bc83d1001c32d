"""Which credits each message shows, and for how much: the oldest first, each cent once."""

import polars as pl

ACCOUNT = ["payer", "currency"]


def credits_shown(messages: pl.DataFrame, credits: pl.DataFrame) -> pl.DataFrame:
    """One row per message and credit deducted: ``message``, ``reference``, ``on``, ``cents``."""
    laid = credits.sort("on", "credit").with_columns(end=pl.col("open").cum_sum().over(ACCOUNT))
    overlap = pl.min_horizontal("end", pl.col("before") + pl.col("credited")) - pl.max_horizontal(
        pl.col("end") - pl.col("open"), "before"
    )
    return (
        messages.filter(pl.col("credited") > 0)
        .select("message", *ACCOUNT, "before", "credited")
        .join(laid, on=ACCOUNT, how="inner")
        .with_columns(cents=overlap)
        .filter(pl.col("cents") > 0)
        .sort("message", "on", "credit")
        .select("message", "reference", "on", "cents")
    )


def left_after(credits: pl.DataFrame, currency: str, cents: int) -> pl.DataFrame:
    """The credits once so many cents of that currency were taken, the oldest first."""
    laid = pl.col("open").cum_sum().over(ACCOUNT)
    left = pl.min_horizontal("open", (laid - cents).clip(lower_bound=0))
    kept = pl.when(pl.col("currency") == currency).then(left).otherwise("open")
    return credits.sort("on", "credit").with_columns(open=kept).filter(pl.col("open") > 0)
