"""How a name is looked for, when a customer has agreed to pay, where it is and what it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from encaisse.kernel.refusal import Refusal
from encaisse.law.payment_terms import PaymentTerms, Rule
from encaisse.law.payment_terms_reading import parse_terms

ACCENTED = "àâäáãåéèêëíîïìóôöòõúùûüýÿçñ"
PLAIN = "aaaaaaeeeeiiiiooooouuuuyycn"
FLAT = str.maketrans(ACCENTED, PLAIN)

# VAT prefixes that are not the ISO code of their country: Greece, Northern Ireland.
VAT_PREFIXES = {"EL": "GR", "XI": "GB"}
TAGS_MAX, TAG_LENGTH = 20, 40


class CountryNotUnderstood(Refusal):
    """A country is two letters."""

    code = "country_not_understood"
    sentence = "« {text} » n'est pas un pays : écrivez son code de deux lettres, par exemple FR."


class TooManyTags(Refusal):
    """Tags are few and short, or nobody reads them."""

    code = "too_many_tags"
    sentence = "Un client porte au plus {most} étiquettes de {length} caractères."


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


def country_read(text: str) -> str:
    """A country as it is kept: two capital letters (ISO 3166)."""
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise CountryNotUnderstood(text=text)
    return VAT_PREFIXES.get(code, code)


def country_of_vat(numero_tva: str) -> str | None:
    """The country that a VAT number names by its first two letters."""
    prefix = numero_tva.strip().upper()[:2]
    return VAT_PREFIXES.get(prefix, prefix) if re.fullmatch(r"[A-Z]{2}", prefix) else None


def tags_read(tags: Iterable[str]) -> list[str]:
    """Tags as they are kept: without blanks around, each once whatever its capitals."""
    kept: dict[str, str] = {}
    for tag in (" ".join(each.split()) for each in tags):
        if tag:
            kept.setdefault(tag.casefold(), tag)
    if len(kept) > TAGS_MAX or any(len(tag) > TAG_LENGTH for tag in kept.values()):
        raise TooManyTags(most=TAGS_MAX, length=TAG_LENGTH)
    return list(kept.values())


def thread_of(customer_id: int) -> str:
    """The name of the conversation with a customer: all that is written to it is one thread."""
    return f"customer-{customer_id}"


def customer_in(thread: str) -> int | None:
    """The customer with whom that conversation is."""
    kind, _, number = thread.partition("-")
    return int(number) if kind == "customer" and number.isdecimal() else None
