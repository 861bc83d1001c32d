"""How a customer pays, from its history: the tone of its messages, and its risk.

Collaborative for the regular good payer, rigorous for the new or at-risk one, firm for the one who
always waits to be asked or does not keep its word. Pure, over a frame of histories.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from encaisse.dunning.rules.facts import Schema
from encaisse.dunning.rules.sentences import day_text
from encaisse.promises.rules import BROKEN_PERCENT, ENOUGH_BROKEN

# Over the last 24 months. late: paid past the due date by more than a transfer takes.
# reminded: paid only once a reminder was delivered. days_late: on average, each euro counting once.
# first_on: the first invoice ever; oldest_on: the oldest due date past and still open.
# kept, broken: promises, ever.
HISTORIES: Schema = {
    "customer": pl.Int64,
    "paid": pl.Int64,
    "late": pl.Int64,
    "reminded": pl.Int64,
    "days_late": pl.Int64,
    "first_on": pl.Date,
    "oldest_on": pl.Date,
    "kept": pl.Int64,
    "broken": pl.Int64,
}

MONTHS_LOOKED_AT = 24  # older habits say little of the people who pay today
TRANSFER_DAYS = 3  # a transfer over a week-end is no lateness
ENOUGH_PAID = 5  # fewer payments are luck, good or bad
KNOWN_DAYS = 180  # half a year shows at least one bad month
GOOD_DAYS_LATE = 8  # one weekly payment round
GOOD_LATE_PERCENT = 30  # the odd oversight, not a habit
GOOD_OPEN_DAYS = 30  # nothing forgotten for more than a month
WAITING_PERCENT = 50  # one invoice in two waits for a reminder
RISK_DAYS_LATE = 45  # lives on its suppliers' credit
RISK_OPEN_DAYS = 60  # what is so late is often not paid in full
SAFE_OPEN_DAYS = 15
RISKS: Mapping[str, tuple[str, str]] = {
    "low": (
        "faible",
        f"au moins {ENOUGH_PAID} règlements, {GOOD_DAYS_LATE} jours de retard au plus en moyenne,"
        f" rien d'échu depuis plus de {SAFE_OPEN_DAYS} jours",
    ),
    "medium": ("moyen", "trop peu de règlements pour en juger, ou des retards ordinaires"),
    "high": (
        "élevé",
        f"{RISK_DAYS_LATE} jours de retard en moyenne ou davantage, ou une créance échue depuis au"
        f" moins {RISK_OPEN_DAYS} jours",
    ),
}


def judged(histories: pl.DataFrame, on: date) -> pl.DataFrame:
    """The histories with ``computed``, the tone that they call for, and ``risk``."""
    open_days = (pl.lit(on) - pl.col("oldest_on")).dt.total_days().fill_null(0)
    known_days = (pl.lit(on) - pl.col("first_on")).dt.total_days().fill_null(0)
    is_known = (pl.col("paid") >= ENOUGH_PAID) & (known_days >= KNOWN_DAYS)
    is_prompt = is_known & (pl.col("days_late") <= GOOD_DAYS_LATE)
    at_risk = (pl.col("days_late") >= RISK_DAYS_LATE) | (open_days >= RISK_OPEN_DAYS)
    judged_words = pl.col("kept") + pl.col("broken")
    breaks_word = (pl.col("broken") >= ENOUGH_BROKEN) & (
        pl.col("broken") * 100 >= judged_words * BROKEN_PERCENT
    )
    waits = pl.col("reminded") * 100 >= pl.col("paid") * WAITING_PERCENT
    is_regular = pl.col("late") * 100 <= pl.col("paid") * GOOD_LATE_PERCENT
    is_good = is_prompt & is_regular & (open_days <= GOOD_OPEN_DAYS)
    return histories.with_columns(
        computed=pl.when(breaks_word)
        .then(pl.lit("firm"))
        .when(~is_known | at_risk)
        .then(pl.lit("rigorous"))
        .when(waits)
        .then(pl.lit("firm"))
        .when(is_good)
        .then(pl.lit("collaborative"))
        .otherwise(pl.lit("rigorous")),
        risk=pl.when(at_risk)
        .then(pl.lit("high"))
        .when(is_prompt & (open_days <= SAFE_OPEN_DAYS))
        .then(pl.lit("low"))
        .otherwise(pl.lit("medium")),
    )


def told(figures: Mapping[str, Any]) -> str:
    """The figures of a history in one sentence, as ``Profile.facts`` keeps them."""
    first = figures.get("first_on")
    since = f" ; client depuis le {day_text(date.fromisoformat(first))}" if first else ""
    paid = int(figures.get("paid") or 0)
    word = _word(int(figures.get("kept") or 0), int(figures.get("broken") or 0))
    if not paid:
        return f"Rien de réglé depuis {MONTHS_LOOKED_AT} mois{since}.{word}"
    late, reminded = (_percent(figures.get(name), paid) for name in ("late", "reminded"))
    days = int(figures.get("days_late") or 0)
    return (
        f"{paid} créance{'s' if paid > 1 else ''} réglée{'s' if paid > 1 else ''} depuis"
        f" {MONTHS_LOOKED_AT} mois, {late} % en retard, {reminded} % après relance,"
        f" {days} jour{'s' if days > 1 else ''} de retard en moyenne{since}.{word}"
    )


def risk(figures: Mapping[str, Any]) -> tuple[str, str]:
    """The risk of not being paid in a word, and the rule that says so; medium when nothing is known
    yet. A guide for who calls, not yet a score."""
    return RISKS[str(figures.get("risk") or "medium")]


def _word(kept: int, broken: int) -> str:
    return f" Parole tenue {kept} fois sur {kept + broken}." if kept + broken else ""


def _percent(part: Any, whole: int) -> int:
    return (200 * int(part or 0) + whole) // (2 * whole)
