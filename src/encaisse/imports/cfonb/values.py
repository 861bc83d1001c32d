"""Amounts and days of a record; a value that cannot be read says why."""

from datetime import date
from decimal import Decimal

from encaisse.imports.rules.values import Unreadable

UNITS = {sign: (unit, 1) for unit, sign in enumerate("{ABCDEFGHI")}
UNITS |= {sign: (unit, -1) for unit, sign in enumerate("}JKLMNOPQR")}
UNITS |= {"é": (0, 1), "è": (0, -1)}  # braces of the French national character set
UNITS |= {str(unit): (unit, 1) for unit in range(10)}
CENTURY_PIVOT = 80
USUAL_DECIMALS = 2


def cents_of(text: str, decimals: str) -> int:
    """The amount in hundredths: thirteen digits, then one sign for the last digit and the sign."""
    digits, last = text[:-1].strip() or "0", text[-1:]
    if not (digits.isascii() and digits.isdigit()) or last not in UNITS:
        raise Unreadable(f"Montant « {text.strip()} » illisible.")
    unit, sign = UNITS[last]
    amount = Decimal(f"{digits}{unit}").scaleb(USUAL_DECIMALS - _decimals(decimals))
    if amount != int(amount):
        raise Unreadable(f"Montant « {text.strip()} » plus fin que le centime.")
    return sign * int(amount)


def day_of(text: str) -> date:
    """A day written JJMMAA."""
    try:
        day, month, year = (int(text[at : at + 2]) for at in (0, 2, 4))
        return date(year + (1900 if year >= CENTURY_PIVOT else 2000), month, day)
    except ValueError:
        raise Unreadable(f"Date « {text.strip()} » illisible (JJMMAA attendu).") from None


def day_if_any(text: str) -> date | None:
    """A day that may be left out, as blanks or zeros."""
    return day_of(text) if text.strip(" 0") else None


def _decimals(text: str) -> int:
    if not text.strip():
        return USUAL_DECIMALS
    if not (text.isascii() and text.isdigit()):
        raise Unreadable(f"Nombre de décimales « {text} » illisible.")
    return int(text)
