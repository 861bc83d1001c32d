"""Putting right how those who owe are reached; the tasks that waited for it are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.dunning.operations.tasks import settle
from encaisse.parties import operations as parties
from encaisse.parties.queries import account_of

if TYPE_CHECKING:
    from datetime import date

    from encaisse.parties.models import Contact, Customer, RefusingAddress
    from encaisse.parties.rules.hearing import Heard


@transaction.atomic
def correct(
    thing: Customer | Contact, datum: str, value: str, *, heard: Heard, by: str, on: date
) -> None:
    """Put right how a customer, or a person there, is reached; what waited for it is closed."""
    parties.correct(thing, datum, value, heard=heard, by=by, today=on)
    close_waiting(thing, on=on)


@transaction.atomic
def accept_again(
    thing: Customer | Contact, refusing: RefusingAddress | None, *, by: str, on: date
) -> None:
    """Its address works again, as somebody knows; what waited for it is closed."""
    if refusing is not None:
        parties.accept_again(refusing, on=on, by=by)
    close_waiting(thing, on=on)


def close_waiting(thing: Customer | Contact, *, on: date) -> None:
    """Close the tasks that asked for what is known now."""
    settle(thing.company, on=on, customer_id=account_of(thing))
