"""One MT940 or MT942: statements one after the other, their movements, their balances."""

from dataclasses import dataclass, field

from encaisse.imports.mt940.details import Details, details_of, titled
from encaisse.imports.mt940.refusals import Mt940TooLarge, Mt940Unreadable, NotMt940
from encaisse.imports.mt940.tags import Tag, tags_of
from encaisse.imports.mt940.values import Line, balance_of, line_of
from encaisse.imports.opening.decoding import decode
from encaisse.imports.rules.bank import (
    NO_ACCOUNT,
    BalanceCheck,
    BankFile,
    Movement,
    returned_in_words,
)
from encaisse.imports.rules.values import Unreadable

OPENINGS, CLOSINGS, MOVEMENT, DETAILS = {"60F", "60M"}, {"62F", "62M"}, "61", {"86", "NS"}
INTERIM = {"942", "34F", "13D", "90C", "90D"}
MEGABYTES_MAX = 32
MOVEMENTS_MAX = 100_000
LINES_MAX = 20 * MOVEMENTS_MAX
BAD_SHARE_MAX = 0.05
BAD_MAX = 2
REASON_WIDTH = 10
EURO, REVERSED = "EUR", "RC"
NOT_BOOKED = "Mouvement attendu, pas encore comptabilisé par la banque."


@dataclass(slots=True)
class _Reading:
    """What was read so far; ``latest`` is the movement that the next details are about."""

    file: BankFile = field(default_factory=BankFile)
    account: str = NO_ACCOUNT
    currency: str = EURO
    opening: int | None = None
    sum_cents: int = 0
    is_whole: bool = True
    is_open: bool = False
    is_interim: bool = False
    latest: tuple[Tag, Line] | None = None
    said: list[str] = field(default_factory=list)
    seen: int = 0


def read_mt940(content: bytes) -> BankFile:
    """Read the bytes of an MT940 or MT942. Raises a ``FileRefused``."""
    lines = max(content.count(b"\n"), content.count(b"\r"))
    if len(content) > MEGABYTES_MAX * 1024 * 1024 or lines > LINES_MAX:
        raise Mt940TooLarge(megabytes_max=MEGABYTES_MAX, movements_max=MOVEMENTS_MAX)
    reading, is_statement = _Reading(), False
    for tag in tags_of(decode(content).text):
        is_statement = True
        _read(reading, tag)
    if not is_statement:
        raise NotMt940
    _end_movement(reading)
    _refuse_damaged(reading)
    if any(one.is_advice for one in reading.file.movements):
        reading.file.warnings.append(
            "Les messages MT942 sont des avis : ils sont lus et vérifiés, et c'est le relevé MT940 "
            "qui apporte les règlements."
        )
    return reading.file


def _read(reading: _Reading, tag: Tag) -> None:
    if tag.name in DETAILS or _is_wrapped(reading, tag):
        if reading.latest:
            reading.said += titled(tag.lines) if tag.name == "NS" else tag.lines
        return
    _end_movement(reading)
    if tag.name in {"20", "940", "942"}:
        reading.is_open, reading.opening, reading.is_interim = False, None, tag.name == "942"
    elif tag.name in {"25", "25P"}:
        reading.account = "".join(tag.text.split()).upper() or NO_ACCOUNT
    elif tag.name in OPENINGS | CLOSINGS:
        _read_balance(reading, tag)
    elif tag.name == MOVEMENT:
        _read_movement(reading, tag)
    reading.is_interim = reading.is_interim or tag.name in INTERIM


def _is_wrapped(reading: _Reading, tag: Tag) -> bool:
    """Details that a bank writes under another tag: an account is not told twice."""
    return tag.name == "25" and reading.latest is not None and reading.is_open


def _read_balance(reading: _Reading, tag: Tag) -> None:
    try:
        cents, day, currency = balance_of(tag)
    except Unreadable as why:
        reading.file.warnings.append(f"Ligne {tag.line} : {why}")
        reading.opening, reading.is_open = None, tag.name in OPENINGS
        return
    if tag.name in OPENINGS:
        reading.currency = currency or reading.currency
        reading.opening, reading.sum_cents = cents, 0
        reading.is_open = reading.is_whole = True
        return
    if reading.opening is not None:
        found = reading.opening + reading.sum_cents
        reading.file.checks.append(
            BalanceCheck(
                reading.account, day, reading.currency, cents, found, trusted=reading.is_whole
            )
        )
    reading.opening, reading.is_open = None, False


def _read_movement(reading: _Reading, tag: Tag) -> None:
    reading.seen += 1
    if reading.seen > MOVEMENTS_MAX:
        raise Mt940TooLarge(megabytes_max=MEGABYTES_MAX, movements_max=MOVEMENTS_MAX)
    try:
        line = line_of(tag)
    except Unreadable as why:
        reading.file.refused.append((tag.line, str(why)))
        reading.is_whole = False
        return
    if line.is_expected:
        reading.file.ignored.append((tag.line, NOT_BOOKED))
        return
    reading.sum_cents += line.cents
    reading.latest = (tag, line)


def _end_movement(reading: _Reading) -> None:
    """The details are known: the movement is complete."""
    if reading.latest:
        tag, line = reading.latest
        found = details_of(reading.said) if reading.said else Details()
        reading.file.movements.append(_movement(reading, tag, line, found))
    reading.latest, reading.said = None, []


def _movement(reading: _Reading, tag: Tag, line: Line, found: Details) -> Movement:
    words = " ".join(line.words)
    label = found.label or words or line.reference
    is_account = found.iban.startswith(line.reference)
    given = ("" if is_account else line.reference, found.end_to_end, found.creditor_reference)
    return Movement(
        line=tag.line,
        account=reading.account,
        on=line.on,
        value_on=line.value_on,
        cents=line.cents,
        currency=reading.currency,
        label=label,
        counterparty=found.name,
        counterparty_iban=found.iban,
        references=tuple(dict.fromkeys(one for one in given if one)),
        end_to_end=found.end_to_end,
        creditor_reference=found.creditor_reference,
        said=" ".join(filter(None, (found.said, words))),
        returned=_returned(line, found, label)[:REASON_WIDTH],
        is_advice=reading.is_interim,
    )


def _returned(line: Line, found: Details, label: str) -> str:
    """Why a payment came back: said in its details, a reversed credit, or the words alone."""
    if found.returned or line.cents >= 0:
        return found.returned
    return REVERSED if line.is_reversal else returned_in_words(label)


def _refuse_damaged(reading: _Reading) -> None:
    """So many bad movements that nothing can be trusted."""
    bad, good = reading.file.refused, reading.file.movements
    if bad and (not good or len(bad) > max(BAD_MAX, BAD_SHARE_MAX * reading.seen)):
        line, reason = bad[0]
        raise Mt940Unreadable(count=len(bad), line=line, reason=reason)
