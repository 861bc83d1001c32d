"""Money that lines judged together spend: what one pays, the next does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from encaisse.matching.rules import facts
from encaisse.matching.rules.book import Book
from encaisse.matching.rules.facts import Beside, Match


@dataclass(slots=True)
class Spent:
    """What the lines judged before have paid, and when whose debts were touched."""

    book: Book
    beside: Beside
    now: int = 0
    touched: dict[int, int] = field(default_factory=dict)
    _paid: list[tuple[int, int]] = field(default_factory=list)
    _credits: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _installments: dict[int, tuple[facts.Installment, ...]] = field(default_factory=dict)

    def spend(self, match: Match, customers: Iterable[int], currency: str) -> None:
        """The match is certain: its receivables, its credit note, its instalment are used."""
        self.now += 1
        left = {part.receivable_id: part.cents for part in match.parts}
        for customer in dict.fromkeys((match.customer_id, *customers)):
            if not left:
                break
            self._of_one(customer, left, currency)
        if match.source == facts.DEDUCTION:
            self._credits.setdefault(match.customer_id, self.beside.credits[match.customer_id])
            self.beside.credits[match.customer_id] = ()
        if match.source == facts.INSTALLMENT:
            due = self.beside.installments[match.customer_id]
            self._installments.setdefault(match.customer_id, due)
            self.beside.installments[match.customer_id] = due[1:]

    def _of_one(self, customer: int, left: dict[int, int], currency: str) -> None:
        """Take from what is left to find what this one owed."""
        ids = self.book.ids
        for at in self.book.of((customer,), currency):
            if ids[at] in left:
                cents = left.pop(ids[at])
                self._paid.append((at, cents))
                self.book.cents[at] -= cents
                self.book.spent.add(customer)
                self.touched[customer] = self.now
                if not left:
                    return

    def is_since(self, customers: Iterable[int], moment: int) -> bool:
        """One of them paid something after that moment."""
        return any(self.touched.get(customer, 0) > moment for customer in customers)

    def put_back(self) -> None:
        """As nothing had been paid: rules change nothing."""
        for at, cents in self._paid:
            self.book.cents[at] += cents
        self.book.spent.clear()
        self.beside.credits |= self._credits
        self.beside.installments |= self._installments


@contextmanager
def spending(book: Book, beside: Beside) -> Iterator[Spent]:
    """What is spent within is given back after."""
    spent = Spent(book, beside)
    try:
        yield spent
    finally:
        spent.put_back()
