"""Which accounts each fact moves. Pure."""

from dataclasses import dataclass
from datetime import date

CURRENCY = "EUR"
DEFAULTS = {
    "customers": "411000", "bank": "512000", "bills": "413000", "loss": "654000",
    "difference": "658000", "bank_fee": "627000", "discount": "665000",
    "exchange_loss": "656000", "gain": "758000", "exchange_gain": "756000",
    "interest": "763000", "indemnity": "758000", "fees": "708800",
}  # fmt: skip
"""The usual accounts of the French chart (PCG, ANC 2022-06), each changeable by the company."""
NAMES = {
    "customers": "Clients", "bank": "Banque", "bills": "Clients, effets à recevoir",
    "loss": "Pertes sur créances irrécouvrables",
    "difference": "Charges diverses de gestion courante",
    "bank_fee": "Services bancaires", "discount": "Escomptes accordés",
    "exchange_loss": "Pertes de change sur créances commerciales",
    "gain": "Produits divers de gestion courante",
    "exchange_gain": "Gains de change sur créances commerciales",
    "interest": "Revenus des autres créances", "indemnity": "Indemnités de recouvrement",
    "fees": "Autres produits d'activités annexes",
}  # fmt: skip
JOURNALS = {"bank_journal": "BQ", "other_journal": "OD"}
JOURNAL_NAMES = {"bank_journal": "Banque", "other_journal": "Opérations diverses"}
SIDES = {  # what is debited, what is credited, in which journal
    "payment": ("bank", "customers", "bank_journal"),
    "converted": ("bank", "customers", "bank_journal"),
    "bill": ("bills", "customers", "other_journal"),
    "loss": ("loss", "customers", "other_journal"),
    "difference": ("difference", "customers", "other_journal"),
    "bank_fee": ("bank_fee", "customers", "other_journal"),
    "discount": ("discount", "customers", "other_journal"),
    "exchange": ("exchange_loss", "customers", "other_journal"),
    "kept": ("customers", "gain", "other_journal"),
    "kept_exchange": ("customers", "exchange_gain", "other_journal"),
    "interest": ("customers", "interest", "other_journal"),
    "indemnity": ("customers", "indemnity", "other_journal"),
    "fees": ("customers", "fees", "other_journal"),
}
WORDS = {
    "payment": "Règlement", "converted": "Règlement en devise", "bill": "Effet accepté",
    "loss": "Passage en perte",
    "difference": "Écart de règlement", "bank_fee": "Frais bancaires retenus",
    "discount": "Escompte déduit", "exchange": "Écart de change", "kept": "Trop-perçu retenu",
    "kept_exchange": "Écart de change", "interest": "Intérêts de retard payés",
    "indemnity": "Indemnité de recouvrement payée", "fees": "Frais payés",
}  # fmt: skip
UNDONE = {"payment": "Impayé", "bill": "Effet impayé"}
LEFT_OUT = {
    "credit_note": "un avoir s'écrit avec sa TVA, dans la facturation",
    "conversion": "défaites la conversion et refaites-la avec le cours du jour de la facture",
    "currency": "en {currency} : à convertir, ou à écrire en comptabilité au cours du jour",
    "other": "ce qu'elle compense n'est pas connu ici : à écrire en comptabilité",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """The accounts and journals of a company, by the names of ``DEFAULTS`` and ``JOURNALS``."""

    accounts: dict[str, str]
    journals: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something recorded here, once for ever by its ``key``; ``undone``: it is withdrawn."""

    key: str
    on: date
    what: str
    cents: int
    currency: str
    customer: str
    name: str
    voucher: str
    undone: bool = False

    @property
    def of(self) -> str:
        """The key of what it is about, recorded or withdrawn."""
        return self.key.removeprefix("un")


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of an entry: a debit above zero, or a credit below."""

    account: str
    account_name: str
    cents: int
    customer: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One balanced entry."""

    key: str
    journal: str
    journal_name: str
    on: date
    voucher: str
    label: str
    legs: tuple[Leg, ...]

    @property
    def cents(self) -> int:
        """Its amount: the sum of its debits."""
        return sum(leg.cents for leg in self.legs if leg.cents > 0)


def why_left_out(fact: Fact) -> str:
    """Why a fact makes no entry here; empty when it makes one."""
    if fact.currency != CURRENCY and fact.what != "conversion":
        return LEFT_OUT["currency"].format(currency=fact.currency)
    return "" if fact.what in SIDES else LEFT_OUT.get(fact.what, LEFT_OUT["other"])


def written(fact: Fact, chart: Chart) -> Entry:
    """The entry of a fact that makes one."""
    debited, credited, journal = SIDES[fact.what]
    cents = -fact.cents if fact.undone else fact.cents
    word = WORDS[fact.what]
    if fact.undone:
        word = UNDONE.get(fact.what, f"{word}, annulé")
    legs = (_leg(debited, cents, fact, chart), _leg(credited, -cents, fact, chart))
    return Entry(
        key=fact.key,
        journal=chart.journals[journal],
        journal_name=JOURNAL_NAMES[journal],
        on=fact.on,
        voucher=fact.voucher,
        label=f"{word} {fact.name}",
        legs=tuple(sorted(legs, key=lambda leg: leg.cents < 0)),
    )


def _leg(slot: str, cents: int, fact: Fact, chart: Chart) -> Leg:
    is_customer = slot == "customers"
    return Leg(
        chart.accounts[slot], NAMES[slot], cents,
        fact.customer if is_customer else "", fact.name if is_customer else "",
    )  # fmt: skip
