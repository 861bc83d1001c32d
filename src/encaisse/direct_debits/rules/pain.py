"""The file that asks the bank to collect: pain.008, in the SEPA character set. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from lxml import etree

from encaisse.direct_debits.rules.mandates import Scheme

VERSIONS = ("pain.008.001.02", "pain.008.001.08")
WRITTEN = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
     "°": "o", "&": "+", "€": "EUR", "–": "-", "—": "-", "_": "-", "’": "'", "«": "'", "»": "'",
     "@": "(a)", "đ": "d", "Đ": "D"}
)  # fmt: skip
OUTSIDE = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
NAME_MAX, TEXT_MAX = 70, 140
SERVICE, PROPRIETARY, ABSENT = "SEPA", "SEPA", "NOTPROVIDED"


@dataclass(frozen=True, slots=True)
class CreditorFacts:
    """Who collects, on which account."""

    name: str
    ics: str
    iban: str
    bic: str


@dataclass(frozen=True, slots=True)
class Collection:
    """One debit asked for."""

    end_to_end: str
    cents: int
    mandate: str
    signed_on: date
    debtor: str
    iban: str
    bic: str
    text: str
    sequence: str


@dataclass(frozen=True, slots=True)
class Order:
    """A batch: all its collections on one day, under one scheme."""

    message: str
    made_at: datetime
    collect_on: date
    scheme: Scheme
    creditor: CreditorFacts
    collections: Sequence[Collection]
    version: str = VERSIONS[1]


def sepa_text(text: str, most: int) -> str:
    """The text in the characters that every bank of SEPA takes, cut to that length."""
    plain = unicodedata.normalize("NFKD", text.translate(WRITTEN))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = " ".join(OUTSIDE.sub(" ", kept).split()).replace("//", "/").lstrip("/")
    return words[:most].strip() or ABSENT


def part_id(message: str, sequence: str) -> str:
    """The identifier of a part of the message: the bank's line of the batch may bear it."""
    return f"{message}-{sequence}"


def written(order: Order) -> bytes:
    """The whole file: one part for each sequence type, as the rulebooks ask."""
    spaces: dict[str | None, str] = {None: f"urn:iso:std:iso:20022:tech:xsd:{order.version}"}
    root = etree.Element("Document", nsmap=spaces)  # type: ignore[arg-type]
    body = _add(root, "CstmrDrctDbtInitn")
    header = _add(body, "GrpHdr")
    _add(header, "MsgId", order.message)
    _add(header, "CreDtTm", order.made_at.strftime("%Y-%m-%dT%H:%M:%S"))
    _sums(header, order.collections)
    _add(_add(header, "InitgPty"), "Nm", sepa_text(order.creditor.name, NAME_MAX))
    found = sorted(order.collections, key=lambda each: each.sequence)
    for sequence, part in groupby(found, key=lambda each: each.sequence):
        _part(body, order, sequence, list(part))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _part(
    body: etree._Element, order: Order, sequence: str, collections: Sequence[Collection]
) -> None:
    part = _add(body, "PmtInf")
    _add(part, "PmtInfId", part_id(order.message, sequence))
    _add(part, "PmtMtd", "DD")
    _add(part, "BtchBookg", "true")
    _sums(part, collections)
    kind = _add(part, "PmtTpInf")
    _add(_add(kind, "SvcLvl"), "Cd", SERVICE)
    _add(_add(kind, "LclInstrm"), "Cd", order.scheme.upper())
    _add(kind, "SeqTp", sequence)
    _add(part, "ReqdColltnDt", order.collect_on.isoformat())
    creditor = order.creditor
    _add(_add(part, "Cdtr"), "Nm", sepa_text(creditor.name, NAME_MAX))
    _add(_add(_add(part, "CdtrAcct"), "Id"), "IBAN", creditor.iban)
    _agent(part, "CdtrAgt", creditor.bic, order.version)
    _add(part, "ChrgBr", "SLEV")
    other = _add(_add(_add(_add(part, "CdtrSchmeId"), "Id"), "PrvtId"), "Othr")
    _add(other, "Id", creditor.ics)
    _add(_add(other, "SchmeNm"), "Prtry", PROPRIETARY)
    for collection in collections:
        _collection(part, collection, order.version)


def _collection(part: etree._Element, collection: Collection, version: str) -> None:
    one = _add(part, "DrctDbtTxInf")
    _add(_add(one, "PmtId"), "EndToEndId", collection.end_to_end)
    _add(one, "InstdAmt", _amount(collection.cents)).set("Ccy", "EUR")
    mandate = _add(_add(one, "DrctDbtTx"), "MndtRltdInf")
    _add(mandate, "MndtId", collection.mandate)
    _add(mandate, "DtOfSgntr", collection.signed_on.isoformat())
    _agent(one, "DbtrAgt", collection.bic, version)
    _add(_add(one, "Dbtr"), "Nm", sepa_text(collection.debtor, NAME_MAX))
    _add(_add(_add(one, "DbtrAcct"), "Id"), "IBAN", collection.iban)
    _add(_add(one, "RmtInf"), "Ustrd", sepa_text(collection.text, TEXT_MAX))


def _agent(parent: etree._Element, name: str, bic: str, version: str) -> None:
    institution = _add(_add(parent, name), "FinInstnId")
    if bic:
        _add(institution, "BIC" if version == VERSIONS[0] else "BICFI", bic)
    else:
        _add(_add(institution, "Othr"), "Id", ABSENT)


def _sums(parent: etree._Element, collections: Iterable[Collection]) -> None:
    found = list(collections)
    _add(parent, "NbOfTxs", str(len(found)))
    _add(parent, "CtrlSum", _amount(sum(each.cents for each in found)))


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, name)
    child.text = text
    return child
