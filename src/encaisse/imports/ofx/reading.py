"""One OFX file: the accounts in it, and the transactions of each."""

from dataclasses import dataclass, field

from encaisse.imports.ofx.refusals import NotOfx, OfxTooLarge, OfxUnreadable
from encaisse.imports.ofx.tags import tags_of
from encaisse.imports.ofx.values import Account, Values, movement_of
from encaisse.imports.opening.decoding import decode
from encaisse.imports.opening.refusals import DoctypeRefused
from encaisse.imports.rules.bank import BankFile
from encaisse.imports.rules.values import Unreadable

TRANSACTION = "STMTTRN"
ACCOUNTS = {"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"}
WITHIN = {"PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY"}
ENDS = {"/BANKTRANLIST", "/INVBANKTRAN", "/INVTRANLIST", "LEDGERBAL", "/STMTRS", "/CCSTMTRS"}
MEGABYTES_MAX = 16
MOVEMENTS_MAX = 100_000
BAD_SHARE_MAX = 0.05
BAD_MAX = 2


@dataclass(slots=True)
class _Reading:
    """What was read so far; ``values`` is the open transaction, ``within`` the part of it."""

    file: BankFile = field(default_factory=BankFile)
    account: Account = field(default_factory=Account)
    values: Values | None = None
    within: str = ""
    rank: int = 0
    is_statement: bool = False
    is_account: bool = False


def read_ofx(content: bytes) -> BankFile:
    """Read the bytes of an OFX. Raises a ``FileRefused``."""
    if len(content) > MEGABYTES_MAX * 1024 * 1024:
        raise OfxTooLarge(megabytes_max=MEGABYTES_MAX, movements_max=MOVEMENTS_MAX)
    text = decode(content).text
    capitals = text.upper()
    if "<!DOCTYPE" in capitals or "<!ENTITY" in capitals:
        raise DoctypeRefused
    if "<OFX" not in capitals:
        raise NotOfx
    reading = _Reading()
    for name, value in tags_of(text):
        _read(reading, name, value)
    _end_transaction(reading)
    _refuse_damaged(reading)
    if not reading.is_statement:
        reading.file.warnings.append("Ce fichier OFX ne contient aucun relevé de compte.")
    return reading.file


def _read(reading: _Reading, name: str, value: str) -> None:
    closes, plain = name.startswith("/"), name.removeprefix("/")
    if plain == TRANSACTION or name in ENDS:
        _end_transaction(reading)
        if name == TRANSACTION:
            reading.values = {}
    elif plain in ACCOUNTS:
        _read_account(reading, closes=closes)
    elif plain in WITHIN and reading.values is not None:
        reading.within = "" if closes else f"{plain}/"
    elif not closes:
        _keep(reading, name, value)


def _read_account(reading: _Reading, *, closes: bool) -> None:
    """Another account begins, with the currency said just before it."""
    reading.is_account = not closes
    if not closes:
        _end_transaction(reading)
        reading.account = Account(currency=reading.account.currency)


def _keep(reading: _Reading, name: str, value: str) -> None:
    if reading.values is not None:
        reading.values.setdefault(f"{reading.within}{name}", value)
    elif name == "CURDEF":
        reading.account.currency = value
        reading.is_statement = True
    elif name == "DTEND":
        reading.account.day = value
    elif reading.is_account:
        reading.account.values.setdefault(name, value)


def _end_transaction(reading: _Reading) -> None:
    values, reading.values, reading.within = reading.values, None, ""
    if values is None:
        return
    reading.rank += 1
    reading.is_statement = True
    if reading.rank > MOVEMENTS_MAX:
        raise OfxTooLarge(megabytes_max=MEGABYTES_MAX, movements_max=MOVEMENTS_MAX)
    try:
        reading.file.movements.append(movement_of(values, reading.account, reading.rank))
    except Unreadable as why:
        reading.file.refused.append((reading.rank, str(why)))


def _refuse_damaged(reading: _Reading) -> None:
    """So many bad transactions that nothing can be trusted."""
    bad, good = reading.file.refused, reading.file.movements
    if bad and (not good or len(bad) > max(BAD_MAX, BAD_SHARE_MAX * reading.rank)):
        rank, reason = bad[0]
        raise OfxUnreadable(count=len(bad), rank=rank, reason=reason)
