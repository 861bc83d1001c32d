"""PDFs that carry their invoice: every name, several files, hostile ones."""

import random
import time
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from encaisse.imports.facturx.reading import read_facturx
from encaisse.imports.facturx.refusals import PdfBroken, PdfClosed, PdfWithoutXml
from encaisse.imports.opening.refusals import DoctypeRefused, FileRefused
from encaisse.imports.rules.recognition import kind_of
from tests.imports import papers
from tests.imports.papers import Paper

XML = papers.cii(Paper())


@pytest.mark.parametrize(
    "name",
    [
        "factur-x.xml", "Factur-X.XML", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml",
        "xrechnung.xml", "facture.xml", "facture",
    ],
)  # fmt: skip
def test_the_invoice_is_found_whatever_its_name(name: str) -> None:
    content = papers.pdf([("notice.txt", b"Bonjour"), (name, XML)])
    assert kind_of(content) == "facturx"
    assert [one.number for one in read_facturx(content).invoices] == ["F2026-0001"]


def test_of_several_the_newest_profile_is_read_and_the_others_are_said() -> None:
    other = papers.cii(Paper(number="AUTRE"))
    file = read_facturx(
        papers.pdf(
            [
                ("ZUGFeRD-invoice.xml", papers.zugferd1(Paper())),
                ("factur-x.xml", XML),
                ("autre.xml", other),
                ("bon.xml", b"<order/>"),
            ]
        )
    )
    assert [one.number for one in file.invoices] == ["F2026-0001"]
    reasons = [reason for _line, reason in file.ignored]
    assert len(reasons) == 3
    assert "ZUGFeRD-invoice.xml" in reasons[0]
    assert "la même facture" in reasons[0]
    assert "ce PDF est la facture F2026-0001" in reasons[1]
    assert "bon.xml" in reasons[2]


def test_a_file_associated_outside_of_the_tree_is_found() -> None:
    made = Pdf.new()
    made.add_blank_page()
    spec = Dictionary(Type=Name.Filespec, F="factur-x.xml", EF=Dictionary(F=made.make_stream(XML)))
    for associated in (Array([made.make_indirect(spec)]), made.make_indirect(spec)):
        made.Root.AF, out = associated, BytesIO()
        made.save(out)
        assert read_facturx(out.getvalue()).invoices[0].number == "F2026-0001"


def test_a_broken_tree_leaves_the_associated_files() -> None:
    made, out = Pdf.new(), BytesIO()
    made.add_blank_page()
    spec = Dictionary(Type=Name.Filespec, F="factur-x.xml", EF=Dictionary(F=made.make_stream(XML)))
    made.Root.Names = Dictionary(EmbeddedFiles=Array([1, 2]))
    made.Root.AF = Array([1, made.make_indirect(spec)])
    made.save(out)
    assert read_facturx(out.getvalue()).invoices[0].number == "F2026-0001"


def test_a_broken_cross_reference_table_is_repaired() -> None:
    content = papers.pdf([("factur-x.xml", XML)])
    at = content.rindex(b"startxref")
    assert read_facturx(content[:at] + b"startxref\n12\n%%EOF").invoices


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        pytest.param(papers.pdf([]), PdfWithoutXml, id="no file"),
        pytest.param(papers.pdf([("a.xml", b"<a/>")]), PdfWithoutXml, id="another XML"),
        pytest.param(papers.pdf([("factur-x.xml", XML)], password="p"), PdfClosed, id="password"),
        pytest.param(b"%PDF-1.7\nnothing", PdfBroken, id="no PDF"),
        pytest.param(
            papers.pdf([("factur-x.xml", b"<!DOCTYPE r>" + XML.split(b"?>", 1)[1])]),
            DoctypeRefused,
            id="a DOCTYPE inside",
        ),
    ],
)
def test_what_carries_no_invoice_is_refused(content: bytes, refusal: type[FileRefused]) -> None:
    with pytest.raises(refusal):
        read_facturx(content)


def test_a_file_that_swells_is_refused_in_time() -> None:
    made, out = Pdf.new(), BytesIO()
    made.add_blank_page()
    packer = zlib.compressobj(1)
    bomb = b"".join(packer.compress(b" " * 10_000_000) for _ in range(60)) + packer.flush()
    stream = made.make_stream(zlib.compress(bomb))
    stream.write(zlib.compress(bomb), filter=Array([Name.FlateDecode, Name.FlateDecode]))
    spec = Dictionary(Type=Name.Filespec, F="factur-x.xml", EF=Dictionary(F=stream))
    tree = Dictionary(Names=Array(["factur-x.xml", made.make_indirect(spec)]))
    made.Root.Names = Dictionary(EmbeddedFiles=tree)
    made.save(out)
    started = time.monotonic()
    with pytest.raises(PdfBroken):
        read_facturx(out.getvalue())
    assert time.monotonic() - started < 10


def test_a_damaged_pdf_is_read_or_refused() -> None:
    chance, good = random.Random(5), papers.pdf([("factur-x.xml", XML)])
    for _ in range(15):
        bad = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        with suppress(FileRefused):
            read_facturx(bytes(bad))
