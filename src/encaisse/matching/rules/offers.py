"""Money that pays receivables less the early-payment discount offered on them, in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from encaisse.matching.rules import facts
from encaisse.matching.rules.case import Case, has
from encaisse.matching.rules.facts import Match, Offered, Part

QUOTED, ALONE, AMONG_OTHERS = 99, 97, 80


def by_offer(case: Case) -> Iterator[Match]:
    """Nothing is quoted, and the amount is that of a whole offer, or of one of its receivables."""
    groups: dict[int, list[int]] = {}
    for at in case.positions if case.beside.offers else ():
        if offered := _offered(case, at):
            groups.setdefault(offered.offer, []).append(at)
    chosen = [each for group in groups.values() for each in _choices(group)]
    found = [each for each in chosen if _asked(case, each) == case.line.cents]
    sure = AMONG_OTHERS if len(found) > 1 or has(case, case.line.cents) else ALONE
    for positions in found:
        yield _match(case, positions, f"Montant réduit de {case.numbers(positions)}", sure)


def quoted_with_offer(case: Case, positions: Sequence[int], less: int) -> Iterator[Match]:
    """The receivables quoted, those that bear an offer less their discount."""
    if not case.beside.offers or not any(_offered(case, at) for at in positions):
        return
    if _asked(case, positions) == case.line.cents:
        yield _match(case, positions, f"Référence {case.numbers(positions)}", QUOTED - less)


def _choices(group: list[int]) -> list[list[int]]:
    """The offer whole, then each of its receivables."""
    return [group, *([at] for at in group)] if len(group) > 1 else [group]


def _offered(case: Case, at: int) -> Offered | None:
    """What is offered on it for money of that day, while all that was open then still is."""
    found = case.beside.offers.get(case.book.ids[at])
    if found is None or not found.since <= case.line.on <= found.until:
        return None
    return found if case.book.cents[at] == found.cents else None


def _due(case: Case, at: int) -> int:
    offered = _offered(case, at)
    return case.book.cents[at] - (offered.discount_cents if offered else 0)


def _asked(case: Case, positions: Sequence[int]) -> int:
    return sum(_due(case, at) for at in positions)


def _match(case: Case, positions: Sequence[int], what: str, sure: int) -> Match:
    parts = tuple(Part(case.book.ids[at], _due(case, at)) for at in positions)
    short = case.cents(positions) - case.line.cents
    until = max(found.until for at in positions if (found := _offered(case, at)))
    reason = f"{what}, escompte de {case.money(short)} offert jusqu'au {until:%d/%m/%Y}"
    return Match(parts, facts.DISCOUNT, reason, sure, case.customer_id, is_offered=True)
