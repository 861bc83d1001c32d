"""Amounts, days and identifiers as e-invoices write them."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from stdnum.fr import siren as sirens
from stdnum.fr import siret as sirets

AMOUNT = re.compile(r"[+-]?(?:\d{1,15}(?:[.,]\d{0,12})?|[.,]\d{1,12})")
YEARS = range(1990, 2101)
DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"),
    re.compile(r"(?P<day>\d\d)[/.](?P<month>\d\d)[/.](?P<year>\d{4})"),
)
SIREN_SCHEME, SIRET_SCHEME = "0002", "0009"
FRENCH = "FR"


class Unreadable(ValueError):
    """A value that says nothing."""


def decimal_of(text: str) -> Decimal:
    """A number; a comma is taken for a point, never an exponent nor a thousands mark."""
    plain = "".join(text.split())
    if not AMOUNT.fullmatch(plain):
        raise Unreadable(text)
    return Decimal(plain.replace(",", "."))


def cents_of(text: str) -> int:
    """An amount in hundredths, half up."""
    return int((decimal_of(text) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def day_of(text: str) -> date:
    """A day: ``AAAAMMJJ``, ISO or ``JJ/MM/AAAA``, with or without a time after it."""
    for form in DAYS:
        if found := form.match(text):
            if int(found["year"]) not in YEARS:
                break
            try:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError as error:
                raise Unreadable(text) from error
    raise Unreadable(text)


def siret_in(identifiers: Iterable[tuple[str, str]]) -> str:
    """The SIRET among (scheme, identifier), when one is right."""
    said = ((scheme, _digits(text)) for scheme, text in identifiers)
    return next(
        (number for scheme, number in said if _may_be(scheme) and sirets.is_valid(number)), ""
    )


def siren_in(identifiers: Iterable[tuple[str, str]], siret: str, numero_tva: str) -> str:
    """The SIREN among (scheme, identifier), else in the SIRET, else in the French VAT number."""
    said = ((scheme, _digits(text)) for scheme, text in identifiers)
    named = (number for scheme, number in said if _may_be(scheme) and sirens.is_valid(number))
    in_vat = numero_tva[4:] if numero_tva.startswith(FRENCH) else ""
    return next(named, "") or siret[:9] or (in_vat if sirens.is_valid(in_vat) else "")


def wrong_identifiers(identifiers: Iterable[tuple[str, str]]) -> list[str]:
    """What is given as a SIREN or a SIRET and is none."""
    return [
        text
        for scheme, text in identifiers
        if (scheme == SIREN_SCHEME and not sirens.is_valid(_digits(text)))
        or (scheme == SIRET_SCHEME and not sirets.is_valid(_digits(text)))
    ]


def _may_be(scheme: str) -> bool:
    """A number under a scheme of its own (a GLN, a DUNS) is no SIREN, even when it adds up."""
    return scheme in {"", SIREN_SCHEME, SIRET_SCHEME, "0225", "SIREN", "SIRET"}


def _digits(text: str) -> str:
    return re.sub(r"[\s.]", "", text.partition("_")[0])
