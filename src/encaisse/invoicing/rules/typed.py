"""What a person typed of an invoice: texts, kept as they are until it is issued."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

LINES_MAX = 1000
TEXT_MAX = 500
ADDRESS_MAX = 500
PARAGRAPHS = {"delivery_address", "note"}
KEPT_CATEGORIES = ("L", "M", "N", "P", "S", "Z")
LINE_END = "\n"
NATURES = {
    "services": "prestation de services",
    "goods": "livraison de biens",
    "mixed": "livraison de biens et prestation de services",
}


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line as typed; ``vat`` is the key of a regime, ``unit`` a code of UN/ECE."""

    designation: str = ""
    quantity: str = "1"
    unit: str = "C62"
    price: str = ""
    rebate: str = ""
    vat: str = "normal"

    @property
    def is_blank(self) -> bool:
        """Nothing was typed yet: the line does not count."""
        return not (self.designation or self.price or self.rebate)


@dataclass(frozen=True, slots=True)
class Typed:
    """An invoice as typed. ``nature``: goods, services or both."""

    nature: str = "services"
    order: str = ""
    contract: str = ""
    service_code: str = ""
    buyer_siret: str = ""
    delivered_on: str = ""
    period_first: str = ""
    period_last: str = ""
    delivery_name: str = ""
    delivery_address: str = ""
    delivery_country: str = ""
    terms: str = ""
    prepaid: str = ""
    note: str = ""
    lines: tuple[TypedLine, ...] = field(default=())

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """What was kept or sent, without anything that is not a text of it."""
        names = [each.name for each in fields(cls) if each.name != "lines"]
        texts = {name: clean(told[name], name) for name in names if name in told}
        return cls(**texts, lines=_lines(told.get("lines", ())))

    def kept(self) -> dict[str, Any]:
        """As the table keeps it."""
        return asdict(self)

    @property
    def written(self) -> tuple[tuple[int, TypedLine], ...]:
        """The lines that say something, each with its place."""
        placed = enumerate(self.lines, start=1)
        return tuple((place, line) for place, line in placed if not line.is_blank)

    def without_blanks(self) -> Typed:
        """The same without the lines that say nothing."""
        return replace(self, lines=tuple(line for _place, line in self.written))


def clean(text: object, name: str = "") -> str:
    """A text without controls nor marks that turn it round; on one line but for paragraphs."""
    said = "" if text is None else str(text)
    if name not in PARAGRAPHS:
        said = " ".join(said.split())
    shown = "".join(
        sign
        for sign in said
        if sign == LINE_END or unicodedata.category(sign)[0] in KEPT_CATEGORIES
    )
    return shown.strip()[: ADDRESS_MAX if name in PARAGRAPHS else TEXT_MAX]


def _lines(told: object) -> tuple[TypedLine, ...]:
    given = told if isinstance(told, Sequence) else ()
    names = [each.name for each in fields(TypedLine)]
    return tuple(
        TypedLine(**{name: clean(line[name]) for name in names if name in line})
        for line in given[:LINES_MAX]
        if isinstance(line, Mapping)
    )
