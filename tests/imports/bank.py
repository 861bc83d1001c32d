"""CFONB 120 statements as tests write them: one account, movements, balances that add up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

IBAN = "FR7615589000009876543210043"
ACCOUNT = "155890000098765432100"
SIGNS = {1: "{ABCDEFGHI", -1: "}JKLMNOPQR"}


@dataclass(frozen=True)
class Line:
    """A movement to write; ``details`` are qualifier and text."""

    cents: int
    on: date = date(2026, 11, 16)
    label: str = "VIR SEPA"
    reference: str = ""
    details: tuple[tuple[str, str], ...] = ()
    returned: str = ""


def amount(cents: int, decimals: int = 2) -> str:
    digits = f"{abs(cents) * 10**decimals // 100:014d}"
    return digits[:-1] + SIGNS[-1 if cents < 0 else 1][int(digits[-1])]


def account(code: str, operation: str = "", currency: str = "EUR2") -> str:
    return f"{code}{ACCOUNT[:5]}{operation:<4}{ACCOUNT[5:10]}{currency:<4} {ACCOUNT[10:]}"


def balance(code: str, on: date, cents: int) -> str:
    return f"{account(code)}  {on:%d%m%y}{'':50}{amount(cents)}"


def movement(line: Line) -> list[str]:
    day = f"{line.on:%d%m%y}"
    main = (
        f"{account('04')}05{day}{line.returned:<2}{day}{line.label[:31]:<31}  0000000  "
        f"{amount(line.cents)}{line.reference[:16]:<16}"
    )
    details = (f"{account('05')}05{day}{'':5}{name:<3}{text}" for name, text in line.details)
    return [main, *details]


def records(lines: Iterable[Line], *, opening: int = 100_000) -> list[str]:
    lines = list(lines)
    closing = opening + sum(line.cents for line in lines)
    last = max((line.on for line in lines), default=date(2026, 11, 16))
    moves = [record for line in lines for record in movement(line)]
    return [balance("01", date(2026, 11, 15), opening), *moves, balance("07", last, closing)]


def text_of(found: Iterable[str], ending: str = "\r\n") -> bytes:
    return "".join(f"{record:<120}{ending}" for record in found).encode("cp1252")


def statement(*lines: Line) -> bytes:
    return text_of(records(lines))
