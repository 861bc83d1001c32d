"""Money received from one customer, and what it owes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from encaisse.kernel.money import Money
from encaisse.matching.rules.book import Book
from encaisse.matching.rules.facts import Beside, Match, Part, Policy, Received
from encaisse.matching.rules.sums import Sum
from encaisse.matching.rules.texts import Said

SHOWN = 4
CHANCE_MAX = 0.002
ROUND_CENTS = 1_000


@dataclass(frozen=True, slots=True)
class Case:
    """Money received, what its payer owes (positions in the book, the oldest due first).
    ``is_sought``: any choice that adds up is looked for, not only what follows."""

    line: Received
    told: Said
    book: Book
    positions: Sequence[int]
    policy: Policy
    beside: Beside
    customer_id: int
    is_sought: bool = True

    def cents(self, positions: Iterable[int]) -> int:
        return sum(map(self.book.cents.__getitem__, positions))

    def claims(self, positions: Iterable[int]) -> tuple[int, ...]:
        """What may be claimed beside these: indemnities, interest, both."""
        told = [self.beside.claims.get(self.book.ids[at], ()) for at in positions]
        if not any(told):
            return ()
        indemnity = sum(each[0] for each in told if each)
        interest = sum(each[1] for each in told if each)
        return tuple(sorted({indemnity, interest, indemnity + interest} - {0}))

    def match(self, positions: Sequence[int], source: str, reason: str, confidence: int) -> Match:
        """These receivables, filled in their order."""
        left, due, parts = self.line.cents, 0, []
        ids, amounts = self.book.ids, self.book.cents
        for at in positions:
            cents = amounts[at]
            due += cents
            if left > 0:
                parts.append(Part(ids[at], min(left, cents)))
                left -= cents
        over, short = max(left, 0), max(due - self.line.cents, 0)
        return Match(tuple(parts), source, reason, confidence, self.customer_id, over, short)

    def all_of(self, positions: Sequence[int], source: str, reason: str, confidence: int) -> Match:
        """These receivables, filled in their order, or each short by its share when the last would
        have nothing."""
        filled = self.match(positions, source, reason, confidence)
        if len(filled.parts) == len(positions):
            return filled
        due = self.cents(positions)
        left, parts = self.line.cents, []
        for at in positions:
            cents = left * self.book.cents[at] // due
            due, left = due - self.book.cents[at], left - cents
            parts.append(Part(self.book.ids[at], cents))
        return replace(filled, parts=tuple(part for part in parts if part.cents))

    def numbers(self, positions: Sequence[int]) -> str:
        """The first of them, and how many more."""
        shown = dict.fromkeys(self.book.numbers[at] for at in positions[:SHOWN])
        rest = len(positions) - SHOWN
        return ", ".join(shown) + (f" et {rest} autres" if rest > 0 else "")

    def money(self, cents: int) -> str:
        return str(Money(cents, self.line.currency))


def has(case: Case, cents: int) -> bool:
    """Another receivable is of exactly that amount."""
    return any(case.book.cents[at] == cents for at in case.positions)


def is_round(case: Case) -> bool:
    """Round sums meet by chance."""
    return case.line.cents % ROUND_CENTS == 0


def is_clear(found: Sum) -> bool:
    """No other choice adds up, and chance would not have made one."""
    return found.others == 0 and found.chance < CHANCE_MAX
