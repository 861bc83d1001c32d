"""One CAMT file, or a ZIP of them: statements, their entries, their balances."""

from dataclasses import dataclass, field

from encaisse.imports.camt.details import Account
from encaisse.imports.camt.entries import DAYS, is_undivided, left_out, movements_of, signed_cents
from encaisse.imports.camt.refusals import CamtTooLarge, CamtUnreadable, NotCamt
from encaisse.imports.camt.tree import Element, every, first, text_of
from encaisse.imports.opening.archive import members_of
from encaisse.imports.opening.refusals import XmlBroken
from encaisse.imports.opening.workbook import ZIP
from encaisse.imports.opening.xml import (
    MENDED,
    TreeTooLarge,
    local_name,
    looks_like_xml,
    mended,
    streamed,
)
from encaisse.imports.rules.bank import NO_ACCOUNT, BalanceCheck, BankFile
from encaisse.imports.rules.values import Unreadable, iso_day

STATEMENT, ENTRY = "Stmt", "Ntry"
MESSAGES = {
    "BkToCstmrStmt": STATEMENT,
    "BkToCstmrAcctRpt": "Rpt",
    "BkToCstmrDbtCdtNtfctn": "Ntfctn",
}
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
MEGABYTES_MAX = 200
ELEMENTS_MAX = 400_000
BAD_SHARE_MAX = 0.05
BAD_ENTRIES_MAX = 2
EURO = "EUR"

Files = list[tuple[str, bytes]]


@dataclass(slots=True)
class _Reading:
    """What was read so far; ``rank`` counts the entries of the whole file."""

    file: BankFile = field(default_factory=BankFile)
    part: int = 0
    rank: int = 0
    advices: int = 0
    undivided: list[int] = field(default_factory=list)


def read_camt(content: bytes) -> BankFile:
    """Read the bytes of CAMT messages. Raises a ``FileRefused``."""
    is_archive = content.startswith(ZIP)
    files = members_of(content) if is_archive else [("", content)]
    _check_size(files)
    try:
        reading = _read_files(files)
    except XmlBroken:
        sound = [(name, mended(inside)) for name, inside in files]
        if sound == files:
            raise
        reading = _read_files(sound)
        reading.file.warnings.append(MENDED)
    _refuse_damaged(reading)
    _warn(reading)
    return reading.file


def _read_files(files: Files) -> _Reading:
    """Every message of a file, or of those of an archive; those that hold none are said."""
    reading, count = _Reading(), 0
    for name, content in files:
        reading.part = count + 1 if name else 0
        if (not name or looks_like_xml(content)) and _read_messages(reading, content):
            count += 1
        else:
            reading.file.warnings.append(f"« {name} » n'est pas un relevé CAMT : laissé.")
    if not count:
        raise NotCamt
    return reading


def _check_size(files: Files) -> None:
    """What would fill the memory is refused before it is parsed."""
    if sum(len(content) for _name, content in files) > MEGABYTES_MAX * 1024 * 1024:
        raise CamtTooLarge(megabytes_max=MEGABYTES_MAX, elements_max=ELEMENTS_MAX)


def _read_messages(reading: _Reading, content: bytes) -> bool:
    """The statements of a document, entry after entry while it is parsed; whether it holds any
    message, be it its root or what a wrapping holds."""
    is_message, statement = False, None
    tags = [f"{{*}}{name}" for name in (*MESSAGES, *MESSAGES.values(), ENTRY)]
    try:
        for event, element in streamed(content, tags, elements_max=ELEMENTS_MAX):
            name = local_name(element)
            if name in MESSAGES:
                is_message = True
            elif name == ENTRY:
                if event == "end" and statement and element.getparent() is statement.element:
                    statement.end_entry(element)
            elif statement is None and event == "start" and _is_statement(element):
                statement = _Statement(reading, element)
            elif statement and event == "end" and element is statement.element:
                statement.end()
                statement = None
    except TreeTooLarge as error:
        raise CamtTooLarge(megabytes_max=MEGABYTES_MAX, elements_max=ELEMENTS_MAX) from error
    return is_message


def _is_statement(element: Element) -> bool:
    message = element.getparent()
    return message is not None and MESSAGES.get(local_name(message)) == local_name(element)


