"""Lists declared as columns, once: the table on screen, its order, filters, pages and export.

A capability writes a ``Listing`` in its ``columns.py``; the view calls ``table(rows, query)`` on it
and hands the table to ``<c-table>``. ``rows`` is a queryset, or a sequence already in memory.
Every order ends in the unique column. A page reads one row more than it shows and never counts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import itemgetter, or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.http import urlencode

from encaisse.web.paging import page_number

Text = str | Promise
Rows = QuerySet[Any, Any] | Sequence[Any]
Finds = Callable[[str], Q]


class Kind(StrEnum):
    """What a column holds: it decides alignment, format, and the type of the exported cell."""

    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    BYTES = "bytes"
    PERCENT = "percent"
    RATE = "rate"
    DAY = "day"
    DAYS = "days"
    INSTANT = "instant"
    STATUS = "status"


LARGEST_FIRST = frozenset(
    {Kind.MONEY, Kind.NUMBER, Kind.BYTES, Kind.PERCENT, Kind.RATE, Kind.DAYS, Kind.INSTANT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. ``key`` is where the value is (``customer__name`` walks).

    ``sort`` is the ordering expression (empty: not sortable); ``link`` gives the address of a
    cell; ``hint`` is the key of a second text, softer; ``place`` says where the cell goes when rows
    take two lines: ``title``, ``figure``, ``wide`` (hidden there), else the second line.
    """

    key: str
    label: Text
    kind: Kind = Kind.TEXT
    sort: str = ""
    link: Callable[[Any], str] | None = None
    hint: str = ""
    place: str = ""
    labels: Mapping[str, Text] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    currency: str = "currency"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter. ``where`` narrows a queryset (Q) or keeps a row (function)."""

    value: str
    label: Text
    where: Q | Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice offered over the list. Without ``where`` the view narrows, from ``chosen``."""

    key: str
    label: Text
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter and the value in force."""

    key: str
    label: Text
    choices: tuple[Choice, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A value ready to be shown by ``<c-table>``."""

    column: Column
    value: Any
    href: str = ""
    hint: Any = ""
    currency: str = "EUR"

    @property
    def label(self) -> Text:
        """The French label of a value that has one."""
        return self.column.labels.get(str(self.value), str(self.value))

    @property
    def dash(self) -> bool:
        """Whether a zero amount is better not read: everywhere but in the row's main figure."""
        return self.column.place != "figure"

    @property
    def blank(self) -> bool:
        """Whether there is nothing to show."""
        return self.value is None or self.value == ""

    @property
    def state(self) -> str:
        """The state that colours the value."""
        return self.column.states.get(str(self.value), str(self.value))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table and the thing it shows."""

    key: Any
    cells: list[Cell]
    row: Any
    cents: int | None = None
    unfolds: str = ""

    @property
    def title(self) -> str:
        """The words that name the row."""
        named = [cell for cell in self.cells if cell.column.place == "title"]
        return str((named or self.cells)[0].value)


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a column, with the address that sorts by it and the present direction."""

    column: Column
    url: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One page of a list, as ``<c-table>`` shows it."""

    listing: "Listing"
    query: Mapping[str, str]
    rows: Rows
    lines: list[Line]
    page: int
    more: bool
    filters: Sequence[Filter]
    totals: list[Cell]
    is_searchable: bool = False
    can_unfold: bool = False

    @property
    def width(self) -> int:
        """How many cells a line has, its tick and what unfolds it included."""
        return len(self.listing.columns) + bool(self.listing.tick) + self.can_unfold

    @property
    def headers(self) -> list[Header]:
        """The heads, in order."""
        order = self.listing.order_in(self.query)
        return [self._header(column, order) for column in self.listing.columns]

    def _header(self, column: Column, order: str) -> Header:
        if not column.sort:
            return Header(column)
        down = f"-{column.key}"
        first, second = (down, column.key) if column.kind in LARGEST_FIRST else (column.key, down)
        direction = {column.key: "ascending", down: "descending"}.get(order, "")
        return Header(column, self.url(sort=second if order == first else first), direction)

    @property
    def chosen(self) -> dict[str, str]:
        """The filters in force."""
        return self.listing.chosen(self.query, self.filters)

    @property
    def shown_filters(self) -> list[ShownFilter]:
        """The filters, each with its value in force."""
        chosen = self.chosen
        return [
            ShownFilter(item.key, item.label, item.choices, chosen.get(item.key, ""))
            for item in self.filters
        ]

    @property
    def searched(self) -> str:
        """The words looked for."""
        return self.query.get("q", "").strip()

    @property
    def first(self) -> int:
        """Rank of the first row shown."""
        return (self.page - 1) * self.listing.page_size + 1

    @property
    def last(self) -> int:
        """Rank of the last row shown."""
        return self.first + len(self.lines) - 1

    @property
    def previous_url(self) -> str:
        """The page before, or nothing."""
        return self.url(page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after, or nothing."""
        return self.url(page=str(self.page + 1)) if self.more else ""

    @property
    def export_url(self) -> str:
        """The same list, whole, as a spreadsheet."""
        return self.url(export="xlsx")

    @property
    def wants_export(self) -> bool:
        """Whether the request asks for the spreadsheet (``web.export.spreadsheet``)."""
        return self.query.get("export") == "xlsx"

    def url(self, **changes: str) -> str:
        """This address with other parameters; the page is kept only when named."""
        kept = {key: value for key, value in self.query.items() if key not in ("page", "export")}
        return "?" + urlencode({key: value for key, value in (kept | changes).items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list: its columns, its order when none is asked, what can be searched and filtered;
    ``presorted``: rows come in that order; ``unfold``: of what page the part ``lines`` unfolds."""

    name: str
    columns: tuple[Column, ...]
    order: str
    unique: str = "id"
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()
    tick: str = ""
    tick_cents: str = ""
    page_size: int = 50
    unfold: Callable[[Any], str] | None = None
    presorted: bool = False
    empty: Text = "Rien à montrer ici."

    def table(
        self,
        rows: Rows,
        query: Mapping[str, str],
        *,
        filters: Sequence[Filter] = (),
        totals: Mapping[str, Any] | None = None,
        finds: Finds | None = None,
    ) -> Table:
        """The page of the list that the address asks for. ``totals`` are shown under it; ``finds``:
        which rows answer to words, when columns alone do not say."""
        offered = (*self.filters, *filters)
        plain, number = {key: query[key] for key in query}, page_number(query)
        kept = self.narrowed(rows, plain, filters=filters, finds=finds)
        found = self._ordered(kept, self.order_in(plain))
        start = (number - 1) * self.page_size
        read = list(found[start : start + self.page_size + 1])
        return Table(
            listing=self,
            query=plain,
            rows=found,
            lines=[self.line(row) for row in read[: self.page_size]],
            page=number,
            more=len(read) > self.page_size,
            filters=offered,
            totals=self._totals(totals),
            is_searchable=bool(self.search or finds),
            can_unfold=self.unfold is not None,
        )

    def narrowed(
        self,
        rows: Rows,
        query: Mapping[str, str],
        *,
        filters: Sequence[Filter] = (),
        finds: Finds | None = None,
    ) -> Rows:
        """The rows that the filters and the words of the address keep."""
        chosen = self.chosen(query, filters)
        for item in (*self.filters, *filters):
            for choice in item.choices:
                if choice.where is not None and chosen.get(item.key) == choice.value:
                    rows = _kept(rows, choice.where)
        words = query.get("q", "").strip()
        if not words or not (finds or self.search):
            return rows
        return _kept(rows, finds(words)) if finds else _searched(rows, self.search, words)

    def line(self, row: Any) -> Line:
        """A row as cells."""
        return Line(
            key=value_at(row, self.unique),
            cells=[_cell(column, row) for column in self.columns],
            row=row,
            cents=value_at(row, self.tick_cents) if self.tick_cents else None,
            unfolds=self.unfold(row) if self.unfold else "",
        )

    def chosen(self, query: Mapping[str, str], filters: Sequence[Filter] = ()) -> dict[str, str]:
        """The known filter values in the address."""
        known = {
            item.key: {choice.value for choice in item.choices}
            for item in (*self.filters, *filters)
        }
        return {key: query[key] for key, values in known.items() if query.get(key) in values}

    def order_in(self, query: Mapping[str, str]) -> str:
        """The order asked for, if it is a sortable column; else the list's own."""
        asked = query.get("sort", "")
        sortable = {column.key for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in sortable else self.order

    def _ordered(self, rows: Rows, order: str) -> Rows:
        key = order.removeprefix("-")
        down = order.startswith("-")
        expression = next((c.sort for c in self.columns if c.key == key and c.sort), key)
        if isinstance(rows, QuerySet):
            by = F(expression).desc(nulls_last=True) if down else F(expression).asc(nulls_last=True)
            return rows.order_by(by, self.unique)
        if self.presorted and order == self.order:
            return rows
        keyed = [
            (value_at(row, expression), _rank(value_at(row, self.unique)), row) for row in rows
        ]
        known = [(_rank(value), unique, row) for value, unique, row in keyed if value is not None]
        unknown = [(unique, row) for value, unique, row in keyed if value is None]
        known.sort(key=itemgetter(1))
        known.sort(key=itemgetter(0), reverse=down)
        unknown.sort(key=itemgetter(0))
        return [row for *_keys, row in known] + [row for _unique, row in unknown]

    def _totals(self, totals: Mapping[str, Any] | None) -> list[Cell]:
        if totals is None:
            return []
        currency = str(totals.get("currency") or "EUR")
        return [Cell(column, totals.get(column.key), currency=currency) for column in self.columns]


def value_at(row: Any, path: str) -> Any:
    """The value at ``customer__name``: the key of a mapping as it is, else attributes, walked."""
    if isinstance(row, Mapping):
        return row.get(path)
    if "__" not in path:
        return getattr(row, path, None)
    return reduce(lambda found, name: getattr(found, name, None), path.split("__"), row)


def _cell(column: Column, row: Any) -> Cell:
    return Cell(
        column=column,
        value=value_at(row, column.key),
        href=column.link(row) if column.link else "",
        hint=value_at(row, column.hint) if column.hint else "",
        currency=str(value_at(row, column.currency) or "EUR"),
    )


def _kept(rows: Rows, where: Q | Callable[[Any], bool]) -> Rows:
    if isinstance(rows, QuerySet) and isinstance(where, Q):
        return rows.filter(where)
    if callable(where) and not isinstance(rows, QuerySet):
        return [row for row in rows if where(row)]
    raise TypeError("a queryset is narrowed by Q, a sequence by a function")


def _searched(rows: Rows, paths: Sequence[str], words: str) -> Rows:
    if isinstance(rows, QuerySet):
        return rows.filter(reduce(or_, (Q(**{f"{path}__icontains": words}) for path in paths)))
    sought = words.casefold()
    return [
        row
        for row in rows
        if any(sought in str(value_at(row, path) or "").casefold() for path in paths)
    ]


def _rank(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
