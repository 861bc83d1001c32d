"""What may be claimed beside the principal, for any number of receivables at once.

The rule of ``encaisse.law.late_interest`` (principal first, ACT/365) over frames, equal to it to
the cent: each half-year and each open amount is a segment, rounded half up once. French rates
bear on amounts of any currency; the indemnity, in euros, is counted on invoices in euros only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import polars as pl

from encaisse.law.indemnity import parameter_for
from encaisse.law.rates import Debtor
from encaisse.law.reader import LegalValue, parameters

RECEIVABLES = {
    "receivable_id": pl.Int64,
    "invoice_id": pl.Int64,
    "customer_kind": pl.String,
    "due_on": pl.Date,
    "due_estimated": pl.Boolean,
    "currency": pl.String,
    "penalty_millionths": pl.Int64,
    "face_cents": pl.Int64,
}
MOVEMENTS = {"receivable_id": pl.Int64, "on": pl.Date, "cents": pl.Int64}
LEDGER = {"invoice_id": pl.Int64, "kind": pl.String, "move": pl.String, "cents": pl.Int64}
PRINCIPAL = "principal"
IMPUTATIONS = {
    "interest-first": ("interest", PRINCIPAL, "indemnity", "fees"),
    "principal-first": (PRINCIPAL, "interest", "indemnity", "fees"),
    "costs-first": ("indemnity", "fees", "interest", PRINCIPAL),
}
MILLIONTHS = 1_000_000
DAYS_OF_A_YEAR = 365
ONE_DAY = pl.duration(days=1)

STARTED_ON = pl.col("due_on") + ONE_DAY
IS_BUSINESS = pl.col("customer_kind") == "company"
IS_CONSUMER = pl.col("customer_kind") == "consumer"
IS_PUBLIC = pl.col("customer_kind") == "public"
HAS_CLAUSE = pl.col("penalty_millionths").is_not_null()


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A legal value over its days: a rate in millionths, or cents."""

    first: date
    last: date
    amount: int


def claimable(
    receivables: pl.DataFrame,
    movements: pl.DataFrame,
    *,
    on: date,
    known_until: date | None = None,
) -> pl.DataFrame:
    """Interest and indemnity that ran up to ``on`` included, one row per receivable.

    ``movements`` are what lowered the principal (negative: what raised it again) and from which
    day; ``penalty_millionths`` is the rate of a clause, null for the legal default. Columns out:
    ``interest_cents``, ``indemnity_cents`` (on the earliest late receivable of its invoice),
    ``days_late``, ``complete`` (false: some day has no known rate, the known part is given),
    ``estimated``, ``in_letters``, ``article``, ``reason``. Days after ``known_until`` are taken
    as having no known rate.
    """
    spans = _open_spans(receivables, movements, on)
    parts = _at_default_rate(spans, known_until), _at_one_rate(spans, known_until)
    run = (
        pl.concat([*parts, _at_no_rate(spans)])
        .group_by("receivable_id")
        .agg(pl.col("interest_cents", "days_late").sum(), pl.col("complete").all())
    )
    entailed = _indemnities(receivables.join(run, on="receivable_id", how="semi"))
    return (
        receivables.join(run, on="receivable_id", how="left", maintain_order="left")
        .join(entailed, on="receivable_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("interest_cents", "indemnity_cents", "days_late").fill_null(0),
            complete=pl.col("complete").fill_null(True) & pl.col("is_known").fill_null(True),
            estimated=pl.col("due_estimated"),
            article=_article(),
        )
        .with_columns(in_letters=_in_letters(), reason=_reason())
        .select(
            *("receivable_id", "invoice_id", "currency", "interest_cents", "indemnity_cents"),
            *("days_late", "complete", "estimated", "in_letters", "article", "reason"),
        )
    )


