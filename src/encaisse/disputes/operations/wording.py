"""The mails of disputes: a question, its repetition, the news of an answer. Plain text, short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from encaisse.disputes.queries import asking
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.letters.mail.rendering import Rendered

if TYPE_CHECKING:
    from encaisse.disputes.models import Question
    from encaisse.disputes.queries.board import Row

SUBJECT_MAX = 250
QUESTION = """Bonjour,

{opening}

    {text}

De quoi il s'agit : {customer} conteste {amount} ({reason}), {invoices}.
{note}Réponse attendue pour le {due}.

Répondez simplement à ce courriel ; les pièces jointes sont gardées avec le litige.{link}

Merci,
{by}
{company}
"""
ASKED = "Une question vous est posée au sujet d'un litige :"
AGAIN = "Cette question, posée le {asked}, attend encore votre réponse :"
LINK = """
Ou, sans compte, sur cette page valable jusqu'au {until} :
{link}"""
NEWS = """Bonjour,

{who} a répondu à votre question sur le litige de {customer} :

    {told}
{link}"""


def asking_mail(question: Question, row: Row, *, again: bool = False) -> Rendered:
    """The question, to somebody who knows nothing of the dispute."""
    dispute, link = question.dispute, asking.link_of(question)
    what = f"Litige {dispute.customer.name} · {row.invoices}"
    page = LINK.format(until=french_day(question.expires_on), link=link) if link else ""
    opening = AGAIN.format(asked=french_day(question.asked_on)) if again else ASKED
    several = "," in row.invoices
    text = QUESTION.format(
        opening=opening, text=question.text.replace("\n", "\n    "), customer=dispute.customer.name,
        amount=Money(row.cents, row.currency), reason=dispute.get_reason_display(),
        invoices=f"{'factures' if several else 'facture'} {row.invoices}",
        note=f"Ce qui est dit : {dispute.note}\n" if dispute.note else "",
        due=french_day(question.due_on), link=f"\n{page}" if page else "",
        by=question.asked_by, company=dispute.company.name,
    )  # fmt: skip
    subject = f"Rappel : {what}" if again else what
    return Rendered(subject=subject[:SUBJECT_MAX], text=text, html="")


def answered_mail(question: Question, told: str) -> Rendered:
    """What was answered, to whoever owns the dispute."""
    dispute, public = question.dispute, settings.PUBLIC_ADDRESS
    link = f"\nLe litige : {public}{dispute.get_absolute_url()}\n" if public else ""
    text = NEWS.format(
        who=question.answered_by, customer=dispute.customer.name,
        told=told.replace("\n", "\n    "), link=link,
    )  # fmt: skip
    subject = f"Réponse : litige {dispute.customer.name}"
    return Rendered(subject=subject[:SUBJECT_MAX], text=text, html="")
