"""The disputes of the demonstration: over what is not due yet, so that no reminder changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from encaisse.demonstration import queries
from encaisse.demonstration.rules import people, steered
from encaisse.demonstration.rules.customers import BY_NAME
from encaisse.demonstration.rules.quarrels import DESKS, QUARRELS, Quarrel
from encaisse.disputes import operations as disputes
from encaisse.kernel.money import Money

if TYPE_CHECKING:
    from datetime import date, datetime

    from encaisse.accounts.models import Company
    from encaisse.disputes.models import Dispute
    from encaisse.receivables.models import Receivable

A_DAY = timedelta(days=1)
PERCENT = 100


def contest(company: Company, *, at: datetime) -> None:
    """One dispute with each of as many customers, in every state."""
    for code, name, person, email in DESKS:
        disputes.arranging.keep_department(
            company, code=code, name=name, person=person, email=email, by=people.PAUL.full_name
        )
    offered = BY_NAME[steered.OFFERED_TO].code
    to_come = queries.to_come(company, on=at.date(), most=len(QUARRELS), but=[offered])
    for quarrel, receivable in zip(QUARRELS, to_come, strict=False):
        _open(receivable, quarrel, at=at)


def _open(receivable: Receivable, quarrel: Quarrel, *, at: datetime) -> None:
    today, by = at.date(), people.NADIA.full_name
    on = max(receivable.invoice.issued_on, today - quarrel.since)
    share = None if quarrel.part is None else receivable.open_cents * quarrel.part // PERCENT
    given = disputes.Given(
        opened_by=quarrel.opened_by, owner=queries.collector(receivable.company, people.NADIA.email)
    )
    dispute = disputes.declare(
        [receivable], reason=quarrel.reason, note=quarrel.note, on=on, by=by, given=given,
        amount=None if share is None else Money(share, receivable.currency),
    )  # fmt: skip
    if quarrel.asks:
        _ask(dispute, quarrel, on=on, at=at)
    _decide(dispute, quarrel, Money(share or receivable.open_cents, receivable.currency), on=today)


def _ask(dispute: Dispute, quarrel: Quarrel, *, on: date, at: datetime) -> None:
    asked = disputes.asking.Asked(text=quarrel.asks, department=quarrel.department)
    question = disputes.asking.put(dispute, asked, on=on, by=people.NADIA.full_name)
    if quarrel.answer:
        answered = disputes.asking.Answered(text=quarrel.answer, verdict=quarrel.verdict)
        day = min(on + A_DAY, at.date())
        disputes.asking.answer(question, answered, by=question.name, on=day, at=at)


def _decide(dispute: Dispute, quarrel: Quarrel, contested: Money, *, on: date) -> None:
    by, deciding = people.NADIA.full_name, disputes.deciding
    if quarrel.decided == "credit":
        deciding.ask_credit(dispute, amount=None, on=on, by=by, why=quarrel.answer)
    elif quarrel.decided == "partial":
        half = Money(contested.cents // 2, contested.currency)
        deciding.agree(dispute, owed=half, on=on, by=by, why=quarrel.answer)
    elif quarrel.decided == "confirmed":
        disputes.confirm(dispute, on=on, by=by, why=quarrel.answer)
    elif quarrel.decided == "withdrawn":
        disputes.withdraw(dispute, why=quarrel.note, on=on, by=by)
