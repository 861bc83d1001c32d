"""Amounts and days as bank files write them; a value that cannot be read says why."""

import re
from datetime import date
from decimal import Decimal

AMOUNT = re.compile(r"([+-]?)0*(\d{0,15})(?:[.,](\d{0,10}))?")
GROUPED = re.compile(r"[+-]?\d+(?:[.,]\d{2,3})*[.,]\d{3}")
ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")


class Unreadable(ValueError):
    """A value of a line; the message is the French sentence of the line."""


def cents_of(text: str) -> int:
    """An amount without thousands separator, with a dot or a comma, in whole hundredths."""
    plain = text.strip()
    found = AMOUNT.fullmatch(plain)
    if not found or not any(letter.isdigit() for letter in plain):
        raise Unreadable(f"Montant « {plain[:40]} » illisible.")
    sign, whole, decimals = found.groups("")
    hundredths = Decimal(f"{sign}{whole or 0}.{decimals or 0}").scaleb(2)
    if hundredths != int(hundredths):
        raise Unreadable(f"Montant « {plain} » plus fin que le centime.")
    return int(hundredths)


def plain_amount(text: str) -> str:
    """An amount without blanks nor thousands separators: of a dot and a comma, the last one is the
    decimal mark; one that comes back separates thousands, if what it separates are such."""
    plain = "".join(text.split()).replace("\u202f", "").replace("'", "").replace("’", "")
    mark = max(".,", key=plain.rfind)
    whole, decimals = plain, ""
    if plain.count(mark) == 1:
        whole, _mark, decimals = plain.rpartition(mark)
    if not GROUPED.fullmatch(whole):
        return plain
    return whole.replace(".", "").replace(",", "") + (f".{decimals}" if decimals else "")


def iso_day(text: str) -> date:
    """A day written AAAA-MM-JJ, whatever time and zone follow it."""
    found = ISO_DAY.match(text.strip())
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise Unreadable(f"Date « {text.strip()[:40]} » illisible (AAAA-MM-JJ attendu).")
