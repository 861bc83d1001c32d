"""Which column says what: by its name first, then by what its cells hold; with the reasons."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Facts
from dataclasses import dataclass, replace

from encaisse.imports.table import values
from encaisse.imports.table.fields import AMOUNT, DAY, TEXT, Field
from encaisse.imports.table.mapping import COLUMNS_MAX, Mapping, signature
from encaisse.imports.table.sheets import Cell, Row, Sheet

HEADER_WITHIN = 60
SAMPLE = 400
LIKENESS_MIN = 0.5
USUAL = 0.9
SHAPE_SHARE_MIN = 0.5
EMPTY_COLUMN = 0.9
FIELDS_MIN = 2
NAMES_MAX = 60

Saved = Facts[str, Mapping]


@dataclass(frozen=True, slots=True)
class Guess:
    """The row of the header in its sheet, what each column says, and why."""

    sheet: Sheet
    header_at: int
    mapping: Mapping
    reasons: tuple[str, ...] = ()

    @property
    def header(self) -> Sequence[Cell]:
        """The names of the columns."""
        return self.sheet.rows[self.header_at][1]

    @property
    def titles(self) -> Sequence[Row]:
        """The rows above the header."""
        return self.sheet.rows[: self.header_at]

    @property
    def body(self) -> Sequence[Row]:
        """The rows under the header."""
        return self.sheet.rows[self.header_at + 1 :]

    def without_body(self) -> "Guess":
        """Once read: the header and what is above it; the rows under it would fill the memory."""
        kept = Sheet(self.sheet.name, list(self.sheet.rows[: self.header_at + 1]))
        return replace(self, sheet=kept)


def guess(sheet: Sheet, fields: Sequence[Field], saved: Saved) -> Guess | None:
    """What the columns of a sheet say: as kept for this header, else as its names and cells tell.

    None when no row of it looks like a header.
    """
    heads = [row for _line, row in sheet.rows[:HEADER_WITHIN]]
    for at, row in enumerate(heads):
        kept = saved.get(signature(row))
        if kept:
            return Guess(sheet, at, kept, ("Colonnes enregistrées pour cette source.",))
    at = max(range(len(heads)), key=lambda rank: _named(heads[rank], fields), default=0)
    if not heads or _named(heads[at], fields) < FIELDS_MIN:
        return None
    return _guessed(sheet, at, fields)


def _named(row: Sequence[Cell], fields: Sequence[Field]) -> float:
    """How many fields a row would name, were it the header."""
    names = {cell for cell in row[:NAMES_MAX] if isinstance(cell, str) and cell}
    best = [max((field.likeness(name) for name in names), default=0.0) for field in fields]
    return min(sum(score for score in best if score > LIKENESS_MIN), float(len(names)))


def _guessed(sheet: Sheet, at: int, fields: Sequence[Field]) -> Guess:
    header = sheet.rows[at][1][:COLUMNS_MAX]
    below = sheet.rows[at + 1 : at + 1 + SAMPLE]
    sample = [row for _line, row in below if row != sheet.rows[at][1]]
    columns, likeness = _assigned(header, sample, fields)
    shaped = {field.name: field.shape for field in fields}

    def cells_of(shape: str) -> Iterator[Cell]:
        places = [place for name in columns if shaped[name] == shape for place in columns[name]]
        return (row[place] for _line, row in sheet.rows[at + 1 :] for place in places
                if place < len(row))  # fmt: skip

    mapping = Mapping(
        columns,
        values.decimal_mark(cells_of(AMOUNT)),
        values.is_month_first(cells_of(DAY)),
        round(min(likeness.values(), default=0.0), 2),
    )
    return Guess(sheet, at, mapping, tuple(_reasons(header, fields, columns, likeness)))


def _assigned(
    header: Sequence[Cell], sample: Sequence[Sequence[Cell]], fields: Sequence[Field]
) -> tuple[dict[str, tuple[int, ...]], dict[str, float]]:
    """The surest pairs of a field and a column first; a column says one thing."""
    columns: dict[str, tuple[int, ...]] = {}
    likeness: dict[str, float] = {}
    taken: set[int] = set()
    for score, field, column in _pairs(header, sample, fields):
        if column in taken or (field.name in columns and not field.many):
            continue
        columns[field.name] = tuple(sorted((*columns.get(field.name, ()), column)))
        likeness.setdefault(field.name, score)
        taken.add(column)
    return columns, likeness


def _pairs(
    header: Sequence[Cell], sample: Sequence[Sequence[Cell]], fields: Sequence[Field]
) -> list[tuple[float, Field, int]]:
    found = []
    for column, name in enumerate(header):
        cells = [row[column] for row in sample if column < len(row)]
        for field in fields:
            score = _fit(field, name, cells)
            if score > LIKENESS_MIN:
                found.append((score, field, column))
    return sorted(found, key=lambda pair: (-pair[0], fields.index(pair[1]), pair[2]))


def _fit(field: Field, name: Cell, cells: Sequence[Cell]) -> float:
    """How surely the column says the field: its name, corrected by what its cells hold."""
    likeness = field.likeness(name)
    if likeness <= LIKENESS_MIN:
        return 0.0
    written = [cell for cell in cells if not values.is_blank(cell)]
    if not written:
        return likeness * EMPTY_COLUMN
    share = sum(SHAPED[field.shape](cell) for cell in written) / len(written)
    return likeness if share >= SHAPE_SHARE_MIN else 0.0


SHAPED: Facts[str, Callable[[Cell], bool]] = {
    AMOUNT: lambda cell: values.cents(cell) is not None,
    DAY: values.is_like_day,
    TEXT: lambda cell: values.text(cell).isdigit() or not values.is_like_day(cell),
}


def _reasons(
    header: Sequence[Cell],
    fields: Iterable[Field],
    columns: Facts[str, tuple[int, ...]],
    likeness: Facts[str, float],
) -> Iterator[str]:
    """One French line per field found: its columns, and whether their name is a usual one."""
    for field in fields:
        if field.name in columns:
            names = ", ".join(f"« {values.text(header[at])} »" for at in columns[field.name])
            how = "nom usuel" if likeness[field.name] > USUAL else "nom approchant"
            yield f"{field.label} : {names} ({how})"
