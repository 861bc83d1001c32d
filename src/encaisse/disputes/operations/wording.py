"""The mails of disputes: a question, its repetition, the news of an answer. Plain text, short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from encaisse.disputes.queries import asking, board
from encaisse.kernel.days import french_day
from encaisse.kernel.money import Money
from encaisse.letters.mail.rendering import Rendered

if TYPE_CHECKING:
    from datetime import date

    from encaisse.disputes.models import Question
    from encaisse.parties.models import Customer

SUBJECT_MAX = 250
QUESTION = """Bonjour,

{opening}

    {text}

{about}
{note}Réponse attendue pour le {due}.

Répondez simplement à ce courriel ; les pièces jointes sont gardées avec {kept}.{link}

Merci,
{by}
{company}
"""
CONTESTED = "De quoi il s'agit : {customer} conteste {amount} ({reason}), {invoices}."
CONCERNED = "De qui il s'agit : {customer}, compte {code}."
LATE = " En retard : {amounts}, depuis le {since} pour la plus ancienne facture."
ON_CUSTOMER = "Une question vous est posée au sujet d'un client :"
ASKED = "Une question vous est posée au sujet d'un litige :"
AGAIN = "Cette question, posée le {asked}, attend encore votre réponse :"
LINK = """
Ou, sans compte, sur cette page valable jusqu'au {until} :
{link}"""
NEWS = """Bonjour,

{who} a répondu à votre question sur {about} :

    {told}
{link}"""


def asking_mail(question: Question, *, on: date, again: bool = False) -> Rendered:
    """The question, to somebody who knows nothing of the dispute, or of what the customer owes."""
    link, customer = asking.link_of(question), question.whose
    said = _on_customer(customer, on) if question.dispute is None else _on_dispute(question, on)
    page = LINK.format(until=french_day(question.expires_on), link=link) if link else ""
    opening = AGAIN.format(asked=french_day(question.asked_on)) if again else said.opening
    text = QUESTION.format(
        opening=opening, text=question.text.replace("\n", "\n    "), about=said.about,
        note=said.note, due=french_day(question.due_on), kept=said.kept,
        link=f"\n{page}" if page else "", by=question.asked_by, company=question.company.name,
    )  # fmt: skip
    subject = f"Rappel : {said.subject}" if again else said.subject
    return Rendered(subject=subject[:SUBJECT_MAX], text=text, html="")


def answered_mail(question: Question, told: str) -> Rendered:
    """What was answered, to whoever owns the dispute, or asked."""
    dispute, public, customer = question.dispute, settings.PUBLIC_ADDRESS, question.whose
    if dispute is None:
        what, about = customer.name, customer.name
        page = f"\nLe client : {public}/clients/{customer.pk}/questions\n"
    else:
        what, about = f"litige {customer.name}", f"le litige de {customer.name}"
        page = f"\nLe litige : {public}{dispute.get_absolute_url()}\n"
    text = NEWS.format(
        who=question.answered_by, about=about, told=told.replace("\n", "\n    "),
        link=page if public else "",
    )  # fmt: skip
    return Rendered(subject=f"Réponse : {what}"[:SUBJECT_MAX], text=text, html="")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a question says around its words."""

    subject: str
    opening: str
    about: str
    note: str
    kept: str


def _on_dispute(question: Question, on: date) -> _Said:
    dispute = question.dispute
    if dispute is None:
        raise ValueError(f"question {question.pk} is about no dispute")
    row = board.row_of(dispute, on=on)
    several = "," in row.invoices
    about = CONTESTED.format(
        customer=dispute.customer.name, amount=Money(row.cents, row.currency),
        reason=dispute.get_reason_display(),
        invoices=f"{'factures' if several else 'facture'} {row.invoices}",
    )  # fmt: skip
    note = f"Ce qui est dit : {dispute.note}\n" if dispute.note else ""
    what = f"Litige {dispute.customer.name} · {row.invoices}"
    return _Said(what, ASKED, about, note, "le litige")


def _on_customer(customer: Customer, on: date) -> _Said:
    about = CONCERNED.format(customer=customer.name, code=customer.code)
    late = asking.late_of(customer, on=on)
    if late:
        sums: dict[str, int] = {}
        for each in late:
            sums[each.currency] = sums.get(each.currency, 0) + each.open_cents
        amounts = " et ".join(str(Money(cents, code)) for code, cents in sorted(sums.items()))
        about += LATE.format(amounts=amounts, since=french_day(late[0].due_on))
    return _Said(f"Question : {customer.name}", ON_CUSTOMER, about, "", "le client")
