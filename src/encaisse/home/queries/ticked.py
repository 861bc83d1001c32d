"""What is ticked on a customer's page, and what a gesture on it needs to know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from encaisse.documents.models import Document, Kind
from encaisse.documents.queries import papers_about
from encaisse.home.queries.customer import receivables
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable

JOINED = (Kind.INVOICE, Kind.DELIVERY_NOTE, Kind.PROOF)


class NothingTicked(Refusal):
    """Not everything that is late is contested because nothing was ticked."""

    code = "nothing_ticked"
    sentence = "Cochez les factures que le client conteste, puis ouvrez le litige."


class NothingToState(Refusal):
    """A statement of nothing."""

    code = "nothing_to_state"
    sentence = "Rien n'est ouvert sur ce qui est coché : rechargez la page du client."


@dataclass(frozen=True, slots=True)
class Ticked:
    """The open receivables that were ticked, the oldest due date first."""

    customer: Customer
    chosen: list[Receivable]
    is_empty: bool

    @property
    def is_settled(self) -> bool:
        """Whether something was ticked and all of it is paid since."""
        return not (self.is_empty or self.chosen)

    @property
    def invoices(self) -> list[int]:
        """Their invoices."""
        return [each.invoice_id for each in self.chosen]

    def or_late(self, *, on: date) -> list[Receivable]:
        """What was ticked, were it all paid since; when nothing was, all that is late in the
        customer's currency."""
        if not self.is_empty:
            return self.chosen
        late = receivables(self.customer).filter(due_on__lt=on, currency=self.customer.currency)
        return list(late)


def ticked(customer: Customer, values: Iterable[str]) -> Ticked:
    """Those of these that are open and the customer's; one ticked twice counts once."""
    ids = {int(each) for each in values if each.isascii() and each.isdigit()}
    found = list(receivables(customer).filter(pk__in=ids)) if ids else []
    return Ticked(customer, found, is_empty=not ids)


def papers_of(customer: Customer, chosen: list[Receivable]) -> list[Document]:
    """The invoices that were ticked, and what proves their delivery."""
    ids = [each.invoice_id for each in chosen]
    found = papers_about(customer.company, customer.pk, ids)
    return [each for each in found if each.kind in JOINED]


def listed(chosen: list[Receivable]) -> list[tuple[str, date, Money]]:
    """What was ticked, as a mail lists it."""
    return [
        (each.invoice.number, each.due_on, Money(each.open_cents, each.currency)) for each in chosen
    ]
