"""What any bank file says, whatever its format: movements, checks, the account of every line."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Movement:
    """One booked movement; a debit is negative.

    ``line`` is its place: a line, or its rank where lines mean nothing. ``batch`` is the rank of
    the entry whose details are several movements, else 0. ``said`` is all that may name the payer
    or an invoice. ``returned`` is the bank's reason when the movement takes a payment back.
    ``is_advice``: another file will book it. ``part`` tells apart the files of one archive.
    """

    line: int
    account: str
    on: date
    value_on: date | None
    cents: int
    currency: str
    label: str
    counterparty: str = ""
    references: tuple[str, ...] = ()
    said: str = ""
    returned: str = ""
    end_to_end: str = ""
    creditor_reference: str = ""
    counterparty_iban: str = ""
    is_advice: bool = False
    part: int = 0
    batch: int = 0


@dataclass(frozen=True, slots=True)
class BalanceCheck:
    """Opening balance and movements against the closing balance of an account."""

    account: str
    on: date | None
    currency: str
    expected: int
    found: int
    trusted: bool = True


@dataclass(slots=True)
class BankFile:
    """What one bank file says; ``ignored`` and ``refused`` are lines with their reason."""

    movements: list[Movement] = field(default_factory=list)
    checks: list[BalanceCheck] = field(default_factory=list)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


PAYMENT, KNOWN, RETURNED, WAITS, IGNORED = "payment", "known", "returned", "waiting", "ignored"
NO_IBAN = (
    "Compte {account} : aucun IBAN n'est noté pour la société. "
    "Notez-le par « encaisse company --company C --iban … », puis reprenez le fichier."
)
OTHER_ACCOUNT = "Compte {account} : ce n'est pas celui de la société ({iban})."
ADVICE = "Avis : le relevé (CAMT.053, MT940) portera ce mouvement, qui n'est pas pris deux fois."
NO_ACCOUNT = "non indiqué"
AGAIN = "Mouvement déjà repris."
DEBIT = "Débit « {label} » : sans effet sur les comptes clients."
NOTHING = "Mouvement d'un montant nul."


RETURNED_WORDS = re.compile(r"\b(IMPAY|REJET|RETOUR (PRELEV|PRLV|CHEQ|CHQ))", re.IGNORECASE)
FEES = re.compile(r"\b(FRAIS|COMMISSIONS?|COM|COTIS\w*)\b", re.IGNORECASE)
UNPAID = "impayé"
FRENCH_IBAN = re.compile(r"FR\d{12}[A-Z0-9]{11}\d{2}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a movement: the customer it concerns, or why it moves nothing."""

    code: str
    customer: str = ""
    reason: str = ""


WAITING = Outcome(WAITS)


def fate(movement: Movement, iban: str, is_known: bool) -> Outcome | None:
    """Why a movement is left out; None when it may concern a customer."""
    reason = why_not_ours(movement.account, iban)
    if not reason and movement.is_advice:
        reason = ADVICE
    if not reason and is_known:
        reason = AGAIN
    if not reason and movement.cents == 0:
        reason = NOTHING
    if not reason and movement.cents < 0 and not movement.returned:
        reason = DEBIT.format(label=movement.label)
    return Outcome(IGNORED, reason=reason) if reason else None


def why_not_ours(account: str, iban: str) -> str:
    """Empty when the account is the company's, in any of the forms that banks write. A table that
    names no account is what the person says it is."""
    if not account:
        return ""
    plain = _letters(iban)
    if not plain:
        return NO_IBAN.format(account=account)
    if _letters(account) in _forms(plain):
        return ""
    return OTHER_ACCOUNT.format(account=account, iban=plain)


def _forms(iban: str) -> set[str]:
    """The IBAN; what follows its key; for a French one, also its bank, branch and account without
    the key of the RIB, or the account alone; each with the euro at its end too."""
    forms = {iban, iban[4:]}
    if FRENCH_IBAN.fullmatch(iban):
        forms |= {iban[4:-2], iban[14:-2], iban[14:], iban[4:9] + iban[14:-2]}
    return forms | {f"{form}EUR" for form in forms}


def _letters(account: str) -> str:
    return "".join(letter for letter in account.upper() if letter.isalnum())


def returned_in_words(label: str) -> str:
    """The reason of return that a label alone says, where the format has no place for one; the fees
    of a return are no return."""
    found = RETURNED_WORDS.search(label)
    return UNPAID if found and not FEES.search(label) else ""


def keyed(movements: Iterable[Movement]) -> Iterator[tuple[str, Movement]]:
    """Each movement with the key by which it is known again in the same file or another.

    Two identical movements of one day are two: their rank among their likes is in the key.
    Numbers that banks give to movements restart, so they are not. The files of one archive are
    counted apart, as if they had come apart.
    """
    turns: Counter[tuple[int, str]] = Counter()
    for movement in movements:
        words = "|".join((movement.label, *movement.references, movement.said))
        digest = hashlib.sha256(" ".join(words.upper().split()).encode()).hexdigest()[:20]
        said = f"{movement.on:%Y%m%d}|{movement.cents}{movement.currency}|{digest}"
        key = f"{movement.account}|{said}"
        turns[movement.part, key] += 1
        yield f"{key}|{turns[movement.part, key]}", movement
