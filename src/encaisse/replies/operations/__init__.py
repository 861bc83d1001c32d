"""Taking mails in, filing them, reading them, and what a person makes of them."""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.disputes import operations as disputes
from encaisse.disputes.queries import asking as questions
from encaisse.documents import operations as documents
from encaisse.documents.operations.scanning import threat_in
from encaisse.jobs.queue import enqueue
from encaisse.kernel.days import french_day
from encaisse.letters import operations as letters
from encaisse.letters.mail import fetching
from encaisse.letters.mail.fetching import Fetched, MailboxLost, Position
from encaisse.letters.mail.reading import Incoming, Kind, read
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.queries import check_mail, written_to
from encaisse.letters.rules.papers import MEGABYTE, too_heavy
from encaisse.parties import operations as parties
from encaisse.parties.rules import thread_of
from encaisse.promises import operations as promises
from encaisse.replies import queries
from encaisse.replies.models import FiledBy, Reply
from encaisse.replies.operations.refusals import (
    AlreadyRead,
    AnswerEmpty,
    AnswerTooHeavy,
    NobodysReply,
    NotAMail,
    NothingChosen,
)
from encaisse.replies.rules import suggest
from encaisse.store import locks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from encaisse.accounts.models import Company
    from encaisse.disputes.models import Question
    from encaisse.documents.models import Document
    from encaisse.parties.models import Customer
    from encaisse.receivables.models import Receivable

EXCHANGE = "exchange"
LOCK = "replies"
FIRST = timedelta(days=7)  # of a mailbox never read, what came within a week
OUTCOME_MAX = 250
TO_DISPUTE = {
    Kind.PERSON: "Réponse à une question : gardée avec {thing} de {customer}.",
    Kind.BOUNCE: "Question non remise : signalé sur {thing} de {customer}.",
}
TOLD_BY_ROBOT = "Réponse automatique à une question sur {thing} de {customer}."
UNSETTLED = {"promise", "dispute", "contact"}  # an answer does not note them
NAME_MAX = 60
TOLD_BY = {
    Kind.PERSON: "replied",
    Kind.ROBOT: "delivered",
    Kind.BOUNCE: "bounced",
    Kind.COMPLAINT: "complained",
}
REPORTED_BY = {
    Kind.BOUNCE: "avis de non-remise",
    Kind.COMPLAINT: "plainte transmise par son fournisseur",
}


def read_mailbox(company: Company, rank: int, *, at: datetime) -> int:
    """Take in what arrived in a mailbox of the settings since it was last read; returns how many
    mails are new, none while another process reads it. What could be read is kept, whatever happens
    after; then refused with why."""
    with locks.holding(LOCK, (company.pk << 8) + rank) as is_ours:
        return _read_mailbox(company, rank, at=at) if is_ours else 0


def _read_mailbox(company: Company, rank: int, *, at: datetime) -> int:
    box = settings.REPLY_MAILBOXES[rank]
    standing = queries.position_of(company, box)
    after, since = Position(standing.validity, standing.uid), (standing.read_at or at) - FIRST
    taken = 0
    try:
        for mail in fetching.fetch(box, after=after, since=since.date()):
            with transaction.atomic():
                taken += _take(company, mail, at=at) is not None
                standing.validity, standing.uid = mail.position.validity, mail.position.uid
                standing.save()
    except MailboxLost as lost:
        standing.read_at, standing.trouble = at, str(lost)[:500]
        standing.save()
        raise
    standing.read_at, standing.trouble = at, ""
    standing.save()
    return taken


def _take(company: Company, mail: Fetched, *, at: datetime) -> Reply | None:
    return take_in(company, mail.content, at=at, is_whole=mail.is_whole)


def drop(company: Company, name: str, content: bytes, *, at: datetime) -> Reply | None:
    """File a mail that somebody hands over; refused when the file is none."""
    if not read(content).sender:
        raise NotAMail(name=name)
    return take_in(company, content, at=at)


