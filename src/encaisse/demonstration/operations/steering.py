"""How Paul steers in the demonstration: a team and its objectives, what a customer may owe, an
early payment offered, an old invoice that nearly lapses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.agenda.operations import orphans
from encaisse.demonstration import queries
from encaisse.demonstration.rules import people, steered
from encaisse.demonstration.rules.customers import BY_NAME
from encaisse.dunning import operations as dunning
from encaisse.early_payment_discounts import operations as discounts
from encaisse.early_payment_discounts.rules import Reduction
from encaisse.parties import operations as parties
from encaisse.receivables import operations as receivables
from encaisse.teams.operations import named, objectives
from encaisse.teams.rules.objectives import Aim

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company

PAUL, NADIA = people.PAUL.full_name, people.NADIA.full_name


def steer(company: Company, *, on: date) -> None:
    """A team led by Paul, objectives of the month, a limit passed, an offer; what a job counts is
    counted, as on any morning."""
    _aim(company, on=on)
    _limit(company)
    _offer(company, on=on)
    orphans.count(company, on=on)


def _aim(company: Company, *, on: date) -> None:
    nadia, paul = (queries.collector(company, one.email) for one in (people.NADIA, people.PAUL))
    team = named.form_team(
        company, name=steered.TEAM, manager=paul, people=[nadia.pk, paul.pk], by=PAUL
    )
    aims = ((nadia, Aim.COLLECTED, steered.TO_COLLECT), (team, Aim.LATE_SHARE, steered.LATE_MOST))
    for who, aim, target in aims:
        objectives.set_objective(company, who=who, month=on, aim=aim, target=target, on=on, by=PAUL)


def _limit(company: Company) -> None:
    customer = queries.customers(company)[BY_NAME[steered.LIMITED].code]
    limit = steered.limit_under(queries.owed_by(customer))
    parties.change_customer(customer, by=PAUL, reason=steered.LIMITED_WHY, credit_limit_cents=limit)


def _offer(company: Company, *, on: date) -> None:
    owed = queries.to_come_of(company, BY_NAME[steered.OFFERED_TO].code, on=on + steered.OFFERED)
    if owed:
        wanted = discounts.Wanted(
            reduction=Reduction(steered.DISCOUNT), last_on=on + steered.OFFERED,
            asked_by=steered.ASKED_BY,
        )  # fmt: skip
        made = discounts.offer(owed[-1:], wanted, on=on, by=NADIA)
        discounts.announce(made, on=on, by=NADIA)


def find_old(company: Company, *, since: date, on: date) -> None:
    """An invoice of before the books, in the hands of a lawyer ``since``: no reminder goes."""
    customer = queries.customers(company)[BY_NAME[steered.FORGETTING].code]
    old = steered.old_invoice(on)
    invoice = receivables.issue(
        customer=customer, number=old.number, issued_on=old.issued_on,
        installments=[receivables.Installment(old.due_on, old.cents)], by=NADIA,
    )  # fmt: skip
    dunning.block(
        invoice, until=on + steered.LAWYER_ANSWERS, why=steered.LAWYER, by=NADIA,
        on=since,
    )  # fmt: skip
