"""The papers of the story: for what is late on its day, the invoice and the delivery note signed;
a quote signed before the price that is disputed; the seller's terms of sale."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from encaisse.demonstration.rules.customers import BY_NAME, Customer
from encaisse.demonstration.rules.story import Bill, Story
from encaisse.kernel.days import french_day

DELIVERED_BEFORE = timedelta(days=2)
QUOTED_BEFORE = timedelta(days=40)
SIGNED = "Reçu conforme en quantité, le {on}. Signé : {contact}, {name}"
AGREED = "Bon pour accord, le {on}. Signé : {contact}, {name}"
SETTLEMENT = (
    "À régler par virement le {due} au plus tard. Pas d'escompte pour paiement anticipé. En cas de "
    "retard : pénalités au taux de l'article L441-10, II du Code de commerce et indemnité "
    "forfaitaire pour frais de recouvrement de l'article D441-5."
)
TERMS = (
    ("Objet", "Les présentes conditions s'appliquent à toutes nos ventes d'usinage et de montage."),
    ("Commande", "Une commande nous engage lorsque nous l'avons acceptée par écrit."),
    ("Livraison", "Les réserves sont portées sur le bon de livraison, ou écrites sous huit jours."),
    ("Prix et règlement", "Nos prix s'entendent hors taxes, au délai porté sur la facture."),
    (
        "Retard de paiement",
        "Toute somme échue porte de plein droit pénalités au taux de l'article L441-10, II du Code "
        "de commerce, et l'indemnité forfaitaire de l'article D441-5 est due pour chaque facture.",
    ),
    ("Réserve de propriété", "Les pièces restent à nous jusqu'au paiement complet de leur prix."),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: its ``kind`` among documents, whom it is for and the ``bill`` it goes with (none
    for the terms of sale). ``rows``: what, and how many cents, or how much in words."""

    kind: str
    title: str
    on: date
    customer: Customer | None = None
    bill: str = ""
    rows: tuple[tuple[str, int | str], ...] = ()
    total_cents: int = 0
    notice: str = ""
    clauses: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.title}.pdf"


def papers(story: Story) -> Iterator[Paper]:
    """The papers of what is late on the day the story was first told, then the terms of sale."""
    for bill in late(story):
        yield _invoice(bill)
        yield _delivery_note(bill)
        if bill.customer == BY_NAME["Studio Lemoine"]:
            yield _quote(bill)
    yield Paper("terms", "Conditions générales de vente", story.first_on, clauses=TERMS)


def late(story: Story) -> list[Bill]:
    """What is late on the day the story was first told, and of which nothing was paid."""
    return [
        bill
        for bill in story.bills
        if bill.due_on < story.anchor
        and bill.open_cents(story.anchor) == bill.cents
        and not bill.customer.is_pseudo
    ]


def _invoice(bill: Bill) -> Paper:
    rows = ((_work(bill), bill.net_cents), ("TVA", bill.vat_cents))
    settled = SETTLEMENT.format(due=french_day(bill.due_on))
    return Paper(
        "invoice", f"Facture {bill.number}", bill.issued_on, bill.customer, bill.number, rows,
        bill.cents, settled,
    )  # fmt: skip


def _delivery_note(bill: Bill) -> Paper:
    on = bill.issued_on - DELIVERED_BEFORE
    title = f"Bon de livraison {bill.number.replace('FA', 'BL')}"
    rows = ((_work(bill), "1 lot"),)
    return Paper(
        "delivery_note", title, on, bill.customer, bill.number, rows,
        notice=_by_hand(SIGNED, bill, on),
    )  # fmt: skip


def _quote(bill: Bill) -> Paper:
    on = bill.issued_on - QUOTED_BEFORE
    title = f"Devis {bill.number.replace('FA', 'DE')}"
    rows = ((_work(bill), bill.net_cents),)
    return Paper(
        "quote", title, on, bill.customer, bill.number, rows, bill.net_cents,
        notice=_by_hand(AGREED, bill, on),
    )  # fmt: skip


def _by_hand(words: str, bill: Bill, on: date) -> str:
    who = bill.customer
    return words.format(on=french_day(on), contact=who.contact, name=who.name)


def _work(bill: Bill) -> str:
    return f"Usinage et montage selon plan, lot de {french_day(bill.issued_on)[3:]}"
