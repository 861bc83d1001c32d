"""What files say, format by format, read by the process apart."""

import io

import pypdfium2
import pytest
from xlsxwriter import Workbook

from encaisse.documents import reading
from encaisse.documents.rules.media import Media, sniffed
from tests.documents import papers

ODF = "urn:oasis:names:tc:opendocument:xmlns"
MAIL = (
    "From: Mme Petit <compta@garage.example>\nTo: nadia@atelier.example\n"
    "Subject: =?utf-8?q?R=C3=A8glement?=\n"
    "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>Nous avons <b>réglé</b></p>\n"
)


def a_sheet() -> bytes:
    kept = io.BytesIO()
    with Workbook(kept) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Palette livrée")
        sheet.write_number(0, 1, 2291)
    return kept.getvalue()


def an_odt() -> bytes:
    content = (
        f'<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:text="{ODF}:text:1.0">'
        "<text:p>Bon de <text:span>commande</text:span> signé</text:p></office:document-content>"
    )
    return papers.packed({"mimetype": Media.ODT.value.encode(), "content.xml": content.encode()})


@pytest.mark.parametrize(
    ("content", "media", "said"),
    [
        pytest.param("Réglé".encode(), Media.TEXT, "Réglé", id="a text"),
        pytest.param("Réglé".encode("cp1252"), Media.TEXT, "Réglé", id="an old text"),
        pytest.param("\ufeffRéglé".encode("utf-16-le"), Media.TEXT, "Réglé", id="UTF-16"),
        pytest.param(
            b"<html><head><title>x</title></head><body><script>non()</script><p>Oui</p>",
            Media.HTML, "Oui", id="HTML without its scripts",
        ),
        pytest.param(papers.a_docx("Bon de livraison"), Media.DOCX, "Bon de livraison", id="Word"),
        pytest.param(an_odt(), Media.ODT, "Bon de commande signé", id="OpenDocument"),
        pytest.param(b"%PDF-1.7 abime", Media.PDF, "", id="a broken PDF"),
    ],
)  # fmt: skip
def test_a_file_says_its_words(content: bytes, media: Media, said: str) -> None:
    assert sniffed(content) is media
    assert reading.text_of(content, media) == said


def test_a_sheet_says_its_cells() -> None:
    said = reading.text_of(a_sheet(), sniffed(a_sheet()))
    assert "Palette livrée" in said
    assert "2291" in said


def test_a_mail_says_who_wrote_and_what() -> None:
    assert sniffed(MAIL.encode()) is Media.MAIL
    said = reading.text_of(MAIL.encode(), Media.MAIL)
    assert "Mme Petit" in said
    assert "Règlement" in said
    assert "Nous avons réglé" in " ".join(said.split())


def test_pages_come_by_four() -> None:
    paper = papers.a_pdf(pages=6)
    assert reading.pages_of(paper) == 6
    first, second = (reading.pictures_of(paper, first=rank) for rank in (0, 4))
    assert (first.pages, len(first.pictures), len(second.pictures)) == (6, 4, 2)
    assert all(picture.startswith(b"\x89PNG") for picture in first.pictures)


def test_a_page_as_large_as_a_field_is_drawn_small() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(14_400, 14_400)
    document.new_page(1, 14_400)
    kept = io.BytesIO()
    document.save(kept)
    assert len(reading.pictures_of(kept.getvalue(), first=0).pictures) == 2
