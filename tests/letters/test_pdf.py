"""The PDF door: what is written is read back, archivable, accessible, the same bytes twice."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from encaisse.letters import pdf
from tests.letters.papers import faults, text_of

SPECIMEN = "letters/specimen.typ"
TITLE = "Décompte de créance"
DATA: dict[str, object] = {
    "made_on": "2026-11-21",
    "made_on_label": "21/11/2026",
    "kicker": "Pièce n° 4",
    "issuer": {"name": "Atelier « du Rhône »", "lines": ["12 rue du Port", "69002 Lyon"]},
    "debtor": {"name": "Škoda & Ωmega <b>#strong[x]</b>", "lines": []},
    "rows": [[f"F-{rank}", "01/02/2026", "1\u202f234,56\u00a0€"] for rank in range(80)],
    "total": "98\u202f764,80\u00a0€",
    "notice": "Une échéance est estimée.",
    "articles": [["C. com. L441-10", "pénalités de retard"]],
}


@pytest.fixture(scope="module")
def paper() -> bytes:
    return pdf.render(SPECIMEN, DATA, title=TITLE)


def test_what_is_written_is_read_back(paper: bytes) -> None:
    text = text_of(paper)
    for told in ("Atelier « du Rhône »", "Škoda & Ωmega <b>#strong[x]</b>", "F-79", "98 764,80 €"):
        assert told in text, told


def test_the_head_of_a_table_comes_again_and_each_page_is_numbered(paper: bytes) -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(paper)).pages]
    assert len(pages) >= 2
    for rank, page in enumerate(pages, start=1):
        assert f"page {rank} / {len(pages)}" in page
    assert all("Échéance" in page for page in pages[:2])
    assert TITLE in pages[1], "the title comes again on the next pages"


def test_it_declares_archiving_and_accessibility(paper: bytes) -> None:
    declared = PdfReader(BytesIO(paper)).metadata
    assert declared is not None
    assert declared.title == TITLE
    assert b"<pdfaid:part>3</pdfaid:part>" in paper
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in paper
    assert b"<pdfuaid:part>1</pdfuaid:part>" in paper


def test_somebody_else_finds_no_fault_in_it(paper: bytes) -> None:
    assert not faults(paper)


def test_the_same_data_give_the_same_bytes(paper: bytes) -> None:
    assert pdf.render(SPECIMEN, DATA, title=TITLE) == paper


def test_only_the_fonts_that_are_shipped_are_used(paper: bytes) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in PdfReader(BytesIO(paper)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts == {"Inter-Regular", "Inter-SemiBold"}
    assert (pdf.PRESS.parent / "fonts" / "OFL.txt").exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param("Garage 株式会社", "« Garage 株式会社 » contient un caractère", id="japanese"),
        pytest.param("Garage\u0007", r"\(U\+0007\)", id="control character"),
    ],
)
def test_a_character_without_a_shape_is_refused_by_name(name: str, sentence: str) -> None:
    with pytest.raises(pdf.Unprintable, match=sentence):
        pdf.render(SPECIMEN, DATA | {"debtor": {"name": name, "lines": []}}, title=TITLE)


def test_a_broken_template_crashes() -> None:
    with pytest.raises(pdf.DocumentSpoilt, match="issuer"):
        pdf.render(SPECIMEN, {"made_on_label": ""}, title=TITLE)
