"""To whom a message goes, and how.

The dunning contact; else the contact shared by all listed invoices; else the billing contacts, all
of them; else the customer's own address. Without e-mail the step becomes a letter if there is a
postal address; else nobody can be reached and a person must look.
"""

import polars as pl

from encaisse.dunning.rules.facts import Facts


def addressed(messages: pl.DataFrame, lines: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Add ``to`` (JSON, null when nobody can be reached) and settle ``channel``."""
    shared = _shared(lines).join(facts.contacts, on="contact", how="left").drop("contact")
    known = messages.join(facts.payers, on="payer", how="left", maintain_order="left").join(
        shared, on="message", how="left", maintain_order="left"
    )
    by_mail = pl.coalesce("dunning_mail", "shared_mail", "billing_mail", "own_mail")
    by_post = pl.when("has_address").then(pl.coalesce("dunning", "shared", "billing", "own"))
    mailed = (pl.col("channel") == "mail") & by_mail.is_not_null()
    return (
        known.with_columns(to=pl.when(mailed).then(by_mail).otherwise(by_post))
        .with_columns(
            channel=pl.when(~mailed & pl.col("to").is_not_null())
            .then(pl.lit("letter"))
            .otherwise(pl.col("channel"))
        )
        .select(*messages.columns, "to")
    )


def _shared(lines: pl.DataFrame) -> pl.DataFrame:
    """The contact named by every line of a message, where there is one."""
    named = lines.filter(pl.col("contact").is_not_null()).select("message").unique()
    return (
        lines.join(named, on="message", how="semi")
        .group_by("message")
        .agg(
            pl.col("contact").first(),
            pl.col("contact").n_unique().alias("different"),
        )
        .filter((pl.col("different") == 1) & pl.col("contact").is_not_null())
        .select("message", "contact")
    )
