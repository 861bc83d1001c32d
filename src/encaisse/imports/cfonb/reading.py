"""One CFONB 120 statement: from bytes to movements, balances checked."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from encaisse.imports.cfonb import records
from encaisse.imports.cfonb.records import Record, records_of
from encaisse.imports.cfonb.refusals import StatementCut, StatementUnreadable
from encaisse.imports.cfonb.values import cents_of, day_if_any, day_of
from encaisse.imports.rules.bank import BalanceCheck, BankFile, Movement
from encaisse.imports.rules.values import Unreadable

LABEL_WIDTH = 31
BAD_SHARE_MAX = 0.05
BAD_LINES_MAX = 2
BAD_LINES_SAID = 10_000
PAYERS = ("NPY", "NPO")
PAYEES = ("NBE", "NBU")
SAID = ("LIB", "LCC", "LC2", "LCS", "RCN", "REF")
PURPOSE_AT = 35

Details = dict[str, list[str]]


@dataclass(slots=True)
class _Section:
    """One account between its opening and its closing; ``opening`` is None when unreadable."""

    record: Record
    opening: int | None = None
    sum_cents: int = 0
    is_whole: bool = True

    def holds(self, record: Record) -> bool:
        """Whether the record is about the same account."""
        return self.record.number == record.number


@dataclass(slots=True)
class _Reading:
    """What was read so far; ``latest`` is the movement that the next details are about."""

    file: BankFile = field(default_factory=BankFile)
    section: _Section | None = None
    latest: Movement | None = None
    details: Details = field(default_factory=dict)
    unread: int = 0


def read_cfonb(content: bytes) -> BankFile:
    """Read the bytes of a CFONB 120 statement. Raises a ``FileRefused``."""
    reading = _Reading()
    for record in records_of(content):
        _read(reading, record)
    _end_movement(reading)
    if reading.section and _is_cut(record, content):
        raise StatementCut(line=record.line)
    _warn_of_missing_closing(reading)
    _refuse_damaged(reading)
    return reading.file


def _read(reading: _Reading, record: Record) -> None:
    if record.code != records.DETAIL:
        _end_movement(reading)
    try:
        _READERS[record.code](reading, record)
    except Unreadable as why:
        reading.file.refused.append((record.line, str(why)))
    if len(reading.file.refused) + len(reading.file.ignored) > BAD_LINES_SAID:
        _refuse(reading.file)


def _is_cut(last: Record, content: bytes) -> bool:
    return last.length < records.WIDTH and not content.endswith((b"\n", b"\r"))


def _warn_of_missing_closing(reading: _Reading) -> None:
    if reading.section:
        record = reading.section.record
        reading.file.warnings.append(
            f"Le relevé du compte {record.account}, ouvert ligne {record.line}, n'a pas de solde "
            "de clôture : il est peut-être incomplet."
        )


def _open(reading: _Reading, record: Record) -> None:
    _warn_of_missing_closing(reading)
    reading.section = _Section(record)
    reading.section.opening = _cents(record)
    day_if_any(record.text[34:40])


def _move(reading: _Reading, record: Record) -> None:
    section = reading.section
    if section is None or not section.holds(record):
        section = None
        words = (
            f"Mouvement ligne {record.line} hors de tout relevé ouvert : lu, mais sans contrôle."
        )
        reading.file.warnings.append(words)
    try:
        reading.latest = _movement(record, section.record.account if section else record.account)
    except Unreadable:
        reading.unread += 1
        if section:
            section.is_whole = False
        raise
    if section:
        section.sum_cents += reading.latest.cents


def _detail(reading: _Reading, record: Record) -> None:
    if reading.latest is None:
        reading.file.ignored.append((record.line, "Détail sans le mouvement qu'il précise."))
        return
    qualifier, text = record.text[45:48], record.text[48:118].rstrip()
    if text:
        reading.details.setdefault(qualifier, []).append(text)


def _close(reading: _Reading, record: Record) -> None:
    section = reading.section
    if section is None or not section.holds(record):
        reading.file.ignored.append((record.line, "Solde de clôture d'un relevé jamais ouvert."))
        return
    reading.section = None
    closing = _cents(record)
    if section.opening is not None:
        found = section.opening + section.sum_cents
        check = BalanceCheck(
            section.record.account, day_if_any(record.text[34:40]), record.currency,
            closing, found, trusted=section.is_whole,
        )  # fmt: skip
        reading.file.checks.append(check)


_READERS: dict[str, Callable[[_Reading, Record], None]] = {
    records.OPENING: _open,
    records.MOVEMENT: _move,
    records.DETAIL: _detail,
    records.CLOSING: _close,
}


def _cents(record: Record) -> int:
    if not record.is_whole:
        raise Unreadable(f"Enregistrement de {record.length} caractères : le montant manque.")
    return cents_of(record.text[90:104], record.text[19])


def _movement(record: Record, account: str) -> Movement:
    """What the record itself says, before its details."""
    text = record.text
    label, reference = " ".join(text[48:80].split()), text[104:120].strip()
    reason = text[40:42].strip()
    return Movement(
        line=record.line,
        account=account,
        on=day_of(text[34:40]),
        value_on=day_if_any(text[42:48]),
        cents=_cents(record),
        currency=record.currency,
        label=label,
        references=(reference,) if reference.strip("0") else (),
        said=_whole_words(text[48:80].rstrip()),
        returned=reason if reason.strip("0") else "",
    )


def _end_movement(reading: _Reading) -> None:
    """The details are known: the movement is complete."""
    if reading.latest:
        reading.file.movements.append(_with_details(reading.latest, reading.details))
    reading.latest, reading.details = None, {}


def _with_details(movement: Movement, details: Details) -> Movement:
    """The other party, the references, and all that may name an invoice."""
    known = {name: [" ".join(text.split()) for text in texts] for name, texts in details.items()}
    parties = (*PAYERS, *PAYEES) if movement.cents > 0 else (*PAYEES, *PAYERS)
    others = [text for name in parties for text in known.get(name, [])]
    given = [*known.get("REF", []), *(text[:PURPOSE_AT].strip() for text in details.get("RCN", []))]
    said = [text for name in SAID for text in known.get(name, [])]
    return replace(
        movement,
        counterparty=others[0] if others else "",
        references=tuple(dict.fromkeys([*movement.references, *given])),
        said=" ".join([movement.said, *said]),
    )


def _whole_words(label: str) -> str:
    """Banks cut labels at 31 characters: half a number would be another number."""
    words = label.split()
    return " ".join(words[:-1] if len(label) >= LABEL_WIDTH else words)


def _refuse_damaged(reading: _Reading) -> None:
    """So many bad movements that nothing can be trusted."""
    bad, good = reading.unread, len(reading.file.movements)
    if bad and (not good or bad > max(BAD_LINES_MAX, BAD_SHARE_MAX * (good + bad))):
        _refuse(reading.file)


def _refuse(file: BankFile) -> None:
    bad = file.refused or file.ignored
    line, reason = bad[0]
    raise StatementUnreadable(count=len(bad), line=line, reason=reason)
