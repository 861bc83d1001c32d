"""Interest segment by segment, for any number of receivables at once.

The rule of ``encaisse.law.late_interest`` (principal first, ACT/365) over frames, equal to it to
the cent: each half-year and each open amount is a segment, rounded half up once. French rates
bear on amounts of any currency.
"""

from datetime import date

import polars as pl

from encaisse.late_charges.rules.rates import Rates
from encaisse.late_charges.rules.spans import before_judgment, open_spans
from encaisse.law.rates import CLAUSE_SOURCE, clause_article
from encaisse.law.reader import Parameters, parameters

COLUMNS = (
    *("receivable_id", "first", "last", "days", "base_cents", "rate_millionths"),
    *("interest_cents", "article", "source", "is_certain"),
)


def segments(
    receivables: pl.DataFrame,
    movements: pl.DataFrame,
    *,
    on: date,
    law: Parameters = parameters,
    known_until: date | None = None,
) -> pl.DataFrame:
    """The interest that ran up to ``on`` included, one row per receivable, open amount and rate.

    ``movements`` are what lowered the principal (negative: what raised it again) and from which
    day; ``penalty_millionths`` is the rate of a clause, null for the legal default. Days whose
    rate is unknown, and days after ``known_until``, are in no segment. Columns out: ``COLUMNS``,
    by receivable and day; ``claimable`` is their sum.
    """
    rates = Rates.of(law, known_until)
    return (
        rates.over(before_judgment(open_spans(receivables, movements, on)))
        .with_columns(
            article=rates.taken("article").fill_null(clause_article(law)),
            source=rates.taken("source").fill_null(CLAUSE_SOURCE),
        )
        .select(COLUMNS)
        .sort("receivable_id", "first")
    )
