"""Opening and changing customers and the people there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import slugify

from encaisse.audit import operations as audit
from encaisse.kernel.refusal import Refusal
from encaisse.law.payment_terms_reading import standing_terms
from encaisse.parties import queries
from encaisse.parties.models import Contact, ContactRole, Customer
from encaisse.parties.operations.writing import (
    change,
    check_names,
    check_phone,
    note_told,
    record,
)
from encaisse.parties.rules import country_of_vat, country_read, tags_read
from encaisse.parties.rules.hearing import NOBODY_SAID, Heard

if TYPE_CHECKING:
    from encaisse.accounts.models import Company, User

CUSTOMER_FACTS = {
    "name", "kind", "is_pseudo", "siren", "numero_tva", "address", "email", "phone", "language",
    "currency", "payment_days", "payment_terms", "penalty_rate", "imputation", "parent",
    "pays_for_itself", "grace_until", "collector", "country", "sector", "tags",
    "credit_limit_cents",
}  # fmt: skip
CONTACT_FACTS = {"name", "role", "email", "phone"}
CODE_LENGTH = 60
HOME = "FR"


class CustomerCodeTaken(Refusal):
    """Another customer has that subledger account."""

    code = "customer_code_taken"
    sentence = "Le compte {account} est déjà celui de {name}."


class CustomerWithoutName(Refusal):
    """A customer is known by a name."""

    code = "customer_without_name"
    sentence = "Un client a besoin d'un nom."


class ParentIsItsOwnChild(Refusal):
    """A group would turn in circles."""

    code = "parent_is_its_own_child"
    sentence = "{parent} dépend déjà de {customer} : il ne peut payer pour lui."


@transaction.atomic
def open_customer(
    *,
    company: Company,
    name: str,
    by: str,
    code: str = "",
    heard: Heard = NOBODY_SAID,
    **facts: object,
) -> Customer:
    """A new customer; without ``code`` its subledger account is made from its name. ``heard``: who
    told how to reach it."""
    if not name.strip():
        raise CustomerWithoutName
    check_names(facts, CUSTOMER_FACTS)
    facts |= _facts_read(facts)
    code = code.strip() or _free_code(company, name)
    taken = Customer.objects.filter(company=company, code=code).first()
    if taken:
        raise CustomerCodeTaken(account=code, name=taken.name)
    facts.setdefault("currency", company.currency)
    customer = Customer.objects.create(company=company, code=code, name=name.strip(), **facts)
    record(customer, by, "customer.opened", {"code": code, "name": customer.name})
    note_told(customer, {name: value for name, value in facts.items() if value}, by=by, heard=heard)
    return customer


@transaction.atomic
def change_customer(
    customer: Customer,
    *,
    by: str,
    reason: str = "",
    on: date | None = None,
    heard: Heard = NOBODY_SAID,
    **changes: object,
) -> Customer:
    """Change what is known of a customer; the journal keeps before and after. ``on``: the day of
    the change, when it is not that of its writing; ``heard``: who told how to reach it."""
    check_names(changes, CUSTOMER_FACTS)
    changes |= _facts_read(changes, customer)
    if not str(changes.get("name", customer.name)).strip():
        raise CustomerWithoutName
    parent = changes.get("parent")
    if isinstance(parent, Customer) and customer.pk in _line_of(parent):
        raise ParentIsItsOwnChild(parent=parent.name, customer=customer.name)
    moved = change(customer, changes)
    if moved:
        record(customer, by, "customer.changed", moved, reason, on=on)
        note_told(customer, {name: changes[name] for name in moved}, by=by, heard=heard)
    return customer


@transaction.atomic
def follow(
    customers: Sequence[Customer], collector: User | None, *, by: str, reason: str = ""
) -> None:
    """The same person follows all these customers of one company, or nobody does: a few statements
    for thousands of them, each told in its own journal as ``change_customer`` would."""
    person = collector.pk if collector else None
    moved = [each for each in customers if each.collector_id != person]
    if not moved:
        return
    Customer.objects.filter(pk__in=[each.pk for each in moved]).update(collector=collector)
    audit.record_all(
        moved[0].company,
        [
            audit.Act(
                by, "customer.changed", f"customer:{each.pk}", reason,
                {"collector": [each.collector_id, person]}, each.pk,
            )
            for each in moved
        ],
    )  # fmt: skip


@transaction.atomic
def limit_all(
    company: Company, limits: Mapping[int, tuple[int, str]], *, by: str, reason: str
) -> None:
    """What these customers may owe, as a file says: cents and their currency. One told in another
    currency than the customer's is passed over; each change is told in the customer's journal."""
    known = Customer.objects.filter(company=company, pk__in=list(limits)).order_by("id")
    moved, acts = [], []
    for customer in known:
        cents, currency = limits[customer.pk]
        if currency != customer.currency or cents == customer.credit_limit_cents:
            continue
        facts: dict[str, object] = {"credit_limit_cents": [customer.credit_limit_cents, cents]}
        subject = f"customer:{customer.pk}"
        acts.append(audit.Act(by, "customer.changed", subject, reason, facts, customer.pk))
        customer.credit_limit_cents = cents
        moved.append(customer)
    Customer.objects.bulk_update(moved, ["credit_limit_cents"], batch_size=1000)
    audit.record_all(company, acts)


@transaction.atomic
def add_contact(
    *,
    customer: Customer,
    name: str,
    by: str,
    role: str = ContactRole.BILLING,
    email: str = "",
    phone: str = "",
    heard: Heard = NOBODY_SAID,
) -> Contact:
    """A person at the customer's. ``heard``: who told how to reach them."""
    check_phone(phone, customer.country)
    contact = Contact.objects.create(
        company_id=customer.company_id,
        customer=customer,
        name=name,
        role=role,
        email=email,
        phone=phone,
    )
    record(customer, by, "contact.added", {"contact": contact.pk, "name": name, "role": role})
    known = {"email": email, "phone": phone}
    note_told(contact, {each: value for each, value in known.items() if value}, by=by, heard=heard)
    return contact


