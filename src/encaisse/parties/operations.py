"""Opening and changing customers and their contacts; the addresses that refuse our mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.text import slugify

from encaisse.audit import operations as audit
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.law.payment_terms_reading import standing_terms
from encaisse.parties import queries
from encaisse.parties.models import Contact, ContactRole, Customer, RefusingAddress
from encaisse.parties.rules import country_of_vat, country_read, tags_read
from encaisse.parties.rules.phones import phone_read

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

CUSTOMER_FACTS = {
    "name", "kind", "is_pseudo", "siren", "numero_tva", "address", "email", "phone", "language",
    "currency", "payment_days", "payment_terms", "penalty_rate", "imputation", "parent",
    "pays_for_itself", "grace_until", "collector", "country", "sector", "tags",
}  # fmt: skip
CONTACT_FACTS = {"name", "role", "email", "phone"}
CODE_LENGTH = 60
HOME = "FR"
REASON_LENGTH = 500


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


class CustomerFactUnknown(Refusal):
    """Something that is not known of a customer or contact."""

    code = "customer_fact_unknown"
    sentence = "On ne note pas « {names} » ici."


class AddressAccepts(Refusal):
    """Nothing to lift."""

    code = "address_accepts"
    sentence = "{address} ne refuse plus nos courriels depuis le {on}."


@transaction.atomic
def open_customer(
    *, company: Company, name: str, by: str, code: str = "", **facts: object
) -> Customer:
    """A new customer; without ``code`` its subledger account is made from its name."""
    if not name.strip():
        raise CustomerWithoutName
    _check_names(facts, CUSTOMER_FACTS)
    facts |= _facts_read(facts)
    code = code.strip() or _free_code(company, name)
    taken = Customer.objects.filter(company=company, code=code).first()
    if taken:
        raise CustomerCodeTaken(account=code, name=taken.name)
    facts.setdefault("currency", company.currency)
    customer = Customer.objects.create(company=company, code=code, name=name.strip(), **facts)
    _record(customer, by, "customer.opened", {"code": code, "name": customer.name})
    return customer


@transaction.atomic
def change_customer(
    customer: Customer, *, by: str, reason: str = "", on: date | None = None, **changes: object
) -> Customer:
    """Change what is known of a customer; the journal keeps before and after. ``on``: the day of
    the change, when it is not that of its writing."""
    _check_names(changes, CUSTOMER_FACTS)
    changes |= _facts_read(changes, customer)
    if not str(changes.get("name", customer.name)).strip():
        raise CustomerWithoutName
    parent = changes.get("parent")
    if isinstance(parent, Customer) and customer.pk in _line_of(parent):
        raise ParentIsItsOwnChild(parent=parent.name, customer=customer.name)
    moved = _change(customer, changes)
    if moved:
        _record(customer, by, "customer.changed", moved, reason, on=on)
    return customer


@transaction.atomic
def add_contact(
    *,
    customer: Customer,
    name: str,
    by: str,
    role: str = ContactRole.BILLING,
    email: str = "",
    phone: str = "",
) -> Contact:
    """A person at the customer's."""
    _check_phone(phone, customer.country)
    contact = Contact.objects.create(
        company_id=customer.company_id,
        customer=customer,
        name=name,
        role=role,
        email=email,
        phone=phone,
    )
    _record(customer, by, "contact.added", {"contact": contact.pk, "name": name, "role": role})
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by: str, reason: str = "", **changes: object) -> Contact:
    """Change a contact's name, role, e-mail address or telephone."""
    _check_names(changes, CONTACT_FACTS)
    if changes.get("phone", contact.phone) != contact.phone:
        _check_phone(str(changes["phone"]), contact.customer.country)
    moved = _change(contact, changes)
    if moved:
        facts = {"contact": contact.pk, **moved}
        _record(contact.customer, by, "contact.changed", facts, reason)
    return contact


@transaction.atomic
def mark_refusing(
    company: Company, address: str, *, why: str, reason: str, on: date, by: str
) -> RefusingAddress:
    """Nothing more is sent to that address, for what ``by`` told of it. One that refuses already
    stays as it is."""
    found, is_new = RefusingAddress.objects.get_or_create(
        company=company,
        address=address.strip().lower(),
        lifted_on=None,
        defaults={"why": why, "reason": reason[:REASON_LENGTH], "since": on, "told_by": by},
    )
    if is_new:
        _record_address(found, "address.refused", by=by, on=on)
    return found


@transaction.atomic
def accept_again(refusing: RefusingAddress, *, on: date, by: str) -> RefusingAddress:
    """A person says that the address works: it is written to from that day on."""
    refusing = RefusingAddress.objects.select_for_update(of=("self",)).get(pk=refusing.pk)
    if refusing.lifted_on is not None:
        raise AddressAccepts(address=refusing.address, on=french_day(refusing.lifted_on))
    refusing.lifted_on, refusing.lifted_by = on, by
    refusing.save(update_fields=["lifted_on", "lifted_by"])
    _record_address(refusing, "address.accepted", by=by, on=on)
    return refusing


def hold(customer_id: int) -> None:
    """Until the end of the transaction, nobody else moves the money of this customer nor of those
    who share its payer.

    Every act on receivables and credits takes this lock before any other: no deadlock can be."""
    payer = queries.payer_of(customer_id)
    Customer.objects.select_for_update(no_key=True).values_list("pk").get(pk=payer)


def _change(thing: Customer | Contact, changes: dict[str, object]) -> dict[str, object]:
    """Write what differs; before and after, by field."""
    before = {name: getattr(thing, name) for name in changes}
    moved = {name: value for name, value in changes.items() if before[name] != value}
    for name, value in moved.items():
        setattr(thing, name, value)
    if moved:
        thing.save(update_fields=list(moved))
    return {name: [_plain(before[name]), _plain(value)] for name, value in moved.items()}


def _plain(value: object) -> object:
    """As the journal writes it."""
    if isinstance(value, models.Model):
        return value.pk
    return str(value) if isinstance(value, date | datetime | Decimal) else value


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
        _check_phone(str(facts.get("phone", "")), str(read.get("country", before[1] or HOME)))
    return read


def _check_phone(typed: str, country: str) -> None:
    """A number is kept as it was typed; one that is none is refused."""
    if typed.strip():
        phone_read(typed, country)


def _check_names(facts: dict[str, object], known: set[str]) -> None:
    unknown = sorted(facts.keys() - known)
    if unknown:
        raise CustomerFactUnknown(names=", ".join(unknown))


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


def _record(
    customer: Customer,
    by: str,
    verb: str,
    facts: dict[str, object],
    reason: str = "",
    *,
    on: date | None = None,
) -> None:
    audit.record(
        company=customer.company, actor=by, verb=verb, subject=f"customer:{customer.pk}",
        reason=reason, facts=facts, customer_id=customer.pk, on=on,
    )  # fmt: skip


def _record_address(refusing: RefusingAddress, verb: str, *, by: str, on: date) -> None:
    """Told on the page of the customer, when one only has that address."""
    owners = queries.customers_at(refusing.company, refusing.address)
    audit.record(
        company=refusing.company, actor=by, verb=verb, subject=f"address:{refusing.pk}",
        reason=refusing.reason if verb == "address.refused" else "", on=on,
        facts={"address": refusing.address, "why": refusing.why},
        customer_id=owners[0] if len(owners) == 1 else None,
    )  # fmt: skip