@transaction.atomic
def take_in(
    company: Company, content: bytes, *, at: datetime, is_whole: bool = True
) -> Reply | None:
    """File a mail received; None when it is known already, or is one that we sent ourselves."""
    mail = read(content)
    if queries.known(company, mail.message_id) or queries.is_ours(mail.message_id):
        return None
    on = at.astimezone(ZoneInfo(company.timezone)).date()
    filing = queries.filing_of(company, mail)
    sender = mail.sender or "courriel"
    name = f"{mail.subject.replace(':', '')[:NAME_MAX] or 'courriel'}.eml"
    document = documents.keep(
        company=company, name=name, content=content, on=on, kind=EXCHANGE, by=sender,
        threat=threat_in(content),
    )  # fmt: skip
    reply = Reply.objects.create(
        company=company, customer_id=filing.customer_id, letter_id=filing.letter_id,
        document=document, message_id=mail.message_id[:998],
        kind=mail.kind, filed_by=filing.filed_by, sender=mail.sender,
        sender_name=mail.sender_name, subject=mail.subject, said=mail.said, text=mail.text,
        suggestions=_suggested(mail, on), refused=[asdict(each) for each in mail.refused],
        is_whole=is_whole, sent_at=mail.sent_at, received_at=at, received_on=on,
    )  # fmt: skip
    question = questions.question_numbered(company, filing.question_id)
    _keep_enclosed(reply, mail, by=sender, question=question)
    _record(reply, "reply.received", by=sender, facts={"kind": mail.kind})
    _testify(reply, mail)
    _believe(reply, mail)
    if question is not None:
        _hand_over(reply, question, on=on)
    return reply


@transaction.atomic
def file_to(reply: Reply, customer: Customer, *, by: str, remember: bool = False) -> Reply:
    """Say whose reply it is; ``remember`` makes its sender a contact of the customer, so that the
    next one is known."""
    reply = _held(reply)
    reply.customer, reply.filed_by = customer, FiledBy.HAND
    reply.save(update_fields=["customer", "filed_by"])
    if remember and reply.sender not in {customer.email.lower(), ""}:
        parties.add_contact(
            customer=customer, name=reply.who[:120], email=reply.sender, role="other", by=by
        )
    for document in queries.enclosed(reply):
        documents.attach(document, queries.customer_subject(customer), by=by)
    _record(reply, "reply.filed", by=by, facts={"customer": customer.pk})
    return reply


@transaction.atomic
def mark_read(reply: Reply, *, on: date, by: str, outcome: str = "") -> Reply:
    """A person has read it, and said what came of it: the customer's reminders go on."""
    reply = _held(reply)
    reply.read_on, reply.read_by = on, by
    reply.outcome = outcome.strip()[:OUTCOME_MAX] or "Lue."
    reply.save(update_fields=["read_on", "read_by", "outcome"])
    _record(reply, "reply.read", by=by, reason=reply.outcome, on=on)
    return reply


@transaction.atomic
def reopen(reply: Reply, *, by: str) -> Reply:
    """To be read again: dealt with by mistake."""
    reply = Reply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
    reply.read_on, reply.read_by, reply.outcome = None, "", ""
    reply.save(update_fields=["read_on", "read_by", "outcome"])
    _record(reply, "reply.reopened", by=by)
    return reply


@transaction.atomic
def note_promise(
    reply: Reply, receivables: Sequence[Receivable], *, by_on: date, on: date, by: str,
    confirmed: bool = False,
) -> Reply:  # fmt: skip
    """It promises to pay these by that day; ``confirmed``: beside another promise that stands."""
    _ask_for_receivables(reply, receivables)
    promises.promise(
        receivables, by_on=by_on, on=on, by=by, person=reply.who[:120], note=_quoted(reply),
        confirmed=confirmed, way="mail",
    )  # fmt: skip
    told = f"Promesse de règlement pour le {french_day(by_on)}."
    return mark_read(reply, on=on, by=by, outcome=told)


