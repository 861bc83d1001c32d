"""The limitation of a portfolio on a day, by the one rule of ``encaisse.law.limitation``.

The rule depends on the sort of claim, its start and its acts alone: it is asked once for each
distinct set of those facts, and the answer is given to every receivable which has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import polars as pl

from encaisse.kernel.days import add_months
from encaisse.law.limitation import Limitation, LimitationKind, Start, limitation
from encaisse.law.limitation_acts import Effect, Event, EventKind
from encaisse.law.reader import LawUnknown, Parameters, parameters

PERFORMANCE = "performance"
PERFORMANCE_LABEL = "Exécution de la prestation"
ACT_GROUPS = (
    ("Point de départ", (PERFORMANCE,)),
    (
        "Interrompt",
        (
            EventKind.ACKNOWLEDGMENT,
            EventKind.COURT_ACTION,
            EventKind.COURT_END,
            EventKind.COURT_VOID,
            EventKind.PAYMENT_ORDER_SERVICE,
            EventKind.PROTECTIVE_MEASURE,
            EventKind.ENFORCEMENT,
            EventKind.INSOLVENCY_CLAIM,
            EventKind.INSOLVENCY_CLOSED,
        ),
    ),
    (
        "Suspend",
        (
            EventKind.CONCILIATION,
            EventKind.CONCILIATION_END,
            EventKind.MEDIATION,
            EventKind.MEDIATION_END,
        ),
    ),
    (
        "Date possible seulement",
        (EventKind.EMAIL, EventKind.PARTIAL_PAYMENT, EventKind.LATE_PAYMENT),
    ),
    (
        "N'interrompt pas, sauf contre un débiteur public",
        (
            EventKind.WRITTEN_DEMAND,
            EventKind.FORMAL_NOTICE,
            EventKind.REGISTERED_LETTER,
            EventKind.REMINDER,
            EventKind.PAYMENT_ORDER_REQUEST,
        ),
    ),
)
ACTS = tuple(act for _label, acts in ACT_GROUPS for act in acts)
KIND_OF_DEBTOR = {
    "company": LimitationKind.B2B,
    "public": LimitationKind.PUBLIC,
    "consumer": LimitationKind.CONSUMER,
}
RECEIVABLES = {
    "receivable_id": pl.Int64,
    "invoice_id": pl.Int64,
    "kind": pl.String,
    "invoiced_on": pl.Date,
    "due_on": pl.Date,
    "is_original": pl.Boolean,
}
ACTED = {"receivable_id": pl.Int64, "kind": pl.String, "on": pl.Date}
FACTS = ("kind", "performed_on", "invoiced_on", "due_on", "history")
ANSWER = {
    "started_on": pl.Date,
    "safe_on": pl.Date,
    "possible_on": pl.Date,
    "is_certain": pl.Boolean,
    "mark": pl.String,
}
BETWEEN = "|"
BROUGHT_FORWARD = "solde repris, départ peut-être plus ancien"


@dataclass(frozen=True, slots=True)
class Alert:
    """How near the safe date is: ``months`` at most; the state that colours it in a list."""

    key: str
    label: str
    state: str
    months: int = 0


BARRED = Alert("barred", "prescrite", "very-late")
PASSED = Alert("passed", "date sûre passée", "very-late")
NEAR = (
    Alert("month", "moins d'un mois", "very-late", 1),
    Alert("quarter", "1 à 3 mois", "late", 3),
    Alert("half_year", "3 à 6 mois", "due-soon", 6),
)
LATER = Alert("later", "plus de 6 mois", "not-due")
UNKNOWN = Alert("unknown", "durée inconnue", "disputed")
ALERTS = (BARRED, PASSED, *NEAR, LATER, UNKNOWN)
BY_KEY = {alert.key: alert for alert in ALERTS}
ANY = "alert"
IN_ALERT = tuple(alert.key for alert in (PASSED, *NEAR))


def with_facts(receivables: pl.DataFrame, acts: pl.DataFrame) -> pl.DataFrame:
    """Receivables (``RECEIVABLES``) with what the rule needs of their acts (``ACTED``):
    ``performed_on``, the earliest day noted, and ``history``, written as text so that equal
    histories are equal."""
    is_start = pl.col("kind") == PERFORMANCE
    told = (
        acts.sort("receivable_id", "on")
        .group_by("receivable_id", maintain_order=True)
        .agg(
            performed_on=pl.col("on").filter(is_start).min(),
            history=pl.format("{}:{}", pl.col("on").dt.to_string(), "kind")
            .filter(~is_start)
            .str.join(BETWEEN),
        )
    )
    return receivables.join(
        told, on="receivable_id", how="left", maintain_order="left"
    ).with_columns(pl.col("history").fill_null(""))


def with_kind(receivables: pl.DataFrame, regimes: pl.DataFrame) -> pl.DataFrame:
    """Receivables with their sort of claim, ``kind``: what was chosen for the invoice, else for
    its customer, else (customers that are companies) for the company; else what the debtor is.

    ``regimes`` are the choices in order; the latest of a scope holds, an empty one withdraws it.
    """
    latest = regimes.unique(["customer_id", "invoice_id"], keep="last", maintain_order=True)
    by_invoice = latest.filter(pl.col("invoice_id").is_not_null())
    by_customer = latest.filter(pl.col("customer_id").is_not_null())
    whole = latest.filter(pl.col("invoice_id").is_null() & pl.col("customer_id").is_null())
    of_company = pl.lit(whole["chosen"].first() or None, pl.String)
    is_company = pl.col("debtor") == "company"
    chosen = (
        _unless_empty("of_invoice"),
        _unless_empty("of_customer"),
        pl.when(is_company).then(of_company),
    )
    return (
        receivables.join(
            by_invoice.select("invoice_id", of_invoice="chosen"), on="invoice_id", how="left"
        )
        .join(by_customer.select("customer_id", of_customer="chosen"), on="customer_id", how="left")
        .with_columns(chosen=pl.coalesce(chosen))
        .with_columns(
            kind=pl.coalesce("chosen", pl.col("debtor").replace_strict(KIND_OF_DEBTOR)),
            is_chosen=pl.col("chosen").is_not_null(),
        )
        .drop("chosen", "of_invoice", "of_customer")
    )


def standing(receivables: pl.DataFrame, *, on: date, law: Parameters = parameters) -> pl.DataFrame:
    """Receivables (``with_facts``) with their two dates, the days left to the safe one, how near
    it is (``alert``) and in a few words what moved it (``mark``), the nearest first.

    A receivable whose period is not known has no date: nothing is extrapolated.
    """
    distinct = receivables.group_by(*FACTS).agg("receivable_id")
    answers = [_answer(facts, law) for facts in distinct.select(FACTS).iter_rows(named=True)]
    answered = distinct.select("receivable_id").with_columns(
        *pl.DataFrame(answers, schema=ANSWER).get_columns()
    )
    return (
        receivables.join(answered.explode("receivable_id"), on="receivable_id")
        .with_columns(
            days_left=(pl.col("safe_on") - on).dt.total_days(), alert=_alert(on), mark=_marked()
        )
        .sort("safe_on", "receivable_id", nulls_last=True)
    )


def judged(facts: Mapping[str, Any], *, law: Parameters = parameters) -> Limitation:
    """The limitation of one receivable, from its row of ``with_facts``."""
    acts = (act.split(":") for act in facts["history"].split(BETWEEN) if act)
    return limitation(
        LimitationKind(facts["kind"]),
        Start(facts["performed_on"], facts["invoiced_on"], facts["due_on"]),
        [Event(date.fromisoformat(day), EventKind(kind)) for day, kind in acts],
        law=law,
    )


def act_label(kind: str) -> str:
    """The French name of an act."""
    return PERFORMANCE_LABEL if kind == PERFORMANCE else EventKind(kind).label


def _unless_empty(column: str) -> pl.Expr:
    return pl.when(pl.col(column) != "").then(pl.col(column))


def _answer(facts: Mapping[str, Any], law: Parameters) -> dict[str, Any]:
    try:
        found = judged(facts, law=law)
    except LawUnknown:
        return dict.fromkeys(ANSWER)
    return {
        "started_on": found.start.safe_on,
        "safe_on": found.safe_on,
        "possible_on": found.possible_on,
        "is_certain": found.is_certain,
        "mark": _mark(found),
    }


def _mark(found: Limitation) -> str:
    """What moved the date, or keeps it from running."""
    if found.running:
        return f"{found.running[-1].label}, fin non notée"
    idle = {Effect.NONE, Effect.BARRED}
    moving = [each for each in found.events if each.effect not in idle]
    return moving[-1].event.kind.label if moving else ""


def _marked() -> pl.Expr:
    """An amount brought forward may be older than the day of its entry."""
    is_older = ~pl.col("is_original") & pl.col("performed_on").is_null()
    return pl.when(is_older).then(pl.lit(BROUGHT_FORWARD)).otherwise(pl.col("mark").fill_null(""))


def _alert(on: date) -> pl.Expr:
    """The first that holds, from the worst; what is beyond the farthest limit is later."""
    limits = [(alert, add_months(on, alert.months)) for alert in NEAR]
    stages = [
        (pl.col("safe_on").is_null(), UNKNOWN),
        (pl.col("possible_on") < on, BARRED),
        (pl.col("safe_on") < on, PASSED),
        *((pl.col("safe_on") <= latest, alert) for alert, latest in limits),
    ]
    return reduce(
        lambda otherwise, stage: pl.when(stage[0]).then(pl.lit(stage[1].key)).otherwise(otherwise),
        reversed(stages),
        pl.lit(LATER.key),
    )
