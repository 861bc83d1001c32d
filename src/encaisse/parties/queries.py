"""Customers as their viewers may see them."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.http import Http404

from encaisse.accounts.models import Company, Membership, User
from encaisse.law.payment_terms import PaymentTerms
from encaisse.parties.models import (
    Colleague,
    Contact,
    Customer,
    DomainState,
    Follower,
    MailDomain,
    RefusingAddress,
    Told,
)
from encaisse.parties.rules import Agreed, as_sought, terms_noted
from encaisse.parties.rules.colleagues import SALES
from encaisse.parties.rules.domains import AGAIN_AFTER, is_asked_about
from encaisse.parties.rules.phones import end_of


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


def customers_by_id(customer_ids: Iterable[int]) -> dict[int, Customer]:
    """These customers."""
    return Customer.objects.in_bulk(list(customer_ids))


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


def payers_of(customer_ids: Iterable[int]) -> set[int]:
    """Who pays for these customers: the same for all of them at once."""
    found: set[int] = set()
    asked = {*customer_ids}
    while asked:
        children = Customer.objects.filter(
            pk__in=asked, pays_for_itself=False, parent__isnull=False
        )
        rows = children.order_by("id").values_list("pk", "parent")
        above = {child: parent for child, parent in rows if parent}
        found |= asked - above.keys()
        asked = {*above.values()} - found
    return found


def account_of(thing: Customer | Contact) -> int:
    """Who pays for the customer, or for the one where the contact is."""
    return payer_of(thing.customer_id if isinstance(thing, Contact) else thing.pk)


def paid_by(customer_id: int) -> list[int]:
    """The customer and those for whom it pays: its children that do not themselves, and theirs."""
    found: list[int] = []
    generation = [customer_id]
    while generation:
        found += generation
        children = Customer.objects.filter(parent__in=generation, pays_for_itself=False)
        generation = list(children.order_by("id").values_list("pk", flat=True))
    return found


def customers_by_phone(company: Company, number: str, *, most: int) -> list[Customer]:
    """The customers who answer at that number, their own or a contact's; none for what is no whole
    number."""
    end = end_of(number)
    if not end:
        return []
    own = Customer.objects.filter(company=company, phone_end=end).exclude(phone="")
    theirs = Contact.objects.filter(company=company, phone_end=end).exclude(phone="")
    mine = own.order_by("id").values_list("pk", flat=True)[:most]
    ids = {*mine, *theirs.order_by("id").values_list("customer", flat=True)[:most]}
    return list(Customer.objects.filter(pk__in=ids).order_by("name", "id")[:most])


def group_of(customer_id: int) -> list[int]:
    """All the customers of its group, from the highest parent down; itself alone without one."""
    top: int = customer_id
    while above := Customer.objects.filter(pk=top).values_list("parent", flat=True).first():
        top = above
    found, generation = [], [top]
    while generation:
        found += generation
        children = Customer.objects.filter(parent__in=generation).order_by("id")
        generation = list(children.values_list("pk", flat=True))
    return found


def groups_of(customer_ids: Iterable[int]) -> dict[int, int]:
    """All the customers of the groups of these, each with the highest parent of its group."""
    above: dict[int, int] = {}
    tops = {*customer_ids}
    climbing = tops
    while climbing:
        children = Customer.objects.filter(pk__in=climbing, parent__isnull=False).order_by("id")
        rows = children.values_list("pk", "parent")
        parents = {child: parent for child, parent in rows if parent}
        above |= parents
        climbing = {*parents.values()}
        tops = (tops | climbing) - above.keys()
    found = {top: top for top in sorted(tops)}
    generation = [*found]
    while generation:
        children = Customer.objects.filter(parent__in=generation).order_by("id")
        rows = children.values_list("pk", "parent")
        below = {child: found[parent] for child, parent in rows if parent}
        found |= below
        generation = [*below]
    return found


def customers_at(company: Company, address: str) -> list[int]:
    """The customers who have that e-mail address, their own or a contact's."""
    if not address:
        return []
    own = Customer.objects.filter(company=company, email_lower=address.lower()).exclude(email="")
    theirs = Contact.objects.filter(company=company, email_lower=address.lower()).exclude(email="")
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


def told_of(customer: Customer) -> dict[tuple[int | None, str], Told]:
    """Who told last each way to reach it and the people there, by contact (None: its own) and
    sort. One look by an index."""
    told = Told.objects.filter(customer=customer).order_by("id")
    return {(each.contact_id, each.datum): each for each in told}


