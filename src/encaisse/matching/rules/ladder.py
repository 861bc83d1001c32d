"""What money received from one customer pays: the rules in their order of certainty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from encaisse.matching.rules import facts
from encaisse.matching.rules.amounts import by_amount, by_period
from encaisse.matching.rules.case import Case, is_clear, is_round
from encaisse.matching.rules.facts import Match
from encaisse.matching.rules.offers import by_offer
from encaisse.matching.rules.quoted import certain_by_name
from encaisse.matching.rules.shortfalls import lesser
from encaisse.matching.rules.sums import Sum, sum_to

UNNAMED = "Sans référence : "
CLEARLY, ALONE = 80, 97
IN_TURN, MORE_THAN_DUE = 50, 40
CLAIMING = re.compile(r"\b(?:FRAIS|INDEMNITES?|PENALITES?|INTERETS?|RETARD|ACCESSOIRES?)\b")


def proposals(case: Case) -> Iterator[Match]:
    """What the money may pay; the names first, then the amounts, then the oldest debt."""
    is_sure = is_named = False
    for match in certain_by_name(case):
        yield match
        if match.confidence == 100:
            return
        is_named = True
        is_sure = is_sure or match.confidence >= CLEARLY
    if not is_named:
        dated = list(by_period(case))
        yield from dated
        is_sure = False
        for match in (*by_offer(case), *by_amount(case)):
            yield match
            is_sure = is_sure or match.confidence >= ALONE
        if not dated and not is_sure:
            yield from _by_sum(case)
    elif not is_sure:
        yield from by_offer(case)
        yield from by_amount(case)
    if is_named or not is_sure:
        yield from _oldest_first(case)


def _by_sum(case: Case) -> Iterator[Match]:
    """Several receivables, of which none is named."""
    if CLAIMING.search(case.told.text):
        yield from _with_claims(case)
    cents, positions = case.line.cents, case.positions
    amounts = [case.book.cents[at] for at in positions]
    total = sum(amounts)
    if len(positions) < 2 or total < cents:
        if len(positions) > 1 and total - cents in {-over for over in case.claims(positions)}:
            reason = "Tout ce qui est dû, avec les accessoires"
            yield case.match(positions, facts.CLAIMS, reason, 95)
        return
    found = sum_to(cents, amounts, any_choice=case.is_sought)
    if found is None:
        if total != cents:
            yield from lesser(case, positions, "Tout ce qui est dû", 90)
        return
    chosen = [positions[rank] for rank in found.ranks]
    if len(chosen) > 1:
        yield _as_sum(case, chosen, found, equal=len(set(amounts)) * 2 <= len(amounts))


def _with_claims(case: Case) -> Iterator[Match]:
    """« SOLDE ET FRAIS »: several receivables, each with its indemnity."""
    claims = case.beside.claims
    late = [at for at in case.positions if claims.get(case.book.ids[at])]
    found = sum_to(
        case.line.cents, [case.book.cents[at] + claims[case.book.ids[at]][0] for at in late]
    )
    if found:
        chosen = [late[rank] for rank in found.ranks]
        reason = f"Somme de {case.numbers(chosen)}, avec l'indemnité de chacune"
        yield case.match(chosen, facts.CLAIMS, reason, 96 if is_clear(found) else 80)


def _as_sum(case: Case, chosen: Sequence[int], found: Sum, *, equal: bool) -> Match:
    """All that is due leaves no doubt; a choice among equal amounts, or round ones, does."""
    words, confidence = _how_sure(case, list(chosen), found, equal=equal)
    reason = f"Somme exacte de {case.numbers(chosen)}{words}"
    return case.match(chosen, facts.SUM, reason, confidence)


def _how_sure(case: Case, chosen: list[int], found: Sum, *, equal: bool) -> tuple[str, int]:
    due = [at for at in case.positions if case.book.dues[at] <= case.line.on]
    is_first = chosen == due[: len(chosen)]
    if len(chosen) == len(case.positions):
        return " : tout ce qui est dû", 97
    if chosen == due:
        return " : tout ce qui est échu", 97
    if equal or is_round(case):
        by_law = equal and is_first
        return (", les plus anciennes échues (C. civ. art. 1342-10)", 90) if by_law else ("", 80)
    if found.is_run:
        is_oldest = chosen[0] == case.positions[0]
        return (", les plus anciennes", 97) if is_oldest else (", qui se suivent", 96)
    sure = 96 if is_clear(found) else 78
    return ", mais d'autres sommes conviennent" * bool(found.others), sure


def _oldest_first(case: Case) -> Iterator[Match]:
    """Without a word of the debtor, the debts due, the oldest first (C. civ. art. 1342-10)."""
    if not case.positions:
        return
    reason = f"{UNNAMED}la plus ancienne échéance d'abord (C. civ. art. 1342-10)"
    left, paid = case.line.cents, []
    for at in case.positions:
        if left <= 0:
            break
        paid.append(at)
        left -= case.book.cents[at]
    yield case.match(paid, facts.OLDEST, reason, IN_TURN if left <= 0 else MORE_THAN_DUE)
