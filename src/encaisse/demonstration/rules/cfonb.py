"""The bank statement since the books stopped, as CFONB 120 records."""

import unicodedata
from datetime import date

from encaisse.demonstration.rules.books import Books
from encaisse.demonstration.rules.identity import Seller
from encaisse.demonstration.rules.ledger import BANK, Movement

_OPERATIONS = {"transfer": "05", "direct_debit": "B1", "return": "B1", "card": "21", "bill": "60"}
_UNPAID_REASON = "04"


def bank_lines(books: Books) -> tuple[Movement, ...]:
    """What the bank says and the books do not know yet."""
    since = books.story.bank_until
    return tuple(movement for movement in books.movements if movement.on > since)


def cfonb_file(books: Books) -> bytes:
    """The statement: opening balance, one movement per line with its details, closing balance."""
    seller, story = books.story.seller, books.story
    opening = sum(one.leg.cents for one in books.postings if one.leg.account == BANK)
    found = bank_lines(books)
    closing = opening + sum(movement.cents for movement in found)
    records = [_balance("01", seller, story.bank_until, opening)]
    for number, movement in enumerate(found, start=1):
        records += _records(seller, movement, number)
    records.append(_balance("07", seller, story.until, closing))
    return "".join(f"{record:<120}\r\n" for record in records).encode("ascii")


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
    payer = f"{start}NPY{_capitals(movement.name)[:70]}"
    references = f"{start}LCC{' '.join(movement.bills)[:70]}"
    return [main, *([payer, references] if movement.bills else [])]


def _capitals(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return plain.encode("ascii", "ignore").decode().upper()


def _signed(cents: int) -> str:
    """Fourteen characters; the last one bears the last digit and the sign."""
    digits = f"{abs(cents):014d}"
    signs = "}JKLMNOPQR" if cents < 0 else "{ABCDEFGHI"
    return digits[:-1] + signs[int(digits[-1])]
