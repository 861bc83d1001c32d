"""One CDAR message: which status, on which day, of which invoices, with the amount and reason."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from lxml import etree

from encaisse.imports.cdar.refusals import NoStatus
from encaisse.imports.einvoices.opening import open_plain
from encaisse.imports.einvoices.paths import elements, line_of, text, texts, words
from encaisse.imports.einvoices.values import Unreadable, cents_of, day_of, siren_in, siret_in
from encaisse.imports.rules.einvoice import LifeCycleMessage, LifeCycleStatus, Party

ACKNOWLEDGEMENT = "AcknowledgementDocument"
REFERENCE = "ReferenceReferencedDocument"
STATUS = "SpecifiedDocumentStatus"
CHARACTERISTIC = STATUS + "/SpecifiedDocumentCharacteristic"
ISSUED_AT = ("IssueDateTime/DateTimeString",)
AMOUNT = ("ValueAmount",)
# What is paid (MPA, by the buyer) or cashed (MEN, by the seller); other amounts tell of the rest.
PAID_CODES = ("MEN", "MPA", "")
# What of a part is approved, or is not, with VAT; the same without VAT (MAP, MNA) is not enough.
APPROVED, CONTESTED = ("MAPTTC",), ("MNATTC",)
HOUR = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?")
HOME_CURRENCY = "EUR"

Value = TypeVar("Value")


def read_cdar(content: bytes) -> LifeCycleMessage:
    """Read the bytes of a CDAR message. Raises a ``FileRefused``."""
    root, warnings = open_plain(content)
    message = LifeCycleMessage(
        number=text(root, ("ExchangedDocument/ID",)),
        issuer=_party(root, "ExchangedDocument/IssuerTradeParty"),
        role=text(root, ("ExchangedDocument/IssuerTradeParty/RoleCode",)),
        warnings=warnings,
    )
    for acknowledgement in elements(root, (".//" + ACKNOWLEDGEMENT,)):
        said = text(acknowledgement, ISSUED_AT)
        on = _read(day_of, said, warnings)
        for reference in elements(acknowledgement, (REFERENCE,)):
            _note(message, reference, on, _hour_of(said))
    if not message.statuses:
        raise NoStatus
    return message


def _note(message: LifeCycleMessage, reference: etree._Element, on: date | None, at: str) -> None:
    line = line_of(reference)
    invoice, code = (
        text(reference, ("IssuerAssignedID",)),
        text(reference, ("ProcessConditionCode",)),
    )
    if not (invoice and code):
        message.refused.append((line, "Statut sans numéro de facture ou sans code."))
        return
    cents, currency, paid_on = _paid(reference, message.warnings)
    issued = text(reference, ("FormattedIssueDateTime/DateTimeString",))
    message.statuses.append(
        LifeCycleStatus(
            line=line,
            invoice=invoice,
            invoice_issued_on=_read(day_of, issued, message.warnings),
            code=code,
            label=text(reference, ("ProcessCondition",)),
            on=on,
            at=at,
            cents=cents,
            approved_cents=_sum(reference, APPROVED, message.warnings),
            contested_cents=_sum(reference, CONTESTED, message.warnings),
            currency=currency,
            paid_on=paid_on,
            reason_code=text(reference, (STATUS + "/ReasonCode",)),
            reason=" ; ".join(_reasons(reference)),
            action=" ; ".join(texts(reference, (STATUS + "/RequestedAction",))),
            seller_siren=_party(reference, "IssuerTradeParty").siren,
        )
    )


def _reasons(reference: etree._Element) -> list[str]:
    paths = (STATUS + "/Reason", STATUS + "/IncludedNote/Content")
    return texts(reference, paths) or texts(reference, (STATUS + "/ReasonCode",))


def _paid(reference: etree._Element, warnings: list[str]) -> tuple[int | None, str, date | None]:
    """The amount said to be paid, all VAT rates together; its currency; its day."""
    parts = list(_parts(reference, PAID_CODES))
    amounts = [one for part in parts for one in elements(part, AMOUNT)]
    cents = _read_all(amounts, warnings)
    currency = next((one.get("currencyID", "") for one in amounts), "")
    days = (text(part, ("ValueDateTime/DateTimeString",)) for part in parts)
    paid_on = _read(day_of, next(filter(None, days), ""), warnings)
    if not cents:
        return None, "", paid_on
    return sum(cents), currency or HOME_CURRENCY, paid_on


def _sum(reference: etree._Element, codes: tuple[str, ...], warnings: list[str]) -> int | None:
    parts = _parts(reference, codes)
    cents = _read_all([one for part in parts for one in elements(part, AMOUNT)], warnings)
    return sum(cents) if cents else None


def _read_all(amounts: list[etree._Element], warnings: list[str]) -> list[int]:
    read = (_read(cents_of, words(one), warnings) for one in amounts)
    return [one for one in read if one is not None]


def _parts(reference: etree._Element, codes: tuple[str, ...]) -> Iterator[etree._Element]:
    return (
        part
        for part in elements(reference, (CHARACTERISTIC,))
        if text(part, ("TypeCode",)) in codes
    )


def _hour_of(said: str) -> str:
    """2026-11-10T09:30:00, when the hour is said."""
    found = HOUR.fullmatch(said)
    if found is None:
        return ""
    year, month, day, hour, minute, second = found.groups(default="00")
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}"


def _party(start: etree._Element, path: str) -> Party:
    at = start.find(path)
    if at is None:
        return Party()
    identifiers = [(one.get("schemeID", ""), words(one)) for one in elements(at, ("GlobalID",))]
    siret = siret_in(identifiers)
    return Party(name=text(at, ("Name",)), siren=siren_in(identifiers, siret, ""), siret=siret)


def _read(reader: Callable[[str], Value], said: str, warnings: list[str]) -> Value | None:
    try:
        return reader(said) if said else None
    except Unreadable:
        warnings.append(f"« {said[:40]} » ne se lit pas.")
        return None
