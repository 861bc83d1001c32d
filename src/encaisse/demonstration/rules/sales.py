"""What the bills write in the books, and what customers' money writes on the bank statement."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from encaisse.demonstration.rules.customers import Customer, Habit
from encaisse.demonstration.rules.habits import BY_BANK, Move, MoveKind
from encaisse.demonstration.rules.ledger import (
    CUSTOMERS_ACCOUNT,
    VAT_COLLECTED,
    Entry,
    Leg,
    Movement,
    returned,
)
from encaisse.demonstration.rules.story import Bill, Story
from encaisse.kernel.days import next_business_day
from encaisse.kernel.money import Money

_TITLES = {
    MoveKind.TRANSFER: "VIR SEPA",
    MoveKind.DIRECT_DEBIT: "PRLV SEPA",
    MoveKind.CARD: "REMISE CB",
    MoveKind.RETURN: "IMPAYE PRLV",
}


@dataclass(frozen=True, slots=True)
class _Settled:
    """A move with its bill."""

    bill: Bill
    move: Move

    @property
    def bundle(self) -> tuple[date, str, str, str]:
        """What one bank line gathers: the transfers of a day; anything else goes alone."""
        alone = "" if self.move.kind is MoveKind.TRANSFER else self.bill.number
        return (self.move.on, self.bill.customer.code, self.move.kind, alone)

    @property
    def leg(self) -> Leg:
        """The customer's side."""
        number, sign, undone_on = self.bill.number, -1, None
        if self.move.kind is MoveKind.RETURN:
            number, sign = returned(number), 1
        elif self.move.kind is MoveKind.DIRECT_DEBIT:
            back = (move.on for move in self.bill.moves if move.kind is MoveKind.RETURN)
            undone_on = next(back, None)
        matters = () if self.move.spare else (number,)
        return _customer_leg(self.bill, sign * self.move.cents, matters, undone_on)


def entries(story: Story) -> Iterator[Entry]:
    """Sales, credit notes, bills of exchange, doubtful and lost receivables."""
    for bill in story.bills:
        yield _sale(bill)
        for move in bill.moves:
            match move.kind:
                case MoveKind.BILL:
                    yield _bill_accepted(_Settled(bill, move))
                case MoveKind.DOUBTFUL:
                    yield from _doubtful(_Settled(bill, move))
                case MoveKind.WRITE_OFF:
                    yield _write_off(_Settled(bill, move))
    for number, bill, move in credit_notes(story):
        yield _credit_note(_Settled(bill, move), number)


def credit_notes(story: Story) -> Iterator[tuple[str, Bill, Move]]:
    """Each credit note with its number, without a gap within each year."""
    moves = [(bill, move) for bill in story.bills for move in bill.moves]
    noted = [one for one in moves if one[1].kind is MoveKind.CREDIT_NOTE]
    reached: Counter[int] = Counter()
    for bill, move in sorted(noted, key=lambda one: (one[1].on, one[0].number)):
        year = move.on.year
        reached[year] += 1
        yield f"AV{year % 100:02d}-{reached[year]:04d}", bill, move


def movements(story: Story) -> Iterator[Movement]:
    """What customers put on, or take back from, the bank account."""
    settled = [
        _Settled(bill, move) for bill in story.bills for move in bill.moves if move.kind in BY_BANK
    ]
    settled.sort(key=lambda one: (one.bundle, one.bill.number))
    for _bundle, together in groupby(settled, key=lambda one: one.bundle):
        yield _movement(list(together))
    for bill in story.bills:
        if bill.customer.habit is Habit.BILL:
            yield _bill_cashed(bill)


def _customer_leg(
    bill: Bill, cents: int, matters: tuple[str, ...], undone_on: date | None = None
) -> Leg:
    return Leg(CUSTOMERS_ACCOUNT, cents, bill.customer.code, matters, undone_on)


def _revenue_account(customer: Customer) -> str:
    if customer.is_pseudo:
        return "707000"
    return "706000" if customer.rank % 4 == 0 else "701000"


