"""What Nadia and Paul wrote to each other about customers, why some do not pay, what comes next;
who sells to whom, and what they are asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from encaisse.agenda import operations as agenda
from encaisse.agenda.rules import OTHER
from encaisse.causes import operations as causes
from encaisse.causes.queries import of_customer
from encaisse.demonstration import queries
from encaisse.demonstration.rules import everyday, people
from encaisse.demonstration.rules.customers import BY_CODE, BY_NAME
from encaisse.disputes import operations as disputes
from encaisse.kernel.days import next_business_day
from encaisse.notes import operations as notes
from encaisse.parties import operations as parties
from encaisse.parties.rules.colleagues import SALES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer

A_DAY = timedelta(days=1)


def follow(company: Company, *, at: datetime) -> None:
    """Who sells, a question, notes, causes, a next action."""
    customers = queries.customers(company)
    _sell(company, customers)
    for noted in everyday.NOTES:
        _write(customers[BY_NAME[noted.customer].code], noted, at=at)
    for known in everyday.CAUSES:
        _say_why(customers[BY_NAME[known.customer].code], known, on=at.date())
    nadia = queries.collector(company, people.NADIA.email)
    then = agenda.Then(OTHER, next_business_day(at.date() + A_DAY), everyday.NEXT)
    doer = agenda.Doer(nadia, str(nadia), at.date())
    agenda.ask_next(company, customers[BY_NAME[everyday.NEXT_FOR].code].pk, then, who=doer)
    asked = disputes.asking.Asked(text=everyday.ASKED, department=SALES)
    about = customers[BY_NAME[everyday.ASKED_ON].code]
    disputes.asking.put(about, asked, on=at.date(), by=str(nadia), asker=nadia)


def _sell(company: Company, customers: Mapping[str, Customer]) -> None:
    for code, customer in customers.items():
        found = everyday.seller(BY_CODE[code])
        if found is not None:
            name, email = found
            by = people.NADIA.full_name
            whom = parties.following.meet(company, name, email=email, by=by)
            parties.following.follow(customer, whom, department=SALES, by=by)


def _write(customer: Customer, noted: everyday.Noted, *, at: datetime) -> None:
    author = queries.collector(customer.company, noted.author.email)
    who = notes.Writer(author, str(author), at - noted.days_ago * A_DAY)
    note = notes.write(customer, noted.text, who=who)
    notes.pin(note, is_pinned=noted.is_pinned, by=str(author))


def _say_why(customer: Customer, known: everyday.Known, *, on: date) -> None:
    late = [each.id for each in of_customer(customer.company, customer.pk, on=on)]
    causes.choose(customer, known.cause, late, on=on, by=people.NADIA.full_name, note=known.words)
