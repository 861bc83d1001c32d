"""Which of some amounts add up to another: a search with an end, however many there are.

The oldest first, runs without a gap, then any choice: all of them up to sixteen amounts, by two
halves that meet; beyond, choices of at most three, or of all but three, among the forty oldest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

HALVES_UP_TO = 16
OLDEST_TRIED = 40
MANY = 3


@dataclass(frozen=True, slots=True)
class Sum:
    """Ranks of the amounts that add up. ``is_run``: one after the other; ``others``: how many more
    choices do; ``chance``: how many would by chance."""

    ranks: tuple[int, ...]
    is_run: bool
    others: int
    chance: float


def sum_to(target: int, amounts: Sequence[int], *, any_choice: bool = True) -> Sum | None:
    """The likeliest choice of two amounts or more; None when none was found."""
    run = _run(target, amounts)
    if run is not None:
        return Sum(run, is_run=True, others=0, chance=0.0)
    if not any_choice or target <= 0 or sum(amounts) < target:
        return None
    tried = amounts[:OLDEST_TRIED]
    found = list(_choices(target, tried))
    if not found:
        return None
    best = min(found, key=lambda ranks: (len(ranks), ranks))
    size = min(len(best), len(tried) - len(best))
    spread = max(max(tried) * max(size, 1), 1)
    return Sum(best, is_run=False, others=len(found) - 1, chance=comb(len(tried), size) / spread)


def several_of(target: int, amounts: Sequence[int], named: Sequence[bool]) -> tuple[int, ...]:
    """The ranks of those that are named and add up, else of the only choice that does; or none."""
    chosen = tuple(rank for rank, is_named in enumerate(named) if is_named)
    if len(chosen) > 1 and sum(amounts[rank] for rank in chosen) == target:
        return chosen
    found = sum_to(target, amounts)
    if found is None or found.others or len(found.ranks) < 2:
        return ()
    return () if is_swappable(found.ranks, range(len(amounts)), amounts) else found.ranks


def is_swappable(chosen: Sequence[int], all_: Sequence[int], amounts: Sequence[int]) -> bool:
    """Others of the same amounts would do as well as these."""
    kept = {*chosen}
    taken = {amounts[at] for at in kept}
    return any(amounts[at] in taken for at in all_ if at not in kept)


def _run(target: int, amounts: Sequence[int]) -> tuple[int, ...] | None:
    """Two amounts or more in a row; those that begin with the oldest first."""
    seen, total = {0: 0}, 0
    found: tuple[int, int] | None = None
    for rank, cents in enumerate(amounts, 1):
        total += cents
        first = seen.get(total - target)
        if first is not None and rank - first > 1:
            if first == 0:
                return tuple(range(rank))
            found = found or (first, rank)
        seen.setdefault(total, rank)
    return tuple(range(*found)) if found else None


def _choices(target: int, amounts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """A few of the choices, not all when there are many."""
    if len(amounts) <= HALVES_UP_TO:
        yield from _by_halves(target, amounts)
        return
    seen: set[tuple[int, ...]] = set()
    everything = tuple(range(len(amounts)))
    for ranks in _by_pairs(target, amounts):
        if ranks not in seen:
            seen.add(ranks)
            yield ranks
        if len(seen) >= MANY:
            return
    for left_out in _by_pairs(sum(amounts) - target, amounts):
        ranks = tuple(rank for rank in everything if rank not in left_out)
        if ranks not in seen:
            seen.add(ranks)
            yield ranks
        if len(seen) >= MANY:
            return


def _by_halves(target: int, amounts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    middle = len(amounts) // 2
    left, right = _subsets(amounts[:middle]), _subsets(amounts[middle:])
    by_total: dict[int, list[int]] = {}
    for mask, total in enumerate(left):
        by_total.setdefault(total, []).append(mask)
    count = 0
    for mask, total in enumerate(right):
        for other in by_total.get(target - total, ()):
            chosen = other | mask << middle
            if chosen.bit_count() > 1:
                yield tuple(rank for rank in range(len(amounts)) if chosen >> rank & 1)
                count += 1
                if count >= MANY:
                    return


def _subsets(amounts: Sequence[int]) -> list[int]:
    """The total of each choice, by its mask."""
    totals = [0]
    for cents in amounts:
        totals += [total + cents for total in totals]
    return totals


def _by_pairs(target: int, amounts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """One to three amounts that add up to the target."""
    fitting = [(rank, cents) for rank, cents in enumerate(amounts) if cents <= target]
    sums = {one + other for one, other in combinations([cents for _rank, cents in fitting], 2)}
    yield from ((rank,) for rank, cents in fitting if cents == target)
    if target in sums:
        yield _pair(target, fitting)
    for rank, cents in fitting:
        if target - cents in sums:
            others = [each for each in fitting if each[0] != rank]
            pair = _pair(target - cents, others)
            if pair:
                yield tuple(sorted((rank, *pair)))


def _pair(target: int, fitting: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The first two that add up to it."""
    seen: dict[int, int] = {}
    for rank, cents in fitting:
        if target - cents in seen:
            return (seen[target - cents], rank)
        seen.setdefault(cents, rank)
    return ()
