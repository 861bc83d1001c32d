"""One CDAR message: which status, on which day, of which invoices, with the amount and reason."""

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
HOME_CURRENCY = "EUR"

Value = TypeVar("Value")


def read_cdar(content: bytes) -> LifeCycleMessage:
    """Read the bytes of a CDAR message. Raises a ``FileRefused``."""
    root, warnings = open_plain(content)
    message = LifeCycleMessage(
        number=text(root, ("ExchangedDocument/ID",)),
        issuer=_party(root, "ExchangedDocument/IssuerTradeParty"),
        warnings=warnings,
    )
    for acknowledgement in elements(root, (".//" + ACKNOWLEDGEMENT,)):
        on = _read(day_of, text(acknowledgement, ISSUED_AT), warnings)
        for reference in elements(acknowledgement, (REFERENCE,)):
            _note(message, reference, on)
    if not message.statuses:
        raise NoStatus
    return message


def _note(message: LifeCycleMessage, reference: etree._Element, on: date | None) -> None:
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
            cents=cents,
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
    parts = list(_paid_parts(reference))
    amounts = [one for part in parts for one in elements(part, AMOUNT)]
    read = (_read(cents_of, words(one), warnings) for one in amounts)
    cents = [one for one in read if one is not None]
    currency = next((one.get("currencyID", "") for one in amounts), "")
    days = (text(part, ("ValueDateTime/DateTimeString",)) for part in parts)
    paid_on = _read(day_of, next(filter(None, days), ""), warnings)
    if not cents:
        return None, "", paid_on
    return sum(cents), currency or HOME_CURRENCY, paid_on


def _paid_parts(reference: etree._Element) -> Iterator[etree._Element]:
    return (
        part
        for part in elements(reference, (CHARACTERISTIC,))
        if text(part, ("TypeCode",)) in PAID_CODES
    )


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
