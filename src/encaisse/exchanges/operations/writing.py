"""A mail that a person writes to a customer, with copies of its invoices or other papers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.documents import operations as documents
from encaisse.documents.rules.subjects import Subject
from encaisse.jobs.queue import enqueue
from encaisse.kernel.refusal import Refusal
from encaisse.letters import operations as letters
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.queries import check_mail
from encaisse.letters.rules.papers import MEGABYTE, too_heavy
from encaisse.parties.rules import thread_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from encaisse.documents.models import Document
    from encaisse.documents.operations import GivenFile
    from encaisse.exchanges.operations.outcomes import Teller
    from encaisse.letters.models import Letter
    from encaisse.parties.models import Customer


class NobodyWrittenTo(Refusal):
    """No address was chosen."""

    code = "mail_without_address"
    sentence = "Cochez à qui écrire, ou donnez une adresse."


class WrongAddress(Refusal):
    """A mail goes to an address of mail."""

    code = "mail_address_wrong"
    sentence = "« {address} » n'est pas un courriel : nom@domaine.fr."


class NothingWritten(Refusal):
    """A mail says something, and its subject too."""

    code = "mail_empty"
    sentence = "Donnez un objet et écrivez le message : le client doit savoir de quoi il s'agit."


class MailTooHeavy(Refusal):
    """More papers than a mail bears."""

    code = "mail_too_heavy"
    sentence = (
        "Les pièces cochées dépassent {limit} Mo, ce que porte un courriel. Cochez-en moins, et "
        "envoyez les autres dans un second courriel."
    )


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: ``to`` whom, with which ``papers``, about which invoices (numbers);
    ``made``: a paper made for it, which is kept with the customer."""

    to: Sequence[str]
    subject: str
    text: str
    papers: Sequence[Document] = ()
    invoices: Sequence[str] = field(default_factory=list)
    made: GivenFile | None = None


@transaction.atomic
def write(customer: Customer, written: Written, *, at: datetime, by: Teller) -> Letter:
    """The mail leaves with its papers, or is refused whole; it is told in the customer's line of
    time."""
    to = list(dict.fromkeys(each.strip() for each in written.to if each.strip()))
    subject, text = " ".join(written.subject.split()), written.text.strip()
    if not to:
        raise NobodyWrittenTo
    wrong = next((each for each in to if not _is_address(each)), None)
    if wrong is not None:
        raise WrongAddress(address=wrong)
    if not subject or not text:
        raise NothingWritten
    check_mail(customer.company)
    papers = [*written.papers, *_kept(customer, written.made, by)]
    if too_heavy((each.size for each in papers), limit=settings.MAIL_PAPERS_MAX):
        raise MailTooHeavy(limit=settings.MAIL_PAPERS_MAX // MEGABYTE)
    letter = letters.prepare(
        customer.company, Rendered(subject=subject, text=text + "\n", html=""), to=to, at=at,
        reply_to=customer.company.email, thread=thread_of(customer.pk),
        along=letters.Alongside(papers, about=f"customer:{customer.pk}", by=by.name),
    )  # fmt: skip
    audit.record(
        company=customer.company, actor=by.name, verb="mail.written", subject=f"letter:{letter.pk}",
        reason=subject, customer_id=customer.pk, on=by.on,
        facts={
            "to": to, "invoices": list(written.invoices),
            "papers": [each.name for each in papers],
        },
    )  # fmt: skip
    enqueue("letters.send", customer.company_id, letter_ids=[letter.pk])
    return letter


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _kept(customer: Customer, made: GivenFile | None, by: Teller) -> list[Document]:
    """The paper made for the mail, kept as one that was sent, attached to the customer."""
    if made is None:
        return []
    document = documents.keep(
        company=customer.company, name=made.name, content=made.content, on=by.on, kind="sent",
        by=by.name,
    )  # fmt: skip
    documents.attach(
        document, Subject("customer", customer.pk, customer.name, customer.pk), by=by.name
    )
    return [document]
