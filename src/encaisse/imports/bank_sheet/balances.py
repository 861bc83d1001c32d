"""The balances that the bank writes beside its movements, against those movements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from encaisse.imports.rules.bank import BalanceCheck, Movement


@dataclass(frozen=True, slots=True)
class Balanced:
    """A movement and the balance written on its row; None when there is none."""

    movement: Movement
    balance: int | None


def checks_of(found: Sequence[Balanced], *, trusted: bool) -> Iterator[BalanceCheck]:
    """For each account and currency: first balance and movements against the last balance."""

    def key(one: Balanced) -> tuple[str, str]:
        return one.movement.account, one.movement.currency

    for (account, currency), group in groupby(sorted(found, key=key), key):
        rows = list(group)
        check = _check(rows if _is_oldest_first(rows) else rows[::-1])
        if check:
            latest, expected, reached = check
            yield BalanceCheck(account, latest.on, currency, expected, reached, trusted=trusted)


def _is_oldest_first(rows: Sequence[Balanced]) -> bool:
    """Banks write the latest movement first or last: the way that fits the balances tells."""
    older_first = newer_first = 0
    for above, below in pairwise(rows):
        if above.balance is not None and below.balance is not None:
            older_first += above.balance + below.movement.cents == below.balance
            newer_first += below.balance + above.movement.cents == above.balance
    if older_first == newer_first:
        return rows[0].movement.on <= rows[-1].movement.on
    return older_first > newer_first


def _check(rows: Sequence[Balanced]) -> tuple[Movement, int, int] | None:
    """The latest movement with a balance, that balance, and what the first one leads to."""
    known = [rank for rank, one in enumerate(rows) if one.balance is not None]
    if len(known) < 2:
        return None
    first, last = known[0], known[-1]
    start, end = rows[first].balance, rows[last].balance
    if start is None or end is None:
        return None
    moved = sum(one.movement.cents for one in rows[first + 1 : last + 1])
    return rows[last].movement, end, start + moved
