"""What a line on a customer account means, by the other accounts of its entry.

Journal codes differ from one product to the next; the accounts do not (formats.md §2.4). Codes and
names only tell the opening journal.
"""

import re
import unicodedata
from enum import IntFlag

OPENING_CODES = frozenset({"AN", "ANO", "ANX", "RAN", "OUV", "OPEN"})
OPENING_NAME = re.compile(r"\bnouv|ouverture|balance initiale|\breport|opening")
RETURN_LABEL = re.compile(r"rejet|\brej\b|impay|retour|sans provision|\bnpai\b")
REFUND_LABEL = re.compile(r"\bremb|refund|trop.?per|avoir")


class Contra(IntFlag):
    """The families of accounts met in an entry, besides 411."""

    BANK_IN = 1
    BANK_OUT = 2
    SALE = 4
    TAX = 8
    REBATE = 16
    DISCOUNT = 32
    LOSS = 64
    DOUBTFUL = 128
    BILL = 256
    EXCHANGE = 512
    THIRD = 1024
    OPENING = 2048
    CAPITAL = 4096
    EXPENSE = 8192
    OTHER = 16384


FAMILIES = (
    ("411", None),
    ("4457", Contra.TAX),
    ("4458", Contra.TAX),
    ("4191", Contra.SALE),
    ("413", Contra.BILL),
    ("416", Contra.DOUBTFUL),
    ("491", Contra.DOUBTFUL),
    ("781", Contra.DOUBTFUL),
    ("476", Contra.EXCHANGE),
    ("477", Contra.EXCHANGE),
    ("656", Contra.EXCHANGE),
    ("666", Contra.EXCHANGE),
    ("756", Contra.EXCHANGE),
    ("766", Contra.EXCHANGE),
    ("654", Contra.LOSS),
    ("6714", Contra.LOSS),
    ("658", Contra.LOSS),
    ("665", Contra.DISCOUNT),
    ("709", Contra.REBATE),
    ("89", Contra.OPENING),
    ("51", Contra.BANK_IN),
    ("53", Contra.BANK_IN),
    ("54", Contra.BANK_IN),
    ("58", Contra.BANK_IN),
    ("4", Contra.THIRD),
    ("7", Contra.SALE),
    ("6", Contra.EXPENSE),
    ("1", Contra.CAPITAL),
)
BANK = Contra.BANK_IN | Contra.BANK_OUT
RESULT = Contra.SALE | Contra.EXPENSE | Contra.LOSS | Contra.DISCOUNT | Contra.REBATE
CREDITS = (
    (Contra.DISCOUNT, "discount"),
    (Contra.SALE | Contra.TAX, "credit_note"),
    (Contra.REBATE, "discount"),
    (Contra.BILL, "bill"),
    (Contra.DOUBTFUL, "other"),
    (Contra.EXCHANGE, "exchange_difference"),
    (Contra.THIRD, "set_off"),
)


def family(account: str) -> Contra:
    """The family of an account; a bank account counts as money in until its sign is known."""
    for prefix, found in FAMILIES:
        if account.startswith(prefix):
            return found or Contra(0)
    return Contra.OTHER


def is_opening_journal(code: str, name: str) -> bool:
    """Whether the journal carries the balances of the year before."""
    return code.upper() in OPENING_CODES or bool(OPENING_NAME.search(plain(name)))


def is_opening(
    contra: Contra, *, in_opening_journal: bool, on_first_day: bool, is_balanced: bool
) -> bool:
    """An opening balance: account 89, opening journal, or on the first day a balance-sheet entry
    (classes 1 to 5, capital among them) or a one-sided one (customers and nothing else)."""
    if contra & Contra.OPENING or in_opening_journal:
        return True
    if not on_first_day or contra & RESULT:
        return False
    return bool(contra & Contra.CAPITAL) or (not contra and not is_balanced)


def debit_kind(contra: Contra, label: str) -> str:
    """What a debit on 411 is."""
    if contra & (Contra.SALE | Contra.TAX):
        return "invoice"
    words = plain(label)
    if contra & BANK and not (REFUND_LABEL.search(words) and not RETURN_LABEL.search(words)):
        return "return"
    return "other"


def credit_kind(contra: Contra) -> str:
    """What a credit on 411 is. Bank charges (627) beside the bank do not change a payment."""
    if contra & Contra.BANK_IN or (contra & Contra.BANK_OUT and not contra & Contra.SALE):
        return "payment"
    if contra & Contra.LOSS and not contra & Contra.SALE:
        return "write_off"
    for families, kind in CREDITS:
        if contra & families:
            return kind
    return "other" if contra else "set_off"


def plain(words: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()
