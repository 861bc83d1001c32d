"""What a person typed of an invoice: texts, kept as they are until it is issued."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self, TypeVar

LINES_MAX = 1000
ADJUSTMENTS_MAX = 20
REBATE, CHARGE = "rebate", "charge"
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
class TypedAdjustment:
    """A rebate or a charge on the whole invoice, as typed; ``amount``: « 50 » or « 5 % »."""

    kind: str = REBATE
    reason: str = ""
    amount: str = ""
    vat: str = "normal"

    @property
    def is_blank(self) -> bool:
        """Nothing was typed yet: it does not count."""
        return not (self.reason or self.amount)


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
    adjustments: tuple[TypedAdjustment, ...] = field(default=())

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """What was kept or sent, without anything that is not a text of it."""
        names = {each.name for each in fields(cls)} - {"lines", "adjustments"}
        texts = {name: clean(told[name], name) for name in names if name in told}
        lines = _rows(TypedLine, told.get("lines", ()), LINES_MAX)
        adjustments = _rows(TypedAdjustment, told.get("adjustments", ()), ADJUSTMENTS_MAX)
        return cls(**texts, lines=lines, adjustments=adjustments)

    def kept(self) -> dict[str, Any]:
        """As the table keeps it."""
        return asdict(self)

    @property
    def written(self) -> tuple[tuple[int, TypedLine], ...]:
        """The lines that say something, each with its place."""
        placed = enumerate(self.lines, start=1)
        return tuple((place, line) for place, line in placed if not line.is_blank)

    @property
    def adjusted(self) -> tuple[tuple[int, TypedAdjustment], ...]:
        """The rebates and charges that say something, each with its place."""
        placed = enumerate(self.adjustments, start=1)
        return tuple((place, one) for place, one in placed if not one.is_blank)

    def without_blanks(self) -> Typed:
        """The same without the lines, rebates and charges that say nothing."""
        return replace(
            self,
            lines=tuple(line for _place, line in self.written),
            adjustments=tuple(one for _place, one in self.adjusted),
        )


Row = TypeVar("Row", TypedLine, TypedAdjustment)


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


def _rows(kind: type[Row], told: object, most: int) -> tuple[Row, ...]:
    given = told if isinstance(told, Sequence) else ()
    names = [each.name for each in fields(kind)]
    return tuple(
        kind(**{name: clean(row[name]) for name in names if name in row})
        for row in given[:most]
        if isinstance(row, Mapping)
    )