def net_of_ledger(claims: pl.DataFrame, ledger: pl.DataFrame) -> pl.DataFrame:
    """Claims less what was waived and paid, and the fees claimed by reminders.

    A waiver without amount waives the whole, what is to come included. What is waived or paid of
    an invoice is taken from its receivables in their order; ``fees_cents`` is on the first.
    """
    moved = _moved(ledger)
    first_of_invoice = pl.int_range(pl.len()).over("invoice_id") == 0
    changed = claims.join(moved, on="invoice_id", maintain_order="left").select(
        "receivable_id",
        interest_cents=_remaining("interest"),
        indemnity_cents=_remaining("indemnity"),
        fees_cents=pl.when(first_of_invoice).then("fees").otherwise(0),
    )
    before = claims.with_columns(fees_cents=pl.lit(0, pl.Int64))
    return before.update(changed, on="receivable_id")


def _open_spans(receivables: pl.DataFrame, movements: pl.DataFrame, on: date) -> pl.DataFrame:
    """The days late during which each receivable had one same open amount, above zero.

    A movement counts from the day after: the day of payment still bears interest.
    """
    late = receivables.filter(pl.col("due_on") < on).with_columns(
        first=STARTED_ON, started_on=STARTED_ON
    )
    steps = (
        movements.filter(pl.col("on") < on)
        .join(late.select("receivable_id", "due_on"), on="receivable_id")
        .with_columns(first=pl.max_horizontal("on", "due_on") + ONE_DAY)
        .group_by("receivable_id", "first")
        .agg(pl.col("cents").sum())
        .filter(pl.col("cents") != 0)
    )
    untouched = late.join(steps, on="receivable_id", how="anti").with_columns(
        base=pl.col("face_cents"), last=pl.lit(on)
    )
    touched = late.join(steps, on="receivable_id", how="semi")
    return (
        pl.concat([untouched, _cut(touched, steps, on).select(untouched.columns)])
        .filter(pl.col("base") > 0)
        .with_columns(days=(pl.col("last") - pl.col("first")).dt.total_days() + 1)
    )


def _cut(touched: pl.DataFrame, steps: pl.DataFrame, on: date) -> pl.DataFrame:
    """One row per receivable and open amount, from its first day to its last."""
    opening = touched.select("receivable_id", "first", cents=pl.lit(0, pl.Int64))
    return (
        pl.concat([opening, steps.select(opening.columns)])
        .group_by("receivable_id", "first")
        .agg(pl.col("cents").sum())
        .sort("receivable_id", "first")
        .join(touched.drop("first"), on="receivable_id", maintain_order="left")
        .with_columns(
            base=pl.col("face_cents") - pl.col("cents").cum_sum().over("receivable_id"),
            last=(pl.col("first").shift(-1).over("receivable_id") - ONE_DAY).fill_null(on),
        )
    )


def _at_default_rate(spans: pl.DataFrame, known_until: date | None) -> pl.DataFrame:
    """Between professionals without clause, each half-year has its rate (L441-10, II)."""
    mine = spans.filter(IS_BUSINESS, ~HAS_CLAUSE)
    rates = _rates(parameters.b2b_default_penalty.values, known_until)
    earliest = mine.select(pl.col("first").min()).item()
    running = [rate for rate in rates if earliest is not None and rate.last >= earliest]
    days = {rate: _days_within(rate) for rate in running}
    interest = (_interest(pl.lit(rate.amount), days[rate]) for rate in running)
    known = reduce(pl.Expr.__add__, days.values(), pl.lit(0))
    return mine.select(
        "receivable_id",
        interest_cents=reduce(pl.Expr.__add__, interest, pl.lit(0, pl.Int64)),
        days_late="days",
        complete=known == pl.col("days"),
    )


def _at_one_rate(spans: pl.DataFrame, known_until: date | None) -> pl.DataFrame:
    """A clause, or a public contract: its rate is that of the day interest started (R2192-31)."""
    mine = spans.filter(IS_PUBLIC | (IS_BUSINESS & HAS_CLAUSE))
    recent = parameters.public_moratory_ecb8.values
    older = parameters.public_moratory_ecb7.values
    in_turn = [*(value for value in older if value.first < recent[0].first), *recent]
    public = _value_on("started_on", _rates(in_turn, known_until))
    rate = pl.when(IS_PUBLIC).then(public).otherwise("penalty_millionths")
    return mine.select(
        "receivable_id",
        interest_cents=_interest(rate, pl.col("days")).fill_null(0),
        days_late="days",
        complete=rate.is_not_null(),
    )


