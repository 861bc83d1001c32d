"""The facts that a message tells: filled by whoever prepares it, frozen from then on."""

from dataclasses import dataclass, field
from datetime import date

from encaisse.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a template: its subject, its body, its language. ``template`` and ``version``
    say which one; version 0 of a template is what a person wrote from it for one message."""

    subject: str
    body: str
    language: str = "fr"
    template: int | None = None
    version: int = 0


UNTITLED = Wording("", "")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes (the creditor). ``legal`` is the line that a company's letters must bear;
    ``numbers`` are those it adds on paper, with the pictures (SVG) of its letterhead and the name
    and role of who signs."""

    name: str
    address: str = ""
    email: str = ""
    phone: str = ""
    iban: str = ""
    bic: str = ""
    legal: str = ""
    numbers: str = ""
    logo: str = ""
    signature: str = ""
    signatory: str = ""
    signatory_role: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Which customer is written to, and where it gets its post."""

    name: str
    code: str = ""
    address: str = ""
    country: str = "FR"


@dataclass(frozen=True, slots=True)
class Line:
    """One receivable as listed: ``open`` is what remains of ``face``."""

    number: str
    issued_on: date
    due_on: date
    days_late: int
    face: Money
    open: Money
    level: int | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """A standing credit note or a payment not yet matched: it counts against what is asked."""

    reference: str
    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Claims:
    """What is due beside the principal. Printed only when ``shown``, with its ``sources``."""

    interest: Money
    indemnity: Money
    shown: bool = False
    sources: tuple[str, ...] = ()
    fees: Money | None = None

    @property
    def total(self) -> Money:
        due = self.interest + self.indemnity
        return due + self.fees if self.fees else due


@dataclass(frozen=True, slots=True)
class MessageContext:
    """Everything that one message may tell. ``total`` = what is asked: the open amounts of
    ``asked`` less credits. What a dunning message cites before its due date is only told.

    ``contact`` is the person written to, ``pay_by`` the day by which payment is asked,
    ``reference`` what the customer is asked to write on the transfer, ``space`` the address of its
    own page."""

    company: Sender
    customer: Addressee
    day: date
    lines: tuple[Line, ...]
    total: Money
    contact: str = ""
    level: int = 0
    credits: tuple[Credit, ...] = field(default=())
    claims: Claims | None = None
    pay_by: date | None = None
    reference: str = ""
    space: str = ""

    @property
    def person(self) -> str:
        """The name of who is written to; empty when an address or signs stand for it: nobody is
        greeted as « Bonjour compta@garage.fr, »."""
        name = self.contact.strip()
        is_name = "@" not in name and any(sign.isalpha() for sign in name)
        return name if is_name else ""

    @property
    def asked(self) -> tuple[Line, ...]:
        """The lines to pay now: all of them in a courtesy reminder, then only what is late."""
        return tuple(line for line in self.lines if self._is_asked(line))

    @property
    def upcoming(self) -> tuple[Line, ...]:
        """The lines told only: nobody is summoned to pay before the due date."""
        return tuple(line for line in self.lines if not self._is_asked(line))

    def _is_asked(self, line: Line) -> bool:
        return self.level == 0 or line.days_late > 0

    @property
    def claimable(self) -> Claims | None:
        """The claims, when they may be printed and are not nothing."""
        return self.claims if self.claims and self.claims.shown and self.claims.total else None

    @property
    def total_with_claims(self) -> Money:
        return self.total + self.claimable.total if self.claimable else self.total
