"""Recording a call: one transaction does what its outcome says and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.dunning import operations as dunning
from encaisse.dunning.rules.tasks import NUMBER
from encaisse.exchanges.models import Call
from encaisse.exchanges.operations.outcomes import follow, taker
from encaisse.exchanges.queries.calls import number_known
from encaisse.exchanges.rules.outcomes import Outcome
from encaisse.kernel.days import french_day
from encaisse.kernel.refusal import Refusal
from encaisse.parties import operations as parties

if TYPE_CHECKING:
    from datetime import datetime

    from encaisse.dunning.models import Task
    from encaisse.exchanges.operations.outcomes import Given, Teller
    from encaisse.letters.rules import Wording
    from encaisse.parties.models import Contact, Customer

PERSON_MAX, NUMBER_MAX = 120, 40


class NumberNotDialled(Refusal):
    """A wrong number is one that was dialled."""

    code = "number_not_dialled"
    sentence = "Choisissez le numéro composé : sans lui, on ne sait lequel est faux."


@dataclass(frozen=True, slots=True)
class Dialled:
    """Which number was dialled, whose it is, who answered when it is somebody else, and the text of
    the script on the screen."""

    number: str = ""
    contact: Contact | None = None
    person: str = ""
    script: Wording | None = None

    @property
    def who(self) -> str:
        """Who was spoken to, or asked for."""
        return (self.person or (self.contact.name if self.contact else "")).strip()[:PERSON_MAX]


@transaction.atomic
def record(
    customer: Customer,
    given: Given,
    dialled: Dialled,
    *,
    at: datetime,
    by: Teller,
    task: Task | None = None,
) -> Call:
    """A call was made: its promise, dispute, wrong number, and what is done next."""
    parties.hold(customer.pk)
    call = Call(
        company_id=customer.company_id, customer=customer, task=task, contact=dialled.contact,
        person=dialled.who, number=dialled.number.strip()[:NUMBER_MAX], at=at, by=by.name,
        **_spoken(dialled.script),
    )  # fmt: skip
    follow(call, customer, given, task=task, who=dialled.who, by=by)
    if given.outcome == Outcome.WRONG_NUMBER:
        call.next_task = _take_away(call, by)
    call.save()
    audit.record(
        company=customer.company, actor=by.name, verb="call.recorded", subject=f"call:{call.pk}",
        reason=call.words, customer_id=customer.pk, on=by.on,
        facts={"outcome": call.outcome, "next": call.next_action, "takes_step": call.takes_step},
    )  # fmt: skip
    return call


def _spoken(script: Wording | None) -> dict[str, int | None]:
    """Which text, at which version: it may be written again later."""
    if script is None:
        return {}
    return {"template_id": script.template, "template_version": script.version}


def _take_away(call: Call, by: Teller) -> Task:
    """The number is nobody's there: it is taken from whoever had it, and one is to be found."""
    customer, number = call.customer, number_known(call.number, call.customer)
    if not number:
        raise NumberNotDialled
    whose = call.contact.name if call.contact else customer.name
    why = f"Faux numéro, dit par {by.name} le {french_day(by.on)} : {call.number}"
    for contact in customer.contacts.order_by("id"):
        if number_known(contact.phone, customer) == number:
            parties.change_contact(contact, by=by.name, reason=why, phone="")
    if number_known(customer.phone, customer) == number:
        parties.change_customer(customer, by=by.name, reason=why, on=by.on, phone="")
    reason = f"Un numéro est à trouver pour {whose} : le {call.number} n'est pas le sien."
    return dunning.tasks.ask(
        customer, NUMBER, due_on=by.on, reason=reason, on=by.on, by=by.name,
        person=taker(call.task, by),
    )  # fmt: skip
