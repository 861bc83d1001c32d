"""The months and days that a payer names: « factures de septembre », « facture du 12/09/2026 »."""

import re
from dataclasses import dataclass
from datetime import date

MONTHS = {
    "JAN": 1, "FEV": 2, "MAR": 3, "AVR": 4, "MAI": 5, "JUIN": 6, "JUIL": 7, "AOU": 8, "SEP": 9,
    "OCT": 10, "NOV": 11, "DEC": 12,
}  # fmt: skip
NAMED = re.compile(
    r"\b(JAN(?=V)|FEV|MAR(?=S\b)|AVR|MAI|JUIN|JUIL|AOU(?=T)|SEP|OCT|NOV|DEC)"
    r"(?:V(?:IER)?|R(?:IER)?|S|IL|LET|T|T?EMBRE|OBRE|EMBRE)?\b"
)
FIGURED = re.compile(r"(?<![\d/.\-])(0[1-9]|1[0-2])[/.\-](20\d\d)(?!\d)")
DAY = re.compile(r"(?<!\d)([0-3]?\d)[/.\-]([01]?\d)[/.\-]((?:20)?\d\d)(?!\d)")
TIGHT_DAY = re.compile(r"\bDU ([0-3]\d)([01]\d)((?:20)?\d\d)\b")
OF_ALL = re.compile(r"\bRELEVE|\bSOLDE|\bECHUE?S?\b")
OF_DUE = re.compile(r"\bECH(?:EANCES?)?\b")


@dataclass(frozen=True, slots=True)
class Periods:
    """Months (numbers of the year) and days; ``is_of_due``: of the due dates, not of issue;
    ``is_of_one``: not of a statement, which has several."""

    months: frozenset[int]
    days: frozenset[date]
    is_of_due: bool
    is_of_one: bool

    def has(self, day: date | None) -> bool:
        return day is not None and (day in self.days if self.days else day.month in self.months)


def periods_of(text: str) -> Periods | None:
    """What the text, in capitals without accents, says of days and months; None when nothing."""
    days = {day for found in (DAY, TIGHT_DAY) for day in map(_day, found.findall(text)) if day}
    months = {MONTHS[name] for name in NAMED.findall(text)}
    months |= {int(month) for month, _year in FIGURED.findall(text)}
    if not days and not months:
        return None
    is_of_due, is_of_all = OF_DUE.search(text), OF_ALL.search(text)
    return Periods(frozenset(months), frozenset(days), is_of_due is not None, is_of_all is None)


def _day(found: tuple[str, str, str]) -> date | None:
    day, month, year = map(int, found)
    try:
        return date(year % 100 + 2000, month, day)
    except ValueError:
        return None
