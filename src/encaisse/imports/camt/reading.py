"""One CAMT file, or a ZIP of them: statements, their entries, their balances."""

from dataclasses import dataclass, field

from encaisse.imports.camt.details import Account
from encaisse.imports.camt.entries import is_undivided, left_out, movements_of, signed_cents
from encaisse.imports.camt.refusals import CamtTooLarge, CamtUnreadable, NotCamt
from encaisse.imports.camt.tree import Element, every, first, text_of
from encaisse.imports.opening.archive import members_of
from encaisse.imports.opening.workbook import ZIP
from encaisse.imports.opening.xml import looks_like_xml, parse_xml
from encaisse.imports.rules.bank import NO_ACCOUNT, BalanceCheck, BankFile
from encaisse.imports.rules.values import Unreadable, iso_day

STATEMENT = "Stmt"
MESSAGES = {
    "BkToCstmrStmt": STATEMENT,
    "BkToCstmrAcctRpt": "Rpt",
    "BkToCstmrDbtCdtNtfctn": "Ntfctn",
}
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
MEGABYTES_MAX = 64
ELEMENTS_MAX = 800_000
BAD_SHARE_MAX = 0.05
BAD_ENTRIES_MAX = 2
EURO = "EUR"


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
    reading = _Reading()
    if content.startswith(ZIP):
        _read_archive(reading, content)
    else:
        _check_size([content])
        _read_messages(reading, _messages(content))
    _refuse_damaged(reading)
    _warn(reading)
    return reading.file


def _read_archive(reading: _Reading, content: bytes) -> None:
    members = list(members_of(content))
    _check_size([inside for _name, inside in members])
    taken = 0
    for name, inside in members:
        found = _messages(inside) if looks_like_xml(inside) else []
        if not found:
            reading.file.warnings.append(f"« {name} » n'est pas un relevé CAMT : laissé.")
            continue
        reading.part = taken = taken + 1
        _read_messages(reading, found)
    if not taken:
        raise NotCamt


def _check_size(files: list[bytes]) -> None:
    """What would fill the memory is refused before it is parsed."""
    marks = sum(inside.count(b"<") + inside.count(b"=") for inside in files)
    if sum(map(len, files)) > MEGABYTES_MAX * 1024 * 1024 or marks > ELEMENTS_MAX:
        raise CamtTooLarge(megabytes_max=MEGABYTES_MAX, elements_max=ELEMENTS_MAX)


def _messages(content: bytes) -> list[Element]:
    """The messages of a document: its root, or what a wrapping holds."""
    return list(parse_xml(content).iter(*(f"{{*}}{name}" for name in MESSAGES)))


def _read_messages(reading: _Reading, messages: list[Element]) -> None:
    if not messages:
        raise NotCamt
    for message in messages:
        name = str(message.tag).rpartition("}")[2]
        for statement in every(message, MESSAGES[name]):
            _read_statement(reading, statement, message, name)


def _read_statement(reading: _Reading, statement: Element, message: Element, name: str) -> None:
    about = _account(statement, message, is_advice=MESSAGES[name] != STATEMENT)
    sum_cents, is_whole = 0, True
    for entry in every(statement, "Ntry"):
        reading.rank += 1
        why = left_out(entry, about)
        if why:
            reading.file.ignored.append((reading.rank, why))
            continue
        try:
            found = movements_of(entry, about, rank=reading.rank, part=reading.part)
        except Unreadable as unread:
            reading.file.refused.append((reading.rank, str(unread)))
            is_whole = False
            continue
        reading.file.movements += found
        sum_cents += sum(one.cents for one in found)
        is_whole = is_whole and found[0].currency == about.currency
        if is_undivided(entry, found):
            reading.undivided.append(reading.rank)
    reading.advices += about.is_advice
    _check_balance(reading, statement, about, sum_cents, is_whole=is_whole)


def _account(statement: Element, message: Element, *, is_advice: bool) -> Account:
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
