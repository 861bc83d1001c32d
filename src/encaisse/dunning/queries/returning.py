"""What came back: messages to take back, customers an address of whom is to be corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.db.models.functions import Lower

from encaisse.dunning.models import Message, MessageState, Task, TaskKind
from encaisse.letters.models import LetterState
from encaisse.parties.models import Contact, Customer, RefusingAddress
from encaisse.parties.queries import refusing

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company

LEFT = (MessageState.DELIVERED, MessageState.SENDING, MessageState.UNCLEAR)


def came_back(company: Company) -> list[int]:
    """The messages whose mail came back, and that are not taken back yet."""
    return list(_came_back().filter(company=company).order_by("pk").values_list("pk", flat=True))


def has_come_back(message: Message) -> bool:
    """Whether its mail was refused by every address."""
    return message.letter is not None and message.letter.state == LetterState.BOUNCED


def companies_to_take_back() -> list[int]:
    """The companies that have such messages."""
    found = _came_back().order_by("company_id").values_list("company_id", flat=True)
    return list(found.distinct())


def to_correct(company: Company) -> list[tuple[int, RefusingAddress]]:
    """Customers of whom an address refuses, and which: those who were not asked about since."""
    standing = {each.address: each for each in refusing(company)}
    asked = _asked_since(company)
    found = {
        customer: standing[address]
        for customer, address in _owners(company, list(standing))
        if customer not in asked or asked[customer] < standing[address].since
    }
    return sorted(found.items(), key=lambda each: each[0])


def _owners(company: Company, addresses: list[str]) -> list[tuple[int, str]]:
    if not addresses:
        return []
    own = Customer.objects.alias(written=Lower("email")).filter(
        company=company, written__in=addresses
    )
    theirs = Contact.objects.alias(written=Lower("email")).filter(
        company=company, written__in=addresses
    )
    found = [
        *own.values_list("pk", Lower("email")),
        *theirs.values_list("customer", Lower("email")),
    ]
    return sorted(found)


def _asked_since(company: Company) -> dict[int, date]:
    """By customer, the day of its latest task."""
    found = Task.objects.filter(company=company, kind=TaskKind.ADDRESS).order_by("opened_on")
    return dict(found.values_list("customer", "opened_on"))


def _came_back() -> QuerySet[Message]:
    return Message.objects.filter(state__in=LEFT, letter__state=LetterState.BOUNCED)
