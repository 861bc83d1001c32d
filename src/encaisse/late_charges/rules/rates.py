"""The legal rates as frames, and the segments that they make of spans of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import polars as pl

from encaisse.late_charges.rules.facts import FOLLOWS_LEGAL, HAS_CLAUSE, IS_CONSUMER, IS_PUBLIC
from encaisse.law.rates import public_rates
from encaisse.law.reader import LegalValue, Parameters

MILLIONTHS = 1_000_000
DAYS_OF_A_YEAR = 365
RATES = {
    "from": pl.Date,
    "to": pl.Date,
    "rate_millionths": pl.Int64,
    "article": pl.String,
    "source": pl.String,
    "is_certain": pl.Boolean,
}
CUT = ("receivable_id", "base_cents", "first", "last", "legal_times")


@dataclass(frozen=True, slots=True)
class Rates:
    """The default rates between professionals, those of public contracts, then ``factor`` times the
    legal rate, by their days."""

    default: pl.DataFrame
    public: pl.DataFrame
    floor: pl.DataFrame
    factor: int

    @classmethod
    def of(cls, law: Parameters, known_until: date | None = None) -> Self:
        """What the law knows, none of it after ``known_until``."""
        until = known_until or date.max
        return cls(
            _frame(law.b2b_default_penalty.values, until),
            _frame(public_rates(law), until),
            _frame(law.b2b_contractual_floor_3x.values, until),
            int(law.contractual_floor_factor.values[-1].value),
        )

    def taken(self, column: str) -> pl.Expr:
        """What the rate of that ``rank`` says; null for a clause, which has no rank."""
        told = pl.concat([self.default[column], self.public[column], self.floor[column]])
        return pl.lit(told).gather(pl.col("rank"))

    def over(self, spans: pl.DataFrame) -> pl.DataFrame:
        """The segments of these spans, the texts of their rates left to ``taken``, so that millions
        stay light. Days without a known rate are in none."""
        met = spans.select(
            public=IS_PUBLIC.any(), clause=HAS_CLAUSE.any(), legal=FOLLOWS_LEGAL.any()
        )
        has_public, has_clause, has_legal = met.row(0)
        plain = spans.filter(~IS_PUBLIC & ~IS_CONSUMER & ~HAS_CLAUSE & ~FOLLOWS_LEGAL)
        ranked = [self._by_half_year(plain, self.default, 0)]
        ranked += [self._frozen(spans)] * has_public
        if has_legal:
            begin = self.default.height + self.public.height
            ranked.append(self._by_half_year(spans.filter(FOLLOWS_LEGAL), self.floor, begin))
        legal = pl.concat(ranked).with_columns(
            rate_millionths=self._times(), is_certain=self.taken("is_certain")
        )
        agreed = [_by_clause(spans).select(legal.columns)] if has_clause else []
        return (
            pl.concat([legal, *agreed])
            .with_columns(days=(pl.col("last") - pl.col("first")).dt.total_days() + 1)
            .with_columns(interest_cents=_interest())
        )

    def _times(self) -> pl.Expr:
        """The rate of the rank; of the legal rate, as many times as the invoice says."""
        rate = self.taken("rate_millionths")
        followed = rate * pl.col("legal_times") // self.factor
        is_followed = pl.col("rank") >= self.default.height + self.public.height
        return pl.when(is_followed).then(followed).otherwise(rate)

    def _by_half_year(self, mine: pl.DataFrame, rates: pl.DataFrame, begin: int) -> pl.DataFrame:
        """Between professionals each day bears the rate of its own half-year (L441-10, II); ranks
        begin at that of the first rate of the frame."""
        met = pl.int_ranges(
            rates["to"].search_sorted(mine["first"], side="left") + begin,
            rates["from"].search_sorted(mine["last"], side="right") + begin,
            eager=True,
        )
        return (
            mine.select(*CUT, rank=met.cast(pl.List(pl.Int64)))
            .explode("rank", empty_as_null=False)
            .with_columns(
                first=pl.max_horizontal("first", self.taken("from")),
                last=pl.min_horizontal("last", self.taken("to")),
            )
        )

    def _frozen(self, spans: pl.DataFrame) -> pl.DataFrame:
        """A public contract keeps the rate of the day interest started (R2192-31)."""
        mine = spans.filter(IS_PUBLIC)
        latest = self.public["from"].search_sorted(mine["started_on"], side="right").cast(pl.Int64)
        return (
            mine.select(*CUT, "started_on", rank=latest - 1 + self.default.height)
            .filter(pl.col("rank") >= self.default.height)
            .filter(pl.col("started_on") <= self.taken("to"))
            .select(*CUT, "rank")
        )


def _by_clause(spans: pl.DataFrame) -> pl.DataFrame:
    """What was agreed is certain and bears on every day."""
    return spans.filter(HAS_CLAUSE).select(
        *CUT,
        rank=pl.lit(None, pl.Int64),
        rate_millionths=pl.col("penalty_millionths"),
        is_certain=pl.lit(True),
    )


def _frame(values: Sequence[LegalValue], until: date) -> pl.DataFrame:
    rows = [
        (
            *(value.first, min(value.last, until), int(value.rate * MILLIONTHS)),
            *(value.article, value.source, value.is_certain),
        )
        for value in values
        if value.first <= until
    ]
    return pl.DataFrame(rows, schema=RATES, orient="row")


def _interest() -> pl.Expr:
    """Base × rate × days ÷ 365, half up to the cent; 128 bits, so that nothing overflows."""
    whole = MILLIONTHS * DAYS_OF_A_YEAR
    exact = pl.col("base_cents").cast(pl.Int128) * pl.col("rate_millionths") * pl.col("days")
    return ((exact * 2 + whole) // (2 * whole)).cast(pl.Int64)
