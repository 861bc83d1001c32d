"""What happens in a story: each event is one operation of a capability."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction

from encaisse.dunning import operations as dunning
from encaisse.dunning.queries import messages as queries
from encaisse.dunning.queries.leaving import Leaving
from encaisse.dunning.story import holding
from encaisse.dunning.story.grammar import CUSTOMER_KEYS, Event
from encaisse.dunning.story.reading import Node
from encaisse.dunning.story.scene import BY, Scene, customer_facts
from encaisse.kernel.money import Money
from encaisse.kernel.refusal import Refusal
from encaisse.late_charges import operations as late_charges
from encaisse.matching import operations as matching
from encaisse.parties import operations as parties
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.rules import Part
from encaisse.payments import operations as payments
from encaisse.receivables import operations as receivables

if TYPE_CHECKING:
    from encaisse.parties.models import Customer
    from encaisse.payment_plans.models import Installment
    from encaisse.payments.models import Credit
    from encaisse.receivables.models import Invoice, Receivable


class NotPlayable(Refusal):
    """The grammar knows the word, this version has no engine for it."""

    code = "story_not_playable"
    sentence = "Cette version ne sait pas jouer « {word} » ({place})."


class NothingProposed(Refusal):
    """What was never proposed cannot be delivered."""

    code = "nothing_proposed"
    sentence = "Aucune relance de niveau {level} n'a été proposée à {customer}."


def happen(scene: Scene, event: Event) -> list[Leaving]:
    """Play one event; what it sent. A refusal that the story does not expect is a difference."""
    try:
        with transaction.atomic():
            left = PLAYS[event.kind](scene, event)
    except Refusal as refusal:
        if getattr(refusal, "code", "") == "story_not_understood":
            raise
        if not event.is_refused:
            scene.differences.append(f"{_told(event)} : refusé. {refusal}")
        return []
    if event.is_refused:
        scene.differences.append(f"{_told(event)} : accepté, refus attendu.")
    return left or []


def _told(event: Event) -> str:
    return f"{event.on:%d/%m/%Y}, {event.kind} {event.subject.value}"


def _why(event: Event) -> str:
    return event.fields.get("why", Node.text, "")


def _payment(scene: Scene, event: Event) -> None:
    fields = event.fields
    customer = scene.customer(fields.need("customer", lambda node: node))
    targets = [] if _is_oldest(event) else _paid(scene, event)
    settled = _targets(scene, event, "settles")
    currency = next((each.currency for each in [*targets, *settled]), customer.currency)
    credit = payments.record(
        customer=customer,
        reference=event.subject.text(),
        on=event.on,
        amount=Money(
            fields.need("amount", Node.cents), fields.get("currency", Node.currency, currency)
        ),
        by=BY,
    )
    scene.credits[credit.reference] = credit
    if _is_oldest(event):
        matching.allocate_oldest_first(credit, on=event.on, by=BY)
    else:
        _pay(scene, event, credit)
    for _, of_invoice in groupby(settled, key=lambda each: each.invoice_id):
        late_charges.settle(
            credit, list(of_invoice), imputation=customer.imputation, on=event.on, by=BY
        )


def _pay(scene: Scene, event: Event, credit: Credit) -> None:
    """What the payment names, in order: receivables, or instalments of a plan."""
    for node in _nodes(event, "pays"):
        installment = scene.installment(node)
        if installment is not None:
            payment_plans.pay(credit, installment, on=event.on, by=BY)
        else:
            matching.allocate_to(credit, scene.receivables(node), on=event.on, by=BY)


def _paid(scene: Scene, event: Event) -> list[Receivable]:
    """The receivables on which what is named is owed."""
    found = []
    for node in _nodes(event, "pays"):
        installment = scene.installment(node)
        found += scene.receivables(node) if installment is None else [installment.receivable]
    return found


def _nodes(event: Event, key: str) -> list[Node]:
    """The names given, in a list or alone."""
    node = event.fields.named.get(key)
    if node is None or node.value is None:
        return []
    return list(node.items()) if isinstance(node.value, list) else [node]


def _is_oldest(event: Event) -> bool:
    pays = event.fields.named.get("pays")
    return pays is not None and pays.value == "oldest"


def _targets(scene: Scene, event: Event, key: str) -> list[Receivable]:
    return [each for node in _nodes(event, key) for each in scene.receivables(node)]


def _allocate(scene: Scene, event: Event) -> None:
    credit = scene.credit(event.subject)
    if _is_oldest(event):
        matching.allocate_oldest_first(credit, on=event.on, by=BY)
    else:
        _pay(scene, event, credit)


def _return(scene: Scene, event: Event) -> None:
    matching.return_payment(scene.credit(event.subject), on=event.on, by=BY)


def _credit_note(scene: Scene, event: Event) -> None:
    customer = scene.customer(event.fields.need("customer", lambda node: node))
    targets = _targets(scene, event, "for")
    currency = targets[0].currency if targets else customer.currency
    amount = Money(
        event.fields.need("amount", Node.cents),
        event.fields.get("currency", Node.currency, currency),
    )
    credit = matching.receive_credit_note(
        customer=customer, reference=event.subject.text(), on=event.on, amount=amount, by=BY,
        pays=targets,
    )  # fmt: skip
    scene.credits[credit.reference] = credit


def _cancel(scene: Scene, event: Event) -> None:
    if event.subject.text() in scene.credits:
        credit = scene.credit(event.subject)
        matching.cancel_credit(credit, on=event.on, by=BY, reason=_why(event))
        return
    invoice = scene.invoice(event.subject)
    matching.cancel_invoice(
        invoice,
        on=event.on,
        by=BY,
        reason=_why(event),
        notice_delivered=queries.was_reminded(invoice),
    )


def _write_off(scene: Scene, event: Event) -> None:
    """On the receivables named, in order, for the amount said or all that is open."""
    targets = _targets(scene, event, "for")
    everything = sum(each.open_cents for each in targets)
    reference = event.subject.text()
    scene.credits[reference] = matching.write_off(
        targets,
        cents=event.fields.get("amount", Node.cents, everything),
        on=event.on,
        reason=_why(event),
        by=BY,
        reference=reference,
    )


def _waive(scene: Scene, event: Event) -> None:
    kind = event.fields.need("claim", lambda node: node.choice("interest", "indemnity", "fees"))
    invoice = scene.invoice(event.subject)
    late_charges.waive(invoice.pk, kind=kind, reason=_why(event), by=BY, on=event.on)


def _blocked(scene: Scene, event: Event) -> Customer | Invoice:
    named = event.subject.text()
    return scene.customers[named] if named in scene.customers else scene.invoice(event.subject)


def _block(scene: Scene, event: Event) -> None:
    until = event.fields.maybe("until", Node.day)
    dunning.block(_blocked(scene, event), until=until, why=_why(event), by=BY, on=event.on)


def _unblock(scene: Scene, event: Event) -> None:
    dunning.unblock(_blocked(scene, event), by=BY, on=event.on)


def _plan(scene: Scene, event: Event) -> None:
    """Over the receivables of one invoice, or of those of a list."""
    subject = event.subject
    named = list(subject.items()) if isinstance(subject.value, list) else [subject]
    spread = [each for node in named for each in scene.receivables(node)]
    parts = [each.fields("due", "amount") for each in event.fields.items("installments")]
    agreed = [Part(p.need("due", Node.day), p.need("amount", Node.cents)) for p in parts]
    payment_plans.agree(spread, agreed, on=event.on, by=BY)


def _skip(scene: Scene, event: Event) -> None:
    level = event.fields.need("level", Node.whole)
    _to_each(
        scene, event, lambda r: dunning.skip(r, level=level, why=_why(event), by=BY, on=event.on)
    )


def _ignore(scene: Scene, event: Event) -> None:
    level = event.fields.need("level", Node.whole)
    _to_each(
        scene, event, lambda r: dunning.ignore(r, level=level, why=_why(event), by=BY, on=event.on)
    )


def _force(scene: Scene, event: Event) -> None:
    level = event.fields.need("level", Node.whole)
    scenario = event.fields.maybe("scenario", scene.scenario)
    _to_each(
        scene,
        event,
        lambda r: dunning.force(r, level=level, scenario=scenario, by=BY, on=event.on),
    )


def _to_each(scene: Scene, event: Event, act: Callable[[Receivable | Installment], None]) -> None:
    """An act on an invoice bears on those of its receivables that can take it, one at least."""
    refusals = []
    found = scene.followed(event.subject)
    for each in found:
        try:
            act(each)
        except Refusal as refusal:
            refusals.append(refusal)
    if len(refusals) == len(found):
        raise refusals[0]


def _delivery(scene: Scene, event: Event) -> list[Leaving]:
    customer = scene.customer(event.subject)
    level = event.fields.need("level", Node.whole)
    outcome = event.fields.get(
        "outcome",
        lambda node: node.choice("delivered", "failed", "unclear", "returned"),
        "delivered",
    )
    found = queries.messages_at(customer, level)
    if not found:
        raise NothingProposed(customer=customer.name, level=level)
    if outcome == "returned":
        for message in found:
            dunning.record_return(message, on=event.on, by=BY)
        return []
    left = [dunning.record_delivery(m, outcome=outcome, on=event.on, by=BY) for m in found]
    return [each for each in left if each is not None and outcome == "delivered"]


def _refuse(scene: Scene, event: Event) -> None:
    """An address is written to no more."""
    address, why = event.subject.text(), _why(event)
    parties.mark_refusing(scene.company, address, why="refused", reason=why, on=event.on, by=BY)


def _accept(scene: Scene, event: Event) -> None:
    """The address works again."""
    refusing = scene.refusing(event.subject)
    parties.accept_again(refusing, on=event.on, by=BY)


def _set(scene: Scene, event: Event) -> None:
    words = event.subject.named()
    if "customer" in words:
        _set_customer(scene, event)
    else:
        _set_invoice(scene, event)


def _set_customer(scene: Scene, event: Event) -> None:
    fields = event.subject.fields("customer", *CUSTOMER_KEYS)
    customer = scene.customer(fields.need("customer", lambda node: node))
    if "contacts" in fields:
        raise NotPlayable(word="set: contacts", place=event.place)
    changes = customer_facts(fields)
    for key in ("email", "phone", "address"):
        if key in fields:
            changes[key] = fields.maybe(key, Node.text) or ""
    if "parent" in fields:
        parent = fields.named["parent"]
        changes["parent"] = None if parent.value is None else scene.customer(parent)
        changes.setdefault("pays_for_itself", parent.value is None)
    parties.change_customer(customer, by=BY, on=event.on, **changes)
    if "scenario" in fields:
        scenario = scene.scenario(fields.named["scenario"])
        dunning.choose(scenario, customer=customer, by=BY, on=event.on)


def _set_invoice(scene: Scene, event: Event) -> None:
    fields = event.subject.fields("invoice", "scenario", "grace_until", "contact")
    invoice = scene.invoice(fields.need("invoice", lambda node: node))
    if "contact" in fields:
        person = fields.maybe("contact", lambda node: scene.contact(invoice.customer.name, node))
        receivables.address_to(invoice, contact=person, by=BY, on=event.on)
    if "scenario" in fields:
        scenario = scene.scenario(fields.named["scenario"])
        dunning.choose(scenario, invoice=invoice, by=BY, on=event.on)
    if "grace_until" in fields:
        until = fields.maybe("grace_until", Node.day)
        receivables.grant_delay(invoice, until=until, by=BY, on=event.on)


PLAYS: dict[str, Callable[[Scene, Event], list[Leaving] | None]] = {
    "payment": _payment,
    "allocate": _allocate,
    "return": _return,
    "credit_note": _credit_note,
    "cancel": _cancel,
    "write_off": _write_off,
    "waive": _waive,
    "block": _block,
    "unblock": _unblock,
    "plan": _plan,
    "dispute": holding.dispute,
    "settle": holding.settle,
    "promise": holding.promise,
    "insolvency": holding.insolvency,
    "status": holding.status,
    "lift": holding.lift,
    "skip": _skip,
    "force": _force,
    "delivery": _delivery,
    "refuse": _refuse,
    "accept": _accept,
    "ignore": _ignore,
    "set": _set,
}
