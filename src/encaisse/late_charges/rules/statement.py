"""The statement of account (décompte): what is owed on a day, line by line, and its proof.

Each amount is a line that names its invoice and its day; totals are sums of lines; the proof
compares the lines, one by one, to what the ledgers of matching and of claims say by themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from encaisse.kernel.days import french_day
from encaisse.law.rates import percent

KINDS = ("interest", "indemnity", "fees")
LABELS = {
    "interest": "Intérêts de retard",
    "indemnity": "Indemnité forfaitaire",
    "fees": "Frais",
}
WAIVED, PAID, CLAIMED, RESTORED = "waived", "paid", "claimed", "restored"


@dataclass(frozen=True, slots=True)
class Due:
    """A receivable on that day: what it was, what lowered it, what is left of it."""

    receivable_id: int
    invoice_id: int
    invoice: str
    issued_on: date
    due_on: date
    due_source: str
    document: str
    is_invoice: bool
    is_estimated: bool
    currency: str
    face_cents: int
    credited_cents: int
    paid_cents: int
    days_late: int

    @property
    def open_cents(self) -> int:
        """What is left of the principal."""
        return self.face_cents - self.credited_cents - self.paid_cents

    @property
    def document_mark(self) -> str:
        """What the document is, when it is no invoice."""
        return "" if self.is_invoice else self.document

    @property
    def due_mark(self) -> str:
        """An estimated due date says so."""
        return "estimée" if self.is_estimated else ""


@dataclass(frozen=True, slots=True)
class Movement:
    """What lowered the principal of a receivable (negative: what raised it again)."""

    receivable_id: int
    invoice: str
    on: date
    told: str
    how: str
    currency: str
    cents: int
    is_payment: bool
    is_proposal: bool

    @property
    def how_mark(self) -> str:
        """A guess of an import says so."""
        return "à confirmer" if self.is_proposal else ""


@dataclass(frozen=True, slots=True)
class Interest:
    """The interest of some days at one rate on one open amount."""

    receivable_id: int
    invoice: str
    first: date
    last: date
    days: int
    base_cents: int
    rate: Decimal
    currency: str
    cents: int
    article: str
    source: str
    is_certain: bool

    @property
    def doubt_mark(self) -> str:
        """A rate that nobody confirmed says so."""
        return "" if self.is_certain else "à confirmer"


@dataclass(frozen=True, slots=True)
class Act:
    """A move of the ledger of claims; ``cents`` is None when all is waived for good."""

    invoice_id: int
    invoice: str
    on: date
    kind: str
    move: str
    currency: str
    cents: int | None
    told: str

    @property
    def extent_mark(self) -> str:
        """What is waived for good says so: no amount can."""
        return "en totalité" if self.cents is None else ""


@dataclass(frozen=True, slots=True)
class Charge:
    """What runs beside the principal of an invoice: what ran is waived, paid, or left.

    ``beyond_cents`` is what was waived and paid above what ran: it lowers nothing else."""

    invoice_id: int
    invoice: str
    kind: str
    currency: str
    ran_cents: int
    waived_cents: int
    paid_cents: int
    left_cents: int
    beyond_cents: int = 0

    @property
    def label(self) -> str:
        """Its name in French."""
        return LABELS[self.kind]


@dataclass(frozen=True, slots=True)
class Standing:
    """Money received and credit notes that no invoice has used yet."""

    reference: str
    kind: str
    on: date
    currency: str
    cents: int


@dataclass(frozen=True, slots=True)
class Text:
    """An article, the figure that was taken from it, and where it was read."""

    article: str
    figure: str
    source: str


@dataclass(frozen=True, slots=True)
class Check:
    """One proof: the sum of the lines against the ledger's; ``apart`` names what differs."""

    label: str
    told_cents: int
    ledger_cents: int
    apart: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether each line, and not only the sum, is the ledger's."""
        return not self.apart and self.told_cents == self.ledger_cents


