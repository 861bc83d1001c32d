"""A visit written in calendars: invitations by mail, their updates and cancellations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from encaisse.documents import operations as documents
from encaisse.exchanges.queries.visits import subject_of_customer
from encaisse.exchanges.rules import inviting
from encaisse.exchanges.rules.calendar import entry
from encaisse.jobs.queue import enqueue
from encaisse.letters import operations as letters
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.queries import why_mail_waits
from encaisse.parties.rules import thread_of

if TYPE_CHECKING:
    from datetime import date

    from encaisse.documents.models import Document
    from encaisse.exchanges.models import Visit
    from encaisse.exchanges.rules.calendar import Meeting

EXCHANGE, FILE = "exchange", "visite.ics"


def invite(meeting: Meeting, visit: Visit, method: str, *, on: date, by: str) -> None:
    """Write to each of those invited, in a mail of their own; to nobody when mail has nowhere to
    go."""
    if not meeting.invited or why_mail_waits(visit.company):
        return
    given = documents.GivenFile(FILE, entry(meeting, method=method))
    paper = documents.receive(
        visit.company, given, kind=EXCHANGE, by=by, on=on,
        subjects=[subject_of_customer(visit.customer)],
    )  # fmt: skip
    for invited in meeting.invited:
        is_theirs = visit.contact is not None and invited.email == visit.contact.email
        language = visit.customer.language if is_theirs else "fr"
        told = replace(meeting, title=inviting.title_of(
            visit.company.name, visit.customer.name, language
        ))  # fmt: skip
        _send(visit, told, method, invited.email, language, paper, by=by)


def _send(
    visit: Visit,
    meeting: Meeting,
    method: str,
    to: str,
    language: str,
    paper: Document,
    *,
    by: str,
) -> None:
    message = Rendered(
        subject=inviting.subject_of(meeting, method, language),
        text=inviting.text_of(meeting, method, language),
        html="",
    )
    letter = letters.prepare(
        visit.company, message, to=[to], at=meeting.stamp, reply_to=visit.company.email,
        thread=thread_of(visit.customer_id),
        along=letters.Alongside([paper], about=f"visit:{visit.pk}", by=by),
    )  # fmt: skip
    enqueue("letters.send", visit.company_id, letter_ids=[letter.pk])
