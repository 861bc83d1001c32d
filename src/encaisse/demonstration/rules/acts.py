"""What people did after the books, in order of day: documents issued, bank lines looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from encaisse.demonstration.rules.books import Books
from encaisse.demonstration.rules.habits import MoveKind
from encaisse.demonstration.rules.ledger import CUSTOMERS_ACCOUNT, RETURNED, Leg, Movement
from encaisse.demonstration.rules.sales import credit_notes
from encaisse.demonstration.rules.story import Story

GAPS = {
    "627000": "Commission de carte bancaire",
    "665000": "Escompte pour paiement anticipé",
    "666000": "Écart de change",
}


class ActKind(StrEnum):
    """What a person does."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    BILL = "bill"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class Act:
    """One act about one customer; ``bills`` are the invoices concerned, by number.

    To match is to put a bank line, known by its ``reference``, on the bills that it names, and to
    give up ``gap_cents`` which never reached the bank.
    """

    on: date
    kind: ActKind
    customer: str
    reference: str
    cents: int
    bills: tuple[str, ...]
    label: str = ""
    due_on: date | None = None
    gap_cents: int = 0


def documents(books: Books, *, since: date) -> list[Act]:
    """Invoices, credit notes and bills of exchange after a day."""
    return _in_order(books, _documents(books.story), since)


def matches(books: Books, *, since: date) -> list[Act]:
    """What the collector does of each payment that came after a day."""
    return _in_order(books, _matches(books), since)


def _in_order(books: Books, found: Iterator[Act], since: date) -> list[Act]:
    told = (act for act in found if since < act.on <= books.story.until)
    return sorted(told, key=lambda act: (act.on, act.kind, act.reference))


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
                yield Act(move.on, ActKind.BILL, code, reference, move.cents, numbers)
    for number, bill, move in credit_notes(story):
        label = f"Accord sur le litige de {bill.number}"
        yield Act(
            move.on, ActKind.CREDIT_NOTE, bill.customer.code, number, move.cents, (bill.number,),
            label,
        )  # fmt: skip


def _matches(books: Books) -> Iterator[Act]:
    for movement in books.movements:
        for leg in movement.legs:
            if leg.account == CUSTOMERS_ACCOUNT and leg.cents < 0 and leg.matters:
                yield _match(movement, leg)


def _match(movement: Movement, leg: Leg) -> Act:
    bills = tuple(matter.removesuffix(RETURNED) for matter in leg.matters)
    given_up = [one for one in movement.legs if one.account in GAPS]
    return Act(
        movement.on, ActKind.MATCH, leg.party, movement.piece, -leg.cents, bills,
        label="".join(GAPS[one.account] for one in given_up[:1]),
        gap_cents=sum(one.cents for one in given_up),
    )  # fmt: skip
