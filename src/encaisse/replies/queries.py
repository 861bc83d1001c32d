"""Replies as their viewers may see them; whose a mail received is; what an unread one holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from encaisse.accounts.models import Company
from encaisse.disputes.rules import question_in
from encaisse.documents.queries import about, papers_about
from encaisse.documents.rules.subjects import Filed, Subject
from encaisse.kernel.refusal import Refusal
from encaisse.letters.models import Letter
from encaisse.letters.queries import owned_mailboxes
from encaisse.parties.models import Contact, Customer
from encaisse.parties.queries import customers_at, paid_by
from encaisse.parties.rules import customer_in
from encaisse.receivables.models import Invoice, Receivable
from encaisse.replies.models import Mailbox, Reply, ReplyKind
from encaisse.replies.rules.filing import Filing, Trace, filing, tokens
from encaisse.replies.rules.words import numbers_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

    from encaisse.accounts.models import User
    from encaisse.documents.models import Document
    from encaisse.letters.mail.mailboxes import Mailbox as Box
    from encaisse.letters.mail.reading import Incoming

# What dunning holds: all that the customer pays for, itself or for others, from the day its reply
# came to the day somebody read it. Rows: receivable_id, hold, since, until, reason, currency,
# cents.
HELD = """
SELECT r.id AS receivable_id, 'replied' AS hold, unread.since, NULL::date AS until,
       '' AS reason, NULL::text AS currency, NULL::bigint AS cents
