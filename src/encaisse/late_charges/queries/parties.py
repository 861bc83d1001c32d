"""The two parties of a statement of account, from the tables."""

from encaisse.accounts.models import Company
from encaisse.late_charges.rules.parties import Party, party
from encaisse.parties.models import Customer, CustomerKind


def creditor(company: Company) -> Party:
    """The company, with what its letters must bear."""
    return party(
        company.name,
        address=company.address,
        siren=company.siren,
        mentions=(
            company.legal_form,
            company.rcs,
            f"TVA {company.numero_tva}" if company.numero_tva else "",
        ),
    )


def debtor(customer: Customer) -> Party:
    """The customer; a private person has no SIREN."""
    return party(
        customer.name,
        address=customer.address,
        siren=customer.siren,
        mentions=(
            f"TVA {customer.numero_tva}" if customer.numero_tva else "",
            f"Compte {customer.code}",
        ),
        needs_siren=customer.kind != CustomerKind.CONSUMER,
    )
