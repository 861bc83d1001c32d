"""What customers contest in the demonstration: one dispute of each kind, in every state."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarrel:
    """A dispute over one receivable: ``part`` of it in percent (the whole when none), opened some
    days ago; what was asked of a department, what was answered, how it was decided."""

    reason: str
    note: str
    days_ago: int
    part: int | None = None
    opened_by: str = "collector"
    asks: str = ""
    department: str = ""
    answer: str = ""
    verdict: str = ""
    decided: str = ""

    @property
    def since(self) -> timedelta:
        """How long ago."""
        return timedelta(days=self.days_ago)


DESKS = (
    ("sales", "Commercial", "Pierre Roux", "p.roux@atelier-martin.example"),
    ("logistics", "Logistique", "Awa Diallo", "a.diallo@atelier-martin.example"),
    ("quality", "Qualité", "Hugo Lambert", "h.lambert@atelier-martin.example"),
    ("accounting", "Comptabilité", "Claire Petit", "c.petit@atelier-martin.example"),
)
"""The departments that answer: code, name, person, address."""

QUARRELS = (
    Quarrel(reason="price", note="Remise de 5 % du devis oubliée.", days_ago=2, part=5),
    Quarrel(
        reason="quality", note="Deux pièces rayées sur la palette.", days_ago=1, part=20,
        opened_by="reply",
    ),
    Quarrel(
        reason="delivery", note="Livré trois jours trop tard, frais de montage demandés.",
        days_ago=3, asks="Quel jour le lot a-t-il été remis au transporteur ?",
        department="logistics",
    ),
    Quarrel(
        reason="quantity", note="Il manque un carton sur quatre.", days_ago=9, part=25,
        asks="Le bon de livraison compte combien de cartons ?", department="logistics",
    ),
    Quarrel(
        reason="service", note="Réglage sur place non fait.", days_ago=6, part=30,
        asks="Le réglage était-il compris dans la commande ?", department="sales",
        answer="Compris dans le devis, non fait : à rendre.", verdict="credit_note",
    ),
    Quarrel(
        reason="invoice", note="Facturé deux fois le même chantier.", days_ago=5,
        asks="Cette facture est-elle un doublon ?", department="accounting",
        answer="Oui, doublon de la précédente.", verdict="credit_note", decided="credit",
    ),
    Quarrel(
        reason="price", note="Prix de l'an dernier demandé.", days_ago=8, part=40,
        asks="Quel tarif lui a été promis ?", department="sales",
        answer="La hausse devait attendre janvier pour la moitié.", verdict="confirmed",
        decided="partial",
    ),
    Quarrel(
        reason="order", note="Numéro de commande absent.", days_ago=12, opened_by="einvoice",
    ),
    Quarrel(
        reason="already_paid", note="Dit avoir payé en espèces au dépôt.", days_ago=4,
        asks="Un règlement en espèces a-t-il été encaissé ?", department="accounting",
        answer="Rien en caisse à ce nom.", verdict="confirmed",
    ),
    Quarrel(
        reason="quality", note="Teinte différente de l'échantillon.", days_ago=15,
        asks="Avons-nous gardé l'échantillon signé ?", department="quality",
        answer="Oui, la teinte est la bonne.", verdict="confirmed", decided="confirmed",
    ),
    Quarrel(reason="other", note="Noté sur le mauvais client.", days_ago=7, decided="withdrawn"),
    Quarrel(
        reason="quality", note="Soudure fendue après une semaine.", days_ago=10, opened_by="sales",
        asks="Peut-on réparer sur place, et quand ?", department="quality",
    ),
)  # fmt: skip
