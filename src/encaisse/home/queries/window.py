"""The receivables of a customer's page: which of them, in which order, fifty at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

import polars as pl
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from encaisse.home.queries import claims as claiming
from encaisse.home.queries import customer as queries
from encaisse.home.queries import dunning, papers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from encaisse.home.queries.claims import Claims
    from encaisse.home.queries.papers import Paper
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Receivable

ROWS = 50
DIGITS_MAX = 4
ORDERS = {"echeance": "due_on", "facture": "invoice__number", "montant": "open_cents"}
USUAL = "echeance"


class Kept(StrEnum):
    """Which receivables are shown."""

    ALL = ""
    LATE = "echues"
    COMING = "a-echoir"
    DISPUTED = "en-litige"
    PROMISED = "promises"


LABELS = {
    Kept.ALL: _("Toutes"),
    Kept.LATE: _("Échues"),
    Kept.COMING: _("À échoir"),
    Kept.DISPUTED: _("En litige"),
    Kept.PROMISED: _("Promises"),
}


@dataclass(frozen=True, slots=True)
class View:
    """What the address of the page says of its receivables."""

    kept: Kept = Kept.ALL
    order: str = USUAL
    number: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """What is not understood counts for nothing."""
        kept, order, number = (query.get(name) or "" for name in ("etat", "tri", "page"))
        is_number = number.isascii() and number.isdigit() and len(number) <= DIGITS_MAX
        return cls(
            Kept(kept) if kept in set(Kept) else Kept.ALL,
            order if order.removeprefix("-") in ORDERS else USUAL,
            int(number) if is_number else 1,
        )

    @property
    def query(self) -> str:
        """The same, as an address has it; nothing for what is usual."""
        said = {
            "etat": self.kept.value,
            "tri": "" if self.order == USUAL else self.order,
            "page": str(self.number) if self.number > 1 else "",
        }
        found = urlencode({name: value for name, value in said.items() if value})
        return f"?{found}" if found else ""


@dataclass(frozen=True, slots=True)
class Line:
    """An open receivable, what the law adds to it, and its papers."""

    receivable: Receivable
    claims: Claims
    decision: dunning.Decision | None
    papers: list[Paper]


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of receivables, where to see it, and how many there are."""

    label: str | Promise
    query: str
    is_current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Head:
    """Where a column is put in order, and how it is now: ascending, descending or neither."""

    query: str
    direction: str


@dataclass(frozen=True, slots=True)
class Window:
    """The receivables shown among all those that are open."""

    lines: list[Line]
    view: View
    counts: Mapping[Kept, int]

    @property
    def total(self) -> int:
        """How many there are of what is shown."""
        return self.counts[self.view.kept]

    @property
    def first(self) -> int:
        """The rank of the first one shown."""
        return (self.view.number - 1) * ROWS + 1

    @property
    def latest(self) -> int:
        """The rank of the one shown after all the others."""
        return min(self.view.number * ROWS, self.total)

    @property
    def before(self) -> str | None:
        """The address of the page before, if there is one."""
        number = self.view.number - 1
        return replace(self.view, number=number).query if number else None

    @property
    def after(self) -> str | None:
        """The address of the page after, if there is one."""
        if self.latest >= self.total:
            return None
        return replace(self.view, number=self.view.number + 1).query

    @property
    def tabs(self) -> list[Tab]:
        """The kinds that there are, when there is more than one."""
        shown = [kept for kept in Kept if self.counts[kept] or kept in (Kept.ALL, self.view.kept)]
        if not self.counts[Kept.ALL] or all(
            self.counts[kept] in (0, self.counts[Kept.ALL]) and kept != self.view.kept
            for kept in shown[1:]
        ):
            return []
        return [
            Tab(
                LABELS[kept],
                replace(self.view, kept=kept, number=1).query,
                kept == self.view.kept,
                self.counts[kept],
            )
            for kept in shown
        ]

    @property
    def heads(self) -> dict[str, Head]:
        """The columns that can be put in order; an amount, the largest first."""
        return {key: self._head(key) for key in ORDERS}

    def _head(self, key: str) -> Head:
        down = f"-{key}"
        first, second = (down, key) if key == "montant" else (key, down)
        direction = {key: "ascending", down: "descending"}.get(self.view.order, "")
        asked = second if self.view.order == first else first
        return Head(replace(self.view, order=asked, number=1).query, direction)


def window(
    customer: Customer, claims: pl.DataFrame, decided: pl.DataFrame, view: View, *, on: date
) -> Window:
    """The page of receivables that the address asks for, or the last one there is."""
    found = queries.receivables(customer)
    late, marked = Q(due_on__lt=on), _marked(decided)
    sums = found.order_by().aggregate(all=Count("id"), late=Count("id", filter=late))
    counts = {
        Kept.ALL: sums["all"], Kept.LATE: sums["late"], Kept.COMING: sums["all"] - sums["late"],
        **{kept: len(ids) for kept, ids in marked.items()},
    }  # fmt: skip
    view = replace(view, number=max(1, min(view.number, -(-counts[view.kept] // ROWS))))
    match view.kept:
        case Kept.LATE:
            found = found.filter(late)
        case Kept.COMING:
            found = found.exclude(late)
        case Kept.DISPUTED | Kept.PROMISED:
            found = found.filter(pk__in=marked[view.kept])
    return Window(_lines(customer, _ordered(found, view), claims, decided), view, counts)


def _marked(decided: pl.DataFrame) -> dict[Kept, list[int]]:
    """Those in dispute, wholly or in part, and those promised."""
    is_disputed = (pl.col("hold") == "disputed") | (pl.col("contested") > 0)
    conditions = {Kept.DISPUTED: is_disputed, Kept.PROMISED: pl.col("hold") == "promised"}
    whole = decided.filter(pl.col("receivable") > 0)
    return {
        kept: whole.filter(condition.fill_null(value=False))["receivable"].to_list()
        for kept, condition in conditions.items()
    }


def _ordered(found: QuerySet[Receivable], view: View) -> list[Receivable]:
    key = ORDERS[view.order.removeprefix("-")]
    down = "-" if view.order.startswith("-") else ""
    ordered = found.order_by(f"{down}{key}", "due_on", "id")
    return list(ordered[(view.number - 1) * ROWS : view.number * ROWS])


def _lines(
    customer: Customer, rows: list[Receivable], claims: pl.DataFrame, decided: pl.DataFrame
) -> list[Line]:
    ids = [each.pk for each in rows]
    added, decisions = claiming.by_receivable(claims, ids), dunning.decisions(decided, ids)
    kept = papers.by_invoice(customer.company, [each.invoice_id for each in rows])
    return [
        Line(
            each,
            added.get(each.pk, claiming.NOTHING),
            decisions.get(each.pk),
            kept.get(each.invoice_id, []),
        )
        for each in rows
    ]