def _sale(bill: Bill) -> Entry:
    owed = _customer_leg(bill, bill.cents, (bill.number,))
    legs = [
        replace(owed, due_on=bill.due_on if bill.customer.states_terms else None),
        Leg(_revenue_account(bill.customer), -bill.net_cents),
        *([Leg(VAT_COLLECTED, -bill.vat_cents)] if bill.vat_cents else []),
    ]
    label = f"Facture {bill.number} {bill.customer.name}"
    return Entry("VE", bill.issued_on, bill.number, label, tuple(legs))


def _credit_note(one: _Settled, number: str) -> Entry:
    net, vat = Money(one.move.cents).split([100, 20])
    legs = (one.leg, Leg("709000", net.cents), Leg(VAT_COLLECTED, vat.cents))
    label = f"Avoir {number} sur {one.bill.number} {one.bill.customer.name}"
    return Entry("VE", one.move.on, number, label, legs)


def _bill_accepted(one: _Settled) -> Entry:
    legs = (one.leg, Leg("413000", one.move.cents, one.bill.customer.code))
    label = f"Effet accepté {one.bill.number} {one.bill.customer.name}"
    return Entry("EF", one.move.on, one.bill.number, label, legs)


def _bill_cashed(bill: Bill) -> Movement:
    on = next_business_day(bill.due_on + timedelta(days=1))
    label = f"EFFET ENCAISSE {bill.customer.name} {bill.number}"
    legs = (Leg("413000", -bill.cents, bill.customer.code),)
    return Movement(on, "bill", f"EFF-{bill.number}", bill.customer.name, label, bill.cents, legs)


def _doubtful(one: _Settled) -> Iterator[Entry]:
    bill = one.bill
    moved = (one.leg, Leg("416000", bill.cents, bill.customer.code))
    yield Entry("OD", one.move.on, bill.number, f"Créance douteuse {bill.customer.name}", moved)
    impaired = (Leg("681740", bill.net_cents), Leg("491000", -bill.net_cents))
    yield Entry("OD", one.move.on, bill.number, f"Dépréciation {bill.customer.name}", impaired)


def _write_off(one: _Settled) -> Entry:
    bill = one.bill
    legs = (one.leg, Leg("654000", bill.net_cents), Leg(VAT_COLLECTED, bill.vat_cents))
    label = f"Passage en perte {bill.number} {bill.customer.name}"
    return Entry("OD", one.move.on, bill.number, label, legs)


def _movement(together: list[_Settled]) -> Movement:
    """One bank line for what was paid together: one credit, or two if a part pays nothing."""
    first = together[0]
    customer, kind, on = first.bill.customer, first.move.kind, first.move.on
    legs = [*_merged([one.leg for one in together]), *_gaps([one.move for one in together])]
    numbers = " ".join(one.bill.number for one in together)
    piece = f"{_TITLES[kind].split()[0]}{on:%y%m%d}-{customer.code}"
    if kind is not MoveKind.TRANSFER:
        piece = f"{_TITLES[kind].split()[0]}-{first.bill.number}"
    label = f"{_TITLES[kind]} {customer.name} {numbers}"
    cents = -sum(leg.cents for leg in legs)
    return Movement(on, kind, piece, customer.name, label, cents, tuple(legs))


def _merged(legs: list[Leg]) -> Iterator[Leg]:
    paying = [leg for leg in legs if leg.matters]
    if paying:
        matters = tuple(matter for leg in paying for matter in leg.matters)
        cents = sum(leg.cents for leg in paying)
        yield Leg(CUSTOMERS_ACCOUNT, cents, paying[0].party, matters, paying[0].undone_on)
    yield from (leg for leg in legs if not leg.matters)


def _gaps(moves: list[Move]) -> Iterator[Leg]:
    yield from (Leg(move.gap_account, move.gap_cents) for move in moves if move.gap_cents)
