"""Amounts and dates as accounting software writes them (formats.md, reading rules 6 and 7)."""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

SPACES = str.maketrans("", "", " \t\u00a0\u202f\u2009'’€")
BYTE_STRING = re.compile(r"^b'(.*)'$|^b\"(.*)\"$", re.DOTALL)
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
CENTS_MAX = 10**15
CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
YEARS = range(1950, 2101)
WORKBOOK_EPOCH = date(1899, 12, 30)
DEBIT = frozenset({"D", "DEBIT", "DÉBIT", "+1", "1", "+"})
CREDIT = frozenset({"C", "CREDIT", "CRÉDIT", "-1", "-"})

DAY_FIGURES_MAX = 8


def cell(text: str) -> str:
    """A field without padding; ``b'OUV'`` (a Python byte string, an Odoo bug) becomes ``OUV``."""
    bare = text.strip(" \t\u00a0\u202f")
    if not bare.startswith("b"):
        return bare
    found = BYTE_STRING.match(bare)
    return (found.group(1) or found.group(2) or "").strip() if found else bare


def cents(text: str) -> int | None:
    """The amount in hundredths; empty is zero, None is "no amount"."""
    plain = cell(text).translate(SPACES)
    if not plain:
        return 0
    if plain[-1] in "+-":
        plain = plain[-1] + plain[:-1]
    plain = _one_decimal_mark(plain)
    if not NUMBER.fullmatch(plain):
        return None
    return _whole(plain)


def _one_decimal_mark(plain: str) -> str:
    """When comma and dot both occur, the last is the decimal mark; a repeated one is not."""
    last = max(plain.rfind(","), plain.rfind("."))
    if last < 0:
        return plain
    if plain.count(plain[last]) > 1:
        return plain.replace(",", "").replace(".", "")
    head = plain[:last].replace(",", "").replace(".", "")
    return f"{head}.{plain[last + 1 :]}"


def _whole(plain: str) -> int | None:
    """Hundredths of a plain number, half up: workbooks write more decimals than there are cents."""
    try:
        hundredths = Decimal(plain) * 100
    except ArithmeticError:
        return None
    if not hundredths.is_finite() or abs(hundredths) > CENTS_MAX:
        return None
    return int(hundredths.quantize(Decimal(1), ROUND_HALF_UP))


def direction(text: str) -> int | None:
    """``Sens``: 1 for debit, −1 for credit, None when it is neither."""
    plain = cell(text).upper()
    if plain in DEBIT:
        return 1
    return -1 if plain in CREDIT else None


def day(text: str) -> date | None:
    """The day written; None for a blank, a zero, a placeholder or a day that does not exist."""
    plain = CLOCK.sub("", cell(text))
    digits = re.split(r"[/.\-]", plain)
    if len(digits) == 3 and all(map(_is_number, digits)):
        return _from_parts(*digits)
    if not _is_number(plain):
        return None
    if len(plain) == 8:
        return _from_parts(plain[:4], plain[4:6], plain[6:]) or _from_parts(
            plain[:2], plain[2:4], plain[4:]
        )
    return _from_workbook(int(plain)) if len(plain) == 5 else None


def _is_number(text: str) -> bool:
    """Plain figures, few enough to be a day: « ² » is a figure to Python, and no number."""
    return text.isascii() and text.isdigit() and len(text) <= DAY_FIGURES_MAX


def is_blank_day(text: str) -> bool:
    """A day left empty: blank, zeros or separators only."""
    return not cell(text).strip("0/.- :")


def _from_workbook(number: int) -> date | None:
    """A day that a workbook wrote as a number of days."""
    found = WORKBOOK_EPOCH + timedelta(days=number)
    return found if found.year in YEARS else None


def _from_parts(first: str, month: str, last: str) -> date | None:
    """Year first when it has four digits, else day first; two-digit years are of this century."""
    year, days = (first, last) if len(first) == 4 else (last, first)
    if len(year) == 2:
        year = f"20{year}"
    if int(year) not in YEARS:
        return None
    try:
        return date(int(year), int(month), int(days))
    except ValueError:
        return None
