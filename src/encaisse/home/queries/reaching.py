"""How a customer and the people there are reached, who told each way, and what is known against it.
Three looks by an index."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from encaisse.parties.models import Contact, Customer, Datum, RefusingAddress, Told
from encaisse.parties.queries import refusing_among, told_of, unknown_among
from encaisse.parties.rules.phones import phone_known

SENT = (Datum.EMAIL, Datum.PHONE)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody: who told it; whether it refuses, or its domain is unknown."""

    datum: str
    value: str
    told: Told | None
    refusing: RefusingAddress | None
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """The ways to reach a customer, and each of the people there."""

    own: list[Way]
    theirs: dict[int, list[Way]]


def ways(customer: Customer, contacts: Sequence[Contact]) -> Reached:
    """Those that are known, in the order of ``Datum``."""
    told = told_of(customer)
    things: tuple[Customer | Contact, ...] = (customer, *contacts)
    asked = [
        _as_sent(customer, datum, getattr(each, datum, "")) for each in things for datum in SENT
    ]
    refusing = refusing_among(customer.company, asked)
    unknown = unknown_among(customer.company, [each.domain for each in things])

    def of(thing: Customer | Contact, contact_id: int | None) -> Iterator[Way]:
        for datum in Datum.values:
            value = getattr(thing, datum, "")
            if value:
                yield Way(
                    datum,
                    value,
                    told.get((contact_id, datum)),
                    refusing.get(_as_sent(customer, datum, value)) if datum in SENT else None,
                    is_unknown=datum == Datum.EMAIL and thing.domain in unknown,
                )

    return Reached(
        own=list(of(customer, None)), theirs={each.pk: list(of(each, each.pk)) for each in contacts}
    )


def is_texted(customer: Customer, contact: Contact) -> bool:
    """Whether the person has a mobile that text messages may go to."""
    phone = phone_known(contact.phone, customer.country)
    if not phone or not phone.takes_texts:
        return False
    return not refusing_among(customer.company, [phone.e164])


def _as_sent(customer: Customer, datum: str, value: str) -> str:
    """The address as messages are sent to it: that of a text message is the whole number."""
    if datum != Datum.PHONE:
        return value.lower()
    phone = phone_known(value, customer.country)
    return phone.e164 if phone else ""
