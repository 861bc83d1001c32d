"""What may be claimed beside the principal on a day: interest and the indemnity."""

from datetime import date

import polars as pl

from encaisse.late_charges.rules.facts import IS_CONSUMER, IS_PUBLIC
from encaisse.late_charges.rules.indemnities import indemnities
from encaisse.late_charges.rules.rates import Rates
from encaisse.late_charges.rules.spans import BEARING, before_judgment, open_spans
from encaisse.law.reader import Parameters, parameters

COLUMNS = (
    *("receivable_id", "invoice_id", "currency", "interest_cents", "indemnity_cents"),
    *("days_late", "complete", "estimated", "is_certain", "in_letters", "article", "reason"),
)


def claimable(
    receivables: pl.DataFrame,
    movements: pl.DataFrame,
    *,
    on: date,
    law: Parameters = parameters,
    known_until: date | None = None,
) -> pl.DataFrame:
    """Interest and indemnity that ran up to ``on`` included, one row per receivable.

    The interest is the sum of ``segments``. Columns out: ``interest_cents``, ``indemnity_cents``
    (on the earliest late receivable of its invoice), ``days_late``, ``complete`` (false: some day
    has no known rate, the known part is given), ``estimated``, ``is_certain`` (each value used was
    read twice, or confirmed), ``in_letters``, ``article``, ``reason``. Days after ``known_until``
    are taken as having no known rate.
    """
    spans = open_spans(receivables, movements, on)
    run = _run(spans, Rates.of(law, known_until))
    late = receivables.join(spans, on="receivable_id", how="semi")
    entailed = indemnities(late, law=law)
    is_known, certain = pl.col("is_known"), pl.col("is_certain", "is_indemnity_certain")
    return (
        receivables.join(run, on="receivable_id", how="left", maintain_order="left")
        .join(entailed, on="receivable_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("interest_cents", "indemnity_cents", "days_late").fill_null(0),
            complete=pl.col("complete").fill_null(True) & is_known.fill_null(True),
            estimated=pl.col("due_estimated"),
            is_certain=pl.all_horizontal(certain.fill_null(True)),
            article=_article(law),
        )
        .with_columns(in_letters=_in_letters(), reason=_reason())
        .select(COLUMNS)
    )


def _run(spans: pl.DataFrame, rates: Rates) -> pl.DataFrame:
    """The sum of the segments of each receivable; consumers have days late and no segment."""
    interest = (
        rates.over(before_judgment(spans))
        .group_by("receivable_id")
        .agg(
            pl.col("interest_cents").sum(),
            known_days=pl.col("days").sum(),
            is_certain=pl.col("is_certain").all(),
        )
    )
    late = spans.group_by("receivable_id").agg(
        days_late=pl.col("days").sum(), bearing=BEARING.sum(), is_consumer=IS_CONSUMER.first()
    )
    every_day_known = pl.col("known_days").fill_null(0) == pl.col("bearing")
    return late.join(interest, on="receivable_id", how="left").select(
        *("receivable_id", "interest_cents", "days_late", "is_certain"),
        complete=pl.col("is_consumer") | every_day_known,
    )


def _article(law: Parameters) -> pl.Expr:
    return (
        pl.when(IS_CONSUMER)
        .then(pl.lit(""))
        .when(IS_PUBLIC)
        .then(pl.lit(law.public_moratory_ecb8.values[-1].article))
        .otherwise(pl.lit(law.b2b_default_penalty.values[-1].article))
    )


def _in_letters() -> pl.Expr:
    """Only what is certain leaves the company: a stated due date, each day and value certain."""
    something = pl.col("interest_cents") + pl.col("indemnity_cents") > 0
    sure = pl.col("complete") & pl.col("is_certain") & ~pl.col("due_estimated")
    return something & sure


def _reason() -> pl.Expr:
    stopped = pl.format(
        ", intérêts arrêtés au jugement d'ouverture du {}",
        pl.col("stopped_on").dt.strftime("%d/%m/%Y"),
    )
    days = pl.concat_str(
        pl.format("{} jours de retard", "days_late"), stopped.fill_null(""), ignore_nulls=True
    )
    return (
        pl.when(IS_CONSUMER)
        .then(pl.lit("Particulier : ni pénalités de l'article L441-10 ni indemnité forfaitaire"))
        .when(pl.col("days_late") == 0)
        .then(pl.lit("Aucun jour de retard"))
        .when(~pl.col("complete"))
        .then(
            pl.format("{}, dont certains sans taux connu : seule la part connue est comptée", days)
        )
        .when(pl.col("due_estimated"))
        .then(pl.format("{} sur une échéance estimée : montant indicatif, jamais écrit", days))
        .when(~pl.col("is_certain"))
        .then(pl.format("{} à un taux qui reste à confirmer : jamais écrit d'ici là", days))
        .when(pl.col("currency") != "EUR")
        .then(pl.format("{} ; indemnité forfaitaire non comptée, facture en {}", days, "currency"))
        .otherwise(days)
    )