@dataclass(frozen=True, slots=True)
class Account:
    """The statement in one currency."""

    currency: str
    dues: tuple[Due, ...]
    movements: tuple[Movement, ...]
    interests: tuple[Interest, ...]
    charges: tuple[Charge, ...]
    acts: tuple[Act, ...]
    standing: tuple[Standing, ...]
    checks: tuple[Check, ...]
    texts: tuple[Text, ...]
    is_whole: bool

    @property
    def face_cents(self) -> int:
        """What was invoiced."""
        return sum(due.face_cents for due in self.dues)

    @property
    def credited_cents(self) -> int:
        """Credit notes and other credits than money."""
        return sum(due.credited_cents for due in self.dues)

    @property
    def paid_cents(self) -> int:
        """Money that paid the principal."""
        return sum(due.paid_cents for due in self.dues)

    @property
    def open_cents(self) -> int:
        """What is left of the principal."""
        return sum(due.open_cents for due in self.dues)

    @property
    def not_due_cents(self) -> int:
        """What of it is not late yet."""
        return sum(due.open_cents for due in self.dues if not due.days_late)

    @property
    def by_kind(self) -> tuple[Charge, ...]:
        """The charges summed by kind, those that exist."""
        return tuple(
            _summed(mine)
            for kind in KINDS
            if (mine := [each for each in self.charges if each.kind == kind])
        )

    @property
    def charges_cents(self) -> int:
        """What is left of all that runs beside the principal."""
        return sum(charge.left_cents for charge in self.charges)

    @property
    def total_cents(self) -> int:
        """Principal and charges."""
        return self.open_cents + self.charges_cents

    @property
    def standing_cents(self) -> int:
        """What no invoice has used yet."""
        return sum(credit.cents for credit in self.standing)

    @property
    def balance_cents(self) -> int:
        """What is claimed: less what stands unallocated, when the whole account is stated. On some
        invoices only, nobody can say which of them that money will pay."""
        return self.total_cents - (self.standing_cents if self.is_whole else 0)

    @property
    def holds(self) -> bool:
        """Whether each proof does."""
        return all(check.holds for check in self.checks)


def texts(interests: Iterable[Interest]) -> tuple[Text, ...]:
    """What the interest rests on: each rate with the days on which it was used, oldest first."""
    used: dict[tuple[str, str, Decimal], list[Interest]] = {}
    for each in interests:
        used.setdefault((each.article, each.source, each.rate), []).append(each)
    found = [
        (
            min(each.first for each in mine),
            Text(
                article,
                f"{percent(rate)} du {french_day(min(each.first for each in mine))} "
                f"au {french_day(max(each.last for each in mine))}",
                source,
            ),
        )
        for (article, source, rate), mine in used.items()
    ]
    return tuple(text for _first, text in sorted(found, key=lambda dated: dated[0]))


def charge(due: Due, kind: str, ran_cents: int, acts: Iterable[Act]) -> Charge:
    """What is left of a claim on the invoice of ``due`` once what was waived and paid is taken
    off; never below zero."""
    mine = [act for act in acts if act.move != CLAIMED]
    paid = sum(act.cents or 0 for act in mine if act.move == PAID)
    waived = sum(act.cents or 0 for act in mine if act.move == WAIVED)
    waived -= sum(act.cents or 0 for act in mine if act.move == RESTORED)
    is_wholly_waived = any(act.cents is None for act in mine)
    left = 0 if is_wholly_waived else max(ran_cents - paid - waived, 0)
    told = min(paid, ran_cents)
    return Charge(
        due.invoice_id,
        due.invoice,
        kind,
        due.currency,
        ran_cents=ran_cents,
        waived_cents=ran_cents - told - left,
        paid_cents=told,
        left_cents=left,
        beyond_cents=max(paid + waived - ran_cents, 0),
    )


def _summed(charges: Sequence[Charge]) -> Charge:
    return replace(
        charges[0],
        invoice_id=0,
        invoice="",
        ran_cents=sum(each.ran_cents for each in charges),
        waived_cents=sum(each.waived_cents for each in charges),
        paid_cents=sum(each.paid_cents for each in charges),
        left_cents=sum(each.left_cents for each in charges),
        beyond_cents=sum(each.beyond_cents for each in charges),
    )


def proof_of_principal(dues: Sequence[Due], ledger: Mapping[int, int]) -> Check:
    """Each open amount against the one that matching keeps (0 when it lists none)."""
    apart = (due.invoice for due in dues if due.open_cents != ledger.get(due.receivable_id, 0))
    return Check(
        "Restant dû en principal",
        sum(due.open_cents for due in dues),
        sum(ledger.get(due.receivable_id, 0) for due in dues),
        tuple(dict.fromkeys(apart)),
    )


def proof_of_charges(
    charges: Sequence[Charge], ledger: Mapping[tuple[int, str], int], numbers: Mapping[int, str]
) -> Check:
    """Each charge left against what the ledger of claims says is claimable of that invoice."""
    told = {(each.invoice_id, each.kind): each.left_cents for each in charges}
    apart = (
        numbers[invoice_id]
        for invoice_id, kind in told.keys() | ledger.keys()
        if told.get((invoice_id, kind), 0) != ledger.get((invoice_id, kind), 0)
    )
    return Check(
        "Accessoires restant dus",
        sum(told.values()),
        sum(ledger.values()),
        tuple(sorted(set(apart))),
    )
