"""Addresses that refuse our mails: noted as mails leave, given to a person to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from django.db import transaction

from encaisse.dunning.models import Task, TaskKind
from encaisse.dunning.queries import returning as queries
from encaisse.dunning.queries.tasks import takers
from encaisse.dunning.rules.tasks import to_correct
from encaisse.letters.rules.delivery import is_of_address
from encaisse.parties import operations as parties

if TYPE_CHECKING:
    from datetime import date

    from encaisse.accounts.models import Company
    from encaisse.dunning.models import Message
    from encaisse.parties.models import RefusingAddress

AT_SENDING = "serveur d'envoi"
REFUSED = "refused"


@transaction.atomic
def ask_to_correct(company: Company, *, on: date) -> int:
    """A task for each customer an address of whom refuses since its latest such task. Returns how
    many."""
    wanted = queries.to_correct(company)
    if not wanted:
        return 0
    customers = pl.Series([customer for customer, _address in wanted], dtype=pl.Int64)
    people = dict(takers(company, customers).iter_rows())
    made = [
        Task.objects.get_or_create(
            company=company, customer_id=customer, kind=TaskKind.ADDRESS, message=None,
            done_on=None,
            defaults={
                "person_id": people[customer], "opened_on": on, "due_on": on,
                "reason": _reason(refusing),
            },
        )
        for customer, refusing in wanted
    ]  # fmt: skip
    return sum(is_new for _task, is_new in made)


def note_rejected(message: Message, *, on: date) -> None:
    """The addresses that the server would not take as the message left, for what they are."""
    letter = message.letter
    rejected = letter.refused if letter else {}
    of_address = {each: said for each, said in rejected.items() if is_of_address(said)}
    for address, said in of_address.items():
        parties.mark_refusing(
            message.company, address, why=REFUSED, reason=said, on=on, by=AT_SENDING
        )
    if of_address:
        ask_to_correct(message.company, on=on)


def _reason(refusing: RefusingAddress) -> str:
    why = refusing.get_why_display()
    return to_correct(refusing.address, why, refusing.reason, since=refusing.since)
