"""Who writes, as letters must name it and as its paper shows it."""

from dataclasses import replace

from encaisse.accounts.models import Company
from encaisse.letters.models import (
    Letterhead,
)
from encaisse.letters.post.pictures import as_svg
from encaisse.letters.rules import Sender


def sender_of(company: Company) -> Sender:
    """Who writes: the company as its letters must name it (C. com. R123-237 and R123-238)."""
    return Sender(
        name=company.name,
        address=company.address,
        email=company.email,
        phone=company.phone,
        iban=company.iban,
        bic=company.bic,
        legal=" · ".join(part for part in (company.legal_form, company.rcs) if part),
        numbers=_numbers(company),
    )


def letterhead_of(company: Company) -> Letterhead:
    """What the company's letters wear; nothing yet for one that never said."""
    return Letterhead.objects.filter(company=company).first() or Letterhead(company=company)


def on_letterhead(sender: Sender, company: Company) -> Sender:
    """Who writes, as its paper shows it."""
    head = letterhead_of(company)
    return replace(
        sender,
        logo=as_svg(bytes(head.logo)),
        signature=as_svg(bytes(head.signature)),
        signatory=head.signatory,
        signatory_role=head.signatory_role,
    )


def _numbers(company: Company) -> str:
    """The numbers that its RCS does not say already."""
    is_told = not company.siren or company.siren in "".join(company.rcs.split())
    siren = "" if is_told else f"SIREN {company.siren}"
    tva = f"TVA {company.numero_tva}" if company.numero_tva else ""
    return " · ".join(part for part in (siren, tva) if part)
