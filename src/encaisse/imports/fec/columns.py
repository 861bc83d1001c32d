"""The columns of a FEC, under whatever spelling they come (formats.md, reading rule 4)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from encaisse.imports.fec import values
from encaisse.imports.fec.refusals import NotFec

SEPARATORS = ("\t", "|", ";", ",")
LEGAL = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
    "DateRglt",
    "ModeRglt",
    "NatOp",
    "IdClient",
)
OTHER = ("Montant", "Sens", "DateEcheance")
ALIASES = {
    "ecrturelet": "EcritureLet",
    "ecriturelettrage": "EcritureLet",
    "compteauxnum": "CompAuxNum",
    "compteauxlib": "CompAuxLib",
    "picedate": "PieceDate",
    "piceref": "PieceRef",
    "dbit": "Debit",
    "crdit": "Credit",
    "echeance": "DateEcheance",
    "dateech": "DateEcheance",
    "ecritureecheance": "DateEcheance",
}
HEADERLESS_WIDTH_MIN = 18
READ = (*LEGAL[:15], *OTHER)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands in a row; ``names`` has one entry per field of the header."""

    separator: str
    names: tuple[str, ...]
    has_header: bool = True

    @property
    def width(self) -> int:
        """How many fields a row has."""
        return len(self.names)

    def place(self, name: str) -> int | None:
        """The index of a column, None when the file lacks it."""
        return self.names.index(name) if name in self.names else None


def fold(name: str) -> str:
    """A column name without case, accents, spaces nor punctuation."""
    plain = unicodedata.normalize("NFKD", values.cell(name.strip('"'))).lower()
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


KNOWN = {fold(name): name for name in (*LEGAL, *OTHER)} | ALIASES


def is_header(fields: Sequence[str]) -> bool:
    """Whether a row repeats column names."""
    names = {KNOWN.get(fold(field)) for field in fields}
    return {"EcritureDate", "CompteNum"} <= names


def layout_of_fields(fields: Sequence[str], separator: str = "\t") -> Layout:
    """The layout that a header (or the first row of a headerless file) tells; refuses no FEC."""
    if _is_headerless(fields):
        names = [*LEGAL, *(f"_{index}" for index in range(len(fields)))][: len(fields)]
        return Layout(separator, tuple(names), has_header=False)
    layout = Layout(separator, _names(fields))
    _refuse_missing(layout)
    return layout


def layout_of_text(first_line: str) -> Layout:
    """The layout of a text file from its first line."""
    separator = max(SEPARATORS, key=first_line.count)
    return layout_of_fields(first_line.split(separator), separator)


def _names(fields: Sequence[str]) -> tuple[str, ...]:
    """Known names once each; other columns are kept under their position."""
    names: list[str] = []
    for index, field in enumerate(fields):
        name = KNOWN.get(fold(field))
        names.append(name if name and name not in names else f"_{index}")
    return tuple(names)


def _is_headerless(fields: Sequence[str]) -> bool:
    return len(fields) >= HEADERLESS_WIDTH_MIN and values.day(fields[3]) is not None


def _refuse_missing(layout: Layout) -> None:
    if not any(name in layout.names for name in LEGAL):
        raise NotFec(missing="sa première ligne ne porte pas les noms de colonnes du FEC")
    wanted = ["EcritureDate", "CompteNum"]
    if "Montant" not in layout.names:
        wanted += ["Debit", "Credit"]
    elif "Sens" not in layout.names:
        wanted += ["Sens"]
    missing = [name for name in wanted if name not in layout.names]
    if missing:
        columns = ", ".join(missing)
        raise NotFec(
            missing=f"il manque {'les colonnes' if missing[1:] else 'la colonne'} {columns}"
        )
