"""The bills of the story and how each was settled.

Every bill draws from its own generator, named after the seed, the customer and the month: telling
the story one day further adds to it and changes nothing of what came before.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from encaisse.demonstration.rules.calendar import SEASON, months, working_days
from encaisse.demonstration.rules.customers import BY_NAME, CUSTOMERS, Customer, Habit
from encaisse.demonstration.rules.habits import (
    BY_BANK,
    Asked,
    Move,
    MoveKind,
    Moves,
    settle,
    transfer,
)
from encaisse.demonstration.rules.identity import ATELIER_MARTIN, Seller
from encaisse.kernel.days import next_business_day
from encaisse.kernel.money import Money

SEED = 1807
BANK_LAG = timedelta(days=7)
WARM_UP = timedelta(days=184)
VAT = Fraction(20, 100)

# customer, days late on the day of the story, before VAT in euros, days late when paid at last
_FORGOTTEN = (
    ("Garage Martin", 46, 2_180, 75),
    ("Garage de l'Étoile", 41, 1_580, 46),
    ("Skis du Mézenc", 46, 1_260, 58),
    ("Prototypes Aubert", 31, 1_890, 44),
    ("Imprimerie Mourier", 31, 1_740, 39),
    ("Outillage Delorme", 16, 3_450, 26),
    ("Brasserie du Crêt", 16, 2_120, 23),
    ("Thermique Lachenal", 4, 1_360, 12),
    ("Câblage Sud-Loire", 4, 1_910, 11),
    ("Studio Lemoine", 38, 3_240, 96),
    ("Studio Lemoine", 12, 1_925, 96),
)


@dataclass(frozen=True, slots=True)
class Bill:
    """One invoice and the moves that settle it, those of days to come included."""

    customer: Customer
    number: str
    issued_on: date
    due_on: date
    net_cents: int
    vat_cents: int
    moves: Moves

    @property
    def cents(self) -> int:
        """The total, VAT included."""
        return self.net_cents + self.vat_cents

    def open_cents(self, on: date, *, bank_until: date | None = None) -> int:
        """What is owed on a day; ``bank_until`` = what the books say if the bank stops there."""
        counted = (
            move
            for move in self.moves
            if not move.spare
            and move.on <= (min(on, bank_until or on) if move.kind in BY_BANK else on)
        )
        signs = ((-1 if move.kind is MoveKind.RETURN else 1) * move.cents for move in counted)
        return self.cents - sum(signs)


@dataclass(frozen=True, slots=True)
class Story:
    """The life of the company, told on ``anchor`` and carried on to ``until``.

    The books hold the sales of ``until``; the bank is entered up to ``bank_until`` only, as in any
    office: the bank lines tell the rest.
    """

    seller: Seller
    seed: int
    anchor: date
    until: date
    bills: tuple[Bill, ...]

    @property
    def first_on(self) -> date:
        """The first day of the first financial year."""
        return first_day(self.anchor)

    @property
    def bank_until(self) -> date:
        """The last day whose bank lines are in the books."""
        return self.until - BANK_LAG


def first_day(anchor: date) -> date:
    """The first day of the financial year that gives the story about three years."""
    return date(anchor.year - (2 if anchor.month > 6 else 3), 1, 1)


def tell(
    until: date, *, anchor: date | None = None, seed: int = SEED, seller: Seller = ATELIER_MARTIN
) -> Story:
    """The story up to ``until``. ``anchor`` is the day it was first told, ``until`` by default."""
    born = anchor or until
    drafts = [
        bill
        for customer in CUSTOMERS
        for bill in (*_ordinary(customer, born, until, seed), *_staged(customer, born))
        if bill.issued_on <= until
    ]
    drafts.sort(key=lambda bill: (bill.issued_on, bill.customer.code, bill.net_cents))
    return Story(seller, seed, born, until, tuple(_numbered(drafts)))


def _ordinary(customer: Customer, anchor: date, until: date, seed: int) -> Iterator[Bill]:
    for month in months(first_day(anchor) - WARM_UP, until):
        rng = Random(f"{seed}/{customer.code}/{month:%Y-%m}")
        for issued_on in _days(customer, month, rng):
            if _buys(customer, issued_on, anchor):
                yield _bill(customer, issued_on, anchor, rng)


def _days(customer: Customer, month: date, rng: Random) -> list[date]:
    """The days of the month on which the customer is invoiced; each Friday for the till."""
    days = working_days(month)
    if customer.is_pseudo:
        return [day for day in days if day.weekday() == 4]
    expected = customer.bills_a_year / 12 * SEASON[month.month - 1]
    count = int(expected) + (rng.random() < expected % 1)
    return sorted(rng.sample(days, count))


def _buys(customer: Customer, on: date, anchor: date) -> bool:
    """Deliveries stop before the day of the story for those who no longer pay."""
    stopped = {Habit.TROUBLE: 75, Habit.LOST: 470}.get(customer.habit)
    return stopped is None or on < anchor - timedelta(days=stopped)


def _bill(customer: Customer, issued_on: date, anchor: date, rng: Random) -> Bill:
    growth = 1 + 0.03 * (issued_on - anchor).days / 365
    spread = rng.triangular(0.4, 2.0, 0.6)
    net_cents = round(customer.mean_cents * growth * spread / 5) * 5
    bill = _unpaid(customer, issued_on, net_cents)
    asked = Asked(customer, issued_on, bill.due_on, bill.cents, anchor)
    return replace(bill, moves=settle(asked, rng))


def _unpaid(customer: Customer, issued_on: date, net_cents: int) -> Bill:
    rate = Fraction(0) if customer.habit is Habit.FOREIGN else VAT
    due_on = issued_on + timedelta(days=customer.terms_days)
    vat_cents = Money(net_cents).times(rate).cents
    return Bill(customer, "", issued_on, due_on, net_cents, vat_cents, ())


def _staged(customer: Customer, anchor: date) -> Iterator[Bill]:
    """What makes the day of the story worth a look: bills forgotten, and one paid twice."""
    for name, late, euros, paid_late in _FORGOTTEN:
        if name == customer.name:
            bill = _late_today(customer, anchor, late, euros * 100)
            asked = Asked(customer, bill.issued_on, bill.due_on, bill.cents, anchor)
            yield replace(bill, moves=transfer(asked, paid_late))
    if customer == BY_NAME["Laiteries du Forez"]:
        bill = _late_today(customer, anchor, 30, 286_000)
        paid = Move(next_business_day(bill.due_on), MoveKind.TRANSFER, bill.cents)
        again = replace(paid, on=next_business_day(bill.due_on + timedelta(days=9)), spare=True)
        yield replace(bill, moves=(paid, again))


def _late_today(customer: Customer, anchor: date, late: int, net_cents: int) -> Bill:
    issued_on = anchor - timedelta(days=late + customer.terms_days)
    return _unpaid(customer, issued_on, net_cents)


def _numbered(drafts: list[Bill]) -> Iterator[Bill]:
    """Numbers without a gap within each year; the till has its own."""
    reached: Counter[tuple[str, int]] = Counter()
    for bill in drafts:
        series = ("TK" if bill.customer.is_pseudo else "FA", bill.issued_on.year)
        reached[series] += 1
        yield replace(bill, number=f"{series[0]}{series[1] % 100:02d}-{reached[series]:04d}")
