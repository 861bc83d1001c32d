"""Why a little less than what is due may be all that the payer meant to pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from encaisse.matching.rules import facts
from encaisse.matching.rules.case import Case
from encaisse.matching.rules.facts import Match

CREDITS_TRIED = 4
DISCOUNTS = (50, 100, 150, 200, 250, 300, 500)
FEES_CENTS_MAX = 3000
USUAL_FEES = frozenset(
    {50, 80, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 750, 800, 850, 900, 1000, 1200,
     1250, 1300, 1400, 1500, 1600, 1650, 1700, 1750, 1780, 1800, 2000, 2200, 2500, 3000}
)  # fmt: skip


def lesser(case: Case, positions: Sequence[int], what: str, sure: int) -> Iterator[Match]:
    """These receivables less a difference that has a reason."""
    due, cents = case.cents(positions), case.line.cents
    short = due - cents
    if 0 < short <= case.policy.tolerance_cents:
        reason = f"{what} à {case.money(short)} près, dans la tolérance"
        yield case.match(positions, facts.TOLERANCE, reason, sure)
    rate = _discount(due, short)
    if rate:
        is_ours = rate in case.policy.discount_rates
        reason = f"{what}, moins un escompte de {_percent(rate)}"
        yield case.all_of(positions, facts.DISCOUNT, reason, sure if is_ours else sure - 2)
    if short in standing_credits(case):
        reason = f"{what}, moins un avoir de {case.money(short)}"
        yield case.all_of(positions, facts.DEDUCTION, reason, sure)
    if short in USUAL_FEES and short * 10 < due and not rate:
        reason = f"{what}, moins des frais bancaires de {case.money(short)}"
        yield case.match(positions, facts.FEE, reason, sure - 1)


def standing_credits(case: Case) -> set[int]:
    """What may be deducted: a credit note that stands, or the sum of several."""
    standing = case.beside.credits.get(case.customer_id, ())[:CREDITS_TRIED]
    sizes = range(1, len(standing) + 1)
    return {sum(chosen) for size in sizes for chosen in combinations(standing, size)}


def _discount(due: int, short: int) -> int:
    """The usual rate (hundredths of a percent) of which that is the discount; 0 for none."""
    for rate in DISCOUNTS:
        if abs(due * rate - short * 10_000) <= 10_000:
            return rate
    return 0


def _percent(rate: int) -> str:
    return f"{rate / 100:g}".replace(".", ",") + "\u00a0%"
