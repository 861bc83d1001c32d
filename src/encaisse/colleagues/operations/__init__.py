"""Who follows a customer; digests: sent once a week, arranged, stopped and resumed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.colleagues import queries
from encaisse.colleagues.models import Digest, DigestHabit, DigestStop
from encaisse.colleagues.operations.wording import digest_mail
from encaisse.colleagues.queries import digests
from encaisse.colleagues.rules import MINUTES_OF_DAY, WEEK, Habit
from encaisse.disputes.operations.refusals import UnknownDepartment
from encaisse.disputes.queries.services import service
from encaisse.jobs.queue import enqueue
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations as letters
from encaisse.letters.queries import why_mail_waits
from encaisse.parties.operations import following
from encaisse.parties.queries import refusing_among

if TYPE_CHECKING:
    from datetime import date, datetime

    from encaisse.accounts.models import Company
    from encaisse.colleagues.queries.digests import News
    from encaisse.parties.models import Colleague, Customer, Follower

BY_ITSELF = "Encaisse"


class HabitWrong(Refusal):
    """A day of the week and an hour of it."""

    code = "digest_habit_wrong"
    sentence = "Choisissez un jour de la semaine et une heure entre 00:00 et 23:59."


def follow(customer: Customer, colleague: Colleague, *, department: str, by: str) -> Follower:
    """That person follows the customer in a department of the company, instead of whoever did."""
    if service(customer.company, department) is None:
        raise UnknownDepartment(named=department)
    return following.follow(customer, colleague, department=department, by=by)


@transaction.atomic
def send(company: Company, *, on: date, at: datetime) -> int:
    """The digests of that day, to those who sell, have an address that takes our mails and did not
    stop them; nothing to who has nothing to read. Twice is once. Returns how many left."""
    if why_mail_waits(company):
        return 0
    kept = _held(company)
    if kept.latest_on is not None and kept.latest_on >= on:
        return 0
    found = [each for each in digests.news(company, on=on) if not each.is_empty]
    over = queries.stopped(company)
    refusing = refusing_among(company, [each.colleague.address for each in found])
    told = [
        each
        for each in found
        if each.colleague.address
        and each.colleague.address.lower() not in refusing
        and each.colleague.pk not in over
    ]
    for each in told:
        _send(company, each, at=at)
    kept.latest_on = on
    kept.save(update_fields=["latest_on"])
    return len(told)


@transaction.atomic
def arrange(company: Company, habit: Habit, *, on: date, by: str) -> None:
    """On which day and at which hour digests leave; a day that has passed is not caught up."""
    if not (0 <= habit.weekday < WEEK.days and 0 <= habit.minute < MINUTES_OF_DAY):
        raise HabitWrong
    before, kept = queries.habit_of(company), _held(company)
    if before == habit:
        return
    kept.weekday, kept.minute, kept.is_sent = habit.weekday, habit.minute, habit.is_sent
    if (on.weekday() - habit.weekday) % WEEK.days:
        kept.latest_on = on
    kept.save(update_fields=["weekday", "minute", "is_sent", "latest_on"])
    facts: dict[str, object] = {
        "before": [before.weekday, before.hour, before.is_sent],
        "after": [habit.weekday, habit.hour, habit.is_sent],
    }
    audit.record(
        company=company, actor=by, verb="digest.arranged", subject=f"company:{company.pk}",
        facts=facts,
    )  # fmt: skip


@transaction.atomic
def stop(colleague: Colleague, *, on: date, by: str) -> None:
    """They get no digest any more; twice is once."""
    _made, is_new = DigestStop.objects.get_or_create(
        company=colleague.company, colleague=colleague, resumed_on=None,
        defaults={"stopped_on": on, "stopped_by": by},
    )  # fmt: skip
    if is_new:
        _record(colleague, "digest.stopped", by, {"on": on.isoformat()})


@transaction.atomic
def resume(colleague: Colleague, *, on: date, by: str) -> None:
    """They get them again; twice is once."""
    found = DigestStop.objects.filter(colleague=colleague, resumed_on=None)
    if found.update(resumed_on=on, resumed_by=by):
        _record(colleague, "digest.resumed", by, {"on": on.isoformat()})


def _send(company: Company, news: News, *, at: datetime) -> None:
    number = uuid.uuid4().hex
    message = digest_mail(company, news, stop=queries.stop_link(number))
    letter = letters.prepare(
        company, message, to=[news.colleague.address], at=at, reply_to=company.email,
        thread=f"digest-{news.colleague.pk}",
        along=letters.Alongside(about=f"digest:{number}", by=BY_ITSELF),
    )  # fmt: skip
    Digest.objects.create(
        company=company, colleague=news.colleague, on=news.on, number=number, letter=letter
    )
    facts: dict[str, object] = {
        "to": news.colleague.address, "late": news.sums, "invoices": news.count,
        "disputes": len(news.disputes), "questions": len(news.questions),
    }  # fmt: skip
    _record(news.colleague, "digest.sent", BY_ITSELF, facts)
    enqueue("letters.send", company.pk, letter_ids=[letter.pk])


def _held(company: Company) -> DigestHabit:
    """The habit of a company, the usual one when it never said, held until the end of the
    transaction."""
    DigestHabit.objects.get_or_create(company=company)
    return DigestHabit.objects.select_for_update().get(company=company)


def _record(colleague: Colleague, verb: str, by: str, facts: dict[str, object]) -> None:
    audit.record(
        company=colleague.company, actor=by, verb=verb, subject=f"colleague:{colleague.pk}",
        facts=facts,
    )  # fmt: skip
