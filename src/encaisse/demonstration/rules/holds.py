"""What the collector decided before the day of the story: disputes noted, a promise awaited."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from encaisse.demonstration.rules.customers import BY_NAME
from encaisse.demonstration.rules.story import Story
from encaisse.kernel.days import french_day

_REASONS = (
    "Litige : cotes hors tolérance sur le second lot, avoir demandé",
    "Litige : prix différent du devis, réponse du commercial attendue",
)


@dataclass(frozen=True, slots=True)
class Hold:
    """No reminder of an invoice, or of all of a customer's when ``bill`` is empty."""

    customer: str
    bill: str
    since: date
    until: date | None
    reason: str


def holds(story: Story) -> Iterator[Hold]:
    """The disputes of Studio Lemoine and the promise of Garage de l'Étoile."""
    anchor = story.anchor
    lemoine, etoile = BY_NAME["Studio Lemoine"], BY_NAME["Garage de l'Étoile"]
    disputed = [
        bill
        for bill in story.bills
        if bill.customer == lemoine and bill.due_on < anchor and bill.open_cents(anchor)
    ]
    for bill, reason in zip(disputed, _REASONS, strict=False):
        yield Hold(lemoine.code, bill.number, bill.due_on, None, reason)
    promised_on = anchor + timedelta(days=4)
    reason = f"Promesse de paiement de {etoile.contact} pour le {french_day(promised_on)}"
    yield Hold(etoile.code, "", anchor - timedelta(days=3), promised_on, reason)
