"""What kind of file this is, by its content; the name is never believed."""

import codecs
import re

from encaisse.imports.opening.archive import heads_of
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.opening.workbook import ZIP
from encaisse.imports.rules import tables

FEC, CFONB, CAMT, OFX, MT940 = "fec", "cfonb120", "camt", "ofx", "mt940"
PAIN002 = "pain002"
ARCHIVE = "archive"
CII, UBL, FACTURX, CDAR = "cii", "ubl", "facturx", "cdar"
BANKS = (CFONB, CAMT, OFX, MT940, tables.BANK_SHEET)
EINVOICES = (CII, UBL, FACTURX, CDAR)
TAKEN = (FEC, *BANKS, *EINVOICES, PAIN002, tables.OPEN_ITEMS, tables.AGED_BALANCE)
HEAD = 4096
HEAD_WITH_COMMENTS = 64 * 1024
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
ORDER_MARKS = codecs.BOM_UTF8 + codecs.BOM_UTF16
MARKS = (
    (CAMT, re.compile(rb"<[^<>]*(camt\.05[234]|BkToCstmr)")),
    (PAIN002, re.compile(rb"<[^<>]*(pain\.002\.|CstmrPmtStsRpt)")),
    (FACTURX, re.compile(rb"\A[\s\S]{0,1024}%PDF-")),
    (CDAR, re.compile(rb"<[^<>]*CrossDomainAcknowledgementAndResponse")),
    (CII, re.compile(rb"<[^<>]*CrossIndustry(Invoice|Document)")),
    (UBL, re.compile(rb"<[^<>]*oasis:names:specification:ubl")),
    (OFX, re.compile(rb"OFXHEADER|<OFX\b", re.IGNORECASE)),
    (
        MT940,
        re.compile(
            rb"\A[\s\1]*(\{1:|:(20|25|28C?|60[FM]|61|62[FM]|86|NS|940|942|13D|34F):)"
            rb"|[\r\n]:20:[\s\S]*[\r\n]:(25|28C|60[FM]|34F):"
        ),
    ),
    (CFONB, re.compile(rb"\A\s*0[147]\d{5}[ \w]{4}[ \d]{5}[ A-Za-z]{3}[ \d]")),
)


class UnknownKind(FileRefused):
    """``--as`` names no kind."""

    code = "unknown_kind"
    sentence = "« {named} » n'est pas un type de fichier connu. Types : {known}."


def kind_of(content: bytes, asked: str = "") -> str:
    """The kind of the file, or of what the person says it is."""
    kind = asked or _seen(content)
    if kind == FEC and not asked:
        kind = tables.kind_of(content) or FEC
    if kind not in TAKEN:
        raise UnknownKind(named=asked, known=", ".join(TAKEN))
    return kind


def is_mixed(content: bytes) -> bool:
    """Whether this is an archive of several kinds of files: each is then taken apart. One of CAMT
    messages only is one file."""
    if not content.startswith(ZIP):
        return False
    heads = [head for head in heads_of(content, HEAD) if head]
    return bool(heads) and any(_marked(head) != CAMT for head in heads)


def _seen(content: bytes) -> str:
    """What the first bytes say, of the file or of the files of an archive; a FEC when they say
    nothing: its reader tells what it is not."""
    if content.startswith(ZIP):
        return CAMT if CAMT in map(_marked, heads_of(content, HEAD)) else FEC
    return _marked(content)


def _marked(content: bytes) -> str:
    plain = content[:HEAD_WITH_COMMENTS].replace(b"\0", b"").lstrip(ORDER_MARKS)
    head = COMMENT.sub(b"", plain)[:HEAD]
    return next((kind for kind, mark in MARKS if mark.search(head)), FEC)
