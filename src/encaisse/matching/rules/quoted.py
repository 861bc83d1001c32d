"""What money pays when the payer gives numbers of invoices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from encaisse.matching.rules import facts
from encaisse.matching.rules.case import Case, has, is_clear, is_round
from encaisse.matching.rules.facts import Match
from encaisse.matching.rules.offers import quoted_with_offer
from encaisse.matching.rules.references import CLEAN, Named, goes_on, named
from encaisse.matching.rules.shortfalls import lesser
from encaisse.matching.rules.sums import is_swappable, sum_to

PARTLY_LESS = 2
DEDUCED_SHARE = 4


def certain_by_name(case: Case) -> Iterator[Match]:
    """Only what the numbers quoted say: for a payer who is not known to owe them."""
    for reading in named(case.told, case.book, case.positions):
        for match in _by_reference(case, reading):
            yield replace(match, quoted=reading.clarity)


def _by_reference(case: Case, reading: Named) -> Iterator[Match]:
    due, cents = case.cents(reading.positions), case.line.cents
    less = 0 if reading.clarity == CLEAN else PARTLY_LESS
    numbers = case.numbers(reading.positions)
    if due == cents:
        reason = f"Montant exact, référence {numbers}"
        yield case.match(reading.positions, facts.EXACT, reason, 100 - less)
        return
    yield from quoted_with_offer(case, reading.positions, less)
    yield from _some_of(case, reading, less)
    if cents < due:
        yield from lesser(case, reading.positions, numbers, 97 - less * 5)
        reason = f"Référence {numbers}, montant inférieur au dû (C. civ. art. 1342-10)"
        sure = 95 if _is_part_of(case, reading, due) else 80 - less * 5
        yield case.match(reading.positions, facts.REFERENCE, reason, sure)
    else:
        yield from _more(case, reading, numbers, less)


def _is_part_of(case: Case, reading: Named, due: int) -> bool:
    """The debtor says which debts he pays: one in part, or several less something smaller than each
    of them; and the amount is nothing else."""
    if reading.clarity != CLEAN or has(case, case.line.cents):
        return False
    short = due - case.line.cents
    least = min(case.book.cents[at] for at in reading.positions)
    return len(reading.positions) == 1 or (short < least and short * DEDUCED_SHARE < due)


def _some_of(case: Case, reading: Named, less: int) -> Iterator[Match]:
    """More is named than is paid, and some of it is exactly what is paid."""
    cents = case.line.cents
    same = [at for at in reading.positions if case.book.cents[at] == cents]
    chosen: Sequence[int] = same[:1]
    others = len(same) - 1
    if not same and len(reading.positions) > 2:
        found = sum_to(cents, [case.book.cents[at] for at in reading.positions])
        if found:
            chosen = [reading.positions[rank] for rank in found.ranks]
            others = found.others
    if chosen:
        reason = f"Montant exact de {case.numbers(chosen)}, parmi les références citées"
        yield case.match(chosen, facts.EXACT, reason, (97 if others <= 0 else 80) - less * 5)


def _more(case: Case, reading: Named, numbers: str, less: int) -> Iterator[Match]:
    """Claims paid too, invoices that the label had no room to name, or more than is due."""
    positions, over = reading.positions, case.line.cents - case.cents(reading.positions)
    if over in case.claims(positions):
        reason = f"Référence {numbers}, avec {case.money(over)} d'indemnité ou d'intérêts"
        yield case.match(positions, facts.CLAIMS, reason, 97 - less * 5)
        return
    more = list(_and_others(case, positions, over, numbers, less))
    yield from more
    is_alone = not more and not has(case, case.line.cents)
    sure = reading.clarity == CLEAN and is_alone and over * 2 < case.line.cents
    sure = sure and not goes_on(case.told, case.book, case.positions, positions)
    reason = f"Référence {numbers}, montant supérieur au dû de {case.money(over)}"
    yield case.match(positions, facts.REFERENCE, reason, (95 if sure else 88) - less * 5)


def _and_others(
    case: Case, positions: Sequence[int], over: int, numbers: str, less: int
) -> Iterator[Match]:
    """The rest is exactly other debts: sure when no others would do, of these amounts or not."""
    quoted, amounts = set(positions), case.book.cents
    others = [at for at in case.positions if at not in quoted]
    more = [at for at in others if amounts[at] == over]
    sure = len(more) == 1
    if not more:
        found = sum_to(over, [amounts[at] for at in others])
        if found is None:
            return
        more = [others[rank] for rank in found.ranks]
        sure = is_clear(found) and not is_swappable(more, others, amounts)
    sure = sure and not (over * 5 < case.line.cents and is_round(case))
    more = more[:1] if amounts[more[0]] == over else more
    reason = f"Référence {numbers}, et le montant exact de {case.numbers(more)}"
    yield case.match([*positions, *more], facts.REFERENCE, reason, (97 if sure else 82) - less)
