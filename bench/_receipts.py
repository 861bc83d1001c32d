"""A second invented world, by another mind than ``_paying``: customers who pay several times in a
month, in forty habits, through banks that each tell it their way. The truth is what each meant."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from bench import _naming as naming

TODAY = date(2026, 11, 20)
INDEMNITY = 4_000
DISCOUNT = 200


@dataclass(slots=True)
class Owed:
    id: int
    customer: int
    number: str
    issued_on: date
    due_on: date
    cents: int
    order: str


@dataclass(slots=True)
class Debtor:
    """``open``: the oldest due first; ``paid``: numbers that are settled; ``note``: a credit note
    that stands; ``plan``: the next instalment agreed."""

    id: int
    name: str
    code: str
    iban: str
    open: list[Owed] = field(default_factory=list)
    paid: list[tuple[str, int]] = field(default_factory=list)
    affiliates: list[Debtor] = field(default_factory=list)
    note: int = 0
    plan: int = 0
    today: date = TODAY


@dataclass(frozen=True, slots=True)
class Meant:
    """What the payer writes, for what; ``truth`` are the receivables that it pays."""

    cents: int
    motive: str
    truth: list[Owed] = field(default_factory=list)
    reference: str = "NOTPROVIDED"
    payer: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    habit: str
    cents: int
    on: date
    said: str
    counterparty: str
    iban: str
    truth: frozenset[int]
    customer: int | None


@dataclass(slots=True)
class World:
    debtors: list[Debtor]
    owed: list[Owed]
    lines: list[Line]
    learned: dict[str, int]
    has_discount: bool
    notes: dict[int, int]
    plans: dict[int, int]


Habit = Callable[[random.Random, Debtor], Meant | None]


def invent(seed: int, *, debtors: int, lines: int, owed_mean: float = 7.0) -> World:
    """As many lines as asked, on twenty days; nobody pays twice the same, unless by mistake."""
    from bench import _habits

    rng = random.Random(f"receipts {seed}")
    everyone = _debtors(rng, debtors, owed_mean)
    owed = [each for debtor in everyone for each in debtor.open]
    notes = {debtor.id: debtor.note for debtor in everyone if debtor.note}
    plans = {debtor.id: debtor.plan for debtor in everyone if debtor.plan}
    kinds, weights = list(_habits.HABITS), [weight for _habit, weight in _habits.HABITS.values()]
    heads = [debtor for debtor in everyone if debtor.affiliates]
    learned: dict[str, int] = {}
    told: list[Line] = []
    for at in range(lines):
        on = TODAY - timedelta(days=20 - 20 * at // lines)
        kind = rng.choices(kinds, weights)[0]
        for _attempt in range(300):
            debtor = rng.choice(heads if kind.startswith("group") else everyone)
            if debtor.plan and kind != "instalment":
                continue
            debtor.today = on
            meant = _habits.HABITS[kind][0](rng, debtor)
            if meant and (meant.cents > 0 or kind == "returned"):
                break
        else:
            continue
        if rng.random() < 0.45:
            learned[debtor.iban] = debtor.id
        told.append(_told(rng, kind, debtor, meant, on))
    return World(everyone, owed, told, learned, rng.random() < 0.5, notes, plans)


def _told(rng: random.Random, kind: str, debtor: Debtor, meant: Meant, on: date) -> Line:
    payer = meant.payer
    if payer is None:
        payer = naming.name_as_given(rng, debtor.name)
    counterparty, said = naming.passed_on(rng, payer, meant.motive, meant.reference)
    by_itself = meant.payer is None and rng.random() < 0.6
    iban = debtor.iban if by_itself else ""
    if kind == "useless":
        counterparty, said, iban = "", meant.motive, ""
    truth = frozenset(owed.id for owed in meant.truth)
    whose = meant.truth[0].customer if meant.truth else debtor.id
    return Line(kind, meant.cents, on, said, counterparty, iban, truth, whose)


def _debtors(rng: random.Random, count: int, owed_mean: float) -> list[Debtor]:
    scheme, rank = rng.choice(naming.SCHEMES), rng.randint(100, 40_000)
    everyone = [_debtor(rng, each + 1) for each in range(count)]
    issued: list[tuple[date, Debtor, int]] = []
    for debtor in everyone:
        issued += [(on, debtor, cents) for on, cents in _sales(rng, owed_mean)]
    terms = {debtor.id: rng.choice((0, 30, 30, 30, 45, 60)) for debtor in everyone}
    for at, (on, debtor, cents) in enumerate(sorted(issued, key=lambda sale: sale[0])):
        number = naming.number_of(scheme, rank + at, on)
        due = on + timedelta(days=terms[debtor.id])
        if rng.random() < 0.12 and (TODAY - due).days > 20:
            debtor.paid.append((number, cents))
            continue
        order = f"{rng.choice(('BC', 'CMD', 'BL', 'OT'))}{rng.randint(10_000, 999_999)}"
        debtor.open.append(Owed(at + 1, debtor.id, number, on, due, cents, order))
    _relate(rng, everyone)
    return everyone


def _debtor(rng: random.Random, at: int) -> Debtor:
    iban = f"FR76{rng.randrange(10**22):022d}1"
    found = Debtor(at, naming.name_of(rng), f"C{at:05d}", iban)
    found.note = rng.randint(1_500, 30_000) if rng.random() < 0.1 else 0
    found.plan = rng.randint(5_000, 80_000) if rng.random() < 0.03 else 0
    return found


def _sales(rng: random.Random, mean: float) -> list[tuple[date, int]]:
    """The same each month, or what was ordered."""
    count = max(1, min(40, int(rng.expovariate(1 / mean)) + 1))
    if rng.random() < 0.1:
        cents = rng.choice((2_990, 4_900, 12_000, 35_880, 60_000))
        first = date(2026, 11, 1)
        months = [_months_before(first, back) for back in range(min(count, 9))]
        return [(on, cents) for on in months]
    found = []
    for _each in range(count):
        on = date(2026, 11, 18) - timedelta(days=int(rng.triangular(0, 200, 25)))
        cents = int(rng.lognormvariate(10.4, 1.2)) + 900
        found.append((on, cents // 10_000 * 10_000 + 10_000 if rng.random() < 0.15 else cents))
    return found


def _months_before(on: date, back: int) -> date:
    month = on.month - 1 - back
    return date(on.year + month // 12, month % 12 + 1, on.day)


def _relate(rng: random.Random, everyone: list[Debtor]) -> None:
    """One in fifteen heads a group of two to five."""
    free = list(everyone)
    rng.shuffle(free)
    for head in everyone[::15]:
        if head not in free:
            continue
        free.remove(head)
        head.plan = 0
        for _member in range(min(rng.randint(1, 4), len(free))):
            head.affiliates.append(free.pop())
        free = [each for each in free if each.affiliates == []]
    for debtor in everyone:
        debtor.open.sort(key=lambda owed: (owed.due_on, owed.id))
