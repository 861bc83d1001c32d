"""Which column says what, as plain data: kept for each header, corrected by a person."""

import hashlib
from collections.abc import Mapping as Facts
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from encaisse.imports.table.names import plain
from encaisse.imports.table.sheets import Cell
from encaisse.imports.table.values import text

COLUMNS_MAX = 200


@dataclass(frozen=True, slots=True)
class Mapping:
    """The columns of each field, the decimal mark (empty: each amount tells) and the order of days.

    ``confidence`` goes from 0 to 1; 1 when a person said it.
    """

    columns: Facts[str, tuple[int, ...]]
    decimal: str = ""
    month_first: bool = False
    confidence: float = 1.0

    def cells(self, row: Sequence[Cell], name: str) -> list[Cell]:
        """What a row says of a field that several columns may say."""
        return [row[at] for at in self.columns.get(name, ()) if at < len(row)]

    def cell(self, row: Sequence[Cell], name: str) -> Cell:
        """What a row says of a field; empty when it says nothing."""
        places = self.columns.get(name)
        return row[places[0]] if places and places[0] < len(row) else ""

    def has(self, *names: str) -> bool:
        """Whether each of these fields has its column."""
        return all(name in self.columns for name in names)

    def as_data(self) -> dict[str, Any]:
        """What is kept of it."""
        return {
            "columns": {name: list(places) for name, places in self.columns.items()},
            "decimal": self.decimal,
            "month_first": self.month_first,
        }


def of_data(kept: Facts[str, Any]) -> Mapping:
    """The mapping that was kept."""
    columns = {name: tuple(places) for name, places in kept["columns"].items()}
    return Mapping(columns, kept["decimal"], kept["month_first"])


def signature(header: Sequence[Cell]) -> str:
    """By which a header is known again, whatever its case, accents and spaces."""
    names = "|".join(plain(text(cell)) for cell in header[:COLUMNS_MAX]).rstrip("|")
    return hashlib.sha256(names.encode()).hexdigest()
