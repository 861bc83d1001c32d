"""CII and UBL: from bytes to invoices. An imperfect invoice is taken, with a warning."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from encaisse.imports.einvoices import cii, parts, ubl
from encaisse.imports.einvoices.opening import open_plain
from encaisse.imports.einvoices.paths import Table, elements, line_of, text, words
from encaisse.imports.einvoices.refusals import EInvoiceIncomplete, NoEInvoice, TooManyEInvoices
from encaisse.imports.einvoices.said import Said
from encaisse.imports.einvoices.values import cents_of
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.rules import einvoice
from encaisse.imports.rules.einvoice import EInvoice, EInvoiceFile, Totals

TABLES: dict[str, Table] = {
    **dict.fromkeys(cii.ROOTS, cii.TABLE),
    **dict.fromkeys(ubl.ROOTS, ubl.TABLE),
}
CURRENCY = re.compile(r"[A-Z]{3}")
HOME_CURRENCY = "EUR"
INVOICES_MAX = 2_000


def read_einvoices(content: bytes) -> EInvoiceFile:
    """Read the bytes of a CII or UBL file. Raises a ``FileRefused``."""
    root, warnings = open_plain(content)
    return invoices_in(root, warnings)


def invoices_in(root: etree._Element, warnings: list[str]) -> EInvoiceFile:
    """Every invoice of the tree; refused when none is of use."""
    file = EInvoiceFile(warnings=warnings)
    first: FileRefused = NoEInvoice(found=str(root.tag)[:60])
    found = list(islice(_documents(root), INVOICES_MAX + 1))
    if len(found) > INVOICES_MAX:
        raise TooManyEInvoices(most=INVOICES_MAX)
    for document in found:
        try:
            file.invoices.append(_invoice(document, warnings))
        except EInvoiceIncomplete as refusal:
            first = first if file.refused else refusal
            file.refused.append((line_of(document), str(refusal)))
    if not file.invoices:
        raise first
    return file


def _documents(root: etree._Element) -> Iterator[etree._Element]:
    """The root, or the invoices inside an envelope, outermost only."""
    for element in root.iter(*TABLES):
        if not any(above.tag in TABLES for above in element.iterancestors()):
            yield cii.with_present_names(element)


def _invoice(document: etree._Element, warnings: list[str]) -> EInvoice:
    table = TABLES[str(document.tag)]
    said = Said(document, table, text(document, table.number), warnings)
    if not said.number:
        raise EInvoiceIncomplete(line=said.line, missing="son numéro")
    said.currency = _currency(said)
    written = _totals(said)
    type_code, vat = said.text(table.type_code), parts.vat(said)
    invoice = EInvoice(
        line=said.line,
        number=said.number,
        type=einvoice.type_of(
            type_code,
            is_credit_note_root=document.tag == ubl.CREDIT_NOTE_ROOT,
            gross=written.gross,
        ),
        type_code=type_code,
        issued_on=said.day(document, table.issued_on),
        currency=said.currency,
        totals=einvoice.positive(written),
        seller=parts.party(said, table.seller),
        buyer=parts.party(said, table.buyer),
        payee=parts.party(said, table.payee),
        due_days=parts.due_days(said),
        terms="\n".join(_lines(said)),
        notes=parts.notes(said),
        vat=einvoice.positive_vat(vat) if written.gross < 0 else vat,
        references=parts.references(said),
        means=parts.means(said),
        frame=said.text(table.frame),
        vat_point=said.text(table.vat_point),
    )
    for doubt in einvoice.doubts(invoice):
        said.warn(doubt)
    return invoice


def _lines(said: Said) -> Iterator[str]:
    """The terms of payment, with the line breaks of their writer."""
    for one in elements(said.document, said.table.terms):
        yield from (
            " ".join(line.split()) for line in (one.text or "").splitlines() if line.strip()
        )


def _currency(said: Said) -> str:
    totals = said.table.totals
    priced = elements(said.document, (*totals["due"], *totals["gross"]))
    found = [said.text(said.table.currency), *(one.get("currencyID", "") for one in priced)]
    known = next((one.upper() for one in found if CURRENCY.fullmatch(one.upper())), "")
    if not known:
        said.warn(f"la devise manque, elle est lue en {HOME_CURRENCY}")
    return known or HOME_CURRENCY


def _totals(said: Said) -> Totals:
    """BT-106 to BT-115; what is missing of the last two is worked out from the others."""
    found = {name: _amount(said, name) for name in said.table.totals}
    gross, due = found.pop("gross"), found.pop("due")
    less = (found["prepaid"] or 0) - (found["rounding"] or 0)
    if gross is None and due is None and found["net"] is not None:
        gross = found["net"] + (found["vat"] or 0)
    if due is None:
        if gross is None:
            raise EInvoiceIncomplete(line=said.line, missing="ce qui est à payer")
        due = gross - less
        said.warn("le net à payer manque, il est déduit du total TTC")
    return Totals(**found, gross=due + less if gross is None else gross, due=due)


def _amount(said: Said, name: str) -> int | None:
    """A total in the currency of the invoice: VAT may be said in another one too."""
    found = [one for one in elements(said.document, said.table.totals[name]) if words(one)]
    ours = [one for one in found if one.get("currencyID", said.currency) == said.currency]
    return said.read(cents_of, words((ours or found)[0]), "le montant") if found else None
