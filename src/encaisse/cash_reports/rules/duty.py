"""Whether the receipts of an invoice are declared: VAT due on payment, between firms (CGI 290 A).

What is not known is said, with its remedy; nothing is guessed."""

import re
from dataclasses import dataclass
from enum import StrEnum

from encaisse.cash_reports.rules.sharing import Part


class Nature(StrEnum):
    """When the VAT of an invoice is due; empty while nobody has said."""

    UNKNOWN = ""
    SERVICES = "services"
    GOODS = "goods"
    DEBITS = "debits"
    MIXED = "mixed"


NATURES = {
    Nature.SERVICES: "prestations de services, TVA à l'encaissement",
    Nature.GOODS: "livraison de biens, TVA à la livraison",
    Nature.DEBITS: "services, TVA sur les débits",
}
"""Those that a person may choose."""
FRAME = re.compile(r"[BSM][0-9]")
LETTERS = {"B": Nature.GOODS, "S": Nature.SERVICES, "M": Nature.MIXED}
# When VAT is due (BT-8): UNTDID 2475 in CII, UNTDID 2005 in UBL.
ON_ISSUE, ON_DELIVERY, ON_PAYMENT = ("5", "3"), ("29", "35"), ("72", "432")


class Kind(StrEnum):
    """What becomes of a receipt."""

    DECLARE = "declare"
    LACKS = "lacks"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Duty:
    """What is to be done, and why, in French."""

    kind: Kind
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What is known of an invoice and of its buyer. ``parts``: what it asks for at each rate, VAT
    included."""

    nature: Nature
    parts: tuple[Part, ...] = ()
    seller_siren: str = ""
    buyer_siren: str = ""
    is_firm: bool = True
    is_french: bool = True


DECLARED = Duty(Kind.DECLARE)
CONSUMER = Duty(
    Kind.NOTHING, "client particulier : ses règlements se déclarent par jour, pas par facture"
)
ABROAD = Duty(
    Kind.NOTHING, "client à l'étranger : ses règlements se déclarent par jour, pas par facture"
)
GOODS = Duty(Kind.NOTHING, "livraison de biens : la TVA est due à la livraison")
DEBITS = Duty(Kind.NOTHING, "TVA sur les débits : elle est due à l'émission")
NO_VAT = Duty(Kind.NOTHING, "aucune TVA n'est due par la société sur cette facture")
BILL = Duty(
    Kind.NOTHING, "effet accepté : la TVA n'est due qu'à son paiement, à déclarer ce jour-là sur "
    "votre plateforme",
)  # fmt: skip
SET_OFF = Duty(
    Kind.NOTHING, "compensation : ce qu'elle compense n'est pas connu ici, à déclarer sur votre "
    "plateforme",
)  # fmt: skip
NO_NATURE = Duty(Kind.LACKS, "services, biens ou débits ? Rien ne le dit : choisissez")
MIXED = Duty(
    Kind.LACKS, "biens et services ensemble : indiquez la part des services, seule due à "
    "l'encaissement",
)  # fmt: skip
NO_RATE = Duty(Kind.LACKS, "son taux de TVA n'est pas connu : indiquez-le")
NO_OWN_SIREN = Duty(Kind.LACKS, "le SIREN de la société manque : notez-le dans « Votre société »")
NO_SIREN = Duty(Kind.LACKS, "le SIREN du client manque : notez-le sur sa fiche")


def nature_of(frame: str, vat_point: str) -> Nature:
    """What the invoice says itself, by its frame (BT-23) and by when its VAT is due (BT-8); unknown
    when it says neither, or when one contradicts the other."""
    letter = LETTERS[frame[0]] if FRAME.fullmatch(frame) else Nature.UNKNOWN
    if letter == Nature.GOODS:
        return Nature.GOODS
    if vat_point in ON_ISSUE:
        return Nature.DEBITS
    if vat_point in ON_PAYMENT:
        return letter or Nature.SERVICES
    if vat_point in ON_DELIVERY:
        return {Nature.UNKNOWN: Nature.GOODS, Nature.MIXED: Nature.MIXED}.get(
            letter, Nature.UNKNOWN
        )
    return letter


def duty_of(sale: Sale) -> Duty:
    """Whether what is received for it is declared, and why not, or what is lacking."""
    declared = any(part.bears for part in sale.parts)
    asked = (
        (CONSUMER, not sale.is_firm),
        (ABROAD, not sale.is_french),
        (GOODS, sale.nature == Nature.GOODS),
        (DEBITS, sale.nature == Nature.DEBITS),
        (NO_VAT, bool(sale.parts) and not declared),
        (NO_NATURE, sale.nature == Nature.UNKNOWN),
        (MIXED, sale.nature == Nature.MIXED),
        (NO_RATE, not sale.parts),
        (NO_OWN_SIREN, not sale.seller_siren),
        (NO_SIREN, not sale.buyer_siren),
    )
    return next((duty for duty, holds in asked if holds), DECLARED)
