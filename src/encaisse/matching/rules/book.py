"""The open receivables of a company, in columns: a million of them, or those of one customer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import polars as pl

from encaisse.matching.rules.facts import Payable

OPEN = {
    "id": pl.Int64, "customer": pl.Int64, "number": pl.String, "due_on": pl.Date,
    "cents": pl.Int64, "currency": pl.String, "issued_on": pl.Date,
}  # fmt: skip
NUMBERED = {"customer": pl.Int64, "number": pl.String}
SPELLED = {"at": pl.Int64, "squeezed": pl.String, "bare": pl.String}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIGNS = r"[^A-Z0-9]"
LEADING_ZEROS = r"(^|[^0-9])0+([0-9])"
SHORTEST_CORE = 6
ALIKE = {"O": "0", "I": "1", "S": "5", "B": "8"}
Owner = tuple[int, str]


@dataclass(slots=True)
class Book:
    """Columns sorted by customer, currency and due day; ``places`` says where each owner's are.

    ``hits`` are the receivables found by a number among all, for the texts that asked (``find``);
    ``spent`` the customers of whom something was paid since (see ``spending``)."""

    ids: list[int]
    numbers: list[str]
    dues: list[date]
    issued: list[date | None]
    cents: list[int]
    owners: list[int]
    squeezed: list[str]
    bare: list[str]
    cores: list[str]
    bare_cores: list[str]
    tails: list[str]
    places: dict[Owner, range]
    frame: pl.DataFrame
    by_amount: tuple[list[int], list[int]]
    hits: dict[str, list[int]] = field(default_factory=dict)
    spent: set[int] = field(default_factory=set)
    closed: dict[str, list[int]] = field(default_factory=dict)
    closed_frame: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SPELLED))

    def of(self, customers: Iterable[int], currency: str) -> Sequence[int]:
        """The positions of what these customers owe in that currency, the oldest due first."""
        found: list[Sequence[int]] = []
        for one in customers:
            its = self.places.get((one, currency))
            if its:
                found.append([at for at in its if self.cents[at]] if one in self.spent else its)
        if len(found) == 1:
            return found[0]
        return sorted((at for one in found for at in one), key=lambda at: (self.dues[at], at))

    def of_amount(self, cents: int, *, most: int) -> list[int]:
        """The positions of the receivables of exactly that amount, a few of them."""
        amounts, positions = self.by_amount
        first, last = bisect_left(amounts, cents), bisect_right(amounts, cents)
        found = (at for at in positions[first:last] if self.cents[at] == cents)
        return list(islice(found, most))

    def payable(self, at: int) -> Payable:
        return Payable(
            self.ids[at], self.numbers[at], self.dues[at], self.cents[at], self.owners[at]
        )

    def find(self, keys: set[str]) -> None:
        """Look these spellings of numbers up among all, open and closed."""
        asked = pl.DataFrame({"key": list(keys)}, schema={"key": pl.String})
        for row in _found(self.frame, asked).iter_rows():
            self.hits.setdefault(row[0], []).append(row[1])
        for row in _found(self.closed_frame, asked).iter_rows():
            self.closed.setdefault(row[0], []).append(row[1])


def book_of(receivables: pl.DataFrame, closed: pl.DataFrame | None = None) -> Book:
    """``OPEN`` columns in any order; ``closed`` are the numbers lately paid (``NUMBERED``)."""
    frame = _spelled(receivables.sort("customer", "currency", "due_on", "id"))
    frame = frame.with_columns(at=pl.int_range(pl.len(), dtype=pl.Int64))
    runs = frame.group_by("customer", "currency", maintain_order=True).agg(
        pl.col("at").first().alias("first"), pl.len().alias("count")
    )
    amounts = frame.select("cents", "at").sort("cents", "at")
    book = Book(
        ids=frame["id"].to_list(),
        numbers=frame["number"].to_list(),
        dues=frame["due_on"].to_list(),
        issued=frame["issued_on"].to_list(),
        cents=frame["cents"].to_list(),
        owners=frame["customer"].to_list(),
        squeezed=frame["squeezed"].to_list(),
        bare=frame["bare"].to_list(),
        cores=frame["core"].to_list(),
        bare_cores=frame["bare_core"].to_list(),
        tails=frame["tail"].to_list(),
        places={
            (customer, currency): range(first, first + count)
            for customer, currency, first, count in runs.iter_rows()
        },
        frame=frame.select("at", "squeezed", "bare"),
        by_amount=(amounts["cents"].to_list(), amounts["at"].to_list()),
    )
    if closed is not None:
        book.closed_frame = _spelled(closed).select("squeezed", "bare", at="customer")
    return book


def book_of_payables(payables: Iterable[Payable]) -> Book:
    """The same from a few receivables."""
    rows = [
        (p.id, p.customer_id, p.number, p.due_on, p.cents, p.currency, p.issued_on)
        for p in payables
    ]
    return book_of(pl.DataFrame(rows, schema=OPEN, orient="row"))


def keys_of(groups: Sequence[str], longest: int = 6) -> Iterable[str]:
    """The spellings that a run of groups of a text may be of a number."""
    for first in range(len(groups)):
        key = ""
        for group in islice(groups, first, first + longest):
            key += group
            if len(key) >= 5 and group.isdigit():
                yield key


def _spelled(frame: pl.DataFrame) -> pl.DataFrame:
    """With the two spellings of each number (see ``texts``), with and without the letters before,
    and its last digits."""
    capital = pl.col("number").str.to_uppercase().str.normalize("NFKD")
    without_zeros = capital.str.replace_all(LEADING_ZEROS, "${1}${2}")
    spelled = frame.with_columns(squeezed=_joined(capital), bare=_joined(without_zeros))
    return spelled.with_columns(
        core=_core(pl.col("squeezed")),
        bare_core=_core(pl.col("bare")),
        tail=capital.str.extract(r"([0-9]+)[^0-9]*$").str.strip_chars_start("0").fill_null(""),
    )


def _core(spelled: pl.Expr) -> pl.Expr:
    """Without the letters before, when enough is left."""
    core = spelled.str.strip_chars_start(LETTERS)
    return pl.when(core.str.len_bytes() >= SHORTEST_CORE).then(core).otherwise(spelled)


def _joined(text: pl.Expr) -> pl.Expr:
    signs = text.str.replace_all(SIGNS, "")
    return signs.str.replace_many(list(ALIKE), list(ALIKE.values()))


def _found(frame: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """``key``, ``at``: each row that one of its spellings, or its digits alone, makes found."""
    either = pl.concat(
        frame.select(key=spelling, at="at")
        for spelling in (
            pl.col("squeezed"),
            pl.col("bare"),
            pl.col("squeezed").str.strip_chars_start(LETTERS),
            pl.col("bare").str.strip_chars_start(LETTERS),
        )
    )
    return either.join(asked, on="key", how="semi").unique(maintain_order=True)
