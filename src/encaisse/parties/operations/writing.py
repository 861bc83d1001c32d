"""What every change of a customer or contact shares: before and after, and the journal."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import models

from encaisse.audit import operations as audit
from encaisse.kernel.refusal import Refusal
from encaisse.parties.models import Contact, Customer, Datum, Told
from encaisse.parties.rules.hearing import NOBODY_SAID, Heard
from encaisse.parties.rules.phones import phone_read

DATA = frozenset(Datum.values)


class CustomerFactUnknown(Refusal):
    """Something that is not known of a customer or contact."""

    code = "customer_fact_unknown"
    sentence = "On ne note pas « {names} » ici."


def change(thing: Customer | Contact, changes: dict[str, object]) -> dict[str, object]:
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


def note_told(
    thing: Customer | Contact, told: dict[str, object], *, by: str, heard: Heard = NOBODY_SAID
) -> None:
    """Keep who told each way to reach it, and when; what is no such way is passed over."""
    customer = thing.customer if isinstance(thing, Contact) else thing
    contact = thing if isinstance(thing, Contact) else None
    Told.objects.bulk_create(
        Told(
            company_id=thing.company_id, customer=customer, contact=contact, datum=datum,
            value=str(value), told_by=heard.of(by), told_on=heard.on, noted_by=by,
        )
        for datum, value in told.items()
        if datum in DATA
    )  # fmt: skip


def check_phone(typed: str, country: str) -> None:
    """A number is kept as it was typed; one that is none is refused."""
    if typed.strip():
        phone_read(typed, country)


def check_names(facts: dict[str, object], known: set[str]) -> None:
    unknown = sorted(facts.keys() - known)
    if unknown:
        raise CustomerFactUnknown(names=", ".join(unknown))


def record(
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
