"""Mending one way to reach a customer, or a person there: refused when it would not do either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.letters.rules.postal import HOME, postcode_of
from encaisse.parties import queries
from encaisse.parties.models import Contact, Customer, Datum
from encaisse.parties.operations.customers import change_contact, change_customer
from encaisse.parties.rules.emails import is_email

if TYPE_CHECKING:
    from datetime import date

    from encaisse.parties.rules.hearing import Heard


class NothingToReachBy(Refusal):
    """A correction that says nothing."""

    code = "nothing_to_reach_by"
    sentence = "Écrivez ce qui remplace, ou fermez : rien n'a été changé."


class EmailNotUnderstood(Refusal):
    """No mail could be sent there."""

    code = "email_not_understood"
    sentence = "« {text} » n'est pas une adresse de courriel : écrivez-la comme nom@societe.fr."


class EmailRefuses(Refusal):
    """That address would not be written to."""

    code = "email_refuses"
    sentence = (
        "{address} {why} depuis le {on} : demandez-en une autre, ou dites qu'elle fonctionne."
    )


class AddressWithoutTown(Refusal):
    """No postman would find it."""

    code = "address_without_town"
    sentence = (
        "Il manque un code postal suivi d'une ville, sur la dernière ligne : 42000 Saint-Étienne."
    )


def correct(
    thing: Customer | Contact, datum: str, value: str, *, heard: Heard, by: str, today: date
) -> None:
    """Replace its e-mail, telephone or address by what somebody told us."""
    heard.checked(today)
    text = value.strip()
    if not text:
        raise NothingToReachBy
    if datum == Datum.EMAIL:
        _check_email(thing, text)
    moved: dict[str, Any] = {datum: text}
    if isinstance(thing, Contact):
        change_contact(thing, by=by, heard=heard, **moved)
        return
    if datum == Datum.ADDRESS and thing.country == HOME and not postcode_of(text):
        raise AddressWithoutTown
    change_customer(thing, by=by, heard=heard, **moved)


def _check_email(thing: Customer | Contact, text: str) -> None:
    if not is_email(text):
        raise EmailNotUnderstood(text=text)
    refusing = queries.refusing_among(thing.company, [text]).get(text.lower())
    if refusing is not None:
        raise EmailRefuses(
            address=text, why=refusing.get_why_display(), on=french_day(refusing.since)
        )
