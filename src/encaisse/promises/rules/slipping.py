"""When the money of a promise came in the end. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Promised:
    """So much of these receivables, from ``made_on`` through ``by_on``."""

    id: int
    receivables: frozenset[int]
    made_on: date
    by_on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Received:
    """Money that a receivable received and did not give back."""

    receivable: int
    on: date
    cents: int


def slips(
    promises: Sequence[Promised], received: Iterable[Received], *, not_kept: Collection[int]
) -> list[int]:
    """For each promise not kept whose whole money came later, how many days after its day. The
    money that kept an earlier promise on its day is not counted again for a later one."""
    money = sorted(received, key=lambda each: (each.on, each.receivable))
    left = [each.cents for each in money]
    found = []
    for promise in sorted(promises, key=lambda each: (each.by_on, each.id)):
        mine = [
            rank
            for rank, each in enumerate(money)
            if each.receivable in promise.receivables and each.on >= promise.made_on
        ]
        if promise.id in not_kept:
            day = _reached([(money[rank].on, left[rank]) for rank in mine], promise.cents)
            if day is not None:
                found.append((day - promise.by_on).days)
        wanted = promise.cents
        for rank in mine:
            if money[rank].on <= promise.by_on:
                taken = min(wanted, left[rank])
                left[rank] -= taken
                wanted -= taken
    return found


def _reached(came: Iterable[tuple[date, int]], cents: int) -> date | None:
    """The day on which so much had come."""
    so_far = 0
    for on, amount in came:
        so_far += amount
        if so_far >= cents:
            return on
    return None
