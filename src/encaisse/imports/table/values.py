"""Amounts and days as people write them in tables; what is ambiguous is decided by its column."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from itertools import islice

from encaisse.imports.table.sheets import Cell

CENTS_MAX = 10**15
KEPT = 20_000
VOTERS_MAX = 20_000
SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "CHF": "CHF", "FCFA": "XOF", "F.CFP": "XPF"}
CODES = "EUR|USD|GBP|CHF|XPF|XOF|XAF|CAD|JPY|AUD|SEK|NOK|DKK|PLN|CZK|HUF|RON|MAD|TND|DZD|CNY"
CODE = re.compile(rf"(?<![A-Za-z])({CODES})(?![A-Za-z])")
NOISE = re.compile(
    rf"[\s\u00a0\u2000-\u200b\u202f\u205f\u2060\ufeff'’`´€$£]|F\.?CFP|FCFA|{CODE.pattern}"
)
MINUS = str.maketrans("−–—‐‑﹣－", "-------")
PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)*|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
CLOCK = re.compile(r"(?:T|\s+)\d{1,2}[:hH]\d{2}.*$")
YEARS = range(1950, 2101)
CENTURY_PIVOT = 80
EPOCH = date(1899, 12, 30)
SERIALS = range(20_000, 80_000)
MONTHS = {
    name: rank
    for rank, names in enumerate(
        (
            "jan janv janvier january", "fev fevr fév févr février fevrier feb february",
            "mar mars march", "avr avril apr april", "mai may", "juin jun june",
            "juil jul juillet july", "aou aout aoû août aug august",
            "sep sept septembre september", "oct octobre october", "nov novembre november",
            "dec déc décembre decembre december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
NAMED_DAY = re.compile(r"(\d{1,2})[ .\-/]*([^\W\d_]+)[ .\-/]*(\d{4}|\d{2})")
SPLIT_DAY = re.compile(r"(\d{1,4})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{1,4})")


@lru_cache(maxsize=KEPT)
def text(cell: Cell) -> str:
    """What a person reads in the cell, on one line."""
    if isinstance(cell, float | int):
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    bare = " ".join(cell.split())
    return bare[1:] if bare.startswith("'") and bare.count("'") == 1 else bare


def is_blank(cell: Cell) -> bool:
    """Nothing written, or a dash in place of nothing."""
    return isinstance(cell, str) and not cell.strip(" \t\u00a0\u202f'-–—")


def decimal_mark(cells: Iterable[Cell]) -> str:
    """The mark that the unambiguous amounts of the columns use; empty when none tells."""
    votes: Counter[str] = Counter()
    for cell in islice(cells, VOTERS_MAX):
        if isinstance(cell, str) and (plain := _plain(cell)) and not AMBIGUOUS.fullmatch(plain):
            at = max(plain.rfind(","), plain.rfind("."))
            if at >= 0 and plain.count(plain[at]) == 1:
                votes[plain[at]] += 1
            elif at >= 0:
                votes["." if plain[at] == "," else ","] += 1
    return votes.most_common(1)[0][0] if votes else ""


@lru_cache(maxsize=KEPT)
def cents(cell: Cell, mark: str = "") -> int | None:
    """The amount in hundredths, half up; None when it is not one (a blank is none)."""
    if isinstance(cell, date):
        return None
    if isinstance(cell, float | int):
        return _hundredths(repr(cell))
    plain = _plain(cell)
    if not plain:
        return None
    last = max(plain.rfind(","), plain.rfind("."))
    if last >= 0:
        is_decimal = plain.count(plain[last]) == 1
        if AMBIGUOUS.fullmatch(plain):
            is_decimal = plain[last] == mark
        whole, part = (plain[:last], plain[last + 1 :]) if is_decimal else (plain, "")
        plain = f"{whole.replace(',', '').replace('.', '')}.{part or '0'}"
    return _hundredths(plain)


def _plain(written: str) -> str:
    """Sign, digits and marks alone; empty when the cell holds anything else."""
    bare = NOISE.sub("", written.translate(MINUS))
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1].lstrip('-')}"
    if bare[-1:] in {"-", "+"} and bare[:1] not in {"-", "+"}:
        bare = bare[-1] + bare[:-1]
    return bare if PLAIN.fullmatch(bare) else ""


def _hundredths(plain: str) -> int | None:
    try:
        found = Decimal(plain) * 100
    except InvalidOperation:
        return None
    if not found.is_finite() or abs(found) > CENTS_MAX:
        return None
    return int(found.quantize(Decimal(1), ROUND_HALF_UP))


def currency_in(cell: Cell) -> str:
    """The currency that an amount is written with; empty when there is none."""
    if not isinstance(cell, str):
        return ""
    code = CODE.search(cell)
    return code[1] if code else next((SYMBOLS[one] for one in SYMBOLS if one in cell), "")


def is_month_first(cells: Iterable[Cell]) -> bool:
    """Whether days are written as in America: decided by those that can be read one way only."""
    votes = 0
    for cell in cells:
        parts = SPLIT_DAY.match(cell) if isinstance(cell, str) else None
        if parts and len(parts[1]) <= 2:
            votes += (int(parts[2]) > 12) - (int(parts[1]) > 12)
    return votes > 0


@lru_cache(maxsize=KEPT)
def day(cell: Cell, month_first: bool = False) -> date | None:
    """The day written; None when there is none, or none that exists."""
    if isinstance(cell, date):
        return cell if cell.year in YEARS else None
    if isinstance(cell, float | int):
        return _of_number(str(int(cell))) if float(cell).is_integer() else None
    bare = CLOCK.sub("", cell.strip(" \t\u00a0'")).removesuffix(".0")
    if bare.isascii() and bare.isdigit():
        return _of_number(bare)
    if parts := SPLIT_DAY.fullmatch(bare):
        return _of_parts(parts[1], parts[2], parts[3], month_first)
    if named := NAMED_DAY.fullmatch(bare.lower()):
        month = MONTHS.get(named[2])
        return _real(_year(named[3]), month, int(named[1])) if month else None
    return None


def is_like_day(cell: Cell) -> bool:
    """Whether the cell is written as a day, be it one that no calendar has (31/02)."""
    if isinstance(cell, str) and SPLIT_DAY.fullmatch(CLOCK.sub("", cell.strip(" \t\u00a0'"))):
        return True
    return day(cell) is not None or day(cell, month_first=True) is not None


def _of_number(digits: str) -> date | None:
    """AAAAMMJJ, JJMMAAAA, JJMMAA, or the rank of a day in a workbook."""
    if len(digits) == 8:
        found = _real(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        return found or _real(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    if len(digits) == 6:
        return _real(_year(digits[4:]), int(digits[2:4]), int(digits[:2]))
    is_rank = len(digits) == 5 and int(digits) in SERIALS
    return EPOCH + timedelta(int(digits)) if is_rank else None


def _of_parts(first: str, middle: str, last: str, month_first: bool) -> date | None:
    if len(first) == 4:
        return _real(int(first), int(middle), int(last))
    if len(last) not in {2, 4}:
        return None
    days, month = (middle, first) if month_first else (first, middle)
    return _real(_year(last), int(month), int(days))


def _year(written: str) -> int:
    """Two digits are of this century, unless they can only be of the last."""
    if len(written) == 4:
        return int(written)
    return int(written) + (1900 if int(written) >= CENTURY_PIVOT else 2000)


def _real(year: int, month: int, days: int) -> date | None:
    try:
        return date(year, month, days) if year in YEARS else None
    except ValueError:
        return None
