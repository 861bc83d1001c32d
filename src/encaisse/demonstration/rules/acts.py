"""What happened after the books: invoices issued, money received, and so on, in order of day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from encaisse.demonstration.rules.books import Books
from encaisse.demonstration.rules.habits import BY_BANK, MoveKind
from encaisse.demonstration.rules.ledger import CUSTOMERS_ACCOUNT, Leg, Movement
from encaisse.demonstration.rules.sales import credit_notes
from encaisse.demonstration.rules.story import Story


class ActKind(StrEnum):
    """What a person, or a bank line, does."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Act:
    """One act about one customer; ``bills`` are the invoices concerned, by number."""

    on: date
    kind: ActKind
    customer: str
    reference: str
    cents: int
    bills: tuple[str, ...]
    label: str = ""
    method: str = ""
    due_on: date | None = None


def acts(books: Books, *, books_until: date, bank_until: date) -> list[Act]:
    """What is not in books that stop on ``books_until``, their bank on ``bank_until``."""
    story = books.story
    found = [act for act in _documents(story) if books_until < act.on <= story.until]
    found += [act for act in _received(books) if bank_until < act.on <= story.until]
    return sorted(found, key=lambda act: (act.on, act.kind, act.reference))


def _documents(story: Story) -> Iterator[Act]:
    """Invoices, credit notes, and bills of exchange, which pay without passing by the bank."""
    for bill in story.bills:
        code, numbers = bill.customer.code, (bill.number,)
        yield Act(
            bill.issued_on, ActKind.INVOICE, code, bill.number, bill.cents, numbers,
            due_on=bill.due_on,
        )  # fmt: skip
        for move in bill.moves:
            if move.kind is MoveKind.BILL:
                reference = f"EFF-{bill.number}"
                yield Act(
                    move.on, ActKind.PAYMENT, code, reference, move.cents, numbers, method="bill"
                )
    for number, bill, move in credit_notes(story):
        label = f"Accord sur le litige de {bill.number}"
        yield Act(
            move.on, ActKind.CREDIT_NOTE, bill.customer.code, number, move.cents, (bill.number,),
            label,
        )  # fmt: skip


def _received(books: Books) -> Iterator[Act]:
    for movement in books.movements:
        for leg in movement.legs:
            if leg.account == CUSTOMERS_ACCOUNT:
                yield _act(movement, leg)


def _act(movement: Movement, leg: Leg) -> Act:
    kind = ActKind.RETURN if movement.kind == MoveKind.RETURN else ActKind.PAYMENT
    bills = tuple(matter.removesuffix("/R") for matter in leg.matters)
    return Act(
        movement.on, kind, leg.party, movement.piece, abs(leg.cents), bills,
        movement.label, movement.kind if movement.kind in BY_BANK else "",
    )  # fmt: skip
