"""Who paid, and what a payment pays: pure rules over the open receivables in columns.

``texts`` words and numbers as they are spelled · ``references`` the invoices that are named ·
``sums`` amounts that add up · ``payers`` who paid, ``learned`` under what names · ``book`` what is
open, in columns · ``ladder`` the rules for one customer · ``offers`` amounts less a discount that
was offered · ``engine`` the ranked matches of bank lines · ``moves`` what may be allocated ·
``families`` who pays for whom. Without a word from the debtor, a payment goes to the debts due, the
oldest first (C. civ. art. 1342-10).
"""

from encaisse.matching.rules.book import NUMBERED, OPEN, Book, book_of, book_of_payables
from encaisse.matching.rules.engine import Answer, Known, answer, answers, digits_of, sought, still
from encaisse.matching.rules.facts import (
    AMOUNT,
    APPLIED_FROM,
    EXACT,
    OLDEST,
    REFERENCE,
    THRESHOLD_MAX,
    THRESHOLD_MIN,
    TOLERANCE_CENTS,
    TOLERANCE_MAX,
    Beside,
    Installment,
    Match,
    Move,
    Offered,
    Part,
    Payable,
    Policy,
    Received,
)
from encaisse.matching.rules.families import Families, families
from encaisse.matching.rules.moves import room, share
from encaisse.matching.rules.payers import Payers, is_worth_learning, payers_of
from encaisse.matching.rules.references import is_named
from encaisse.matching.rules.sums import several_of

__all__ = [
    "AMOUNT", "APPLIED_FROM", "EXACT", "NUMBERED", "OLDEST", "OPEN", "REFERENCE", "THRESHOLD_MAX",
    "THRESHOLD_MIN", "TOLERANCE_CENTS", "TOLERANCE_MAX", "Answer", "Beside", "Book", "Families",
    "Installment", "Known", "Match", "Move", "Offered", "Part", "Payable", "Payers", "Policy",
    "Received", "answer", "answers", "book_of", "book_of_payables", "digits_of", "families",
    "is_named", "is_worth_learning", "payers_of", "room", "several_of", "share", "sought", "still",
]  # fmt: skip