def _at_no_rate(spans: pl.DataFrame) -> pl.DataFrame:
    """A consumer owes neither penalties nor the indemnity: only the days are counted."""
    return spans.filter(IS_CONSUMER).select(
        "receivable_id",
        interest_cents=pl.lit(0, pl.Int64),
        days_late="days",
        complete=pl.lit(True),
    )


def _interest(millionths: pl.Expr, days: pl.Expr) -> pl.Expr:
    """Base × rate × days ÷ 365, half up to the cent; 128 bits, so that nothing overflows."""
    whole = MILLIONTHS * DAYS_OF_A_YEAR
    exact = pl.col("base").cast(pl.Int128) * millionths * days
    return ((exact * 2 + whole) // (2 * whole)).cast(pl.Int64)


def _days_within(rate: DatedValue) -> pl.Expr:
    first = pl.max_horizontal(pl.col("first"), pl.lit(rate.first))
    last = pl.min_horizontal(pl.col("last"), pl.lit(rate.last))
    return ((last - first).dt.total_days() + 1).clip(lower_bound=0)


def _indemnities(late: pl.DataFrame) -> pl.DataFrame:
    """Once per invoice paid late, on its earliest late receivable (D441-5, D2192-35)."""
    values = {debtor: _cents(parameter_for(debtor).values) for debtor in Debtor}
    amount = (
        pl.when(IS_PUBLIC)
        .then(_value_on("started_on", values[Debtor.PUBLIC]))
        .otherwise(_value_on("started_on", values[Debtor.BUSINESS]))
    )
    return (
        late.filter(pl.col("currency") == "EUR", ~IS_CONSUMER)
        .sort("due_on", "receivable_id")
        .unique("invoice_id", keep="first", maintain_order=True)
        .with_columns(started_on=STARTED_ON)
        .select(
            "receivable_id",
            indemnity_cents=amount.fill_null(0),
            is_known=amount.is_not_null(),
        )
    )


def _article() -> pl.Expr:
    public = parameters.public_moratory_ecb8.values[-1].article
    business = parameters.b2b_default_penalty.values[-1].article
    return (
        pl.when(IS_CONSUMER)
        .then(pl.lit(""))
        .when(IS_PUBLIC)
        .then(pl.lit(public))
        .otherwise(pl.lit(business))
    )


def _in_letters() -> pl.Expr:
    """Only what is certain leaves the company: a stated due date, a known rate each day."""
    something = pl.col("interest_cents") + pl.col("indemnity_cents") > 0
    return something & pl.col("complete") & ~pl.col("due_estimated")


def _reason() -> pl.Expr:
    days = pl.format("{} jours de retard", "days_late")
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
        .when(pl.col("currency") != "EUR")
        .then(pl.format("{} ; indemnité forfaitaire non comptée, facture en {}", days, "currency"))
        .otherwise(days)
    )


def _moved(ledger: pl.DataFrame) -> pl.DataFrame:
    """Per invoice: what was taken off interest and indemnity, wholly waived or not, fees left."""
    is_claimed = pl.col("move") == "claimed"
    off = ~is_claimed

    def of(kind: str, wanted: pl.Expr) -> pl.Expr:
        return pl.col("cents").filter((pl.col("kind") == kind) & wanted)

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


def _rates(values: Sequence[LegalValue], known_until: date | None) -> list[DatedValue]:
    """Rates in millionths, none after ``known_until``."""
    until = known_until or date.max
    return [
        DatedValue(value.first, min(value.last, until), int(value.rate * MILLIONTHS))
        for value in values
        if value.first <= until
    ]


def _cents(values: Sequence[LegalValue]) -> list[DatedValue]:
    return [DatedValue(value.first, value.last, int(value.value * 100)) for value in values]


def _value_on(day: str, values: Sequence[DatedValue]) -> pl.Expr:
    """The value in force that day; null where none is known."""
    unknown = pl.lit(None, pl.Int64)
    return reduce(
        lambda otherwise, value: (
            pl.when(pl.col(day).is_between(value.first, value.last))
            .then(pl.lit(value.amount, pl.Int64))
            .otherwise(otherwise)
        ),
        values,
        unknown,
    )
