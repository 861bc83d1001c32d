"""What an invoice lacks before it may be issued: the place and the remedy of each.

C. com. L441-9, R123-237; CGI, ann. II, 242 nonies A; EN 16931 (BR-*) and the French rules BR-FR.
"""

import re
from collections.abc import Iterator

from encaisse.invoicing.rules.facts import Facts
from encaisse.invoicing.rules.parties import CONSUMER, PUBLIC, UNION, Party, is_country
from encaisse.invoicing.rules.reading import Lack
from encaisse.invoicing.rules.regimes import EXEMPT, EXPORT, INTRA, REVERSE
from encaisse.kernel.days import french_day

SELLER, BUYER, LINES, DELIVERY, VAT = "Votre société", "Client", "Lignes", "Livraison", "TVA"
PAYMENT = "Règlement"
EURO = "EUR"
SIRET = re.compile(r"[0-9]{14}")
YEARS = range(2000, 2100)  # BR-FR-03


def lacks_of(facts: Facts, *, currency: str = EURO) -> Iterator[Lack]:
    """Everything missing, what is needed and what is only advised."""
    yield from _seller(facts)
    yield from _buyer(facts)
    if currency != EURO:
        yield Lack(
            BUYER, f"il est tenu en {currency}, et l'on ne facture ici qu'en euros. Changez la "
            "devise de sa fiche, ou facturez avec votre autre logiciel."
        )  # fmt: skip
    yield from _sums(facts)
    yield from _vat(facts)
    yield from _delivery(facts)


def _seller(facts: Facts) -> Iterator[Lack]:
    seller = facts.seller
    if not seller.siren:
        yield Lack(SELLER, "notez son SIREN.", "company")
    if not seller.address.is_told:
        yield Lack(SELLER, "notez l'adresse du siège.", "company")
    if not seller.legal:
        yield Lack(SELLER, "notez sa forme, son capital et son immatriculation.", "company")
    charged = {part.vat.regime.category for part in facts.totals.parts} - {EXEMPT}
    if charged and not seller.numero_tva:
        yield Lack(SELLER, "notez son numéro de TVA.", "company")
    if seller.siret and not _is_siret(seller):
        yield Lack(SELLER, "son SIRET compte 14 chiffres et commence par son SIREN.", "settings")
    if not facts.is_credit_note and not facts.references.iban:
        told = "sans IBAN, la facture ne dit pas où payer : notez le vôtre."
        yield Lack(PAYMENT, told, "company", is_needed=False)


def _buyer(facts: Facts) -> Iterator[Lack]:
    buyer = facts.buyer
    if not buyer.address.is_told:
        yield Lack(BUYER, "notez son adresse.", "customer")
    if not is_country(buyer.address.country):
        yield Lack(BUYER, f"« {buyer.address.country} » n'est pas un pays : corrigez.", "customer")
    if buyer.kind != CONSUMER and buyer.is_french and not buyer.siren:
        told = "notez son SIREN, ou dites sur sa fiche que c'est un particulier."
        yield Lack(BUYER, told, "customer")
    if buyer.siret and not _is_siret(buyer):
        yield Lack(BUYER, "son SIRET compte 14 chiffres et commence par son SIREN.", "buyer_siret")
    if buyer.kind == PUBLIC:
        yield from _public(facts)
    if not buyer.electronic_address[0]:
        told = "sans SIREN ni courriel, aucune plateforme ne peut lui transmettre la facture."
        yield Lack(BUYER, told, "customer", is_needed=False)


def _public(facts: Facts) -> Iterator[Lack]:
    """Chorus Pro refuses what does not say whom it is for."""
    if not facts.buyer.siret:
        yield Lack(BUYER, "Chorus Pro demande le SIRET d'un organisme public.", "buyer_siret")
    if not (facts.references.service_code or facts.references.order):
        told = "beaucoup d'organismes exigent un code service ou un numéro d'engagement."
        yield Lack(BUYER, told, "service_code", is_needed=False)


def _sums(facts: Facts) -> Iterator[Lack]:
    if not facts.lines:
        yield Lack(LINES, "écrivez ce qui est facturé.", "lines-0-designation")
    elif facts.totals.gross_cents <= 0:
        yield Lack(LINES, "le total doit être au-dessus de zéro.", "lines-0-price")
    elif facts.totals.due_cents <= 0:
        yield Lack(
            PAYMENT, "l'acompte couvre tout : il ne reste rien à payer. Notez un acompte inférieur "
            "au total, ou facturez avec votre autre logiciel.", "prepaid"
        )  # fmt: skip
    for part in facts.totals.parts:
        if part.base_cents < 0:
            percent = part.vat.percent.replace(".", ",")
            yield Lack(
                "Remises", f"elles dépassent ce qui est facturé à {percent} % de TVA : "
                "réduisez-les, ou changez leur TVA.", "adjustments-0-amount"
            )  # fmt: skip
    if facts.issued_on.year not in YEARS:
        yield Lack("Date", f"le {french_day(facts.issued_on)} n'est pas une date de facture.")


def _vat(facts: Facts) -> Iterator[Lack]:
    categories = [part.vat.regime.category for part in facts.totals.parts]
    found, buyer = set(categories), facts.buyer
    if categories.count(EXEMPT) > 1:  # BR-E-01
        told = "une facture ne porte qu'un motif d'exonération : faites-en une par motif."
        yield Lack(VAT, told, "lines-0-vat")
    if REVERSE in found and not (buyer.numero_tva or buyer.siren):
        yield Lack(VAT, "une autoliquidation demande le numéro de TVA du client.", "customer")
    if INTRA in found:
        yield from _within_union(facts)
    if EXPORT in found and _destination(facts) in UNION | {"FR"}:
        told = "une exportation sort de l'Union : dites où la marchandise est livrée."
        yield Lack(VAT, told, "delivery_address")
    if INTRA in found and len(found) > 1:
        told = "une livraison intracommunautaire se facture seule : faites deux factures."
        yield Lack(VAT, told, "lines-0-vat", is_needed=False)


def _within_union(facts: Facts) -> Iterator[Lack]:
    """BR-IC-02, BR-IC-11, BR-IC-12."""
    if not facts.buyer.numero_tva:
        told = "une livraison intracommunautaire demande le numéro de TVA du client."
        yield Lack(VAT, told, "customer")
    if not (facts.delivery.on or facts.delivery.period):
        told = "une livraison intracommunautaire demande le jour de la livraison."
        yield Lack(DELIVERY, told, "delivered_on")
    if _destination(facts) not in UNION:
        told = "une livraison intracommunautaire va dans un autre État de l'Union : dites lequel."
        yield Lack(DELIVERY, told, "delivery_address")


def _delivery(facts: Facts) -> Iterator[Lack]:
    delivery = facts.delivery
    if not (delivery.on or delivery.period):
        yield Lack(
            DELIVERY, "dites le jour de la livraison, ou la période facturée.", "delivered_on"
        )
    days = [
        delivery.on,
        *((delivery.period.first, delivery.period.last) if delivery.period else ()),
    ]
    if any(day.year not in YEARS for day in days if day):
        yield Lack(DELIVERY, "ce jour n'est pas celui d'une livraison.", "delivered_on")
    if delivery.address and not is_country(delivery.address.country):
        told = f"« {delivery.address.country} » n'est pas un pays."
        yield Lack(DELIVERY, told, "delivery_country")


def _destination(facts: Facts) -> str:
    """The country where it is delivered."""
    return (facts.delivery.address or facts.buyer.address).country


def _is_siret(party: Party) -> bool:
    return bool(SIRET.fullmatch(party.siret)) and party.siret.startswith(party.siren)
