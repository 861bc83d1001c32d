"""Double entry: accounts, journals, entries. A debit is positive, a credit negative."""

from dataclasses import dataclass
from datetime import date

CUSTOMERS_ACCOUNT = "411000"
SUPPLIERS_ACCOUNT = "401000"
BANK = "512000"
FEES = "627000"
RETURNED = "/R"
VAT_COLLECTED = "445710"
VAT_DEDUCTIBLE = "445660"
VAT_DUE = "445510"

JOURNALS = {
    "AN": "À-nouveaux",
    "VE": "Ventes",
    "AC": "Achats",
    "EF": "Effets de commerce",
    "OD": "Opérations diverses",
    "BQ": "Banque",
}

ACCOUNTS = {
    "101300": "Capital",
    "106100": "Réserve légale",
    "110000": "Report à nouveau",
    "120000": "Résultat de l'exercice",
    "215400": "Matériel industriel",
    "281540": "Amortissements du matériel industriel",
    "310000": "Matières premières",
    "401000": "Fournisseurs",
    "411000": "Clients",
    "413000": "Clients, effets à recevoir",
    "416000": "Clients douteux",
    "421000": "Personnel, rémunérations dues",
    "431000": "Sécurité sociale",
    "445510": "TVA à décaisser",
    "445660": "TVA déductible",
    "445710": "TVA collectée",
    "491000": "Dépréciation des comptes clients",
    "512000": "Banque",
    "601000": "Achats de matières premières",
    "604000": "Achats de prestations",
    "606000": "Fournitures et énergie",
    "613000": "Locations",
    "615000": "Entretien et réparations",
    "622000": "Honoraires",
    "624000": "Transports",
    "627000": "Services bancaires",
    "641000": "Salaires",
    "645000": "Charges sociales",
    "654000": "Pertes sur créances irrécouvrables",
    "665000": "Escomptes accordés",
    "666000": "Pertes de change",
    "681100": "Dotations aux amortissements",
    "681740": "Dotations pour dépréciation des créances",
    "701000": "Ventes de produits finis",
    "706000": "Travaux d'usinage à façon",
    "707000": "Ventes au comptoir",
    "709000": "Rabais et avoirs accordés",
    "766000": "Gains de change",
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One movement of one account; ``matters`` names what is lettered together.

    ``undone_on``: the day the payment came back; from then on it is lettered with its return.
    ``due_on``: the due date of an invoice, where the books say it.
    """

    account: str
    cents: int
    party: str = ""
    matters: tuple[str, ...] = ()
    undone_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An accounting entry: its legs sum to zero."""

    journal: str
    on: date
    piece: str
    label: str
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the bank statement: ``cents`` in (positive) or out, and what it was for."""

    on: date
    kind: str
    piece: str
    name: str
    label: str
    cents: int
    legs: tuple[Leg, ...]

    @property
    def entry(self) -> Entry:
        """How the books record it."""
        return Entry("BQ", self.on, self.piece, self.label, (Leg(BANK, self.cents), *self.legs))

    @property
    def customer(self) -> str:
        """The code of the customer it comes from; empty for anything else."""
        return next((leg.party for leg in self.legs if leg.account == CUSTOMERS_ACCOUNT), "")

    @property
    def bills(self) -> tuple[str, ...]:
        """The invoices it pays."""
        return tuple(matter for leg in self.legs for matter in leg.matters)


def returned(number: str) -> str:
    """What letters a returned payment with its return, apart from the invoice it had paid."""
    return f"{number}{RETURNED}"