class _Statement:
    """A statement under way. What its entries share stands before them, as the standard has it;
    else they are kept until its end."""

    def __init__(self, reading: _Reading, element: Element) -> None:
        self.element = element
        self._reading = reading
        self._about: Account | None = None
        self._sum_cents, self._is_whole = 0, True
        self._read: Element | None = None

    def end_entry(self, entry: Element) -> None:
        """Read an entry, and let go of the one before, which nothing needs any more."""
        if self._about is None and not self._is_announced(entry):
            return
        self._take(entry)
        if self._read is not None:
            self.element.remove(self._read)
        self._read = entry

    def end(self) -> None:
        """What was kept is read; then the balances."""
        for entry in every(self.element, ENTRY):
            if entry is not self._read:
                self._take(entry)
        about = self._shared()
        self._reading.advices += about.is_advice
        _check_balance(self._reading, self.element, about, self._sum_cents, is_whole=self._is_whole)
        self.element.clear()

    def _is_announced(self, entry: Element) -> bool:
        """Whether what the entry shares with the others stands before it already."""
        is_dated = bool(text_of(entry, *DAYS)) and first(self.element, "Acct") is not None
        return is_dated or first(self.element, "Bal") is not None

    def _shared(self) -> Account:
        if self._about is None:
            message = self.element.getparent()
            is_advice = local_name(self.element) != STATEMENT
            self._about = _account(self.element, message, is_advice=is_advice)
        return self._about

    def _take(self, entry: Element) -> None:
        reading, about = self._reading, self._shared()
        reading.rank += 1
        why = left_out(entry, about)
        if why:
            reading.file.ignored.append((reading.rank, why))
            return
        try:
            found = movements_of(entry, about, rank=reading.rank, part=reading.part)
        except Unreadable as unread:
            reading.file.refused.append((reading.rank, str(unread)))
            self._is_whole = False
            return
        reading.file.movements += found
        self._sum_cents += sum(one.cents for one in found)
        self._is_whole = self._is_whole and found[0].currency == about.currency
        if is_undivided(entry, found):
            reading.undivided.append(reading.rank)


def _account(statement: Element, message: Element | None, *, is_advice: bool) -> Account:
    found = first(statement, "Acct")
    number = text_of(found, "Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN")
    closing = _balance(statement, CLOSING)
    amount = next((one for path in ("Bal/Amt", "Ntry/Amt") for one in every(statement, path)), None)
    given = text_of(found, "Ccy") or (amount.get("Ccy", "") if amount is not None else "")
    return Account(
        number="".join(number.split()).upper() or NO_ACCOUNT,
        owner=text_of(found, "Ownr/Nm"),
        currency=given.strip().upper()[:3] or EURO,
        day=text_of(closing, "Dt/Dt", "Dt/DtTm")
        or text_of(statement, "FrToDt/ToDtTm", "FrToDt/ToDt", "CreDtTm")
        or text_of(message, "GrpHdr/CreDtTm"),
        is_advice=is_advice,
    )


def _balance(statement: Element, codes: tuple[str, ...]) -> Element | None:
    """The first balance of the first kind that the statement gives."""
    for code in codes:
        for balance in every(statement, "Bal"):
            if text_of(balance, "Tp/CdOrPrtry/Cd", "Tp/Cd").upper() == code:
                return balance
    return None


def _check_balance(
    reading: _Reading, statement: Element, about: Account, sum_cents: int, *, is_whole: bool
) -> None:
    """Opening and movements against closing; an unreadable balance is said."""
    opening, closing = _balance(statement, OPENING), _balance(statement, CLOSING)
    if opening is None or closing is None:
        return
    try:
        expected, start = signed_cents(closing), signed_cents(opening)
        day = text_of(closing, "Dt/Dt", "Dt/DtTm")
        on = iso_day(day) if day else None
    except Unreadable as unread:
        reading.file.warnings.append(f"Solde du compte {about.number} sans contrôle : {unread}")
        return
    if _currency(opening) != _currency(closing):
        return
    check = BalanceCheck(
        about.number, on, about.currency, expected, start + sum_cents, trusted=is_whole
    )
    reading.file.checks.append(check)


def _currency(balance: Element) -> str:
    amount = first(balance, "Amt")
    return amount.get("Ccy", "") if amount is not None else ""


def _refuse_damaged(reading: _Reading) -> None:
    """So many bad entries that nothing can be trusted."""
    bad, all_entries = reading.file.refused, reading.rank
    if len(bad) > max(BAD_ENTRIES_MAX, BAD_SHARE_MAX * all_entries) or (
        bad and not reading.file.movements
    ):
        rank, reason = bad[0]
        raise CamtUnreadable(count=len(bad), rank=rank, reason=reason)


def _warn(reading: _Reading) -> None:
    """What a person should know of the whole file."""
    if reading.advices:
        reading.file.warnings.append(
            "Les messages CAMT 052 et 054 sont des avis : ils sont lus et vérifiés, et c'est le "
            "relevé CAMT.053 qui apporte les règlements."
        )
    if reading.undivided:
        reading.file.warnings.append(
            f"Le détail de {len(reading.undivided)} mouvements groupés ne fait pas leur montant "
            f"(le premier, n° {reading.undivided[0]}) : ils sont gardés entiers."
        )
