"""What the credits of a list change, and which of those that are kept pay what has fallen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from encaisse.imports.listing.documents import Document, Key, folded
from encaisse.imports.listing.facts import Standing
from encaisse.imports.listing.invoices import Books, Fall, suppose_paid
from encaisse.imports.listing.plan import CREDIT_NOTE, OTHER, PAYMENT, STANDS, USED, Plan

SAME_CREDIT = timedelta(days=10)


@dataclass(slots=True)
class Purse:
    """Credits of one customer and currency that the list no longer leaves standing: what each can
    pay, and whether the list says that it paid something."""

    left: dict[int, int] = field(default_factory=dict)
    said: dict[int, int] = field(default_factory=dict)


def place(
    listed: Sequence[Document], standing: Sequence[Standing], gone: set[int], plan: Plan
) -> dict[tuple[int, str], Purse]:
    """New credits stand; what the list leaves of the others says what they have paid."""
    known: dict[Key, list[Standing]] = defaultdict(list)
    for credit in standing:
        known[credit.customer_id, folded(credit.reference), credit.currency].append(credit)
    left_of = {credit.id: credit.open_then for credit in standing}
    seen: set[int] = set()
    for document in listed:
        same = known.get(document.key) or _alike(document, standing, seen)
        seen.update(credit.id for credit in same)
        plan.standing.update(credit.id for credit in same)
        _compare(document, same, left_of, plan)
    purses: dict[tuple[int, str], Purse] = defaultdict(Purse)
    for credit in standing:
        purse = purses[credit.customer_id, credit.currency]
        if credit.id not in seen:
            purse.left[credit.id] = credit.open_cents
            purse.said |= {credit.id: credit.open_cents} if credit.id in gone else {}
        elif (used := min(credit.open_then - left_of[credit.id], credit.open_cents)) > 0:
            purse.left[credit.id] = purse.said[credit.id] = used
    return purses


def explain(books: Books, purses: dict[tuple[int, str], Purse], plan: Plan) -> None:
    """What has fallen was paid by what the customer had standing, the same amount first; else by a
    payment that the list supposes."""
    is_first = books.kept.before.on is None
    for fall in _same_amount(books.falls, purses, plan):
        purse = purses.get((fall.customer_id, fall.currency), Purse())
        cents = fall.cents
        for credit_id in list(purse.left):
            cents -= _take(fall, credit_id, cents, purse, plan)
        if cents:
            suppose_paid(fall, cents, plan, is_first=is_first)


def spend(purses: dict[tuple[int, str], Purse], standing: Sequence[Standing], plan: Plan) -> None:
    """What the list says was used of a credit, and that paid nothing listed, went elsewhere: paid
    back, or for an invoice that came and went between two lists."""
    by_id = {credit.id: credit for credit in standing}
    for (customer_id, currency), purse in purses.items():
        for credit_id, cents in purse.said.items():
            if cents <= 0:
                continue
            credit = by_id[credit_id]
            number = f"Emploi de {credit.reference}"
            invoice = plan.invoice(
                customer_id, number, plan.on, kind=OTHER, total_cents=cents, currency=currency
            )
            claim = plan.claim(
                invoice, 1, due_on=plan.on, due_source="stated", due_estimated=False,
                face_cents=cents,
            )  # fmt: skip
            plan.pay(credit_id, claim.id, plan.on, cents)
            plan.change(None, customer_id, credit.reference, USED, cents, currency)


def _alike(document: Document, standing: Sequence[Standing], seen: set[int]) -> list[Standing]:
    """A credit under another name: the same amount of the same customer, about the same day."""
    return [
        credit
        for credit in standing
        if credit.id not in seen
        and (credit.customer_id, credit.currency) == (document.customer_id, document.currency)
        and credit.open_then == document.left
        and (document.issued_on is None or abs(credit.on - document.issued_on) <= SAME_CREDIT)
    ][:1]


def _compare(
    document: Document, same: Sequence[Standing], left_of: dict[int, int], plan: Plan
) -> None:
    """The list leaves so much standing: less than what is kept was used, more is new."""
    left = document.left
    for credit in same:
        left_of[credit.id] = min(left, credit.open_then)
        left -= left_of[credit.id]
    if left <= 0:
        return
    on = min(document.issued_on or plan.on, plan.on)
    kind = PAYMENT if document.is_on_account else CREDIT_NOTE
    new = plan.credit(document.customer_id, kind, document.number, on, left, document.currency)
    plan.standing.add(new.id)
    plan.change(
        document.lines[0], document.customer_id, document.number, STANDS, left, document.currency
    )


def _same_amount(
    falls: Sequence[Fall], purses: dict[tuple[int, str], Purse], plan: Plan
) -> list[Fall]:
    """What falls by exactly what a credit had is paid by it; the other falls."""
    others = []
    for fall in falls:
        purse = purses.get((fall.customer_id, fall.currency), Purse())
        exact = next((one for one, cents in purse.left.items() if cents == fall.cents), None)
        if exact is None or fall.settled_on:
            others.append(fall)
        else:
            _take(fall, exact, fall.cents, purse, plan)
    return others


def _take(fall: Fall, credit_id: int, cents: int, purse: Purse, plan: Plan) -> int:
    """A credit pays what it can of a fall; how much."""
    taken = min(cents, purse.left[credit_id])
    if taken > 0:
        purse.left[credit_id] -= taken
        if credit_id in purse.said:
            purse.said[credit_id] -= taken
        plan.pay(credit_id, fall.claim_id, plan.on, taken)
    return taken
