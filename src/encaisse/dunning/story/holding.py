"""Events that hold receivables: disputes, promises, proceedings, statuses of an invoice."""

from encaisse.disputes import operations as disputes
from encaisse.disputes.queries import REASONS
from encaisse.dunning.story.grammar import Event
from encaisse.dunning.story.reading import Node
from encaisse.dunning.story.scene import BY, Scene
from encaisse.insolvency import operations as proceedings
from encaisse.insolvency.queries import KINDS
from encaisse.kernel.money import Money
from encaisse.life_cycle import operations as life_cycle
from encaisse.life_cycle.queries import standing
from encaisse.life_cycle.rules.codes import REASONS as CODES
from encaisse.promises import operations as promises


def dispute(scene: Scene, event: Event) -> None:
    """For the amount said, the oldest due date first; without amount, the whole."""
    disputes.declare(
        scene.receivables(event.subject),
        reason=event.fields.get("reason", lambda node: node.choice(*REASONS), "other"),
        amount=_amount(scene, event),
        on=event.on,
        by=BY,
    )


def settle(scene: Scene, event: Event) -> None:
    """Every dispute that stands on these receivables."""
    why = event.fields.get("why", Node.text, "")
    disputes.settle_all(scene.receivables(event.subject), outcome=why, on=event.on, by=BY)


def promise(scene: Scene, event: Event) -> None:
    """For the amount said, else for all that is open."""
    promises.promise(
        scene.receivables(event.subject),
        amount=_amount(scene, event),
        by_on=event.fields.need("by", Node.day),
        on=event.on,
        by=BY,
        confirmed=True,
    )


def insolvency(scene: Scene, event: Event) -> None:
    """The judgment of that day."""
    kind = event.fields.need("kind", lambda node: node.choice(*KINDS))
    customer = scene.customer(event.subject)
    proceedings.open_proceeding(customer, kind=kind, on=event.on, by=BY)


def status(scene: Scene, event: Event) -> None:
    """What the buyer or its platform says of an invoice that day; ``reason``: a code or words."""
    invoice, why = scene.invoice(event.subject), event.fields.get("reason", Node.text, "")
    noted = life_cycle.typed(
        invoice,
        code=str(event.fields.need("code", Node.whole)),
        on=event.on,
        cents=event.fields.maybe("amount", Node.cents),
        paid_on=event.fields.maybe("paid", Node.day),
        reason_code=why if why in CODES else "",
        reason="" if why in CODES else why,
    )
    life_cycle.note_by_hand(invoice, noted, on=event.on, by=BY)


def lift(scene: Scene, event: Event) -> None:
    """A person lifts all that the statuses of an invoice entailed."""
    why = event.fields.get("why", Node.text, "")
    for entailed in standing(scene.invoice(event.subject)):
        life_cycle.lift(entailed, why=why, on=event.on, by=BY)


def _amount(scene: Scene, event: Event) -> Money | None:
    cents = event.fields.maybe("amount", Node.cents)
    currency = scene.receivables(event.subject)[0].currency
    return None if cents is None else Money(cents, currency)