@transaction.atomic
def change_contact(
    contact: Contact,
    *,
    by: str,
    reason: str = "",
    heard: Heard = NOBODY_SAID,
    **changes: object,
) -> Contact:
    """Change a contact's name, role, e-mail address or telephone. ``heard``: who told it."""
    check_names(changes, CONTACT_FACTS)
    if changes.get("phone", contact.phone) != contact.phone:
        check_phone(str(changes["phone"]), contact.customer.country)
    moved = change(contact, changes)
    if moved:
        facts = {"contact": contact.pk, **moved}
        record(contact.customer, by, "contact.changed", facts, reason)
        note_told(contact, {name: changes[name] for name in moved}, by=by, heard=heard)
    return contact


def hold(customer_id: int) -> None:
    """Until the end of the transaction, nobody else moves the money of this customer nor of those
    who share its payer.

    Every act on receivables and credits takes this lock before any other: no deadlock can be."""
    hold_several([customer_id])


def hold_several(customer_ids: Iterable[int]) -> None:
    """The same for several customers, always in the same order."""
    payers = queries.payers_of(customer_ids)
    held = Customer.objects.select_for_update(no_key=True).filter(pk__in=payers).order_by("pk")
    list(held.values_list("pk"))


def hold_group(customer_id: int) -> None:
    """The same for all the customers of a group, when the money of one may pay for another."""
    hold_several(queries.group_of(customer_id))


def hold_all(company: Company) -> None:
    """The same for every customer of a company, in one order: for an import."""
    held = Customer.objects.select_for_update(no_key=True).filter(company=company).order_by("pk")
    list(held.values_list("pk"))


def _facts_read(facts: dict[str, object], known: Customer | None = None) -> dict[str, object]:
    """Terms, country and tags as they are kept, or refused. A new VAT number tells the country,
    unless another one is given with it."""
    readers: dict[str, Callable[[Any], object]] = {
        "payment_terms": standing_terms, "country": country_read, "tags": tags_read,
        "sector": str.strip,
    }  # fmt: skip
    read = {name: readers[name](value) for name, value in facts.items() if name in readers}
    before = ("", None) if known is None else (known.numero_tva, known.country)
    number = str(facts.get("numero_tva", before[0]))
    told = country_of_vat(number) if number != before[0] else None
    if told and read.get("country", before[1]) == before[1]:
        read["country"] = told
    if str(facts.get("phone", "")) != ("" if known is None else known.phone):
        check_phone(str(facts.get("phone", "")), str(read.get("country", before[1] or HOME)))
    return read


def _line_of(customer: Customer) -> set[int]:
    """The customer and all its parents."""
    line: set[int] = set()
    above: Customer | None = customer
    while above is not None and above.pk not in line:
        line.add(above.pk)
        above = above.parent
    return line


def _free_code(company: Company, name: str) -> str:
    base = slugify(name).replace("-", "").upper()[: CODE_LENGTH - 6] or "CLIENT"
    code, turn = base, 1
    while Customer.objects.filter(company=company, code=code).exists():
        turn += 1
        code = f"{base}{turn}"
    return code
