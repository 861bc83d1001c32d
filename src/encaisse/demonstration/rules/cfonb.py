"""The bank statement, as CFONB 120 records."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from textwrap import wrap

from encaisse.demonstration.rules.books import Books
from encaisse.demonstration.rules.habits import MoveKind
from encaisse.demonstration.rules.identity import Seller
from encaisse.demonstration.rules.ledger import BANK, FEES, RETURNED, Movement

_OPERATIONS = {"transfer": "05", "direct_debit": "B1", "return": "B1", "card": "21", "bill": "60"}
_UNPAID_REASON = "04"


def bank_lines(books: Books, *, since: date | None = None) -> tuple[Movement, ...]:
    """What the bank says after a day: after the books, whose bank lags, when none is given."""
    first = since or books.story.bank_until
    return tuple(movement for movement in books.movements if movement.on > first)


def cfonb_file(books: Books, *, since: date | None = None, until: date | None = None) -> bytes:
    """The statement of the days after ``since``, ``until`` included: opening balance, one movement
    per line with its details, closing balance."""
    seller, first, last = (
        books.story.seller,
        since or books.story.bank_until,
        until or books.story.until,
    )
    found = [movement for movement in bank_lines(books, since=first) if movement.on <= last]
    records = [_balance("01", seller, first, _balance_on(books, first))]
    for number, movement in enumerate(_with_fees(found), start=1):
        records += _records(seller, movement, number)
    records.append(_balance("07", seller, last, _balance_on(books, last)))
    return "".join(f"{record:<120}\r\n" for record in records).encode("ascii")


def _balance_on(books: Books, day: date) -> int:
    """What the account holds at the end of a day."""
    entered = sum(one.leg.cents for one in books.postings if one.leg.account == BANK)
    coming = sum(movement.cents for movement in bank_lines(books))
    return entered + coming - sum(movement.cents for movement in bank_lines(books, since=day))


def _with_fees(found: list[Movement]) -> Iterator[Movement]:
    """A bank takes back what it gave, then takes its fee."""
    for movement in found:
        fee = sum(leg.cents for leg in movement.legs if leg.account == FEES)
        if movement.kind != MoveKind.RETURN or not fee:
            yield movement
            continue
        yield replace(movement, cents=movement.cents + fee)
        label = f"FRAIS IMPAYE {movement.piece}"
        yield replace(movement, kind="fee", label=label, name="", cents=-fee, legs=())


def _account(code: str, seller: Seller, operation: str = "") -> str:
    bank, branch, account = seller.iban[4:9], seller.iban[9:14], seller.iban[14:25]
    return f"{code}{bank}{operation:<4}{branch}EUR2 {account}"


def _balance(code: str, seller: Seller, on: date, cents: int) -> str:
    return f"{_account(code, seller)}  {on:%d%m%y}{'':50}{_signed(cents)}"


def _records(seller: Seller, movement: Movement, number: int) -> list[str]:
    operation = _OPERATIONS.get(movement.kind, "62" if movement.kind == "fee" else "06")
    reason = _UNPAID_REASON if movement.kind == "return" else ""
    day = f"{movement.on:%d%m%y}"
    label = _capitals(movement.label)
    main = (
        f"{_account('04', seller)}{operation}{day}{reason:<2}{day}{label[:31]:<31}  "
        f"{number:07d}  {_signed(movement.cents)}{_capitals(movement.piece)[:16]:<16}"
    )
    start = f"{_account('05', seller)}{operation}{day}{'':5}"
    if not (movement.customer or movement.kind == "bill"):
        return [main]
    payer = f"{start}NPY{_capitals(movement.name)[:70]}"
    bills = " ".join(bill.removesuffix(RETURNED) for bill in movement.bills)
    return [main, payer, *(f"{start}LCC{part}" for part in wrap(bills, 70))]


def _capitals(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return plain.encode("ascii", "ignore").decode().upper()


def _signed(cents: int) -> str:
    """Fourteen characters; the last one bears the last digit and the sign."""
    digits = f"{abs(cents):014d}"
    signs = "}JKLMNOPQR" if cents < 0 else "{ABCDEFGHI"
    return digits[:-1] + signs[int(digits[-1])]
