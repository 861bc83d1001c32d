"""Identifiers with valid check digits that belong to nobody."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seller:
    """The fictive company whose books are told."""

    name: str
    code: str
    siren: str
    numero_tva: str
    legal_form: str
    rcs: str
    address: str
    email: str
    phone: str
    iban: str
    bic: str


def siren(number: int) -> str:
    """A SIREN that passes its check; no real one begins with 000."""
    body = f"000{number:05d}"
    doubled = [int(digit) * (1 + rank % 2) for rank, digit in enumerate(body)]
    total = sum(value // 10 + value % 10 for value in doubled)
    return f"{body}{-total % 10}"


def numero_tva(siren: str) -> str:
    """The French VAT number of a SIREN."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def iban(bank: str, branch: str, account: str) -> str:
    """A French IBAN with a valid RIB key and valid check digits; the account is all digits."""
    weighed = 89 * int(bank) + 15 * int(branch) + 3 * int(account)
    body = f"{bank}{branch}{account}{97 - weighed % 97:02d}"
    return f"FR{98 - int(f'{body}152700') % 97:02d}{body}"


ATELIER_MARTIN = Seller(
    name="Atelier Martin",
    code="atelier-martin",
    siren=siren(41207),
    numero_tva=numero_tva(siren(41207)),
    legal_form="SAS au capital de 200 000 €",
    rcs="RCS Saint-Étienne (fictif)",
    address="14 rue de l'Étau\n42100 Saint-Étienne",
    email="comptabilite@atelier-martin.example",
    phone="04 65 71 20 00",
    iban=iban("99999", "00042", "00012345678"),
    bic="FICTFRP1XXX",
)
