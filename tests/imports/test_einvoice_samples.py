"""The e-invoices of the samples folder, each against its raw tags."""

import json
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from encaisse.imports import operations
from encaisse.imports.cdar.reading import read_cdar
from encaisse.imports.einvoices.reading import read_einvoices
from encaisse.imports.facturx.reading import read_facturx
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.operations import GivenFile, Judged
from encaisse.imports.rules.einvoice import EInvoiceFile
from encaisse.imports.rules.recognition import kind_of

pytestmark = pytest.mark.samples
WITHOUT_XML = {"unknown_invoice.pdf"}


def _files(samples: Path, folder: str) -> list[Path]:
    return sorted((samples / folder).iterdir())


def _raw(xml: str, name: str) -> list[str]:
    return re.findall(rf"<(?:\w+:)?{name}(?:\s[^>]*)?>\s*([^<]*?)\s*</", xml)


def _cents(text: str) -> int:
    return abs(int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_UP)))


def _agrees(file: EInvoiceFile, content: bytes, name: str) -> None:
    xml = re.sub(r"<!--.*?-->", "", content.decode("utf-8", errors="replace"), flags=re.DOTALL)
    (invoice,) = file.invoices
    gross = _raw(xml, "GrandTotalAmount") or _raw(xml, "TaxInclusiveAmount")
    due = _raw(xml, "DuePayableAmount") or _raw(xml, "PayableAmount") or gross
    assert " ".join(invoice.number.split()) in {" ".join(one.split()) for one in _raw(xml, "ID")}
    assert abs(invoice.totals.gross) == _cents(gross[-1]), name
    assert abs(invoice.totals.due) == _cents(due[-1]), name
    assert invoice.issued_on is not None, name
    assert invoice.seller.name, name
    assert invoice.buyer.name, name
    assert ("DueDate" in xml) == (invoice.due_on is not None), name
    codes = _raw(xml, "TypeCode") + _raw(xml, "InvoiceTypeCode") + _raw(xml, "CreditNoteTypeCode")
    assert invoice.type_code in {*codes, ""}, name


@pytest.mark.parametrize("kind", ["cii", "ubl"])
def test_each_xml_is_read_and_agrees_with_its_tags(samples: Path, kind: str) -> None:
    for path in _files(samples, kind):
        content = path.read_bytes()
        assert kind_of(content) == kind, path.name
        _agrees(read_einvoices(content), content, path.name)


def test_each_pdf_with_xml_is_read_and_agrees_with_it(samples: Path) -> None:
    for path in _files(samples, "facturx_pdf"):
        content = path.read_bytes()
        assert kind_of(content) == "facturx", path.name
        if path.name in WITHOUT_XML:
            with pytest.raises(FileRefused):
                read_facturx(content)
            continue
        inside = dict(PdfReader(BytesIO(content)).attachments)
        best = inside.get("factur-x.xml") or next(iter(inside.values()))
        _agrees(read_facturx(content), best[0], path.name)


def test_rule_fragments_are_no_invoices(samples: Path) -> None:
    for path in _files(samples, "ubl_unit"):
        with pytest.raises(FileRefused):
            read_einvoices(path.read_bytes())


def test_each_message_gives_its_status(samples: Path) -> None:
    for path in _files(samples, "cdar"):
        content = path.read_bytes()
        assert kind_of(content) == "cdar"
        (status,) = read_cdar(content).statuses
        assert status.code == _raw(content.decode(), "ProcessConditionCode")[0]
        assert status.invoice in path.name


@pytest.mark.parametrize("read", [read_einvoices, read_cdar])
def test_attacks_are_refused(samples: Path, read: Callable[[bytes], object]) -> None:
    for path in _files(samples, "xml_attacks"):
        with pytest.raises(FileRefused):
            read(path.read_bytes())


def test_the_report_can_be_printed(samples: Path) -> None:
    for folder in ("cii", "ubl", "facturx_pdf", "cdar"):
        for path in _files(samples, folder)[:3]:
            judged = operations.judge(GivenFile(path.name, path.read_bytes()), None)
            assert isinstance(judged, Judged), path.name
            printed = json.loads(json.dumps(judged.report))
            assert printed["taken"] == len(printed["documents"] or printed["statuses"]) == 1
