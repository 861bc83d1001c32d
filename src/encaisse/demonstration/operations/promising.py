"""Promises and payment plans of the demonstration, as the collector noted them on past days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from encaisse.demonstration import queries
from encaisse.demonstration.rules import everyday, people
from encaisse.demonstration.rules.customers import BY_CODE, BY_NAME
from encaisse.kernel.days import french_day, next_business_day
from encaisse.payment_plans.operations import proposing
from encaisse.promises import operations as promises
from encaisse.promises.operations import following

if TYPE_CHECKING:
    from encaisse.accounts.models import Company
    from encaisse.receivables.models import Receivable

BY = people.NADIA.full_name
WEEK = timedelta(days=7)


def engage(company: Company, *, on: date) -> None:
    """A promise kept, one kept in part, one broken and one to come; a plan of which the first
    instalment is paid, and one that waits for its answer."""
    agreed_on, paid_on = on - everyday.AGREED, on - everyday.PAID_BY
    owed = queries.owed_between(company, agreed_on, paid_on)
    kept = everyday.paid_whole(owed)
    planned = everyday.paid_in_part(owed, on, but=[kept.customer])
    partly = everyday.paid_in_part(owed, on, but=[kept.customer, planned.customer])
    for chosen, way in ((kept, "call"), (partly, "visit")):
        _promise(queries.receivables_of(company, chosen.ids), on=agreed_on, by_on=paid_on, way=way)
    broken = _late(company, everyday.BROKEN, on)
    _promise(broken, on=on - 2 * WEEK, by_on=on - WEEK, way="mail")
    to_come = _late(company, everyday.TO_COME, on)
    _promise(to_come, on=on, by_on=next_business_day(on + WEEK), way="call")
    following.watch(company, on=on)
    _agree(company, planned, on=on)
    _propose(_late(company, everyday.PROPOSED, on), on=paid_on)


def _late(company: Company, name: str, on: date) -> list[Receivable]:
    return queries.late_of(company, BY_NAME[name].code, on=on)


def _promise(owed: list[Receivable], *, on: date, by_on: date, way: str) -> None:
    person = BY_CODE[owed[0].customer.code].contact
    promises.promise(owed, by_on=by_on, on=on, by=BY, way=way, person=person, confirmed=True)


def _agree(company: Company, chosen: everyday.Chosen, *, on: date) -> None:
    agreed_on = on - everyday.AGREED
    parts = everyday.parts_begun(chosen, on)
    offer = proposing.Offer(expires_on=agreed_on + WEEK)
    owed = queries.receivables_of(company, chosen.ids)
    proposal = proposing.propose(owed, parts, offer, on=agreed_on, by=BY)
    proposing.hand(proposal, on=agreed_on, by=BY)
    name = BY_CODE[chosen.customer].contact
    evidence = f"Bon pour accord signé en visite le {french_day(agreed_on)}"
    proposing.accept(proposal, name=name, evidence=evidence, on=agreed_on, by=BY)


def _propose(owed: list[Receivable], *, on: date) -> None:
    cents = sum(each.open_cents for each in owed)
    offer = proposing.Offer(expires_on=on + 2 * WEEK)
    parts = everyday.parts_proposed(cents, on)
    proposing.hand(proposing.propose(owed, parts, offer, on=on, by=BY), on=on, by=BY)
