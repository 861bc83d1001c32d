"""The lines of a list gathered into documents: an invoice with its due dates, a credit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from encaisse.imports.open_items.rows import Customer, OpenItem
from encaisse.kernel.days import french_day

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """What is due on one day; ``due_on`` is null when the list does not say it."""

    due_on: date | None
    face: int
    left: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a list. ``has_total``: the list says its amount beside what is open."""

    lines: tuple[int, ...]
    customer_id: int
    number: str
    currency: str
    issued_on: date | None
    settled_on: date | None
    parts: tuple[Part, ...]
    has_total: bool
    is_on_account: bool = False

    @property
    def total(self) -> int:
        """The amount of the document."""
        return sum(part.face for part in self.parts)

    @property
    def left(self) -> int:
        """What is open of it."""
        return sum(part.left for part in self.parts)

    @property
    def key(self) -> Key:
        """By which it is known again."""
        return (self.customer_id, folded(self.number), self.currency)


def folded(number: str) -> str:
    """A number whatever its case and spaces."""
    return "".join(number.split()).upper()


def named(item: OpenItem) -> str:
    """The number of the document; its day when it has none."""
    day = item.issued_on or item.due_on
    return item.number.strip() or (f"Pièce du {french_day(day)}" if day else "Pièce sans numéro")


def gathered(
    items: Iterable[OpenItem], owners: Mapping[Customer, int]
) -> tuple[list[Document], list[Document]]:
    """The invoices and the standing credits of a list. What is paid beyond an invoice stands."""
    debits: dict[Key, list[OpenItem]] = defaultdict(list)
    credits: dict[Key, list[OpenItem]] = defaultdict(list)
    for item in items:
        if item.customer in owners:
            key = (owners[item.customer], folded(named(item)), item.currency)
            (debits if item.sign > 0 else credits)[key].append(item)
    invoices = [_document(key, rows) for key, rows in debits.items()]
    standing = [_document(key, rows) for key, rows in credits.items()]
    standing += [_beyond(one) for one in invoices if one.left < 0]
    return [one for one in invoices if one.total > 0], [one for one in standing if one.left > 0]


def _document(key: Key, rows: list[OpenItem]) -> Document:
    issued = [row.issued_on for row in rows if row.issued_on]
    settled = [row.settled_on for row in rows if row.settled_on]
    return Document(
        lines=tuple(row.line for row in rows),
        customer_id=key[0],
        number=named(rows[0]),
        currency=key[2],
        issued_on=min(issued, default=None),
        settled_on=max(settled, default=None),
        parts=tuple(_parts(sorted(rows, key=lambda row: (row.due_on or date.max, row.line)))),
        has_total=all(row.has_total for row in rows),
        is_on_account=any(row.is_on_account for row in rows),
    )


def _parts(rows: list[OpenItem]) -> Iterable[Part]:
    """One part for each day. Rows that all repeat one total, of which they are less than the whole,
    each say the amount of the document: what was paid of it was paid of the first."""
    totals, left = {row.total_cents for row in rows}, sum(row.open_cents for row in rows)
    is_repeated = len(rows) > 1 and len(totals) == 1 and left <= max(totals)
    paid_before = max(totals) - left if is_repeated else 0
    for row in rows:
        face = row.open_cents + paid_before if is_repeated else row.total_cents
        paid_before = 0
        yield Part(row.due_on, max(face, row.open_cents), row.open_cents)


def _beyond(invoice: Document) -> Document:
    """What was paid beyond the invoice, on account."""
    return Document(
        invoice.lines, invoice.customer_id, f"Trop-perçu {invoice.number}", invoice.currency,
        invoice.issued_on, None, (Part(None, -invoice.left, -invoice.left),),
        has_total=False, is_on_account=True,
    )  # fmt: skip
