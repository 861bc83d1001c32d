"""How each habit settles a bill: a list of moves, drawn from the bill's own generator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from random import Random

from encaisse.demonstration.rules.calendar import last_working
from encaisse.demonstration.rules.customers import Customer, Habit
from encaisse.kernel.days import next_business_day
from encaisse.kernel.money import Money


class MoveKind(StrEnum):
    """What makes the customer owe less (or more, for a return)."""

    TRANSFER = "transfer"
    DIRECT_DEBIT = "direct_debit"
    CARD = "card"
    RETURN = "return"
    CREDIT_NOTE = "credit_note"
    BILL = "bill"
    DOUBTFUL = "doubtful"
    WRITE_OFF = "write_off"


BY_BANK = {MoveKind.TRANSFER, MoveKind.DIRECT_DEBIT, MoveKind.CARD, MoveKind.RETURN}


@dataclass(frozen=True, slots=True)
class Move:
    """``cents`` off the customer's account on a day; a return adds them back.

    ``gap_cents`` of it never reached the bank and went to ``gap_account`` (discount, card fee,
    exchange loss; negative: a gain). A ``spare`` move pays nothing: money sent twice.
    """

    on: date
    kind: MoveKind
    cents: int
    gap_cents: int = 0
    gap_account: str = ""
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What the customer is asked: the bill as a habit sees it, ``anchor`` the day of the story."""

    customer: Customer
    issued_on: date
    due_on: date
    cents: int
    anchor: date


Moves = tuple[Move, ...]


def settle(asked: Asked, rng: Random) -> Moves:
    """The moves by which this customer settles this bill; none if it never pays."""
    return _HABITS[asked.customer.habit](asked, rng)


def transfer(asked: Asked, late: int) -> Moves:
    """The whole bill by transfer, ``late`` days after the due date or the next working day."""
    return (Move(_after(asked, late), MoveKind.TRANSFER, asked.cents),)


def _after(asked: Asked, late: int) -> date:
    return next_business_day(asked.due_on + timedelta(days=late))


def _punctual(asked: Asked, rng: Random) -> Moves:
    return transfer(asked, rng.choice((-3, -1, 0, 0, 0, 0, 1, 2)))


def _month_end(asked: Asked, rng: Random) -> Moves:
    forgotten = rng.random() < 0.05
    day = asked.due_on + timedelta(days=20 if forgotten else 0)
    return (Move(last_working(day), MoveKind.TRANSFER, asked.cents),)


def _late(asked: Asked, rng: Random) -> Moves:
    return transfer(asked, round(rng.triangular(10, 58, 24)))


def _asked(asked: Asked, rng: Random) -> Moves:
    reminder = 30 if rng.random() < 0.25 else 15
    return transfer(asked, reminder + rng.randint(4, 10))


def _public(asked: Asked, rng: Random) -> Moves:
    closing = 14 if asked.due_on.month in {1, 12} else 0
    return transfer(asked, rng.randint(-4, 7) + closing)


def _partial(asked: Asked, rng: Random) -> Moves:
    first, second = Money(asked.cents).split([rng.choice((1, 2)), 1])
    return (
        Move(_after(asked, 2), MoveKind.TRANSFER, first.cents),
        Move(_after(asked, 30 + rng.randint(0, 6)), MoveKind.TRANSFER, second.cents),
    )


def _trouble(asked: Asked, rng: Random) -> Moves:
    """On time two years ago, later and later since, a part at last, then nothing."""
    age = (asked.anchor - asked.issued_on).days
    if age > 600:
        return transfer(asked, rng.randint(0, 4))
    if age > 240:
        return transfer(asked, 5 + (600 - age) // 8 + rng.randint(0, 6))
    if age > 190:
        half, _rest = Money(asked.cents).split([1, 1])
        return _returned(asked, half.cents, late=12)
    return ()


def _returned(asked: Asked, cents: int, late: int) -> Moves:
    """A direct debit that comes back six days later, unless a year-end stands between."""
    paid_on = _after(asked, late)
    back_on = next_business_day(paid_on + timedelta(days=6))
    if paid_on.year != back_on.year:
        return ()
    debit = Move(paid_on, MoveKind.DIRECT_DEBIT, cents)
    return (debit, Move(back_on, MoveKind.RETURN, cents, gap_cents=1_450, gap_account="627000"))


def _direct_debit(asked: Asked, rng: Random) -> Moves:
    if rng.random() < 0.08 and (returned := _returned(asked, asked.cents, late=0)):
        return (*returned, *transfer(asked, 24))
    return (Move(_after(asked, 0), MoveKind.DIRECT_DEBIT, asked.cents),)


def _disputes(asked: Asked, rng: Random) -> Moves:
    if rng.random() > 0.3:
        return transfer(asked, rng.randint(0, 4))
    share = rng.choice((20, 25, 40))
    conceded, rest = Money(asked.cents).split([share, 100 - share])
    settled_on = _after(asked, 35)
    paid_on = next_business_day(settled_on + timedelta(days=3))
    return (
        Move(settled_on, MoveKind.CREDIT_NOTE, conceded.cents),
        Move(paid_on, MoveKind.TRANSFER, rest.cents),
    )


def _discount(asked: Asked, rng: Random) -> Moves:
    if rng.random() > 0.4:
        return transfer(asked, 0)
    paid_on = next_business_day(asked.issued_on + timedelta(days=8))
    gap = Money(asked.cents).times(Fraction(1, 100)).cents
    return (Move(paid_on, MoveKind.TRANSFER, asked.cents, gap, "665000"),)


def _bill(asked: Asked, _rng: Random) -> Moves:
    accepted_on = next_business_day(asked.issued_on + timedelta(days=9))
    return (Move(accepted_on, MoveKind.BILL, asked.cents),)


def _foreign(asked: Asked, rng: Random) -> Moves:
    gap = Money(asked.cents).times(Fraction(rng.randint(-90, 120), 10_000)).cents
    account = "666000" if gap > 0 else "766000"
    return (Move(_after(asked, 1), MoveKind.TRANSFER, asked.cents, gap, account),)


def _card(asked: Asked, _rng: Random) -> Moves:
    fee = Money(asked.cents).times(Fraction(6, 1_000)).cents
    return (Move(_after(asked, 0), MoveKind.CARD, asked.cents, fee, "627000"),)


def _lost(asked: Asked, rng: Random) -> Moves:
    """Paid while alive; at the insolvency, doubtful for what is large and lost for the rest."""
    if (asked.anchor - asked.issued_on).days > 560:
        return transfer(asked, rng.randint(0, 9))
    kind = MoveKind.DOUBTFUL if asked.cents > 250_000 else MoveKind.WRITE_OFF
    return (Move(_after(asked, 120), kind, asked.cents),)


_HABITS: dict[Habit, Callable[[Asked, Random], Moves]] = {
    Habit.PUNCTUAL: _punctual,
    Habit.MONTH_END: _month_end,
    Habit.LATE: _late,
    Habit.ASKED: _asked,
    Habit.TROUBLE: _trouble,
    Habit.PUBLIC: _public,
    Habit.DISPUTES: _disputes,
    Habit.PARTIAL: _partial,
    Habit.DIRECT_DEBIT: _direct_debit,
    Habit.BILL: _bill,
    Habit.DISCOUNT: _discount,
    Habit.LOST: _lost,
    Habit.FOREIGN: _foreign,
    Habit.CARD: _card,
}
