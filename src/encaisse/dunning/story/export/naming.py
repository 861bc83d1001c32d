"""By which name a story may speak of several receivables at once: one receivable, or an invoice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from encaisse.dunning.queries.books import Books
    from encaisse.payment_plans.models import Plan
    from encaisse.receivables.models import Receivable

A_DAY = timedelta(days=1)


class Owed:
    """What was open of each receivable that the books tell, by day."""

    def __init__(self, books: Books) -> None:
        self.last = books.last
        self.receivables = {each.pk: each for i in books.invoices for each in i.receivables.all()}
        self._moves: dict[int, list[tuple[date, int]]] = {key: [] for key in self.receivables}
        for move in [*books.allocations, *books.reversals.values()]:
            self._moves[move.receivable_id].append((move.on, move.cents))

    def at_the_end_of(self, on: date, key: int) -> int:
        """What is left once everything of that day is done."""
        paid = sum(cents for day, cents in self._moves[key] if day <= on)
        return self.receivables[key].face_cents - paid

    def grouped(self, keys: Iterable[int], on: date) -> Iterator[list[Receivable]]:
        """The receivables among these that the story tells, in groups that have a name: all that
        was open of an invoice that morning, else one. The oldest due date first in each."""
        told = [self.receivables[key] for key in keys if key in self.receivables]
        by_invoice = sorted(told, key=lambda each: (each.invoice_id, each.due_on, each.pk))
        for invoice_id, group in groupby(by_invoice, key=lambda each: each.invoice_id):
            mine = list(group)
            if len(mine) == 1 or not self._others_open(invoice_id, mine, on - A_DAY):
                yield mine
            else:
                yield from ([each] for each in mine)

    def is_told(self, plan: Plan) -> bool:
        """Whether the story may tell the plan: it has no word for its end, nor for a plan over
        several invoices."""
        if plan.ended_on is not None and plan.ended_on <= self.last:
            return False
        keys = [part.receivable_id for part in plan.parts.all()]
        groups = list(self.grouped(keys, plan.agreed_on))
        return len(groups) == 1 and len(groups[0]) == len(keys)

    def _others_open(self, invoice_id: int, mine: list[Receivable], on: date) -> bool:
        others = {key for key, each in self.receivables.items() if each.invoice_id == invoice_id}
        return any(self.at_the_end_of(on, key) for key in others - {each.pk for each in mine})
