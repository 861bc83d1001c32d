"""The statement of account (décompte): what is owed on a day, line by line, and its proof.

Each amount is a line that names its invoice and its day; totals are sums of lines; the proof
compares the lines, one by one, to what the ledgers of matching and of claims say by themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

KINDS = ("interest", "indemnity", "fees")
LABELS = {
    "interest": "Intérêts de retard",
    "indemnity": "Indemnité forfaitaire",
    "fees": "Frais",
}
WAIVED, PAID, CLAIMED = "waived", "paid", "claimed"


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


@dataclass(frozen=True, slots=True)
class Movement:
    """What lowered the principal of a receivable (negative: what raised it again)."""

    receivable_id: int
    invoice: str
    on: date
    told: str
    how: str
    cents: int
    is_payment: bool
    is_proposal: bool


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
    cents: int
    article: str
    source: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Act:
    """A move of the ledger of claims; ``cents`` is None when all is waived for good."""

    invoice_id: int
    invoice: str
    on: date
    kind: str
    move: str
    cents: int | None
    told: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What runs beside the principal of an invoice: what ran is waived, paid, or left.

    ``beyond_cents`` is what was waived and paid above what ran: it lowers nothing else."""

    invoice_id: int
    invoice: str
    kind: str
    ran_cents: int
    waived_cents: int
    paid_cents: int
    left_cents: int
    beyond_cents: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Money received and credit notes that no invoice has used yet."""

    reference: str
    kind: str
    on: date
    cents: int


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
            summed("", [charge for charge in self.charges if charge.kind == kind])
            for kind in KINDS
            if any(charge.kind == kind for charge in self.charges)
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

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The articles of the rates, each with its source, in order of use."""
        return tuple(dict.fromkeys((each.article, each.source) for each in self.interests))


def charge(invoice_id: int, invoice: str, kind: str, ran_cents: int, acts: Iterable[Act]) -> Charge:
    """What is left of a claim once what was waived and paid is taken off; never below zero."""
    mine = [act for act in acts if act.move != CLAIMED]
    paid = sum(act.cents or 0 for act in mine if act.move == PAID)
    waived = sum(act.cents or 0 for act in mine if act.move == WAIVED)
    is_wholly_waived = any(act.cents is None for act in mine)
    left = 0 if is_wholly_waived else max(ran_cents - paid - waived, 0)
    told = min(paid, ran_cents)
    return Charge(
        invoice_id,
        invoice,
        kind,
        ran_cents=ran_cents,
        waived_cents=ran_cents - told - left,
        paid_cents=told,
        left_cents=left,
        beyond_cents=max(paid + waived - ran_cents, 0),
    )


def summed(invoice: str, charges: Sequence[Charge]) -> Charge:
    """Several charges of one kind as one."""
    return Charge(
        0,
        invoice,
        charges[0].kind,
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
