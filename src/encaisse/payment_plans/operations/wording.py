"""A proposal in words: the mail that brings it, the paper to sign."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from encaisse.kernel.days import french_day
from encaisse.late_charges.queries.parties import creditor, debtor
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.pdf import Order
from encaisse.payment_plans.queries.proposals import agreement_of, link_of
from encaisse.web.formats import plural

if TYPE_CHECKING:
    from encaisse.late_charges.rules.parties import Party
    from encaisse.payment_plans.models import PlanProposal

TEMPLATE = "payment_plans/agreement.typ"
FILE = "echeancier-propose-{number}.pdf"
SUBJECT_MAX = 250
MAIL = """Bonjour,

Pour régler ce qui reste dû ({principal}, {invoices}), nous vous proposons {count} :

{installments}
{interest}
{how}

L'échéancier et ses conditions sont dans le document joint. Tant que nous attendons votre réponse, nous ne relançons pas ces factures.

Bien à vous,
{by}
{company}
"""  # noqa: E501
BY_LINK = """Pour l'accepter, au plus tard le {day} :
{link}
Vous pouvez aussi nous retourner le document joint, signé."""
BY_PAPER = """Pour l'accepter, retournez-nous le document joint, signé, au plus tard le {day} : il suffit de répondre à ce courriel."""  # noqa: E501


def proposing_mail(proposal: PlanProposal, *, to: str, at: datetime) -> Rendered:
    """The proposal, short; its conditions are in the paper that goes along."""
    told, link = agreement_of(proposal), link_of(proposal, to=to, at=at)
    lines = [f"  - le {day} : {total}" for day, _cents, _interest, total in told.installments]
    numbers = ", ".join(number for number, _due, _cents in told.invoices)
    how = (BY_LINK if link else BY_PAPER).format(day=french_day(told.expires_on), link=link)
    interest = f"\nCes montants comprennent {told.interest} d'intérêts de retard.\n"
    text = MAIL.format(
        principal=told.principal, installments="\n".join(lines), how=how,
        invoices=f"{'factures' if len(told.invoices) > 1 else 'facture'} {numbers}",
        count=plural(len(lines), "versement", "versements"),
        interest=interest if told.bears_interest else "",
        by=proposal.proposed_by, company=told.creditor,
    )  # fmt: skip
    subject = f"Proposition d'échéancier · {numbers}"
    return Rendered(subject=subject[:SUBJECT_MAX], text=text, html="")


def order(proposal: PlanProposal, *, on: date) -> Order:
    """The paper to draw; the same proposal gives the same bytes on a day."""
    told = agreement_of(proposal)
    data = {
        "made_on": on.isoformat(),
        "made_on_label": french_day(on),
        "creditor": _party(creditor(proposal.company)),
        "debtor": _party(debtor(proposal.customer)),
        "invoices": [list(row) for row in told.invoices],
        "installments": [[str(rank), *row] for rank, row in enumerate(told.installments, 1)],
        "principal": told.principal,
        "interest": told.interest,
        "total": told.total,
        "bears_interest": told.bears_interest,
        "clauses": [[each.title, each.text] for each in told.clauses],
    }
    return Order(TEMPLATE, data, told.title)


def _party(party: Party) -> dict[str, object]:
    return {"name": party.name, "lines": list(party.lines)}
