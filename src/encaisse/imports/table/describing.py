"""Which column says what, as a script or a person writes it down, by the names of the columns.

``{"kind": "open_items", "columns": {"N° pièce": "number", "Reste": "open"}, "dates": "day",
"decimal": ","}``: a meaning is the name of a field or its French label."""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Facts
from dataclasses import dataclass
from typing import Any

from encaisse.imports.table.fields import Field
from encaisse.imports.table.guess import HEADER_WITHIN
from encaisse.imports.table.mapping import Mapping, signature
from encaisse.imports.table.names import plain
from encaisse.imports.table.refusals import MappingElsewhere, MappingWrong
from encaisse.imports.table.sheets import Cell, Sheet
from encaisse.imports.table.values import text

KEYS = {"kind", "columns", "dates", "decimal"}
DATES = {"day": False, "month": True}
DECIMALS = ("", ",", ".")
COLUMNS_MAX = 200
SAID_MAX = 60


@dataclass(frozen=True, slots=True)
class Described:
    """The kind of table, and the field that each named column says (names folded)."""

    kind: str
    meanings: Facts[str, str]
    decimal: str
    month_first: bool

    def under(self, header: Sequence[Cell]) -> Mapping | None:
        """The mapping for this header; None when it lacks one of the columns."""
        names = [plain(text(cell)) for cell in header]
        if not set(self.meanings) <= set(names):
            return None
        columns: dict[str, tuple[int, ...]] = {}
        for name, field in self.meanings.items():
            columns[field] = tuple(sorted((*columns.get(field, ()), names.index(name))))
        return Mapping(columns, self.decimal, self.month_first)


def described(said: Any, known: Facts[str, Sequence[Field]]) -> Described:
    """What was written down, checked. Raises ``MappingWrong``."""
    if not isinstance(said, dict) or not set(said) <= KEYS:
        raise MappingWrong(why=f"les clés attendues sont {', '.join(sorted(KEYS))}")
    kind, columns = said.get("kind", "open_items"), said.get("columns")
    if not _is_of(kind, known):
        raise MappingWrong(why=f"« kind » est {' ou '.join(known)}")
    if not isinstance(columns, dict) or not 0 < len(columns) <= COLUMNS_MAX:
        raise MappingWrong(why="« columns » donne pour chaque nom de colonne ce qu'elle contient")
    dates, decimal = said.get("dates", "day"), said.get("decimal", "")
    if not _is_of(dates, DATES) or not _is_of(decimal, DECIMALS):
        raise MappingWrong(why="« dates » est day ou month, « decimal » une virgule ou un point")
    meanings = {plain(name): _field(name, meant, known[kind]) for name, meant in columns.items()}
    return Described(kind, meanings, decimal, DATES[dates])


def placed(told: Described, sheets: Sequence[Sheet]) -> tuple[str, Mapping]:
    """The signature of the header that bears these columns, and its mapping. Raises
    ``MappingElsewhere``."""
    for sheet in sheets:
        for _line, row in sheet.rows[:HEADER_WITHIN]:
            found = told.under(row)
            if found:
                return signature(row), found
    raise MappingElsewhere(columns=", ".join(told.meanings)[:300])


def _is_of(value: object, known: Collection[str]) -> bool:
    return isinstance(value, str) and value in known


def _field(name: str, meant: object, fields: Sequence[Field]) -> str:
    named = {field.name: field.name for field in fields}
    named |= {plain(field.label): field.name for field in fields}
    found = named.get(meant) or named.get(plain(meant)) if isinstance(meant, str) else None
    if found is None:
        shown = str(meant)[:SAID_MAX]
        raise MappingWrong(
            why=f"« {shown} », pour la colonne « {name[:SAID_MAX]} », n'est pas l'un de "
            + ", ".join(field.name for field in fields)
        )
    return found
