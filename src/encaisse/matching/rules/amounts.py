"""What money pays by its amount, and by the months or days that the payer names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from encaisse.matching.rules import facts
from encaisse.matching.rules.case import Case, is_clear, is_round
from encaisse.matching.rules.facts import Match
from encaisse.matching.rules.periods import Periods, periods_of
from encaisse.matching.rules.shortfalls import FEES_CENTS_MAX, lesser, standing_credits
from encaisse.matching.rules.sums import sum_to

NEAR_TRIED = 60
ROUNDED_CENTS_MAX = 100
WHEN_ROUND, SURELY = 80, 96
AMONG_OTHERS = 17
IN_PART = re.compile(r"\b(?:ACOMPTES?|A VALOIR|PARTIEL\w*|VERSEMENT)\b")
DEDUCTING = ("AVOIR", "DEDU", "MOINS", " AV ")

Reading = tuple[Sequence[date | None], int, str, bool]


def by_period(case: Case) -> Iterator[Match]:
    """All the invoices of the month or the day said, or the one of them of that amount."""
    said = periods_of(case.told.text)
    if said is None:
        return
    by_due: Reading = (case.book.dues, 95, "échues au", said.is_of_one and said.is_of_due)
    by_issue: Reading = (case.book.issued, 97, "du", said.is_of_one)
    for days, sure, words, any_one in [by_due] if said.is_of_due else [by_issue, by_due]:
        found = _of_period(case, said, days, any_one=any_one)
        if found:
            reason = f"Montant exact de {case.numbers(found)}, {words} jour ou mois cité"
            yield case.match(found, facts.REFERENCE, reason, sure)
            return


def _of_period(
    case: Case, said: Periods, days: Sequence[date | None], *, any_one: bool
) -> Sequence[int]:
    """All of the period, or the only one of it that is of that amount."""
    within = [at for at in case.positions if said.has(days[at])]
    if not within or case.cents(within) == case.line.cents:
        return within
    same = [at for at in within if case.book.cents[at] == case.line.cents] if any_one else []
    return same if len(same) == 1 else ()


def by_amount(case: Case) -> Iterator[Match]:
    """One receivable of that amount; else an instalment, or an amount that comes near it."""
    cents, book = case.line.cents, case.book
    same = [at for at in case.positions if book.cents[at] == cents]
    if len(same) == 1:
        reason = f"Montant exact de {case.numbers(same)}, seule créance de ce montant"
        in_part = is_round(case) and IN_PART.search(case.told.text)
        yield case.match(same, facts.AMOUNT, reason, WHEN_ROUND if in_part else 97)
    for rank, at in enumerate(same[:3] if len(same) > 1 else ()):
        reason = f"Montant exact de {case.numbers([at])}, comme de {len(same) - 1} autres"
        yield case.match([at], facts.AMOUNT, reason, 85 - 20 * rank)
    if not same:
        yield from _by_installment(case)
        near = [*_near_amount(case), *_by_deduction(case)]
        yield from (_doubted(case, match, is_alone=len(near) == 1) for match in near)
        yield from _to_the_euro(case)


def _doubted(case: Case, match: Match, *, is_alone: bool) -> Match:
    """Several come near, or the sum is round: a part payment is as likely."""
    sure = match.confidence if is_alone else match.confidence - AMONG_OTHERS
    is_doubtful = is_round(case) and sure < SURELY
    return replace(match, confidence=min(sure, WHEN_ROUND) if is_doubtful else sure)


def _near_amount(case: Case) -> Iterator[Match]:
    """One receivable, a little more or less than its amount, for a reason."""
    cents, book, claims = case.line.cents, case.book, case.beside.claims
    for at in case.positions[:NEAR_TRIED]:
        due = book.cents[at]
        if cents < due <= cents + max(FEES_CENTS_MAX, cents // 15):
            yield from lesser(case, [at], f"Montant de {book.numbers[at]}", 96)
        elif 0 < cents - due <= case.policy.tolerance_cents:
            reason = f"Montant de {book.numbers[at]} à {case.money(cents - due)} près"
            yield case.match([at], facts.TOLERANCE, reason, 96)
        elif due < cents and (beside := claims.get(book.ids[at])) and _is_one(cents - due, beside):
            reason = f"Montant de {book.numbers[at]}, avec {case.money(cents - due)} d'accessoires"
            yield case.match([at], facts.CLAIMS, reason, 95)


def _is_one(over: int, claims: tuple[int, ...]) -> bool:
    """The indemnity, the interest, or both."""
    return over in claims or over == sum(claims)


def _to_the_euro(case: Case) -> Iterator[Match]:
    """Paid without the cents."""
    for at in case.positions[:NEAR_TRIED]:
        apart = case.book.cents[at] - case.line.cents
        if case.policy.tolerance_cents < apart < ROUNDED_CENTS_MAX:
            reason = f"Montant de {case.book.numbers[at]} à {case.money(apart)} près"
            yield case.match([at], facts.REFERENCE, reason, 75)


def _by_deduction(case: Case) -> Iterator[Match]:
    """Receivables from which a standing credit note was taken off, whatever its size; any choice of
    them when the payer says so."""
    said = any(word in case.told.text for word in DEDUCTING)
    amounts = [case.book.cents[at] for at in case.positions]
    for credit in sorted(standing_credits(case)):
        target = case.line.cents + credit
        ranks = [rank for rank, cents in enumerate(amounts) if cents == target]
        found = None if ranks else sum_to(target, amounts, any_choice=said and case.is_sought)
        chosen = [case.positions[rank] for rank in (found.ranks if found else ranks[:1])]
        if chosen and (len(chosen) > 1 or not _is_near(case, target)):
            reason = f"Montant de {case.numbers(chosen)}, moins un avoir de {case.money(credit)}"
            is_doubtful = len(ranks) > 1 or not (found is None or found.is_run or is_clear(found))
            sure = 80 if is_doubtful else 96 if said else 95
            yield case.match(chosen, facts.DEDUCTION, reason, sure)


def _is_near(case: Case, due: int) -> bool:
    """Already seen as an amount that comes near."""
    cents = case.line.cents
    near = [case.book.cents[at] for at in case.positions[:NEAR_TRIED]]
    return due <= cents + max(FEES_CENTS_MAX, cents // 15) and due in near


def _by_installment(case: Case) -> Iterator[Match]:
    """The next instalment of a plan, which spreads some of these receivables; with the interest
    agreed on top of it, which stays beside the principal."""
    for due in case.beside.installments.get(case.customer_id, ()):
        spread = [at for at in case.positions if case.book.ids[at] in due.receivable_ids]
        over = case.line.cents - due.cents
        if spread and over in {0, due.interest_cents}:
            reason = f"Échéance du {due.due_on:%d/%m/%Y} de l'échéancier"
            reason += f", avec {case.money(over)} d'intérêts convenus" if over else ""
            principal = replace(case, line=replace(case.line, cents=due.cents))
            found = principal.match(spread, facts.INSTALLMENT, reason, 97)
            yield replace(found, over_cents=found.over_cents + over, short_cents=0)
            return
