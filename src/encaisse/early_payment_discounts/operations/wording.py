"""The mail that brings an offer, short, in the customer's language."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from encaisse.early_payment_discounts import queries
from encaisse.early_payment_discounts.rules.words import Line, Told, mail
from encaisse.letters import operations as letters
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.rules import epc

if TYPE_CHECKING:
    from encaisse.early_payment_discounts.models import DiscountOffer


def offering_mail(made: DiscountOffer, *, by: str, at: datetime) -> Rendered:
    """What to pay, by what day, on which account, with what reference."""
    company, customer = made.company, made.customer
    told = Told(
        lines=tuple(
            Line(part.receivable.invoice.number, part.due_on, part.cents, part.asked_cents)
            for part in queries.parts_of(made)
        ),
        currency=made.currency, last_on=made.last_on, company=company.name, by=by,
        iban=epc.grouped(company.iban) if company.iban else "",
        link=letters.spaces.given_to(company, customer.pk, at=at),
    )  # fmt: skip
    subject, text = mail(told, customer.language)
    return Rendered(subject=subject, text=text, html="")
