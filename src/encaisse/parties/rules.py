"""How a name is looked for, and when a customer has agreed to pay."""

from dataclasses import dataclass

from encaisse.law.payment_terms import PaymentTerms, Rule
from encaisse.law.payment_terms_reading import parse_terms

ACCENTED = "àâäáãåéèêëíîïìóôöòõúùûüýÿçñ"
PLAIN = "aaaaaaeeeeiiiiooooouuuuyycn"
FLAT = str.maketrans(ACCENTED, PLAIN)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Payment terms, and whether they are the customer's own or the company's usual ones."""

    terms: PaymentTerms
    is_own: bool


def terms_noted(text: str, days: int) -> PaymentTerms:
    """Terms noted in words, which win, or as a number of days."""
    return parse_terms(text) if text else PaymentTerms.at(Rule(days))


def as_sought(text: str) -> str:
    """The text as the column ``sought`` of customers keeps names."""
    return text.strip().lower().translate(FLAT)
