"""The statuses of the French reform (XP Z12-012), their words, and what each one entails."""

from collections.abc import Mapping
from enum import StrEnum


class Entails(StrEnum):
    """What a status makes of an invoice; nothing for most."""

    NOTHING = ""
    DISPUTED = "disputed"
    PROMISED = "promised"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    REJECTED = "rejected"


HELD = (Entails.SUSPENDED, Entails.REFUSED, Entails.REJECTED)
"""What this capability holds by itself; disputes and promises hold on their own."""

LABELS: Mapping[str, str] = {
    "200": "Déposée",
    "201": "Émise par la plateforme",
    "202": "Reçue par la plateforme",
    "203": "Mise à disposition",
    "204": "Prise en charge",
    "205": "Approuvée",
    "206": "Approuvée partiellement",
    "207": "En litige",
    "208": "Suspendue",
    "209": "Complétée",
    "210": "Refusée",
    "211": "Paiement transmis",
    "212": "Encaissée",
    "213": "Rejetée",
    "214": "Visée",
    "220": "Annulée",
    "221": "Erreur de routage",
    "224": "Demande de paiement direct",
    "225": "Affacturée",
    "226": "Affacturée, confidentiel",
    "227": "Changement de compte à payer",
    "228": "Non affacturée",
    "501": "Irrecevable",
}
ENTAILS: Mapping[str, Entails] = {
    "206": Entails.DISPUTED,
    "207": Entails.DISPUTED,
    "208": Entails.SUSPENDED,
    "210": Entails.REFUSED,
    "211": Entails.PROMISED,
    "213": Entails.REJECTED,
}
REACHED = frozenset({"202", "203", "204", "205", "206", "207", "208", "210", "211"})
"""The invoice is at the buyer's: on its platform, or in its hands."""

# Which later status ends what an earlier one entailed. A promise ends by being kept or broken.
ENDS: Mapping[Entails, frozenset[str]] = {
    Entails.DISPUTED: frozenset({"205", "206", "210", "213", "220"}),
    Entails.SUSPENDED: frozenset(
        {"204", "205", "206", "207", "209", "210", "211", "212", "213", "220"}
    ),
    Entails.REFUSED: frozenset({"205", "206", "220"}),
    Entails.REJECTED: REACHED | {"200", "201", "220"},
}
TYPED = ("202", "204", "205", "206", "207", "208", "209", "210", "211", "213", "200")
"""Those that a person may note by hand, the usual ones first."""

PAYMENT_SENT = "211"

# The reasons of annex A: why a buyer disputes, as causes of a dispute here.
CAUSES: Mapping[str, str] = {
    "PU_ERR": "price",
    "REM_ERR": "price",
    "QTE_ERR": "quantity",
    "QUALITE_ERR": "quality",
    "LIVR_INCOMP": "delivery",
    "CONTRAT_TERM": "service",
    "CMD_ERR": "order",
    "REF_CT_ABSENT": "order",
    "REF_ERR": "order",
    "TRANSAC_INC": "order",
    **dict.fromkeys(
        (
            "ADR_ERR", "ART_ERR", "CALCUL_ERR", "CODE_ROUTAGE_ERR", "COORD_BANC_ERR", "DEST_ERR",
            "DEST_INC", "DOUBLE_FACT", "DOUBLON", "EMMET_INC", "MODPAI_ERR", "MONTANTTOTAL_ERR",
            "NON_CONFORME", "SIRET_ERR", "TX_TVA_ERR",
        ),
        "invoice",
    ),
}  # fmt: skip
REASONS: Mapping[str, str] = {
    "ADR_ERR": "Adresse de facturation électronique erronée",
    "ART_ERR": "Article facturé incorrect",
    "CALCUL_ERR": "Erreur de calcul",
    "CMD_ERR": "Numéro de commande absent ou incorrect",
    "CODE_ROUTAGE_ERR": "Code de routage absent ou erroné",
    "CONTRAT_TERM": "Contrat terminé",
    "COORD_BANC_ERR": "Coordonnées bancaires erronées",
    "DEST_ERR": "Destinataire erroné",
    "DEST_INC": "Destinataire inconnu",
    "DOUBLE_FACT": "Facturé deux fois",
    "DOUBLON": "Facture en double",
    "EMMET_INC": "Émetteur inconnu",
    "JUSTIF_ABS": "Justificatif absent",
    "LIVR_INCOMP": "Problème de livraison",
    "MODPAI_ERR": "Modalités de paiement incorrectes",
    "MONTANTTOTAL_ERR": "Montant total erroné",
    "NON_CONFORME": "Mention légale manquante",
    "PU_ERR": "Prix unitaires incorrects",
    "QTE_ERR": "Quantité facturée incorrecte",
    "QUALITE_ERR": "Qualité de l'article livré incorrecte",
    "REF_CT_ABSENT": "Référence du contrat absente",
    "REF_ERR": "Référence incorrecte",
    "REM_ERR": "Remise erronée",
    "SIRET_ERR": "SIRET absent ou erroné",
    "TRANSAC_INC": "Opération inconnue",
    "TX_TVA_ERR": "Taux de TVA erroné",
}
ROLES: Mapping[str, str] = {
    "BY": "acheteur",
    "SE": "vendeur",
    "WK": "plateforme",
    "DFH": "portail public",
}


STATES: Mapping[str, str] = {
    "205": "paid", "206": "disputed", "207": "disputed", "208": "late", "210": "very-late",
    "211": "promised", "212": "paid", "213": "very-late", "221": "late", "501": "very-late",
}  # fmt: skip


def label_of(code: str) -> str:
    """The French of a status; the code itself when it is of no list."""
    return LABELS.get(code, f"Statut {code}")


def words_of(reason_code: str, reason: str) -> str:
    """Why, in words: those of the message, else those of its code."""
    if reason and reason != reason_code:
        return reason
    return REASONS.get(reason_code, reason_code)


def cause_of(reason_code: str) -> str:
    """The cause of the dispute that a reason opens."""
    return CAUSES.get(reason_code.split(" ", maxsplit=1)[0], "other")


def who_of(name: str, role: str) -> str:
    """Mairie de Sorbiers (acheteur)."""
    told = ROLES.get(role, "")
    return f"{name} ({told})" if name and told else name or told
