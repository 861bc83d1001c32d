"""What a person decides of money that waits, as one act that is taken back as a whole: parts of
receivables, rests given up, a customer opened for an unknown payer, money left on the account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from encaisse.kernel.refusal import Refusal
from encaisse.matching import operations, queries
from encaisse.matching.operations import placing
from encaisse.parties import operations as parties
from encaisse.payments import operations as payments

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User
    from encaisse.parties.models import Customer
    from encaisse.payments.models import BankLine, Credit
    from encaisse.receivables.models import Receivable


class NoRestToClose(Refusal):
    """Nothing is left of the receivable once paid, or nobody here gives rests up."""

    code = "no_rest_to_close"
    sentence = "{receivable} est payée en entier : il n'y a pas de reste à solder."


class CauseUnknown(Refusal):
    """A rest is given up for a cause that says enough."""

    code = "cause_of_rest_unknown"
    sentence = "« {cause} » n'est pas une cause connue : choisissez parmi {causes}."


class NothingShared(Refusal):
    """No amount was given."""

    code = "nothing_shared"
    sentence = "Écrivez un montant en face d'une créance, ou laissez la somme sur le compte."


@dataclass(frozen=True, slots=True)
class Share:
    """So much of the money to that receivable; ``closes`` is the cause for which what it leaves is
    given up."""

    receivable: Receivable
    cents: int
    closes: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """The payment concerned, and the keys of all that was made."""

    credit: Credit
    allocations: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Closer:
    """How an upper capability gives up what a payment leaves of a receivable: the causes that it
    knows, the act (viewer, receivable, cause, day of the payment), and taking it back."""

    causes: Callable[[], list[tuple[str, str]]]
    close: Callable[[User, Receivable, str, Credit], int]
    reopen: Callable[[User, int, Company], None]


CLOSERS: list[Closer] = []


@transaction.atomic
def decide_line(
    line: BankLine, customer: Customer, shares: Sequence[Share], *, viewer: User, by: str
) -> Decided:
    """What the line pays; without shares its money is left on the account."""
    credit = placing.split(
        line, customer, [(share.receivable, share.cents) for share in shares], by=by
    )
    if not shares:
        payments.leave(credit, is_left=True, by=by)
    return Decided(credit, (), _close(credit, shares, viewer))


@transaction.atomic
def decide_payment(credit: Credit, shares: Sequence[Share], *, viewer: User, by: str) -> Decided:
    """What stands of the payment pays these; without shares it is left on the account."""
    if not shares:
        payments.leave(credit, is_left=True, by=by)
        return Decided(credit)
    made = placing.spread(credit, [(share.receivable, share.cents) for share in shares], by=by)
    return Decided(credit, tuple(each.pk for each in made), _close(credit, shares, viewer))


@transaction.atomic
def open_customer(line: BankLine, name: str, *, siren: str = "", by: str) -> Customer:
    """A customer for whoever paid the line."""
    company = line.company
    facts: dict[str, Any] = {"siren": siren} if siren else {}
    return parties.open_customer(company=company, name=name, by=by, currency=line.currency, **facts)


@transaction.atomic
def undo_line(line: BankLine, *, closed: Sequence[int] = (), viewer: User, by: str) -> None:
    """The line waits again, all that was decided of it is undone."""
    _reopen(closed, viewer, line.company)
    placing.undo(line, by=by)


@transaction.atomic
def undo_payment(
    credit: Credit,
    *,
    allocations: Sequence[int] = (),
    closed: Sequence[int] = (),
    viewer: User,
    by: str,
) -> None:
    """What one decision made of the payment is undone; it waits again."""
    _reopen(closed, viewer, credit.company)
    for allocation in queries.allocations_named(credit, allocations):
        operations.unmatch(allocation, on=allocation.on, by=by)
    credit.refresh_from_db()
    payments.leave(credit, is_left=False, by=by)


def causes() -> list[tuple[str, str]]:
    """Why a rest may be given up."""
    return [cause for closer in CLOSERS for cause in closer.causes()]


def _close(credit: Credit, shares: Sequence[Share], viewer: User) -> tuple[int, ...]:
    closed = []
    for share in shares:
        if share.closes:
            left = share.receivable.open_cents
            share.receivable.refresh_from_db()
            if left and not share.receivable.open_cents:
                continue  # promised beforehand, it was given up as the payment was matched
            if not share.receivable.open_cents or not CLOSERS:
                raise NoRestToClose(receivable=share.receivable.invoice.number)
            if share.closes not in dict(causes()):
                known = ", ".join(name for name, _label in causes())
                raise CauseUnknown(cause=share.closes, causes=known)
            closed.append(CLOSERS[0].close(viewer, share.receivable, share.closes, credit))
    return tuple(closed)


def _reopen(closed: Sequence[int], viewer: User, company: Company) -> None:
    for key in closed:
        CLOSERS[0].reopen(viewer, key, company)
