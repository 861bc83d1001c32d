"""What a credit is shared between, and what room is left on any day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from encaisse.matching.rules.facts import Move, Part, Payable


def share(cents: int, payables: Iterable[Payable]) -> Iterator[Part]:
    """Fill the payables in the order given until the money is gone."""
    for payable in payables:
        part = min(cents, payable.cents)
        if part <= 0:
            continue
        cents -= part
        yield Part(payable.id, part)


def room(face_cents: int, moves: Sequence[Move], *, on: date) -> int:
    """How much may be allocated from ``on``: what is open that day and on every later one."""
    days = {on, *(move.on for move in moves if move.on > on)}
    return min(face_cents - sum(move.cents for move in moves if move.on <= day) for day in days)
