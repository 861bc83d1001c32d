"""What any bank file says, whatever its format: movements, checks, the account of every line."""

import hashlib
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
ADVICE = "Avis : le relevé CAMT.053 portera ce mouvement, qui n'est pas pris deux fois."
AGAIN = "Mouvement déjà repris."
DEBIT = "Débit « {label} » : sans effet sur les comptes clients."
NOTHING = "Mouvement d'un montant nul."


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
    """Empty when the account is the company's: a French IBAN is its account from the fifth
    character, then a key."""
    plain = "".join(iban.split()).upper()
    if not plain:
        return NO_IBAN.format(account=account)
    if account.upper() in {plain, plain[4:], plain[4:-2]}:
        return ""
    return OTHER_ACCOUNT.format(account=account, iban=plain)


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
