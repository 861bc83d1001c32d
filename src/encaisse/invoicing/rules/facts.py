"""An invoice or a credit note, whole: what its PDF and its XML both say."""

from dataclasses import dataclass
from datetime import date

from encaisse.invoicing.rules.numbering import CREDIT_NOTE
from encaisse.invoicing.rules.parties import CONSUMER, Address, Party
from encaisse.invoicing.rules.totals import Line, Totals
from encaisse.kernel.period import Period

FRAMES = {"goods": "B", "services": "S", "mixed": "M"}
PLAIN, AFTER_DOWN_PAYMENT = "1", "4"
BETWEEN_FIRMS, ABROAD, TO_CONSUMER, CONSUMER_ABROAD = "B2B", "B2BINT", "B2C", "B2CINT"
ON_ISSUE, ON_DELIVERY, ON_PAYMENT = "5", "29", "72"


@dataclass(frozen=True, slots=True)
class Note:
    """A note and its subject code (BT-21, BT-22)."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class DuePart:
    """So much on that day."""

    on: date
    cents: int


@dataclass(frozen=True, slots=True)
class References:
    """What the buyer knows it by (BT-10, BT-12, BT-13), and where it is paid (BT-84, BT-86)."""

    order: str = ""
    contract: str = ""
    service_code: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """When and where (BT-72, BG-14, BG-13)."""

    on: date | None = None
    period: Period | None = None
    name: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The invoice that a credit note corrects (BT-25, BT-26)."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The whole; ``terms`` are the words of the payment terms, ``remark`` what the user adds."""

    kind: str
    number: str
    issued_on: date
    seller: Party
    buyer: Party
    nature: str
    lines: tuple[Line, ...]
    totals: Totals
    delivery: Delivery = Delivery()
    due: tuple[DuePart, ...] = ()
    terms: str = ""
    references: References = References()
    notes: tuple[Note, ...] = ()
    remark: str = ""
    corrects: Corrected | None = None
    on_debits: bool = False

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives back."""
        return self.kind == CREDIT_NOTE

    @property
    def due_on(self) -> date | None:
        """The day on which everything is due (BT-9)."""
        return max((part.on for part in self.due), default=None)

    @property
    def frame(self) -> str:
        """The invoicing frame (BT-23): ``S1``; ``S4`` once a down payment was taken."""
        rank = AFTER_DOWN_PAYMENT if self.totals.prepaid_cents else PLAIN
        return FRAMES[self.nature] + rank

    @property
    def treatment(self) -> str:
        """How a platform treats it (note BAR)."""
        if self.buyer.kind == CONSUMER:
            return TO_CONSUMER if self.buyer.is_french else CONSUMER_ABROAD
        return BETWEEN_FIRMS if self.buyer.is_french else ABROAD

    @property
    def vat_point(self) -> str:
        """When VAT is due (BT-8); nothing for a mixed operation, where it depends on the line."""
        if self.on_debits:
            return ON_ISSUE
        return {"goods": ON_DELIVERY, "services": ON_PAYMENT}.get(self.nature, "")
