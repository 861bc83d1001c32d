"""One document being read: its table, and what its values say or fail to say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from lxml import etree

from encaisse.imports.einvoices import values
from encaisse.imports.einvoices.paths import Paths, Table, line_of, text
from encaisse.imports.einvoices.values import Unreadable

Value = TypeVar("Value")


@dataclass(slots=True)
class Said:
    """What a document says; what cannot be read is a warning and says nothing."""

    document: etree._Element
    table: Table
    number: str
    warnings: list[str]
    currency: str = ""

    @property
    def line(self) -> int:
        """Where the document begins."""
        return line_of(self.document)

    def warn(self, what: str) -> None:
        """Something of this document is not as it should be."""
        self.warnings.append(f"Facture {self.number} : {what}.")

    def text(self, paths: Paths) -> str:
        """The first thing said at these paths."""
        return text(self.document, paths)

    def cents(self, start: etree._Element, paths: Paths) -> int | None:
        """The amount at these paths."""
        return self.read(values.cents_of, text(start, paths), "le montant")

    def decimal(self, start: etree._Element, paths: Paths) -> Decimal | None:
        """The number at these paths."""
        return self.read(values.decimal_of, text(start, paths), "le nombre")

    def day(self, start: etree._Element, paths: Paths) -> date | None:
        """The day at these paths."""
        return self.read(values.day_of, text(start, paths), "la date")

    def read(self, reader: Callable[[str], Value], said: str, what: str) -> Value | None:
        """The value of what is said; nothing when nothing is."""
        try:
            return reader(said) if said else None
        except Unreadable:
            self.warn(f"{what} « {said[:40]} » ne se lit pas")
            return None
