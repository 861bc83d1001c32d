"""What a list makes happen, as rows: new ones bear negative identifiers until they are written."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import count
from typing import Any

from encaisse.imports.listing.facts import Paid as PaidBefore
from encaisse.kernel.days import french_day

LISTED = "listed"
NEW, PAID, GONE, REOPENED, DUE = "new", "paid", "gone", "reopened", "due"
STANDS, USED = "stands", "used"
PAYMENT, CREDIT_NOTE, OPENING = "payment", "credit_note", "opening"
INVOICE, OTHER = "invoice", "other"


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice to write."""

    id: int
    customer_id: int
    kind: str
    number: str
    entry_key: str
    issued_on: date
    total_cents: int
    currency: str
    label: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A receivable to write."""

    id: int
    customer_id: int
    invoice_id: int
    rank: int
    due_on: date
    due_source: str
    due_estimated: bool
    face_cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A credit to write."""

    id: int
    customer_id: int
    kind: str
    reference: str
    entry_key: str
    on: date
    face_cents: int
    currency: str
    method: str
    label: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a credit that pays a receivable."""

    credit_id: int
    receivable_id: int
    on: date
    cents: int
    reason: str


@dataclass(frozen=True, slots=True)
class DueRow:
    """A due day that the list states."""

    id: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Change:
    """What the list changes, as the report says it: `line` is null for what it no longer names."""

    line: int | None
    customer_id: int
    number: str
    what: str
    cents: int
    currency: str

    def as_data(self) -> dict[str, Any]:
        """As kept in the report."""
        return asdict(self)


@dataclass(slots=True)
class Plan:
    """Everything that a list of a day changes. ``key`` tells its rows from those of others."""

    key: str
    on: date
    invoices: list[InvoiceRow] = field(default_factory=list)
    claims: list[ClaimRow] = field(default_factory=list)
    credits: list[CreditRow] = field(default_factory=list)
    parts: list[PartRow] = field(default_factory=list)
    undone: list[PaidBefore] = field(default_factory=list)
    due_days: list[DueRow] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    receivables: set[int] = field(default_factory=set)
    standing: set[int] = field(default_factory=set)
    turns: Iterator[int] = field(default_factory=lambda: count(1))

    def forget_rows(self) -> None:
        """They are written: what is told of them remains (``changes``)."""
        for rows in (self.invoices, self.claims, self.credits, self.parts, self.due_days):
            rows.clear()

    @property
    def said(self) -> str:
        """« la liste du 31/03/2026 »."""
        return f"la liste du {french_day(self.on)}"

    def invoice(self, customer_id: int, number: str, issued_on: date, **facts: Any) -> InvoiceRow:
        """A new invoice."""
        turn = next(self.turns)
        row = InvoiceRow(
            -turn, customer_id, number=number, entry_key=f"list|{self.key}|{turn}",
            issued_on=issued_on, label=f"D'après {self.said}", **facts,
        )  # fmt: skip
        self.invoices.append(row)
        return row

    def claim(self, invoice: InvoiceRow, rank: int, **facts: Any) -> ClaimRow:
        """A receivable of a new invoice."""
        row = ClaimRow(
            -next(self.turns), invoice.customer_id, invoice.id, rank, currency=invoice.currency,
            **facts,
        )  # fmt: skip
        self.claims.append(row)
        self.receivables.add(row.id)
        return row

    def credit(
        self, customer_id: int, kind: str, reference: str, on: date, cents: int, currency: str,
        *, prefix: str = "list|",
    ) -> CreditRow:  # fmt: skip
        """A new credit; under ``prefix`` one tells those that a list only supposes."""
        turn = next(self.turns)
        row = CreditRow(
            -turn, customer_id, kind, reference, f"{prefix}{self.key}|{turn}", on, cents, currency,
            method="list", label=f"D'après {self.said}",
        )  # fmt: skip
        self.credits.append(row)
        return row

    def pay(self, credit_id: int, receivable_id: int, on: date, cents: int) -> None:
        """A part of a credit pays a receivable."""
        self.parts.append(PartRow(credit_id, receivable_id, on, cents, f"D'après {self.said}"))

    def change(
        self, line: int | None, customer_id: int, number: str, what: str, cents: int, currency: str
    ) -> None:
        """One line of what changes."""
        self.changes.append(Change(line, customer_id, number, what, cents, currency))
