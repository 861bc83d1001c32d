"""The instalments of standing plans, each followed as a receivable of its own.

In frames an instalment has minus its identifier in place of a receivable's."""

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl
from django.db.models import BigIntegerField, Count, F
from django.db.models.functions import Coalesce

from encaisse.dunning.queries import sql
from encaisse.payment_plans import queries as payment_plans
from encaisse.payment_plans.models import Installment
from encaisse.payment_plans.rules import INSTALLMENTS, filled

KEY = Coalesce(-F("installment_id"), F("receivable_id"), output_field=BigIntegerField())
FORCED = {"installment": pl.Int64, "forced": pl.Int16}


def with_installments(
    receivables: pl.DataFrame,
    holds: pl.DataFrame,
    read: Callable[..., pl.DataFrame],
    bound: dict[str, object],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The receivables and their holds, with those of the instalments not yet paid. No query where
    no plan holds anything."""
    if "planned" not in holds["hold"]:
        return receivables, holds
    spread = read(payment_plans.STANDING, bound, schema=INSTALLMENTS)
    left = filled(spread).filter(pl.col("left") > 0)
    forced = read(sql.DEMANDED, bound, schema=FORCED)
    rows = _as_receivables(left.join(forced, on="installment", how="left"), receivables)
    return pl.concat([receivables, rows]), pl.concat([holds, _held(left, receivables, holds)])


def keyed(receivables: Iterable[int]) -> dict[int, Installment]:
    """The instalments among these keys, with their invoices and how many each plan has."""
    wanted = [-key for key in receivables if key < 0]
    if not wanted:
        return {}
    found = Installment.objects.filter(pk__in=wanted).select_related("receivable__invoice", "plan")
    return {-each.pk: each for each in found.annotate(of=Count("plan__installments"))}


def bearers(receivables: pl.Series) -> pl.DataFrame:
    """On which receivable the steps of these keys are kept, and of which instalment they are."""
    rows = [(key, each.receivable_id, each.pk) for key, each in keyed(receivables).items()]
    schema = {"receivable": pl.Int64, "bearer": pl.Int64, "installment": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def long_name(installment: Any) -> str:
    """FA-12, échéance 2 sur 4: as a letter tells it. ``of`` comes with ``keyed``."""
    number = installment.receivable.invoice.number
    return f"{number}, échéance {installment.rank} sur {installment.of}"


def _as_receivables(left: pl.DataFrame, receivables: pl.DataFrame) -> pl.DataFrame:
    """What is left of each instalment, with the invoice, customer and scenario of the receivable
    that bears it."""
    spread = left.select(
        key=-pl.col("installment"), receivable="bearer", face_="cents", open_="left",
        due_="due_on", forced_="forced",
    )  # fmt: skip
    return (
        receivables.join(spread, on="receivable", how="inner")
        .with_columns(receivable="key", face="face_", open="open_", due_on="due_", forced="forced_")
        .select(receivables.columns)
    )


def _held(left: pl.DataFrame, receivables: pl.DataFrame, holds: pl.DataFrame) -> pl.DataFrame:
    """What else than the plan holds the whole of the receivable holds the instalment that it
    bears; a dispute of a part of it does not."""
    borne = left.select(key=-pl.col("installment"), receivable="bearer", left="left")
    whole = pl.col("cents").is_null() | (pl.col("cents") >= pl.col("open"))
    return (
        holds.filter(pl.col("hold") != "planned")
        .join(receivables.select("receivable", "open"), on="receivable", how="inner")
        .filter((pl.col("hold") != "disputed") | whole)
        .join(borne, on="receivable", how="inner")
        .with_columns(receivable="key")
        .select(holds.columns)
    )
