"""Where a letter goes, as the post reads it (NF Z10-011): six lines at most, the town last."""

import re

from encaisse.kernel.refusal import Refusal
from encaisse.letters.rules.language import one_line
from encaisse.letters.rules.words import Words

HOME = "FR"
LINES_MAX = 6
TOWN = re.compile(r"^(?:F-|FR-)?(\d{5})\s+(\S.*)$")
TOWN_PATTERN = r"(^|\n)\s*(F-|FR-)?\d{5}[ \t]+\S"  # the same, for PostgreSQL, anywhere in the text
# As the post of France reads them on the last line.
COUNTRIES = {
    "AD": "ANDORRE", "AT": "AUTRICHE", "BE": "BELGIQUE", "BG": "BULGARIE", "CA": "CANADA",
    "CH": "SUISSE", "CY": "CHYPRE", "CZ": "TCHÉQUIE", "DE": "ALLEMAGNE", "DK": "DANEMARK",
    "DZ": "ALGÉRIE", "EE": "ESTONIE", "ES": "ESPAGNE", "FI": "FINLANDE", "GB": "ROYAUME-UNI",
    "GR": "GRÈCE", "HR": "CROATIE", "HU": "HONGRIE", "IE": "IRLANDE", "IT": "ITALIE",
    "LI": "LIECHTENSTEIN", "LT": "LITUANIE", "LU": "LUXEMBOURG", "LV": "LETTONIE",
    "MA": "MAROC", "MC": "MONACO", "MT": "MALTE", "NL": "PAYS-BAS", "NO": "NORVÈGE",
    "PL": "POLOGNE", "PT": "PORTUGAL", "RO": "ROUMANIE", "SE": "SUÈDE", "SI": "SLOVÉNIE",
    "SK": "SLOVAQUIE", "TN": "TUNISIE", "US": "ÉTATS-UNIS",
}  # fmt: skip


class AddressIncomplete(Refusal):
    """No postman would find it: printing the letter would be a waste."""

    code = "address_incomplete"
    sentence = (
        "L'adresse de {name} {lack} : complétez-la sur la page du client, "
        "la lettre entrera dans le lot suivant."
    )


def check_address(name: str, address: str, country: str) -> None:
    """Refuse an address of one line, or of France without a postcode before a town."""
    lines = _lines(address)
    if not lines:
        raise AddressIncomplete(name=name, lack="manque")
    if country == HOME and not postcode_of(address):
        raise AddressIncomplete(name=name, lack="n'a pas de code postal suivi d'une ville")


def envelope(
    name: str, contact: str, address: str, country: str, *, words: Words
) -> tuple[str, ...]:
    """The lines seen through the window: who, the attention of whom, where."""
    attention = words.attention.format(contact=contact) if contact not in ("", name) else ""
    where = [_capital(line) for line in _lines(address)]
    abroad = "" if country == HOME else COUNTRIES.get(country, country)
    if abroad and where[-1:] != [abroad]:
        where = [*(line for line in where if line.upper() != abroad), abroad]
    who = [one_line(part) for part in (name, attention) if part]
    while len(who) + len(where) > LINES_MAX:
        where[:2] = [", ".join(where[:2])]
    return (*who, *where)


def postcode_of(address: str) -> str:
    """The postcode of the last line that has one before a town, empty when none does."""
    return next((found[1] for line in reversed(_lines(address)) if (found := TOWN.match(line))), "")


def town_of(address: str) -> str:
    """The town of an address, without its postcode: where a letter is dated."""
    return next((found[2] for line in reversed(_lines(address)) if (found := TOWN.match(line))), "")


def _lines(address: str) -> list[str]:
    return [kept for line in address.splitlines() if (kept := one_line(line))]


def _capital(line: str) -> str:
    """The town in capitals, as machines sort it."""
    return line.upper() if TOWN.match(line) else line
