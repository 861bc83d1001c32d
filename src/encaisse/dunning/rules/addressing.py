"""To whom a message goes, how, and in what tone.

The dunning contact; else the contact shared by all listed invoices; else the billing contacts, all
of them; else the customer's own address; never one that refuses our mails. A text message goes to
the first of them who has a mobile and did not say stop; where nobody has, the step becomes a mail.
Without e-mail the step becomes a letter if there is a postal address; else nobody can be reached
and a person must look. A step with another channel takes it when the latest message delivered went
by the first, unless nobody could be reached by it. A step that is a person's task goes by hand, by
telephone or by a visit, to whoever is known: no address is needed, no message leaves.
"""

import polars as pl

from encaisse.dunning.rules.facts import Facts
from encaisse.dunning.rules.scenario import HAND, SPOKEN, TASK

BY_A_PERSON = pl.when(pl.col("channel").is_in(SPOKEN)).then("channel").otherwise(pl.lit(HAND))
ASKED = ("other_channel", "step_tone")  # what the step asks, settled here


def addressed(messages: pl.DataFrame, lines: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Add ``to`` (JSON, null when nobody can be reached), settle ``channel`` and ``tone``."""
    shared = _shared(lines).join(facts.contacts, on="contact", how="left").drop("contact")
    known = messages.join(facts.payers, on="payer", how="left", maintain_order="left").join(
        shared, on="message", how="left", maintain_order="left"
    )
    by_mail = pl.coalesce("dunning_mail", "shared_mail", "billing_mail", "own_mail")
    by_text = pl.coalesce("dunning_text", "shared_text", "billing_text", "own_text")
    by_post = pl.when("has_address").then(pl.coalesce("dunning", "shared", "billing", "own"))
    by_hand = pl.col("approval") == TASK
    somebody = pl.coalesce("dunning", "shared", "billing", "own")
    texted = (pl.col("channel") == "sms") & by_text.is_not_null()
    mailed = pl.col("channel").is_in(["mail", "sms"]) & by_mail.is_not_null()
    return (
        known.with_columns(channel=_in_turn(by_mail, by_post, by_text), tone=_tone())
        .with_columns(
            to=pl.when(by_hand)
            .then(somebody)
            .when(texted)
            .then(by_text)
            .when(mailed)
            .then(by_mail)
            .otherwise(by_post)
        )
        .with_columns(
            channel=pl.when(by_hand)
            .then(BY_A_PERSON)
            .when(texted)
            .then(pl.lit("sms"))
            .when(mailed)
            .then(pl.lit("mail"))
            .when(pl.col("to").is_not_null())
            .then(pl.lit("letter"))
            .otherwise(pl.col("channel"))
        )
        .select(
            *(name for name in messages.columns if name not in ASKED),
            *("tone", "to", "refused_since"),
        )
    )


def _in_turn(by_mail: pl.Expr, by_post: pl.Expr, by_text: pl.Expr) -> pl.Expr:
    """The channel whose turn it is."""
    other = pl.col("other_channel")
    way = (
        pl.when(other == "mail").then(by_mail).when(other == "sms").then(by_text).otherwise(by_post)
    )
    turns = (other != "") & (pl.col("latest_channel") == pl.col("channel")) & way.is_not_null()
    return pl.when(turns).then(other).otherwise("channel")


def _tone() -> pl.Expr:
    """The step's own, else that of the customer's profile."""
    own, usual = pl.col("step_tone"), pl.col("tone").fill_null("")
    return pl.when(own != "").then(own).otherwise(usual)


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
