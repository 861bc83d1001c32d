"""What the rules of matching are told, and what they answer."""

from dataclasses import dataclass, field
from datetime import date

EXACT, AMOUNT, SUM, REFERENCE, OLDEST = "exact", "amount", "sum", "reference", "oldest"
DISCOUNT, FEE, TOLERANCE, DEDUCTION = "discount", "fee", "tolerance", "deduction"
CLAIMS, INSTALLMENT, ACCOUNT = "claims", "installment", "account"
APPLIED_FROM, THRESHOLD_MIN, THRESHOLD_MAX = 95, 80, 101
TOLERANCE_CENTS, TOLERANCE_MAX = 5, 100_000


@dataclass(frozen=True, slots=True)
class Payable:
    """A receivable that may still be paid, and what may be allocated to it."""

    id: int
    number: str
    due_on: date
    cents: int
    customer_id: int = 0
    currency: str = "EUR"
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """So much to that receivable."""

    receivable_id: int
    cents: int


@dataclass(frozen=True, slots=True)
class Match:
    """What a credit pays, of which customer, why, and how sure that is (percent).

    ``over_cents`` is what would stay on the account; ``short_cents`` what would stay open of the
    receivables that it pays; ``quoted``: how clearly it rests on numbers that the payer gave (see
    ``references``), 0 when it does not; ``is_offered``: what it leaves was given up beforehand."""

    parts: tuple[Part, ...]
    source: str
    reason: str
    confidence: int
    customer_id: int = 0
    over_cents: int = 0
    short_cents: int = 0
    quoted: int = 0
    is_offered: bool = False

    def is_certain(self, threshold: int = APPLIED_FROM) -> bool:
        """Applied at once; otherwise a proposal that a person confirms."""
        return bool(self.parts) and self.confidence >= threshold


@dataclass(frozen=True, slots=True)
class Move:
    """An allocation or its counter-entry, from a day on."""

    on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Received:
    """Money as the bank tells of it: ``said`` is all that may name an invoice or the payer."""

    cents: int
    on: date
    said: str = ""
    counterparty: str = ""
    iban: str = ""
    currency: str = "EUR"
    customer_id: int | None = None
    name: str = ""

    @property
    def texts(self) -> str:
        return f"{self.name} {self.said}"


@dataclass(frozen=True, slots=True)
class Installment:
    """What is left of an instalment of a standing plan, the receivables that it spreads, and the
    late interest agreed on top of it."""

    cents: int
    due_on: date
    receivable_ids: frozenset[int]
    interest_cents: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """An early-payment discount offered on a receivable of which ``cents`` were open: so much less
    is asked of money received from the day that the offer left through its last day."""

    offer: int
    cents: int
    discount_cents: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Policy:
    """What the company accepts: from which confidence a match is applied by itself, how small a
    difference is nothing, what discount it grants for early payment (hundredths of a percent)."""

    threshold: int = APPLIED_FROM
    tolerance_cents: int = TOLERANCE_CENTS
    discount_rates: tuple[int, ...] = ()


@dataclass(slots=True)
class Beside:
    """What is known beside the open receivables, by customer or receivable: standing credits
    (credit notes) that a payer may deduct, instalments of plans, what may be claimed, discounts
    offered."""

    credits: dict[int, tuple[int, ...]] = field(default_factory=dict)
    installments: dict[int, tuple[Installment, ...]] = field(default_factory=dict)
    claims: dict[int, tuple[int, ...]] = field(default_factory=dict)
    offers: dict[int, Offered] = field(default_factory=dict)