@transaction.atomic
def note_dispute(
    reply: Reply, receivables: Sequence[Receivable], *, reason: str, on: date, by: str
) -> Reply:
    """It contests these receivables."""
    _ask_for_receivables(reply, receivables)
    given = disputes.Given(opened_by="reply", evidence=queries.enclosed(reply))
    declared = disputes.declare(
        receivables, reason=reason, on=on, by=by, note=_quoted(reply), given=given
    )
    told = declared.get_reason_display()
    return mark_read(reply, on=on, by=by, outcome=f"Litige ouvert : {told}.")


@transaction.atomic
def note_contact(reply: Reply, *, name: str, email: str, phone: str, on: date, by: str) -> Reply:
    """It names whom to write to from now on: a contact for reminders."""
    if reply.customer is None:
        raise NobodysReply
    contact = parties.add_contact(
        customer=reply.customer, name=name.strip() or email, email=email, phone=phone,
        role="dunning", by=by,
    )  # fmt: skip
    outcome = f"Nouvel interlocuteur pour les relances : {contact.name}."
    return mark_read(reply, on=on, by=by, outcome=outcome)


def _hand_over(reply: Reply, question: Question, *, on: date) -> None:
    """It answers a question about a dispute or a customer, or says that nobody got it: the dispute
    or the customer keeps it, and nobody has it to read here."""
    told = TO_DISPUTE.get(Kind(reply.kind), TOLD_BY_ROBOT)
    if reply.kind == Kind.PERSON:
        text = reply.said or reply.text
        disputes.asking.take_mail(question, text, sender=reply.who, on=on, at=reply.received_at)
    elif reply.kind == Kind.BOUNCE:
        disputes.asking.not_delivered(question, why=reply.refusals, on=on)
    reply.read_on, reply.read_by = on, reply.company.name
    thing = "le compte" if question.dispute_id is None else "le litige"
    reply.outcome = told.format(thing=thing, customer=question.whose.name)[:OUTCOME_MAX]
    reply.save(update_fields=["read_on", "read_by", "outcome"])


def _testify(reply: Reply, mail: Incoming) -> None:
    """A person who answers a mail of ours tells that it came there; so does the robot of an address
    that it was sent to, never that of a server."""
    letter = reply.letter
    is_robot = mail.kind is Kind.ROBOT and letter and written_to(letter, [reply.sender])
    if letter is not None and (is_robot or mail.kind is Kind.PERSON):
        letters.evidence.note(
            letter, TOLD_BY[mail.kind], at=reply.received_at, source=reply.who,
            said=reply.excerpt, address=reply.sender, reference=f"reply:{reply.pk}",
        )  # fmt: skip


def _believe(reply: Reply, mail: Incoming) -> None:
    """What a report says of a mail of ours counts for the addresses that it was sent to: they are
    written to no more, and its reminder is taken back. A report about no mail of ours, or about
    other addresses, is only shown."""
    told = {each.address: each.told for each in mail.refused if each.is_permanent}
    if reply.letter is None or not told:
        return
    if mail.kind == Kind.COMPLAINT:
        counted, why = written_to(reply.letter, told), "complaint"
    else:
        counted, why = letters.come_back(reply.letter, told), "refused"
    for address in counted:
        letters.evidence.note(
            reply.letter, TOLD_BY[mail.kind], at=reply.received_at, source=REPORTED_BY[mail.kind],
            said=told[address], address=address, reference=f"reply:{reply.pk}",
        )  # fmt: skip
        parties.mark_refusing(
            reply.company, address, why=why, reason=told[address], on=reply.received_on,
            by=REPORTED_BY[mail.kind],
        )  # fmt: skip
    if counted:
        enqueue("dunning.take_back", reply.company_id)


