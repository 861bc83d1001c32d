"""Noting a promise, withdrawing it. Each is recorded; whether it is kept is read, never noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction

from encaisse.audit import operations as audit
from encaisse.kernel.days import french_day, is_too_far
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.matching import queries as matching
from encaisse.parties import operations as parties
from encaisse.promises import queries
from encaisse.promises.models import Promise, PromisedReceivable
from encaisse.promises.rules import Status, is_derisory

if TYPE_CHECKING:
    from encaisse.receivables.models import Receivable

YEARS_AHEAD = 10


class NothingToPromise(Refusal):
    """A promise is about something owed that day."""

    code = "nothing_to_promise"
    sentence = "Rien n'est dû sur ces créances le {on} : il n'y a rien à promettre."


class PromiseOverSeveral(Refusal):
    """A promise is made by one customer, in one currency."""

    code = "promise_over_several"
    sentence = "Une promesse porte sur des créances d'un seul client et d'une seule devise."


class PromiseNotPositive(Refusal):
    """Something is promised."""

    code = "promise_not_positive"
    sentence = "Le montant promis doit être positif."


class PromiseInThePast(Refusal):
    """Nobody promises to pay yesterday."""

    code = "promise_in_the_past"
    sentence = "La promesse du {on} est pour le {by_on}, déjà passé : choisissez un jour à venir."


class PromiseTooFar(Refusal):
    """Nobody waits for years: the day was mistyped."""

    code = "promise_too_far"
    sentence = "Le {by_on} est trop loin : une promesse se tient dans les dix ans."


class PromiseAboveOpen(Refusal):
    """No more is promised than what is owed."""

    code = "promise_above_open"
    sentence = "{asked} promis : il ne reste dû que {most} le {on} sur ces créances."


class PromiseToConfirm(Refusal):
    """Hardly anything of what is owed, or one more while another stands: noted once a person says
    that it is so."""

    code = "promise_to_confirm"
    sentence = "{why} Confirmez si c'est bien ce que le client promet."


class PromiseOver(Refusal):
    """Kept, broken or withdrawn: it holds nothing any more."""

    code = "promise_over"
    sentence = "Cette promesse n'est plus en cours : {state}."


class PromiseWithdrawnTooEarly(Refusal):
    """A promise is withdrawn on the day it was made, or later."""

    code = "promise_withdrawn_too_early"
    sentence = "La promesse date du {made} : elle ne peut être retirée le {on}."


WORDS = {
    Status.KEPT: "tenue", Status.PARTLY: "tenue en partie", Status.BROKEN: "rompue",
    Status.WITHDRAWN: "retirée",
}  # fmt: skip


class Said(TypedDict, total=False):
    """Who promised, how (``models.Way``), and what is worth keeping of it."""

    person: str
    note: str
    way: str


@transaction.atomic
def promise(
    receivables: Sequence[Receivable],
    *,
    by_on: date,
    on: date,
    by: str,
    amount: Money | None = None,
    confirmed: bool = False,
    **said: Unpack[Said],
) -> Promise:
    """The customer promises so much of these receivables, or all that is open, by that day.
    ``confirmed``: a person says so of one that looks odd."""
    if len({(each.customer_id, each.currency) for each in receivables}) != 1:
        raise PromiseOverSeveral
    customer = receivables[0].customer
    if by_on < on:
        raise PromiseInThePast(on=french_day(on), by_on=french_day(by_on))
    if is_too_far(by_on, on=on, years=YEARS_AHEAD):
        raise PromiseTooFar(by_on=french_day(by_on))
    parties.hold(customer.pk)
    owed = _owed(receivables, on)
    most = Money(sum(owed.values()), receivables[0].currency)
    amount = _within(most if amount is None else amount, most, on)
    if not confirmed:
        _check(customer.pk, owed, amount, on)
    made = Promise.objects.create(
        company_id=customer.company_id, customer=customer, made_on=on, by_on=by_on,
        cents=amount.cents, currency=amount.currency, way=said.get("way", ""),
        person=said.get("person", "").strip(), note=said.get("note", "").strip(),
    )  # fmt: skip
    PromisedReceivable.objects.bulk_create(
        PromisedReceivable(company_id=customer.company_id, promise=made, receivable_id=key)
        for key in owed
    )
    facts = {"cents": amount.cents, "currency": amount.currency, "by_on": by_on.isoformat()}
    record(made, "promise.made", by, on, made.note, receivables=list(owed), **facts)
    return made


@transaction.atomic
def withdraw(promise: Promise, *, on: date, by: str, why: str = "") -> Promise:
    """It holds nothing from that day: noted by mistake, or the customer takes it back."""
    parties.hold(promise.customer_id)
    promise.refresh_from_db()
    if on < promise.made_on:
        raise PromiseWithdrawnTooEarly(made=french_day(promise.made_on), on=french_day(on))
    state = queries.state_of(promise, on=on).status
    if promise.withdrawn_on is not None:
        state = Status.WITHDRAWN
    if state != Status.PENDING:
        raise PromiseOver(state=WORDS[state])
    promise.withdrawn_on = on
    promise.save(update_fields=["withdrawn_on"])
    record(promise, "promise.withdrawn", by, on, why)
    return promise


def _owed(receivables: Sequence[Receivable], on: date) -> dict[int, int]:
    """What is open of each that day; what is not open is not covered."""
    customer = receivables[0].customer
    items = matching.open_items(customer.company, on, customer_id=customer.pk).receivables
    wanted = {each.pk for each in receivables}
    owed = {item.id: item.open_cents for item in items if item.id in wanted}
    if not owed:
        raise NothingToPromise(on=french_day(on))
    return owed


def _within(amount: Money, most: Money, on: date) -> Money:
    if amount.cents <= 0:
        raise PromiseNotPositive
    if amount > most:
        raise PromiseAboveOpen(asked=amount, most=most, on=french_day(on))
    return amount


def _check(customer_id: int, owed: dict[int, int], amount: Money, on: date) -> None:
    """Refused, to be confirmed, when it looks odd."""
    owed_cents = sum(owed.values())
    why = []
    if is_derisory(amount.cents, owed_cents=owed_cents):
        whole = Money(owed_cents, amount.currency)
        why.append(f"{amount}, c'est bien peu des {whole} dus sur ces créances.")
    for each in queries.standing_over(customer_id, list(owed), on=on):
        other = Money(each.cents, each.currency)
        told = f"Une promesse de {other} pour le {french_day(each.by_on)}"
        why.append(f"{told} est déjà en cours sur ces créances.")
    if why:
        raise PromiseToConfirm(why=" ".join(why))


def record(promise: Promise, verb: str, by: str, on: date, why: str, **facts: object) -> None:
    """A line of the journal, in the customer's thread."""
    audit.record(
        company=promise.company, actor=by, verb=verb, subject=f"promise:{promise.pk}", reason=why,
        facts={"on": on.isoformat(), **facts}, customer_id=promise.customer_id,
    )  # fmt: skip
