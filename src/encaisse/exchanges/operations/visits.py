"""Planning a visit, moving it, cancelling it, reporting on it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.dunning import operations as dunning
from encaisse.dunning.rules.tasks import VISIT
from encaisse.exchanges.models import Visit, VisitState
from encaisse.exchanges.operations.inviting import invite
from encaisse.exchanges.operations.outcomes import Teller, follow
from encaisse.exchanges.queries.visits import meeting_of
from encaisse.exchanges.rules.calendar import CANCEL, REQUEST
from encaisse.kernel.days import french_day, is_too_far
from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail.message import domain
from encaisse.parties import operations as parties

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from encaisse.accounts.models import User
    from encaisse.dunning.models import Task
    from encaisse.exchanges.operations.outcomes import Given
    from encaisse.parties.models import Contact, Customer

MINUTES_MAX = 600


class VisitWithoutAddress(Refusal):
    """One goes somewhere."""

    code = "visit_without_address"
    sentence = "Dites à quelle adresse a lieu la visite."


class VisitInThePast(Refusal):
    """A visit is planned ahead."""

    code = "visit_in_the_past"
    sentence = "Le {on} est passé : choisissez aujourd'hui ou un jour à venir."


class VisitTooFar(Refusal):
    """Nobody plans a visit for years ahead: the day was mistyped."""

    code = "visit_too_far"
    sentence = "Le {on} est trop loin : choisissez un jour dans les deux ans."


class NobodyInvited(Refusal):
    """An invitation goes to somebody."""

    code = "visit_invites_nobody"
    sentence = "Choisissez la personne à inviter, ou décochez son invitation."


class VisitTooLong(Refusal):
    """A visit lasts some minutes, at most a day of work."""

    code = "visit_too_long"
    sentence = "Une visite dure de 1 à {most} minutes."


class VisitOver(Refusal):
    """Done or cancelled: it is moved no more."""

    code = "visit_over"
    sentence = "Cette visite n'est plus à venir : elle est {state}."


class VisitToCome(Refusal):
    """One reports on what took place."""

    code = "visit_to_come"
    sentence = "Cette visite est prévue le {on} : le compte rendu se fait à partir de ce jour."


class CancelledWithoutReason(Refusal):
    """What is called off says why."""

    code = "visit_cancelled_without_reason"
    sentence = "Dites pourquoi la visite est annulée : le client a réglé, empêchement…"


@dataclass(frozen=True, slots=True)
class Planned:
    """When and where a visit takes place, who goes, whom one meets, and whether they are told."""

    on: date
    at: time
    address: str
    visitor: User | None = None
    contact: Contact | None = None
    minutes: int = 45
    purpose: str = ""
    invites: bool = False


@transaction.atomic
def plan(
    customer: Customer, planned: Planned, *, at: datetime, by: Teller, task: Task | None = None
) -> Visit:
    """A visit to come: a task for its day, an invitation to the visitor and, if asked, to whom
    one meets."""
    _check(planned, by.on)
    parties.hold(customer.pk)
    visit = Visit(
        company_id=customer.company_id, customer=customer, uid=f"{uuid.uuid4().hex}@{domain()}",
        by=by.name,
    )  # fmt: skip
    _set(visit, planned)
    visit.task = _due(visit, task, by)
    visit.save()
    invite(meeting_of(visit, at=at), visit, REQUEST, on=by.on, by=by.name)
    _record(visit, "visit.planned", by, planned.purpose)
    return visit


@transaction.atomic
def move(visit: Visit, planned: Planned, *, at: datetime, by: Teller) -> Visit:
    """Another day, hour or place: the same entry of calendars, one version later; whoever is no
    more invited is told that it is off."""
    visit = _held(visit)
    _check(planned, by.on)
    before = meeting_of(visit, at=at)
    _set(visit, planned)
    visit.sequence += 1
    if visit.task is not None and visit.task.done_on is None:
        dunning.tasks.put_off(visit.task, to=visit.on, why=_why(visit), on=by.on, by=by.name)
    visit.save()
    after = meeting_of(visit, at=at)
    gone = tuple(each for each in before.invited if each not in after.invited)
    invite(
        replace(before, sequence=after.sequence, invited=gone), visit, CANCEL, on=by.on, by=by.name
    )
    invite(after, visit, REQUEST, on=by.on, by=by.name)
    _record(visit, "visit.moved", by, planned.purpose)
    return visit


@transaction.atomic
def cancel(visit: Visit, *, why: str, at: datetime, by: Teller) -> Visit:
    """It does not take place: whoever was invited is told. A step stays to be done."""
    visit = _held(visit)
    if not why.strip():
        raise CancelledWithoutReason
    visit.state, visit.words = VisitState.CANCELLED, why.strip()[:250]
    visit.sequence += 1
    visit.save()
    task = visit.task
    if task is not None and task.done_on is None and task.message_id is None:
        dunning.tasks.give_up(task, why=visit.words, on=by.on, today=by.on, by=by.name)
    invite(meeting_of(visit, at=at), visit, CANCEL, on=by.on, by=by.name)
    _record(visit, "visit.cancelled", by, visit.words)
    return visit


@transaction.atomic
def report(visit: Visit, given: Given, *, by: Teller, person: str = "") -> Visit:
    """What came of it, and what follows: as for a call."""
    visit = _held(visit)
    if by.on < visit.on:
        raise VisitToCome(on=french_day(visit.on))
    parties.hold(visit.customer_id)
    who = person.strip() or (visit.contact.name if visit.contact else "")
    task = visit.task if visit.task is not None and visit.task.done_on is None else None
    visit.state = VisitState.DONE
    follow(visit, visit.customer, given, task=task, who=who, by=by)
    visit.save()
    _record(visit, "visit.reported", by, visit.words)
    return visit


def _check(planned: Planned, today: date) -> None:
    if not planned.address.strip():
        raise VisitWithoutAddress
    if planned.on < today:
        raise VisitInThePast(on=french_day(planned.on))
    if is_too_far(planned.on, on=today):
        raise VisitTooFar(on=french_day(planned.on))
    if planned.invites and planned.contact is None:
        raise NobodyInvited
    if not 0 < planned.minutes <= MINUTES_MAX:
        raise VisitTooLong(most=MINUTES_MAX)


def _set(visit: Visit, planned: Planned) -> None:
    visit.on, visit.at, visit.minutes = planned.on, planned.at, planned.minutes
    visit.address, visit.purpose = planned.address.strip(), planned.purpose.strip()[:250]
    visit.visitor, visit.contact = planned.visitor, planned.contact
    visit.invites = planned.invites


def _due(visit: Visit, task: Task | None, by: Teller) -> Task:
    """The task that the visit does, for its day: the step's own, else one for the visitor."""
    if task is not None:
        return dunning.tasks.put_off(task, to=visit.on, why=_why(visit), on=by.on, by=by.name)
    return dunning.tasks.ask(
        visit.customer, VISIT, due_on=visit.on, reason=_why(visit), on=by.on, by=by.name,
        person=visit.visitor,
    )  # fmt: skip


def _why(visit: Visit) -> str:
    return f"Visite le {french_day(visit.on)} à {visit.at:%H:%M}. {visit.purpose}".strip()


def _held(visit: Visit) -> Visit:
    """The visit, locked; refused when it is over."""
    locked = Visit.objects.select_for_update(of=("self",)).select_related(
        "company", "customer__company", "task", "visitor", "contact"
    )
    visit = locked.get(pk=visit.pk)
    if visit.state != VisitState.PLANNED:
        raise VisitOver(state=visit.get_state_display())
    return visit


def _record(visit: Visit, verb: str, by: Teller, reason: str) -> None:
    audit.record(
        company=visit.customer.company, actor=by.name, verb=verb, subject=f"visit:{visit.pk}",
        reason=reason, customer_id=visit.customer_id, on=by.on,
        facts={
            "day": visit.on.isoformat(), "at": f"{visit.at:%H:%M}", "outcome": visit.outcome,
            "sequence": visit.sequence,
        },
    )  # fmt: skip
