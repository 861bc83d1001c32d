"""What a batch of bank lines may touch, read once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from encaisse.matching import rules
from encaisse.matching.models import Allocation
from encaisse.matching.queries.rooms import is_live
from encaisse.parties import queries as parties
from encaisse.payments.queries import may_be_about, unseen_by_bank
from encaisse.receivables.models import Receivable

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.payments.models import BankLine, Credit


@dataclass(frozen=True, slots=True)
class Judged:
    """A bank line, the customer of whom it is, and what it was found to pay."""

    line: BankLine
    customer_id: int
    answer: rules.Answer


@dataclass(frozen=True, slots=True)
class Books:
    """The customers of the lines, the highest parent of each in its group, the receivables that
    were found and what moved on them, the groups that owe something, the credits that no bank line
    is about."""

    customers: Mapping[int, Customer]
    tops: Mapping[int, int]
    receivables: Mapping[int, Receivable]
    moves: Mapping[int, list[rules.Move]]
    owing: frozenset[int]
    unseen: Mapping[int, list[Credit]]

    def may_be_known(self, line: BankLine, customer_id: int) -> bool:
        """Whether something recorded before may be what the line is about."""
        return any(may_be_about(line, credit) for credit in self.unseen.get(customer_id, ()))

    def take(self, found: rules.Match, line: BankLine, customer_id: int) -> bool:
        """Whether all of it may still be paid by the line, from its day, after what was taken
        before; it is then taken."""
        for part in found.parts:
            owed, moves = self.receivables.get(part.receivable_id), self.moves
            if owed is None or not self._may_pay(line, customer_id, owed):
                return False
            before = moves[owed.pk]
            if not 0 < part.cents <= rules.room(owed.face_cents, before, on=line.on):
                return False
            before.append(rules.Move(line.on, part.cents))
        return sum(part.cents for part in found.parts) <= line.cents

    def _may_pay(self, line: BankLine, customer_id: int, owed: Receivable) -> bool:
        is_kin = self.tops.get(owed.customer_id) == self.tops[customer_id]
        return is_kin and owed.currency == line.currency and is_live(owed, line.on)


def books_of(judged: Sequence[Judged], tops: Mapping[int, int]) -> Books:
    """As they stand: the customers are held, with those of their groups (``tops``)."""
    days = [one.line.on for one in judged]
    found = {one.answer.best for one in judged if one.answer.best}
    receivables = _receivables({part.receivable_id for match in found for part in match.parts})
    return Books(
        parties.customers_by_id({one.customer_id for one in judged}),
        tops,
        receivables,
        _moves(receivables),
        _owing(tops),
        unseen_by_bank({one.customer_id for one in judged}, min(days), max(days)),
    )


def _receivables(ids: Iterable[int]) -> dict[int, Receivable]:
    return Receivable.objects.select_related("invoice").in_bulk(list(ids))


def _moves(receivables: Iterable[int]) -> dict[int, list[rules.Move]]:
    moves: dict[int, list[rules.Move]] = {one: [] for one in receivables}
    made = Allocation.objects.filter(receivable__in=list(moves)).order_by("id")
    for receivable_id, on, cents in made.values_list("receivable_id", "on", "cents"):
        moves[receivable_id].append(rules.Move(on, cents))
    return moves


def _owing(tops: Mapping[int, int]) -> frozenset[int]:
    """The groups of which some customer owes something."""
    owed = Receivable.objects.filter(customer_id__in=list(tops), open_cents__gt=0)
    owners = owed.order_by("customer_id").values_list("customer_id", flat=True).distinct()
    return frozenset(tops[owner] for owner in owners)