@transaction.atomic
def answer(
    reply: Reply, *, text: str, papers: Sequence[Document], on: date, by: str, at: datetime
) -> Reply:
    """A person writes back, in the thread, with these papers; the reply is dealt with by it, unless
    it seems to say something that an answer does not settle."""
    reply = (
        Reply.objects.select_for_update(of=("self",))
        .select_related("company", "customer")
        .get(pk=reply.pk)
    )
    if reply.customer is None or not reply.sender:
        raise NobodysReply
    if not text.strip():
        raise AnswerEmpty
    check_mail(reply.company)
    heavy = too_heavy((each.size for each in papers), limit=settings.MAIL_PAPERS_MAX)
    if heavy:
        raise AnswerTooHeavy(limit=settings.MAIL_PAPERS_MAX // MEGABYTE)
    letter = letters.prepare(
        reply.company,
        Rendered(subject=_answering(reply.subject), text=text.strip() + "\n", html=""),
        to=[reply.sender],
        at=at,
        reply_to=reply.company.email,
        thread=thread_of(reply.customer.pk),
        along=letters.Alongside(papers, answers=reply.message_id, about=f"reply:{reply.pk}", by=by),
    )
    enqueue("letters.send", reply.company_id, letter_ids=[letter.pk])
    names = ", ".join(each.name for each in papers)
    _record(reply, "reply.answered", by=by, reason=names, on=on, facts={"letter": letter.pk})
    if reply.read_on is not None or {each["meaning"] for each in reply.suggestions} & UNSETTLED:
        return reply
    return mark_read(
        reply, on=on, by=by, outcome=f"Répondu, avec {names}." if names else "Répondu."
    )


def _answering(subject: str) -> str:
    """The subject of an answer."""
    is_answer = subject.lower().lstrip().startswith(("re:", "re :", "ré:", "ré :"))
    return (subject if is_answer else f"Re: {subject}")[:OUTCOME_MAX]


def _keep_enclosed(
    reply: Reply, mail: Incoming, *, by: str, question: Question | None = None
) -> None:
    """The files that came with it, kept with the reply and seen with its customer's, or with the
    dispute that it is about. One that is too large stays in the mail, whole."""
    subjects = [queries.subject_of(reply)]
    if question is not None:
        subjects.append(questions.subject_of_question(question))
    for each in mail.enclosed:
        with contextlib.suppress(documents.DocumentTooLarge, documents.DocumentEmpty):
            documents.receive(
                reply.company, documents.GivenFile(each.name, each.content),
                kind=EXCHANGE, by=by, on=reply.received_on, subjects=subjects,
            )  # fmt: skip


def _suggested(mail: Incoming, on: date) -> list[dict[str, object]]:
    """What the reply seems to say, as it is kept."""
    if mail.kind not in {Kind.PERSON, Kind.ROBOT}:
        return []
    written_on = mail.sent_at.date() if mail.sent_at else on
    found = suggest(mail.said, written_on=written_on, is_automatic=mail.kind == Kind.ROBOT)
    return [
        {
            "meaning": each.meaning.value,
            "sure": each.is_sure,
            "day": each.day.isoformat() if each.day else None,
        }
        for each in found
    ]


def _held(reply: Reply) -> Reply:
    """The reply, locked; refused when it is dealt with."""
    locked = Reply.objects.select_for_update(of=("self",)).select_related("company", "customer")
    reply = locked.get(pk=reply.pk)
    if reply.read_on is not None:
        raise AlreadyRead(on=french_day(reply.read_on), by=reply.read_by, outcome=reply.outcome)
    return reply


def _ask_for_receivables(reply: Reply, receivables: Sequence[Receivable]) -> None:
    if reply.customer is None:
        raise NobodysReply
    if not receivables:
        raise NothingChosen(customer=reply.customer.name)


def _quoted(reply: Reply) -> str:
    """The beginning of what was written, as the note of what it became."""
    return f"« {' '.join(reply.said.split())[: OUTCOME_MAX - 20]} »"


def _record(
    reply: Reply,
    verb: str,
    *,
    by: str,
    reason: str = "",
    facts: dict[str, object] | None = None,
    on: date | None = None,
) -> None:
    audit.record(
        company=reply.company, actor=by, verb=verb, subject=f"reply:{reply.pk}", reason=reason,
        facts={"from": reply.sender, "subject": reply.subject, **(facts or {})},
        customer_id=reply.customer_id, on=on,
    )  # fmt: skip
