"""Days, amounts, balances, and the line of a movement (field 61)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from encaisse.imports.mt940.tags import Tag
from encaisse.imports.rules.values import Unreadable, cents_of, plain_amount

CENTURY_PIVOT = 80
BALANCE = re.compile(r"\s*(R?[CD])(\d{6})([A-Z]{3})?\s*([\d,. ]*)")
MOVEMENT = re.compile(
    r"\s*(\d{6})(\d{4}|\s{4})?\s*((?i:R?[CD]|E[CD]))([A-Z])?\s*(\d[\d,.]*|[,.]\d+)"
    r"(?:\s*([SNF][A-Z0-9][A-Z0-9 ]{2}))?(.*)"
)
SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1}
EXPECTED = {"EC", "ED"}
REFERENCE_WIDTH = 16
NO_REFERENCE = {"NONREF", "NOREF", "EREF", "KREF", "KREF+", "MREF", "PREF", "NOTPROVIDED", "NREF"}


@dataclass(frozen=True, slots=True)
class Line:
    """What field 61 says."""

    on: date
    value_on: date
    cents: int
    is_reversal: bool
    is_expected: bool
    reference: str
    words: tuple[str, ...]


def line_of(tag: Tag) -> Line:
    """The movement of a field 61, even broken in two. Raises ``Unreadable``."""
    first, *others = tag.lines
    found = MOVEMENT.match(first)
    if not found and others:
        found, others = MOVEMENT.match(first + others[0]), others[1:]
    if not found:
        raise Unreadable(f"Mouvement « {first.strip()[:40]} » illisible.")
    day, entry, mark, _funds, amount, _kind, rest = found.groups("")
    value_on = day_of(day)
    mark = mark.upper()
    given, _separator, _of_bank = rest.partition("//")
    reference = given[:REFERENCE_WIDTH].strip()
    words = (given[REFERENCE_WIDTH:], *others)
    return Line(
        on=_near(entry, value_on) if entry.strip() else value_on,
        value_on=value_on,
        cents=cents_of(plain_amount(amount)) * SIGNS.get(mark, 1),
        is_reversal=mark.startswith("R"),
        is_expected=mark in EXPECTED,
        reference="" if reference.upper() in NO_REFERENCE else reference,
        words=tuple(" ".join(one.split()) for one in words if one.strip()),
    )


def balance_of(tag: Tag) -> tuple[int, date, str]:
    """Cents, day and currency of a balance; the currency may be left out."""
    found = BALANCE.match(tag.text)
    if not found:
        raise Unreadable(f"Solde « {tag.text[:40]} » illisible.")
    mark, day, currency, amount = found.groups("")
    return cents_of(plain_amount(amount)) * SIGNS[mark], day_of(day), currency


def day_of(text: str) -> date:
    """A day written AAMMJJ; banks that count months of thirty days write 30 February: its last."""
    year, month, day = (int(text[at : at + 2]) for at in (0, 2, 4))
    return _day(year + (1900 if year >= CENTURY_PIVOT else 2000), month, day, text)


def _near(text: str, day: date) -> date:
    """The entry day, written MMJJ, in the year that brings it nearest to the value day."""
    months, days = int(text[:2]), int(text[2:])
    years = [year for year in (day.year - 1, day.year, day.year + 1) if year > 0]
    return min((_day(year, months, days, text) for year in years), key=lambda one: abs(one - day))


def _day(year: int, month: int, day: int, text: str) -> date:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise Unreadable(f"Date « {text} » illisible (AAMMJJ attendu).")
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
