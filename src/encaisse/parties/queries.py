"""Customers as their viewers may see them."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, User
from encaisse.law.payment_terms import PaymentTerms
from encaisse.parties.models import Contact, Customer, RefusingAddress
from encaisse.parties.rules import Agreed, as_sought, terms_noted


def customer_for(viewer: User, customer_id: int) -> Customer:
    """The customer, if the viewer belongs to its company; else it does not exist."""
    found = customers_of(viewer).select_related("company").filter(pk=customer_id).first()
    if found is None:
        raise Http404
    return found


def contact_for(viewer: User, contact_id: int) -> Contact:
    """The contact, if the viewer belongs to its company; else it does not exist."""
    found = (
        Contact.objects.select_related("customer__company")
        .filter(company__memberships__user=viewer, pk=contact_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def customers_of(viewer: User) -> QuerySet[Customer]:
    """Every customer of the viewer's companies, by name."""
    return Customer.objects.filter(company__memberships__user=viewer).order_by("name", "id")


def customers(company: Company) -> QuerySet[Customer]:
    """The customers of the company, by name."""
    return Customer.objects.filter(company=company).order_by("name", "id")


def customer_coded(company: Company, code: str) -> Customer | None:
    """The customer of that subledger account."""
    return Customer.objects.filter(company=company, code=code).first()


def customer_called(company: Company, text: str) -> Customer | None:
    """The customer of that subledger account, or the only one of that name."""
    coded = customer_coded(company, text.strip())
    if coded:
        return coded
    named = customers(company).filter(sought=as_sought(text))[:2]
    return named[0] if len(named) == 1 else None


def agreed_terms(customer: Customer) -> Agreed:
    """When the customer has agreed to pay: its own terms, else the usual ones of the company."""
    is_own = bool(customer.payment_terms) or customer.payment_days is not None
    if is_own:
        own = terms_noted(customer.payment_terms, customer.payment_days or 0)
        return Agreed(own, is_own=True)
    return Agreed(usual_terms(customer.company), is_own=False)


def usual_terms(company: Company) -> PaymentTerms:
    """When the company's customers pay that have agreed to nothing else."""
    return terms_noted(company.payment_terms, company.payment_days)


def payer_of(customer_id: int) -> int:
    """Who pays for the customer: itself, or the parent of one that does not pay for itself."""
    child = Customer.objects.filter(pk=customer_id, pays_for_itself=False, parent__isnull=False)
    above = child.values_list("parent", flat=True).first()
    return customer_id if above is None else payer_of(above)


def paid_by(customer_id: int) -> list[int]:
    """The customer and those for whom it pays: its children that do not themselves, and theirs."""
    found: list[int] = []
    generation = [customer_id]
    while generation:
        found += generation
        children = Customer.objects.filter(parent__in=generation, pays_for_itself=False)
        generation = list(children.order_by("id").values_list("pk", flat=True))
    return found


def customers_at(company: Company, address: str) -> list[int]:
    """The customers who have that e-mail address, their own or a contact's."""
    if not address:
        return []
    own = Customer.objects.filter(company=company, email__iexact=address)
    theirs = Contact.objects.filter(company=company, email__iexact=address)
    return sorted(
        {*own.values_list("pk", flat=True), *theirs.values_list("customer_id", flat=True)}
    )


def refusing(company: Company) -> QuerySet[RefusingAddress]:
    """The addresses that refuse our mails now, the latest told first."""
    found = RefusingAddress.objects.filter(company=company, lifted_on=None)
    return found.order_by("-since", "-id")


def refusing_for(viewer: User, refusing_id: int) -> RefusingAddress:
    """The address that refuses, in a company of the viewer; else it does not exist."""
    found = RefusingAddress.objects.select_related("company").filter(
        pk=refusing_id, company__memberships__user=viewer
    )
    address = found.first()
    if address is None:
        raise Http404
    return address


def refusing_among(company: Company, addresses: Iterable[str]) -> dict[str, RefusingAddress]:
    """Those of these addresses that refuse now, in small letters. One look by an index."""
    asked = {each.lower() for each in addresses if each}
    if not asked:
        return {}
    return {each.address: each for each in refusing(company).filter(address__in=asked)}
