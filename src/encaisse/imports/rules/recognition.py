"""What kind of file this is, by its content; the name is never believed.

This version takes FECs. The others are named, so that the person knows what was seen.
"""

import re

from encaisse.imports.fec.refusals import FileRefused

FEC = "fec"
KINDS = {
    "open_items": "un état des factures ouvertes",
    "aged_balance": "une balance âgée",
    "bank_sheet": "un relevé bancaire en tableau",
    "camt": "un relevé bancaire CAMT",
    "cfonb120": "un relevé bancaire CFONB 120",
    "mt940": "un relevé bancaire MT940",
    "ofx": "un relevé bancaire OFX",
    "cii": "une facture électronique CII",
    "ubl": "une facture électronique UBL",
    "facturx": "une facture Factur-X",
    "cdar": "un message de cycle de vie",
}
HEAD = 4096
MARKS = (
    ("camt", re.compile(rb"camt\.05[234]|BkToCstmr")),
    ("cdar", re.compile(rb"CrossDomainAcknowledgementAndResponse")),
    ("cii", re.compile(rb"CrossIndustry(Invoice|Document)")),
    ("ubl", re.compile(rb"oasis:names:specification:ubl")),
    ("ofx", re.compile(rb"OFXHEADER|<OFX>", re.IGNORECASE)),
    ("mt940", re.compile(rb"(?m)^:20:[\s\S]*^:(25|28C|60[FM]):")),
    ("cfonb120", re.compile(rb"^01\d{5}.{4}\d{5}[\sA-Z]{3}")),
)


class KindNotTaken(FileRefused):
    """A file of a kind that this version does not take."""

    code = "kind_not_taken"
    sentence = "C'est {what} : cette version ne reprend que les FEC."


class UnknownKind(FileRefused):
    """``--as`` names no kind."""

    code = "unknown_kind"
    sentence = "« {named} » n'est pas un type de fichier connu. Types : {known}."


def kind_of(content: bytes, asked: str = "") -> str:
    """The kind of the file, or of what the person says it is; refuses what is not taken."""
    if asked and asked != FEC:
        if asked not in KINDS:
            raise UnknownKind(named=asked, known=", ".join([FEC, *KINDS]))
        raise KindNotTaken(what=KINDS[asked])
    for kind, mark in MARKS:
        if not asked and mark.search(content[:HEAD]):
            raise KindNotTaken(what=KINDS[kind])
    return FEC