def unknown_among(company: Company, domains: Iterable[str]) -> set[str]:
    """Those of these domains that the network does not know. One look by an index."""
    asked = {each for each in domains if each}
    if not asked:
        return set()
    found = MailDomain.objects.filter(company=company, domain__in=asked, state=DomainState.UNKNOWN)
    return set(found.values_list("domain", flat=True))


def company(company_id: int) -> Company:
    """The company of a job."""
    return Company.objects.get(pk=company_id)


def domains_to_check(company: Company, *, at: datetime) -> list[str]:
    """The domains of its addresses that the network was not asked about lately."""
    wanted = {
        domain
        for model in (Customer, Contact)
        for domain in model.objects.filter(company=company)
        .exclude(email="")
        .order_by("domain")
        .values_list("domain", flat=True)
        .distinct()
        if is_asked_about(domain)
    }
    fresh = reduce(
        or_, (Q(state=state, checked_at__gt=at - since) for state, since in AGAIN_AFTER.items())
    )
    known = MailDomain.objects.filter(fresh, company=company, domain__in=wanted)
    return sorted(wanted - set(known.values_list("domain", flat=True)))


def with_domains_to_check(*, at: datetime) -> list[int]:
    """The companies that have such domains."""
    return [each.pk for each in Company.objects.order_by("id") if domains_to_check(each, at=at)]


def followers_of(customer: Customer) -> list[Follower]:
    """Who follows a customer, by department."""
    found = Follower.objects.filter(customer=customer).select_related("colleague__person")
    return list(found.order_by("department", "id"))


def follows(viewer: User, customer_id: int) -> bool:
    """Whether the viewer is a colleague who follows the customer, in any department."""
    mine = Follower.objects.filter(customer=customer_id, colleague__person=viewer)
    return mine.exists()


def follower_in(company: Company, follower_id: int) -> Follower:
    """One of them, in the company; else it does not exist."""
    found = Follower.objects.select_related("company", "customer__company", "colleague__person")
    one = found.filter(company=company, pk=follower_id).first()
    if one is None:
        raise Http404
    return one


def followers_by_customer(company: Company, department: str) -> dict[int, Follower]:
    """Who follows each customer in a department."""
    found = Follower.objects.filter(company=company, department=department)
    return {each.customer_id: each for each in found.order_by("id")}


def followed_by(company: Company, department: str) -> dict[int, list[int]]:
    """The customers that each colleague follows in a department, by the colleague's number."""
    rows = Follower.objects.filter(company=company, department=department).order_by("id")
    found: dict[int, list[int]] = {}
    for colleague_id, customer_id in rows.values_list("colleague_id", "customer_id"):
        found.setdefault(colleague_id, []).append(customer_id)
    return found


def sellers_by_customer(company: Company) -> dict[int, int]:
    """Which colleague sells to each customer."""
    rows = Follower.objects.filter(company=company, department=SALES).order_by("id")
    return dict(rows.values_list("customer_id", "colleague_id"))


def colleagues(company: Company) -> QuerySet[Colleague]:
    """Those of ours who follow customers, or did, by name."""
    found = Colleague.objects.filter(company=company).select_related("company", "person")
    return found.order_by("name", "id")


def sellers(company: Company) -> QuerySet[Colleague]:
    """Those of them who sell to a customer."""
    return colleagues(company).filter(followed__department=SALES).distinct()


def colleague_in(company: Company, colleague_id: int) -> Colleague:
    """One of them; else it does not exist."""
    found = colleagues(company).filter(pk=colleague_id).first()
    if found is None:
        raise Http404
    return found


def colleague_called(company: Company, name: str, email: str) -> Colleague | None:
    """The colleague of that address, else of that name."""
    known = colleagues(company)
    if email:
        written = Q(email__iexact=email) | Q(person__email__iexact=email)
        found = known.filter(written).first()
        if found is not None:
            return found
    return known.filter(name__iexact=name).first() if name else None


def member_called(company: Company, name: str, email: str) -> User | None:
    """The only active member of that address, else of that name."""
    members = Membership.objects.filter(company=company, user__is_active=True)
    members = members.select_related("user").order_by("id")
    wanted = [{"user__email__iexact": email}] if email else []
    wanted += [{"user__full_name__iexact": name}] if name else []
    for each in wanted:
        found = members.filter(**each)[:2]
        if len(found) == 1:
            return found[0].user
    return None
