"""Credits told as payments, credit notes and write-offs: each cent goes where it really went.

A story says which receivables a payment pays, in order, and each takes what is left open. Where
the books say otherwise (a part only, a matching undone), the credit is told in several parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from encaisse.dunning.story.export.calendar import Calendar, Happened
from encaisse.dunning.story.export.names import Names

if TYPE_CHECKING:
    from encaisse.dunning.queries.books import Books
    from encaisse.late_charges.models import Claim
    from encaisse.matching.models import Allocation
    from encaisse.payments.models import Credit

# As a story tells it: how the journal says it began and ended, the word that ends it.
VERBS = {
    "payment": ("payment.recorded", "payment.returned", "return"),
    "credit_note": ("credit_note.recorded", "credit_note.cancelled", "cancel"),
    "write_off": ("write_off.recorded", "write_off.cancelled", "cancel"),
}
AS_CREDIT_NOTE = {"credit_note", "discount", "exchange_difference"}
Rooms = dict[int, int]


def money(books: Books, names: Names, calendar: Calendar) -> Iterator[Happened]:
    """All that happened to the credits of these days."""
    rooms = _rooms(books)
    made = defaultdict(list)
    for allocation in books.allocations:
        made[allocation.credit_id].append(allocation)
    settled = defaultdict(list)
    for claim in books.claims:
        settled[claim.credit_id].append(claim)
    for credit in books.credits:
        purse = Purse(credit, settled[credit.pk], books, names, calendar)
        if purse.is_gone:
            continue
        moves = [each for each in made[credit.pk] if not purse.was_undone_before(each)]
        yield from purse.whole(moves) if purse.is_whole(moves, rooms) else purse.parts(moves)


def amount(cents: int) -> Decimal:
    """As a story writes it."""
    return Decimal(cents).scaleb(-2)


def _rooms(books: Books) -> Rooms:
    """What was open on its receivable as each allocation was made."""
    room = {each.pk: each.face_cents for i in books.invoices for each in i.receivables.all()}
    found: Rooms = {}
    moves = sorted([*books.allocations, *books.reversals.values()], key=lambda a: (a.on, a.pk))
    for move in moves:
        found[move.pk] = room[move.receivable_id]
        room[move.receivable_id] -= move.cents
    return found


@dataclass(slots=True)
class Free:
    """Cents that pay nothing since a day."""

    cents: int
    on: date
    rank: int | None


class Purse:
    """One credit as a story tells it."""

    def __init__(
        self,
        credit: Credit,
        settled: list[Claim],
        books: Books,
        names: Names,
        calendar: Calendar,
    ) -> None:
        self.credit, self.books, self.names, self.calendar = credit, books, names, calendar
        self.settled = settled
        self.shares = [
            each
            for each in books.shares
            if each.credit_id == credit.pk and each.installment_id in names.installments
        ]
        kind = "credit_note" if credit.kind in AS_CREDIT_NOTE else "payment"
        self.kind = "write_off" if credit.kind == "write_off" else kind
        recorded, voided, self.ends = VERBS[self.kind]
        self.name = names.credits[credit.pk]
        self.rank = calendar.written(recorded, f"credit:{credit.pk}")
        self.void_rank = calendar.written(voided, f"credit:{credit.pk}")
        void_on = credit.returned_on or credit.cancelled_on
        self.void_on = void_on if void_on and void_on <= books.last else None

    @property
    def is_gone(self) -> bool:
        """Over before the first day, or worth nothing here."""
        return (self.void_on is not None and self.void_on < self.books.first) or self.face <= 0

    @property
    def face(self) -> int:
        """What of it concerns these receivables or nobody yet."""
        if self.credit.returned_on or self.credit.cancelled_on:
            return self.credit.face_cents - self.credit.charges_cents
        return self.credit.open_cents + self.books.allotted.get(self.credit.pk, 0)

    def was_undone_before(self, move: Allocation) -> bool:
        undone = self.books.reversals.get(move.pk)
        return undone is not None and undone.on < self.books.first

    def is_whole(self, moves: list[Allocation], rooms: Rooms) -> bool:
        """Whether each receivable took all that it could, and nothing was undone alone."""
        left = self.face
        for move in moves:
            if self._undone(move) or move.cents != min(left, rooms[move.pk]):
                return False
            left -= move.cents
        return True

    def whole(self, moves: list[Allocation]) -> Iterator[Happened]:
        """In one piece, which pays at once what it paid on its day."""
        begun = self._at(self.credit.on, self.rank, {})
        placed = [(self._at(move.on, self._rank_of(move), {}), move) for move in moves]
        at_once = [m for place, m in placed if (place.on, place.after) == (begun.on, begun.after)]
        yield self._begin(self.name, self.face, Free(0, self.credit.on, self.rank), at_once)
        for move in moves:
            if move not in at_once:
                yield self._allocate(self.name, move)
        yield from self._void([self.name])

    def parts(self, moves: list[Allocation]) -> Iterator[Happened]:
        """Each allocation in a piece of its own; what is undone ends, and begins again free."""
        free = [Free(self.face, self.credit.on, self.rank)]
        alive: list[str] = []
        turn = 0
        for move in moves:
            for cents, source in _taken(free, move.cents):
                turn += 1
                name = f"{self.name} ({turn})"
                yield from self._piece(name, cents, source, move)
                undone = self._undone(move)
                if undone is None:
                    alive.append(name)
                    continue
                rank = self.calendar.written("allocation.undone", f"allocation:{undone.pk}")
                yield self._at(undone.on, rank, {self.ends: name})
                free.append(Free(cents, undone.on, rank))
        if self.kind != "write_off":
            for rest in free:
                if rest.cents:
                    turn += 1
                    name = self.name if rest is free[0] else f"{self.name} ({turn})"
                    yield self._begin(name, rest.cents, rest, [])
                    alive.append(name)
        yield from self._void(alive)

    def _piece(self, name: str, cents: int, source: Free, move: Allocation) -> Iterator[Happened]:
        begun = self._at(source.on, source.rank, {})
        paid = self._at(move.on, self._rank_of(move), {})
        at_once = (begun.on, begun.after) == (paid.on, paid.after)
        yield self._begin(name, cents, source, [move] if at_once else [])
        if not at_once:
            yield self._allocate(name, move)

    def _undone(self, move: Allocation) -> Allocation | None:
        """The counter-entry, unless it is that of the whole credit coming back."""
        found = self.books.reversals.get(move.pk)
        if found is None or (self.void_on is not None and found.on >= self.void_on):
            return None
        return found

    def _begin(self, name: str, cents: int, since: Free, pays: list[Allocation]) -> Happened:
        credit = self.credit
        told: dict[str, Any] = {
            self.kind: name,
            "customer": self.names.customers[credit.customer_id],
        }
        if self.kind == "write_off":
            told = {self.kind: name, "why": self.names.words.reason(credit.reason)}
        elif credit.currency != self.books.company.currency:
            told["currency"] = credit.currency
        if self.settled and name == self.name:
            cents += sum(each.cents or 0 for each in self.settled)
            numbers = dict.fromkeys(each.invoice_id for each in self.settled)
            told["settles"] = [self.names.invoices[each] for each in numbers]
        elif pays:
            word = "pays" if self.kind == "payment" else "for"
            told[word] = self._paid(pays)
        return self._at(since.on, since.rank, told | {"amount": amount(cents)})

    def _allocate(self, name: str, move: Allocation) -> Happened:
        told = {"allocate": name, "pays": self._paid([move])}
        return self._at(move.on, self._rank_of(move), told)

    def _paid(self, moves: list[Allocation]) -> list[str]:
        """What the payment named: instalments when it paid them, else receivables."""
        shares = [each for each in self.shares if each.on == moves[0].on]
        cents = sum(each.cents for each in moves)
        if len(moves) == 1 and sum(each.cents for each in shares) != cents:
            shares = [each for each in shares if each.cents == cents][:1]
        if shares and sum(each.cents for each in shares) == cents:
            return [self.names.installments[each.installment_id] for each in shares]
        return [self.names.receivables[each.receivable_id] for each in moves]

    def _void(self, names: list[str]) -> Iterator[Happened]:
        if self.void_on is not None:
            for name in names:
                yield self._at(self.void_on, self.void_rank, {self.ends: name})

    def _rank_of(self, move: Allocation) -> int | None:
        made = self.calendar.written("allocation.made", f"allocation:{move.pk}")
        return self.rank if made is None else made

    def _at(self, on: date, rank: int | None, told: dict[str, Any]) -> Happened:
        return self.calendar.happened(on, rank, told)


def _taken(free: list[Free], cents: int) -> Iterator[tuple[int, Free]]:
    """From the oldest free cents, as many as are needed."""
    for piece in sorted(free, key=lambda each: each.on):
        taken = min(piece.cents, cents)
        if taken:
            piece.cents -= taken
            cents -= taken
            yield taken, Free(taken, piece.on, piece.rank)
