"""CAMT messages as tests write them: one account, entries, balances that add up."""

import io
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from xml.sax.saxutils import escape

from tests.imports.bank import IBAN

MESSAGES = {"053": ("BkToCstmrStmt", "Stmt"), "052": ("BkToCstmrAcctRpt", "Rpt")}
MESSAGES["054"] = ("BkToCstmrDbtCdtNtfctn", "Ntfctn")
OWNER = "ATELIER MARTIN"


def euros(cents: int) -> str:
    return str(Decimal(abs(cents)) / 100)


def side(cents: int) -> str:
    return "DBIT" if cents < 0 else "CRDT"


def element(path: str, content: str) -> str:
    """``A/B`` around the content."""
    for name in reversed(path.split("/")):
        content = f"<{name}>{content}</{name}>"
    return content


def money(cents: int, currency: str = "EUR") -> str:
    return f'<Amt Ccy="{currency}">{euros(cents)}</Amt>'


def party(role: str, name: str, iban: str = "", *, version: int = 2) -> str:
    inside = element("Pty/Nm" if version >= 8 else "Nm", escape(name))
    number = element(f"{role}Acct/Id/IBAN", iban) if iban else ""
    return f"<{role}>{inside}</{role}>{number}"


def detail(
    *, cents: int | None = None, parties: str = "", said: Iterable[str] = (), end_to_end: str = "",
    reference: str = "", invoice: str = "", back: str = "", more: str = "",
) -> str:  # fmt: skip
    words = "".join(element("Ustrd", escape(one)) for one in said)
    words += element("Strd/CdtrRefInf/Ref", reference) if reference else ""
    words += element("Strd/RfrdDocInf/Nb", invoice) if invoice else ""
    return element(
        "TxDtls",
        (element("Refs/EndToEndId", end_to_end) if end_to_end else "")
        + (money(cents) + element("CdtDbtInd", side(cents)) if cents is not None else "")
        + (element("RltdPties", parties) if parties else "")
        + (element("RmtInf", words) if words else "")
        + (element("RtrInf", back) if back else "")
        + more,
    )


def entry(
    cents: int, *details: str, on: str = "2026-11-16", status: str = "<Sts>BOOK</Sts>",
    more: str = "", currency: str = "EUR",
) -> str:  # fmt: skip
    return element(
        "Ntry",
        money(cents, currency)
        + element("CdtDbtInd", side(cents))
        + status
        + (element("BookgDt/Dt", on) + element("ValDt/Dt", on) if on else "")
        + more
        + (element("NtryDtls", "".join(details)) if details else ""),
    )


def balance(code: str, cents: int, on: str = "2026-11-16") -> str:
    return element(
        "Bal",
        element("Tp/CdOrPrtry/Cd", code)
        + money(cents)
        + element("CdtDbtInd", side(cents))
        + element("Dt/Dt", on),
    )


def stated(*entries: str, total: int = 0, opening: int = 100_000, account: str = IBAN) -> str:
    """The inside of a statement whose movements make ``total``."""
    named = element("Id/IBAN", account) + element("Ownr/Nm", OWNER)
    return "".join(
        [
            "<Id>1</Id>",
            element("Acct", named),
            balance("OPBD", opening),
            balance("CLBD", opening + total),
            *entries,
        ]
    )


def message(
    *statements: str, kind: str = "053", version: int = 2, encoding: str = "utf-8"
) -> bytes:
    name, inside = MESSAGES[kind]
    body = "".join(element(inside, one) for one in statements)
    head = element("GrpHdr", "<MsgId>M</MsgId><CreDtTm>2026-11-17T06:00:00Z</CreDtTm>")
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version:02d}">'
        f"<{name}>{head}{body}</{name}></Document>"
    ).encode(encoding)


def archive(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, inside in files.items():
            packed.writestr(f"{name}.xml", inside)
    return content.getvalue()
