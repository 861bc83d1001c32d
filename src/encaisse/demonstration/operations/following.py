"""What Nadia and Paul wrote to each other about customers, why some do not pay, what comes next."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from encaisse.agenda import operations as agenda
from encaisse.agenda.rules import OTHER
from encaisse.causes import operations as causes
from encaisse.causes.queries import of_customer
from encaisse.demonstration import queries
from encaisse.demonstration.rules import everyday, people
from encaisse.demonstration.rules.customers import BY_NAME
from encaisse.kernel.days import next_business_day
from encaisse.notes import operations as notes

if TYPE_CHECKING:
    from datetime import date, datetime

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer

A_DAY = timedelta(days=1)


def follow(company: Company, *, at: datetime) -> None:
    """Notes, causes, a next action."""
    customers = queries.customers(company)
    for noted in everyday.NOTES:
        _write(customers[BY_NAME[noted.customer].code], noted, at=at)
    for known in everyday.CAUSES:
        _say_why(customers[BY_NAME[known.customer].code], known, on=at.date())
    nadia = queries.collector(company, people.NADIA.email)
    then = agenda.Then(OTHER, next_business_day(at.date() + A_DAY), everyday.NEXT)
    doer = agenda.Doer(nadia, str(nadia), at.date())
    agenda.ask_next(company, customers[BY_NAME[everyday.NEXT_FOR].code].pk, then, who=doer)


def _write(customer: Customer, noted: everyday.Noted, *, at: datetime) -> None:
    author = queries.collector(customer.company, noted.author.email)
    who = notes.Writer(author, str(author), at - noted.days_ago * A_DAY)
    note = notes.write(customer, noted.text, who=who)
    notes.pin(note, is_pinned=noted.is_pinned, by=str(author))


def _say_why(customer: Customer, known: everyday.Known, *, on: date) -> None:
    late = [each.id for each in of_customer(customer.company, customer.pk, on=on)]
    causes.choose(customer, known.cause, late, on=on, by=people.NADIA.full_name, note=known.words)