FROM (
  WITH RECURSIVE family AS (
    SELECT p.customer_id AS member, p.received_on AS since FROM replies_reply p
    WHERE p.company_id = %(company)s AND p.kind = 'person' AND p.received_on <= %(on)s
      AND (p.read_on IS NULL OR p.read_on > %(on)s) AND p.customer_id IS NOT NULL
    UNION
    SELECT c.id, family.since FROM family JOIN parties_customer c
      ON c.parent_id = family.member AND NOT c.pays_for_itself
  )
  SELECT member, min(since) AS since FROM family GROUP BY member
) unread
JOIN receivables_receivable r ON r.customer_id = unread.member
WHERE %(customers)s::bigint[] IS NULL OR r.customer_id = ANY (%(customers)s::bigint[])
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait: to read, from nobody known, not delivered."""

    unread: int
    unknown: int
    undelivered: int


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def reply_for(viewer: User, reply_id: int) -> Reply:
    """The reply, if the viewer belongs to its company; else it does not exist."""
    found = Reply.objects.select_related("company", "customer", "letter", "document")
    reply = found.filter(company__memberships__user=viewer, pk=reply_id).first()
    if reply is None:
        raise Http404
    return reply


def replies(company: Company) -> QuerySet[Reply]:
    """All that was received, without its whole text, the newest first."""
    found = Reply.objects.filter(company=company).select_related("customer").defer("text")
    return found.order_by("-received_at", "-id")


def unread(company: Company) -> QuerySet[Reply]:
    """What a person wrote and nobody has read, of a customer that is known."""
    return replies(company).filter(kind=ReplyKind.PERSON, read_on=None, customer__isnull=False)


def unknown(company: Company) -> QuerySet[Reply]:
    """What waits for somebody to say whose it is."""
    return replies(company).filter(customer=None, read_on=None, kind=ReplyKind.PERSON)


def undelivered(company: Company) -> QuerySet[Reply]:
    """What could not be delivered, or was complained of, and nobody has looked at."""
    return replies(company).filter(kind__in=[ReplyKind.BOUNCE, ReplyKind.COMPLAINT], read_on=None)


def counts(company: Company) -> Counts:
    """How many wait."""
    return Counts(unread(company).count(), unknown(company).count(), undelivered(company).count())


def known(company: Company, message_id: str) -> bool:
    """Whether that mail was taken in already."""
    return Reply.objects.filter(company=company, message_id=message_id).exists()


def is_ours(message_id: str) -> bool:
    """Whether we sent that mail: a mailbox may hold what leaves from it as well."""
    return Letter.objects.filter(message_id=message_id).exists()


def filing_of(company: Company, mail: Incoming) -> Filing:
    """Whose the mail is."""
    return filing(
        answered=_answered(company, mail.references),
        tokened=_tokened(company, tokens(mail.to)),
        senders=customers_at(company, mail.sender),
    )


def likely_customers(reply: Reply) -> list[Customer]:
    """Who could be meant by a mail of nobody known: those who have its address, else those who are
    written to at the same domain, else those whose invoices it names."""
    ids = customers_at(reply.company, reply.sender) or _neighbours(reply)
    named = ids or _named(reply)
    return list(Customer.objects.filter(pk__in=named).order_by("name", "id")[:8])


def owed(customer: Customer) -> list[Receivable]:
    """What is open of a customer, and of those for whom it pays, the oldest due first."""
    found = Receivable.objects.filter(customer__in=paid_by(customer.pk), open_cents__gt=0)
    rows = found.exclude(invoice__is_draft=True).select_related("invoice", "customer")
    return list(rows.order_by("due_on", "id"))


def asked_of(reply: Reply) -> list[tuple[Receivable, bool]]:
    """What the customer owes, and whether it is what the reply is about: what its writer names, or
    else the mail that it answers; when nothing is named all that was due, or all of it."""
    found = owed(reply.customer) if reply.customer else []
    for told in (reply.said, f"{reply.subject} {reply.text}"):
        named = numbers_in(told)
        ticked = [each.invoice.number in named for each in found]
        if any(ticked):
            return list(zip(found, ticked, strict=True))
    due = [each.due_on < reply.received_on for each in found]
    return list(zip(found, due if any(due) else [True] * len(found), strict=True))


class PaperNotOffered(Refusal):
    """A document that is none of those that may go with the answer."""

    code = "paper_not_offered"
    sentence = (
        "Une des pièces choisies n'est pas proposée pour cette réponse : elle n'est ni du client, "
        "ni d'une facture qu'il doit ou qu'il cite."
    )


def sendable(reply: Reply) -> list[tuple[Document, bool]]:
    """The papers that may go with an answer: those of what the customer owes and of the invoices
    that the reply names, paid or not; and whether it asks for that one, as far as one can tell."""
    if reply.customer is None:
        return []
    told = numbers_in(reply.said) or numbers_in(reply.subject)
    asked = {each.invoice_id for each, ticked in asked_of(reply) if ticked and not told}
    family = paid_by(reply.customer.pk)
    named = Invoice.objects.filter(customer__in=family, number__in=sorted(told)[:NUMBERS_MAX])
    asked |= set(named.values_list("pk", flat=True))
    invoices = {*asked, *(each.invoice_id for each in owed(reply.customer))}
    wanted = {each.pk for each in papers_about(reply.company, 0, asked) if each.kind == "invoice"}
    found = papers_about(reply.company, reply.customer.pk, invoices)
    return [(each, each.pk in wanted) for each in found]


def papers_chosen(reply: Reply, document_ids: Collection[int]) -> list[Document]:
    """Those of the papers offered; refused when one is none of them."""
    found = [each for each, _is_asked in sendable(reply) if each.pk in document_ids]
    if len(found) != len(set(document_ids)):
        raise PaperNotOffered
    return found


def answers_to(reply: Reply) -> list[Letter]:
    """What was written back, the oldest first."""
    found = Letter.objects.filter(company=reply.company, answers=reply.message_id)
    return list(found.exclude(answers="").defer("text", "html", "images").order_by("id"))


def chosen(reply: Reply, receivable_ids: Sequence[int]) -> list[Receivable]:
    """The receivables ticked, among those of the reply's customer."""
    wanted = set(receivable_ids)
    return (
        []
        if reply.customer is None
        else [each for each in owed(reply.customer) if each.pk in wanted]
    )


def position_of(company: Company, box: Box) -> Mailbox:
    """How far that mailbox was read; a new row, not kept yet, for one never read."""
    found = Mailbox.objects.filter(company=company, name=str(box)).first()
    return found or Mailbox(company=company, name=str(box))


def mailboxes(company: Company) -> list[Mailbox]:
    """The mailboxes read for the company, as they stand."""
    return list(Mailbox.objects.filter(company=company).order_by("name", "id"))


def troubles() -> list[str]:
    """The mailboxes of the settings that are not read: nobody's, or out of reach."""
    owned = {rank for _company, rank in owned_mailboxes()}
    nobodys = [str(box) for rank, box in enumerate(settings.REPLY_MAILBOXES) if rank not in owned]
    told = [f"{name} : dites de quelle société, par ?societe=SIREN" for name in nobodys]
    found = Mailbox.objects.exclude(trouble="").order_by("name", "id")
    return [*told, *found.values_list("trouble", flat=True)]


