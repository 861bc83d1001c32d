"""What is kept of the customers of a list, as frozen facts, and what was asked of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from encaisse.law.payment_terms import PaymentTerms

LIST_KEY = "list|"
PAID_KEY = "list|paid|"


class Scope(StrEnum):
    """What a list speaks of: what it had listed before unless doubtful, the whole ledger, the
    customers that it names, or its rows alone."""

    AUTO = ""
    LEDGER = "ledger"
    CUSTOMERS = "customers"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Payer:
    """A customer as it is kept."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Paid:
    """A part that only a list had said; ``is_supposed``: so was the payment itself."""

    allocation_id: int
    credit_id: int
    receivable_id: int
    cents: int
    is_supposed: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """One receivable: open now, and open at the end of the day of the list."""

    id: int
    customer_id: int
    number: str
    currency: str
    total_cents: int
    issued_on: date
    due_on: date
    due_source: str
    face_cents: int
    open_cents: int
    open_then: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One credit: unallocated now, and at the end of the day of the list."""

    id: int
    customer_id: int
    reference: str
    currency: str
    on: date
    open_cents: int
    open_then: int


@dataclass(frozen=True, slots=True)
class Before:
    """What the list of the same source said last: which receivables and credits it spoke of."""

    on: date | None = None
    receivables: frozenset[int] = frozenset()
    credits: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that a list may meet again."""

    claims: Sequence[Claim]
    standing: Sequence[Standing]
    paid: Sequence[Paid]
    owners: dict[int, str]
    terms: PaymentTerms
    own_terms: dict[int, PaymentTerms] = field(default_factory=dict)
    before: Before = field(default_factory=Before)
