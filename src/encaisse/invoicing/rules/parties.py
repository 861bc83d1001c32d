"""Who sells, who buys, where it is delivered: as an e-invoice must name them."""

import re
from dataclasses import dataclass

from phonenumbers import SUPPORTED_REGIONS

HOME = "FR"
COMPANY, PUBLIC, CONSUMER = "company", "public", "consumer"
# The Union that a supply within it may reach; Northern Ireland for goods.
UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
})  # fmt: skip
OVERSEAS = frozenset({"GP", "MQ", "RE", "GF", "YT", "MC"})  # they bear a SIREN too
SIREN_SCHEME, SIRET_SCHEME = "0002", "0009"
ADDRESS_SCHEME, MAIL_SCHEME = "0225", "EM"
LINES_MAX = 3
PLACE = re.compile(r"(?:[A-Z]{1,2}-)?([0-9]{4,6}(?:-[0-9]{3}| [A-Z]{2}(?= ))?)\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address: up to three lines, then the place (BG-5, BG-8, BG-15)."""

    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    country: str = HOME

    @property
    def is_told(self) -> bool:
        """Whether there is somewhere to write to."""
        return bool(self.lines or self.city)


@dataclass(frozen=True, slots=True)
class Party:
    """The seller or the buyer. ``legal`` is what the law wants it to write of itself (BT-33);
    ``endpoint`` another electronic address than its SIREN."""

    name: str
    address: Address
    kind: str = COMPANY
    siren: str = ""
    siret: str = ""
    numero_tva: str = ""
    email: str = ""
    phone: str = ""
    legal: str = ""
    endpoint: str = ""

    @property
    def is_french(self) -> bool:
        """Whether it bears a SIREN and is known to the French platforms."""
        return self.address.country == HOME or self.address.country in OVERSEAS

    @property
    def electronic_address(self) -> tuple[str, str]:
        """Its address for e-invoices and the scheme of it (BT-34, BT-49); empty when unknown."""
        if self.endpoint or self.siren:
            return self.endpoint or self.siren, ADDRESS_SCHEME
        return (self.email, MAIL_SCHEME) if self.email else ("", "")


def is_country(code: str) -> bool:
    """Whether such a country exists (ISO 3166)."""
    return code in SUPPORTED_REGIONS


def address_read(text: str, country: str = HOME) -> Address:
    """A postal address as it is written: the line that begins with a post code names the place;
    without one, the last line does when there are several."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for rank in range(len(lines) - 1, -1, -1):
        found = PLACE.fullmatch(lines[rank])
        if found:
            above, below = lines[:rank], lines[rank + 1 :]
            return Address(_few([*above, *_without_country(below)]), found[1], found[2], country)
    if len(lines) > 1:
        return Address(_few(lines[:-1]), "", lines[-1], country)
    return Address(tuple(lines), "", "", country)


def _without_country(lines: list[str]) -> list[str]:
    """What follows the place is the country's name, told by its code."""
    return lines[1:]


def _few(lines: list[str]) -> tuple[str, ...]:
    """Three lines at most, the rest joined to the third."""
    if len(lines) <= LINES_MAX:
        return tuple(lines)
    return (*lines[: LINES_MAX - 1], ", ".join(lines[LINES_MAX - 1 :]))