def _answered(company: Company, references: Sequence[str]) -> Trace | None:
    """The nearest of our mails among those that it answers, by our identifier or by the one that
    the provider gave it instead."""
    asked = [each for each in references if each]
    named = Q(message_id__in=asked) | Q(reference__in=asked, channel="mail")
    found = Letter.objects.filter(named, company=company)
    rows = list(found.only("pk", "message_id", "reference", "thread", "about").order_by("id"))
    by_id = {name: letter for letter in rows for name in (letter.reference, letter.message_id)}
    nearest = next((by_id[each] for each in references if each in by_id), None)
    return _trace(nearest)


def _tokened(company: Company, found: Sequence[str]) -> Trace | None:
    if not found:
        return None
    asked = Letter.objects.filter(company=company, message_id__startswith=f"<{found[0]}@")
    return _trace(asked.only("pk", "message_id", "thread", "about").first())


def _trace(letter: Letter | None) -> Trace | None:
    if letter is None:
        return None
    return Trace(letter.pk, customer_in(letter.thread), question_in(letter.about))


def _neighbours(reply: Reply) -> list[int]:
    """Those written to at the same domain, unless it is one where everybody has an address."""
    domain = reply.sender.rpartition("@")[2]
    if not domain or domain in SHARED_DOMAINS:
        return []
    ending = f"@{domain}"
    own = Customer.objects.filter(company=reply.company_id, email__iendswith=ending)
    theirs = Contact.objects.filter(company=reply.company_id, email__iendswith=ending)
    return [*own.values_list("pk", flat=True), *theirs.values_list("customer_id", flat=True)]


def _named(reply: Reply) -> list[int]:
    """Those whose open invoices the mail names by their whole number."""
    numbers = sorted(numbers_in(f"{reply.subject} {reply.text}"))[:NUMBERS_MAX]
    found = Receivable.objects.filter(
        Q(company=reply.company_id), open_cents__gt=0, invoice__number__in=numbers
    )
    return list(found.order_by("customer_id").values_list("customer_id", flat=True).distinct())


def _filed(company: Company, ids: Collection[int]) -> list[Subject]:
    """Replies as documents name them; open until they are read."""
    found = Reply.objects.filter(company=company, pk__in=ids).defer("text", "said").order_by("id")
    return [subject_of(reply) for reply in found]


def _called(company: Company, text: str) -> Subject | None:
    """The reply of that subject, if there is one only."""
    found = Reply.objects.filter(company=company, subject__iexact=text.strip())[:2]
    return subject_of(found[0]) if len(found) == 1 else None


def enclosed(reply: Reply) -> list[Document]:
    """The files that came with the reply."""
    return list(about(reply.company, subject_of(reply)))


def mails_needed(company: Company, document_ids: Collection[int]) -> set[int]:
    """Those of these documents that are the mail of a reply which nobody has read, or of a customer
    who still owes something."""
    owing = Receivable.objects.filter(customer=OuterRef("customer"), open_cents__gt=0)
    found = Reply.objects.filter(company=company, document__in=document_ids)
    needed = found.filter(Q(read_on=None) | Exists(owing)).order_by("id")
    return {key for key in needed.values_list("document", flat=True) if key}


def customer_subject(customer: Customer) -> Subject:
    """The customer as documents name it."""
    return Subject("customer", customer.pk, customer.name, customer.pk)


def subject_of(reply: Reply) -> Subject:
    """The reply as documents name it."""
    title = f"{reply.subject or 'Réponse'} · {reply.who}"
    return Subject("reply", reply.pk, title, reply.customer_id, reply.read_on is None)


FILED = Filed(known=_filed, called=_called)
NUMBERS_MAX = 200
SHARED_DOMAINS = {
    "gmail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "hotmail.com",
    "hotmail.fr", "outlook.com", "outlook.fr", "live.fr", "yahoo.fr", "yahoo.com", "icloud.com",
    "me.com", "neuf.fr", "bbox.fr", "numericable.fr", "aol.com", "proton.me", "protonmail.com",
    "gmx.fr", "gmx.com",
}  # fmt: skip
