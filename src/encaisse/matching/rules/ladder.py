"""What money received from one customer pays: the rules in their order of certainty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from encaisse.kernel.money import Money
from encaisse.matching.rules import facts
from encaisse.matching.rules.book import Book
from encaisse.matching.rules.facts import Beside, Match, Part, Policy, Received
from encaisse.matching.rules.references import CLEAN, Named, named
from encaisse.matching.rules.sums import Sum, sum_to
from encaisse.matching.rules.texts import Said

SHOWN = 4
CLEARLY = 80
CREDITS_TRIED = 4
CHANCE_MAX = 0.002
ROUND_CENTS = 1_000
NEAR_TRIED = 60
DISCOUNTS = (50, 100, 150, 200, 250, 300, 500)
FEES_CENTS_MAX = 3000
USUAL_FEES = frozenset(
    {50, 80, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 750, 800, 900, 1000, 1200,
     1250, 1300, 1400, 1500, 1600, 1700, 1750, 1800, 2000, 2200, 2500, 3000}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """Money received, what its payer owes (positions in the book, the oldest due first).
    ``is_sought``: any choice that adds up is looked for, not only what follows."""

    line: Received
    told: Said
    book: Book
    positions: Sequence[int]
    policy: Policy
    beside: Beside
    customer_id: int
    is_sought: bool = True

    def cents(self, positions: Iterable[int]) -> int:
        return sum(map(self.book.cents.__getitem__, positions))

    def claims(self, positions: Iterable[int]) -> tuple[int, ...]:
        """What may be claimed beside these: indemnities, interest, both."""
        told = [self.beside.claims.get(self.book.ids[at], ()) for at in positions]
        if not any(told):
            return ()
        indemnity = sum(each[0] for each in told if each)
        interest = sum(each[1] for each in told if each)
        return tuple(sorted({indemnity, interest, indemnity + interest} - {0}))

    def match(self, positions: Sequence[int], source: str, reason: str, confidence: int) -> Match:
        """These receivables, filled in their order."""
        left, due, parts = self.line.cents, 0, []
        ids, amounts = self.book.ids, self.book.cents
        for at in positions:
            cents = amounts[at]
            due += cents
            if left > 0:
                parts.append(Part(ids[at], min(left, cents)))
                left -= cents
        over, short = max(left, 0), max(due - self.line.cents, 0)
        return Match(tuple(parts), source, reason, confidence, self.customer_id, over, short)

    def numbers(self, positions: Sequence[int]) -> str:
        """The first of them, and how many more."""
        shown = dict.fromkeys(self.book.numbers[at] for at in positions[:SHOWN])
        rest = len(positions) - SHOWN
        return ", ".join(shown) + (f" et {rest} autres" if rest > 0 else "")

    def money(self, cents: int) -> str:
        return str(Money(cents, self.line.currency))


def proposals(case: Case) -> Iterator[Match]:
    """What the money may pay; the names first, then the amounts, then the oldest debt."""
    is_clear = is_named = False
    for match in certain_by_name(case):
        yield match
        if match.confidence == 100:
            return
        is_named = True
        is_clear = is_clear or match.confidence >= CLEARLY
    if not is_named:
        yield from _by_amount(case)
        yield from _by_sum(case)
    elif not is_clear:
        yield from _by_amount(case)
    yield from _oldest_first(case)


def certain_by_name(case: Case) -> Iterator[Match]:
    """Only what the numbers quoted say: for a payer who is not known to owe them."""
    for reading in named(case.told, case.book, case.positions):
        yield from _quoted(case, reading)


def _quoted(case: Case, reading: Named) -> Iterator[Match]:
    return (replace(match, is_quoted=True) for match in _by_reference(case, reading))


def _by_reference(case: Case, reading: Named) -> Iterator[Match]:
    due, cents = case.cents(reading.positions), case.line.cents
    less = 0 if reading.clarity == CLEAN else 2
    numbers = case.numbers(reading.positions)
    if due == cents:
        yield case.match(
            reading.positions, facts.EXACT, f"Montant exact, référence {numbers}", 100 - less
        )
        return
    yield from _some_of(case, reading, less)
    if cents < due:
        yield from _less(case, reading.positions, numbers, 97 - less * 5)
        sure = reading.clarity == CLEAN and len(reading.positions) == 1 and not _has(case, cents)
        reason = f"Référence {numbers}, montant inférieur au dû (C. civ. art. 1342-10)"
        yield case.match(reading.positions, facts.REFERENCE, reason, 95 if sure else 80 - less * 5)
    else:
        yield from _more(case, reading, numbers, less)


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


def _less(case: Case, positions: Sequence[int], what: str, sure: int) -> Iterator[Match]:
    """Why a little less than what is due may be all that the payer meant to pay."""
    due, cents = case.cents(positions), case.line.cents
    short = due - cents
    if 0 < short <= case.policy.tolerance_cents:
        reason = f"{what} à {case.money(short)} près, dans la tolérance"
        yield case.match(positions, facts.TOLERANCE, reason, sure)
    rate = _discount(due, short)
    if rate:
        is_ours = rate in case.policy.discount_rates
        reason = f"{what}, moins un escompte de {_percent(rate)}"
        yield case.match(positions, facts.DISCOUNT, reason, sure if is_ours else sure - 2)
    for credit in _deductible(case, short):
        reason = f"{what}, moins un avoir de {case.money(credit)}"
        yield case.match(positions, facts.DEDUCTION, reason, sure)
    if short in USUAL_FEES and short * 10 < due and not rate:
        reason = f"{what}, moins des frais bancaires de {case.money(short)}"
        yield case.match(positions, facts.FEE, reason, sure - 1)


def _more(case: Case, reading: Named, numbers: str, less: int) -> Iterator[Match]:
    """Claims paid too, invoices that the label had no room to name, or more than is due."""
    positions, over = reading.positions, case.line.cents - case.cents(reading.positions)
    if over in case.claims(positions):
        reason = f"Référence {numbers}, avec {case.money(over)} d'indemnité ou d'intérêts"
        yield case.match(positions, facts.CLAIMS, reason, 97 - less * 5)
        return
    chosen = set(positions)
    others = [at for at in case.positions if at not in chosen]
    amounts = [case.book.cents[at] for at in others]
    same = [at for at in others if case.book.cents[at] == over]
    found = None if same else sum_to(over, amounts)
    if same or found:
        more = same[:1] if same else [others[rank] for rank in found.ranks] if found else []
        is_clear = len(same) == 1 or (found is not None and _is_clear(found.chance, found.others))
        reason = f"Référence {numbers}, et le montant exact de {case.numbers(more)}"
        is_clear = is_clear and not (over * 5 < case.line.cents and _is_round(case))
        sure = (96 if is_clear else 82) - less
        yield case.match([*positions, *more], facts.REFERENCE, reason, sure)
    is_alone = not (same or found or _has(case, case.line.cents))
    sure = reading.clarity == CLEAN and is_alone and over * 2 < case.line.cents
    reason = f"Référence {numbers}, montant supérieur au dû de {case.money(over)}"
    yield case.match(positions, facts.REFERENCE, reason, (95 if sure else 88) - less * 5)


def _by_amount(case: Case) -> Iterator[Match]:
    cents, book = case.line.cents, case.book
    same = [at for at in case.positions if book.cents[at] == cents]
    if len(same) == 1:
        reason = f"Montant exact de {case.numbers(same)}, seule créance de ce montant"
        yield case.match(same, facts.AMOUNT, reason, 97)
    for rank, at in enumerate(same[:3] if len(same) > 1 else ()):
        reason = f"Montant exact de {case.numbers([at])}, comme de {len(same) - 1} autres"
        yield case.match([at], facts.AMOUNT, reason, 85 - 20 * rank)
    if same:
        return
    yield from _by_installment(case)
    near = list(_near_amount(case))
    for match in near:
        yield match if len(near) == 1 else replace(match, confidence=match.confidence - 17)


def _near_amount(case: Case) -> Iterator[Match]:
    """One receivable, a little more or less than its amount, for a reason."""
    cents, book, claims = case.line.cents, case.book, case.beside.claims
    for at in case.positions[:NEAR_TRIED]:
        due = book.cents[at]
        if cents < due <= cents + max(FEES_CENTS_MAX, cents // 15):
            yield from _less(case, [at], f"Montant de {book.numbers[at]}", 95)
        elif due < cents and book.ids[at] in claims and (cents - due) in case.claims([at]):
            reason = f"Montant de {book.numbers[at]}, avec {case.money(cents - due)} d'accessoires"
            yield case.match([at], facts.CLAIMS, reason, 95)


def _by_installment(case: Case) -> Iterator[Match]:
    """The next instalment of a plan, which spreads some of these receivables."""
    for due in case.beside.installments.get(case.customer_id, ()):
        spread = [at for at in case.positions if case.book.ids[at] in due.receivable_ids]
        if spread and due.cents == case.line.cents:
            reason = f"Échéance du {due.due_on:%d/%m/%Y} de l'échéancier"
            yield replace(case.match(spread, facts.INSTALLMENT, reason, 97), short_cents=0)
            return


def _by_sum(case: Case) -> Iterator[Match]:
    """Several receivables, of which none is named."""
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
            yield from _less(case, positions, "Tout ce qui est dû", 90)
        return
    chosen = [positions[rank] for rank in found.ranks]
    if len(chosen) > 1:
        yield _as_sum(case, chosen, found, equal=len(set(amounts)) * 2 <= len(amounts))


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
    if equal or _is_round(case):
        by_law = equal and is_first
        return (", les plus anciennes échues (C. civ. art. 1342-10)", 95) if by_law else ("", 80)
    if found.is_run:
        is_oldest = chosen[0] == case.positions[0]
        return (", les plus anciennes", 97) if is_oldest else (", qui se suivent", 95)
    is_clear = _is_clear(found.chance, found.others)
    return ", mais d'autres sommes conviennent" * bool(found.others), 96 if is_clear else 78


def _oldest_first(case: Case) -> Iterator[Match]:
    """Without a word of the debtor, the debts due, the oldest first (C. civ. art. 1342-10)."""
    if not case.positions:
        return
    reason = "Sans référence : la plus ancienne échéance d'abord (C. civ. art. 1342-10)"
    left, paid = case.line.cents, []
    for at in case.positions:
        if left <= 0:
            break
        paid.append(at)
        left -= case.book.cents[at]
    yield case.match(paid, facts.OLDEST, reason, 50)


def _has(case: Case, cents: int) -> bool:
    """Another receivable is of exactly that amount."""
    return any(case.book.cents[at] == cents for at in case.positions)


def _is_round(case: Case) -> bool:
    """Round sums meet by chance."""
    return case.line.cents % ROUND_CENTS == 0


def _is_clear(chance: float, others: int) -> bool:
    return others == 0 and chance < CHANCE_MAX


def _discount(due: int, short: int) -> int:
    """The usual rate (hundredths of a percent) of which that is the discount; 0 for none."""
    for rate in DISCOUNTS:
        if abs(due * rate - short * 10_000) <= 10_000:
            return rate
    return 0


def _deductible(case: Case, short: int) -> Iterator[int]:
    """The sum of one standing credit or more that is exactly what is missing."""
    standing = case.beside.credits.get(case.customer_id, ())[:CREDITS_TRIED]
    for size in range(1, len(standing) + 1):
        for chosen in combinations(standing, size):
            if sum(chosen) == short:
                yield short
                return


def _percent(rate: int) -> str:
    return f"{rate / 100:g}".replace(".", ",") + "\u00a0%"
