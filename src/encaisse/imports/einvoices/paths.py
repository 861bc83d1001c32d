"""Where a syntax writes each fact that receivables need, and how a path is followed.

A path goes from the root by local names; a tuple is tried in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import cast

from lxml import etree

Paths = tuple[str, ...]
REPEATED_MAX = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyPaths:
    """Where a party says who it is; the paths inside start from ``at``."""

    at: str
    names: Paths
    identifiers: Paths
    code: Paths
    vat: Paths
    country: Paths
    email: Paths
    endpoint: Paths


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePaths:
    """Where due days are written: an element for each, and what it says beside the day."""

    at: Paths
    day: Paths
    amount: Paths
    discount: Paths


@dataclass(frozen=True, slots=True, kw_only=True)
class VatPaths:
    """The VAT breakdown."""

    at: str
    category: Paths
    rate: Paths
    base: Paths
    amount: Paths


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedingPaths:
    """Earlier invoices referred to."""

    at: Paths
    number: Paths
    day: Paths


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All the paths of one syntax."""

    number: Paths
    type_code: Paths
    frame: Paths
    vat_point: Paths
    issued_on: Paths
    currency: Paths
    seller: PartyPaths
    buyer: PartyPaths
    payee: PartyPaths
    totals: dict[str, Paths]
    vat: VatPaths
    due: DuePaths
    terms: Paths
    note: Paths
    note_code: Paths
    note_text: Paths
    order: Paths
    contract: Paths
    buyer_reference: Paths
    preceding: PrecedingPaths
    means_code: Paths
    payment_reference: Paths
    iban: Paths
    mandate: Paths


def elements(start: etree._Element, paths: Paths) -> Iterator[etree._Element]:
    """The elements at these paths, in order; no more than a document ever repeats."""
    for path in paths:
        yield from [start] if path == "." else islice(start.iterfind(path), REPEATED_MAX)


def line_of(element: etree._Element) -> int:
    """The line of the file on which the element begins."""
    return cast("int | None", element.sourceline) or 1


def words(element: etree._Element) -> str:
    """What the element says, without the blanks around and between its lines."""
    return " ".join((element.text or "").split())


def text(start: etree._Element, paths: Paths) -> str:
    """The first thing said at these paths."""
    return next((said for one in elements(start, paths) if (said := words(one))), "")


def texts(start: etree._Element, paths: Paths) -> list[str]:
    """Everything said at these paths, each once."""
    return list(dict.fromkeys(said for one in elements(start, paths) if (said := words(one))))
