"""A reminder on paper: what the window shows, what each page bears, what a phone reads."""

import datetime
import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from encaisse.kernel.money import Money
from encaisse.letters import pdf
from encaisse.letters.post.drawing import on_paper
from encaisse.letters.queries import shipped_texts
from encaisse.letters.rules import Addressee, Line, Wording
from encaisse.letters.rules.postal import AddressIncomplete
from tests.letters.facts import DAY, IBAN, WORKSHOP, told
from tests.letters.papers import faults, text_of

MM = 72 / 25.4
WINDOW = (100, 55, 190, 79)  # seen however the sheet slides: left, top, right, bottom, in mm
ALONE = (95, 40, 205, 84)  # nothing else in there
EDGE = 10  # what printers and folding machines need
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><rect width="9" height="3"/></svg>'
)
SHOP = replace(WORKSHOP, logo=LOGO, numbers="TVA FR23552100554")
GARAGE = Addressee(
    "Garage de l'Étoile",
    "C00012",
    "Zone des Granges\nBâtiment C\n8 avenue Foch\n42100 Saint-Étienne",
)
WORDING = Wording(
    "{{ total }} en attente",
    "{{ salutation }}\n\nIl reste dû ceci.\n\n{{ tableau }}\n\n{{ reglement }}\n\n"
    "{{ interets }}\n\nMerci.\n\nCordialement,\n{{ societe }}",
)
SEEN = [
    "Garage de l'Étoile", "À l'attention de Mme Petit", "Zone des Granges", "Bâtiment C",
    "8 avenue Foch", "42100 SAINT-ÉTIENNE",
]  # fmt: skip


def drawn(wording: Wording = WORDING, **changes: Any) -> bytes:
    context = told(**{"company": SHOP, "customer": GARAGE, **changes})
    order = on_paper(wording, context).order
    return pdf.render(order.template, order.data, title=order.title)


def owing(count: int) -> dict[str, Any]:
    """That many late receivables of 100 €."""
    due = DAY - datetime.timedelta(days=40)
    lines = tuple(
        Line(f"FA-{rank}", due, due, 40, Money(100_00), Money(100_00), 2) for rank in range(count)
    )
    return {"lines": lines, "credits": (), "total": Money(count * 100_00), "reference": "C00012"}


@pytest.fixture(scope="module")
def letter() -> bytes:
    return drawn()


def seen_in(paper: bytes, zone: tuple[int, int, int, int]) -> list[str]:
    """The lines that lie wholly in a zone of the first page, given in mm from its top left."""
    left, top, right, bottom = (side * MM for side in zone)
    page = pypdfium2.PdfDocument(paper)[0]
    height = page.get_height()
    text = page.get_textpage()
    found = text.get_text_bounded(left, height - bottom, right, height - top)
    return [line.strip() for line in found.splitlines() if line.strip()]


def test_the_window_shows_the_addressee_and_nothing_else(letter: bytes) -> None:
    assert seen_in(letter, WINDOW) == SEEN
    assert seen_in(letter, ALONE) == SEEN


def test_nothing_is_written_near_the_edge_of_a_sheet() -> None:
    for page in pypdfium2.PdfDocument(drawn(**owing(60))):
        text, (width, height) = page.get_textpage(), page.get_size()
        assert (round(width / MM), round(height / MM)) == (210, 297)
        boxes = [text.get_charbox(rank) for rank in range(text.count_chars())]
        seen = [box for box in boxes if box[2] > box[0]]
        assert min(left for left, _, _, _ in seen) >= EDGE * MM
        assert max(right for _, _, right, _ in seen) <= width - EDGE * MM
        assert min(bottom for _, bottom, _, _ in seen) >= EDGE * MM
        assert max(top for _, _, _, top in seen) <= height - EDGE * MM


def test_a_foreign_letter_names_its_country_last() -> None:
    fischer = Addressee("Fischer GmbH", "C2", "Hauptstraße 12\n10115 Berlin", "DE")
    assert seen_in(drawn(customer=fischer), WINDOW)[-2:] == ["10115 BERLIN", "ALLEMAGNE"]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        pytest.param("", "manque", id="none"),
        pytest.param("8 avenue Foch\nSaint-Étienne", "code postal", id="without postcode"),
        pytest.param("8 avenue Foch\n42100", "code postal", id="without town"),
    ],
)
def test_what_no_postman_would_find_is_not_drawn(address: str, sentence: str) -> None:
    with pytest.raises(AddressIncomplete, match=sentence):
        on_paper(WORDING, told(customer=replace(GARAGE, address=address)))


def test_an_address_too_long_for_the_window_is_joined() -> None:
    long = replace(GARAGE, address=f"Quai 2\nEscalier B\n{GARAGE.address}")
    lines = seen_in(drawn(customer=long), WINDOW)
    assert len(lines) == len(SEEN)
    assert lines[2:] == ["Quai 2, Escalier B, Zone des Granges", *SEEN[3:]]


def test_each_page_bears_who_writes_in_law_and_its_number() -> None:
    paper = drawn(**owing(60))
    pages = [page.extract_text().replace("\u00a0", " ") for page in PdfReader(BytesIO(paper)).pages]
    assert len(pages) > 1
    for rank, page in enumerate(pages, start=1):
        assert f"page {rank} / {len(pages)}" in page
        assert "SAS au capital de 50 000 €" in page
        assert "RCS Saint-Étienne 552 100 554" in page
        assert "TVA FR23552100554" in page


@pytest.mark.parametrize("count", [1, 25, 150])
def test_the_table_keeps_its_head_on_each_page_and_loses_no_line(count: int) -> None:
    paper = drawn(**owing(count))
    told_by_page = [page.extract_text() for page in PdfReader(BytesIO(paper)).pages]
    assert all("Échéance" in page for page in told_by_page if "FA-" in page)
    text = text_of(paper)
    assert [rank for rank in range(count) if not re.search(rf"FA-{rank}\b", text)] == []


def test_it_is_read_in_the_order_of_a_letter(letter: bytes) -> None:
    text = text_of(letter)
    said = ["Atelier Martin", *SEEN, "Saint-Étienne, le 23 novembre 2026", "Objet", "Bonjour",
            "13/10/2026", "Total à régler", "Régler par virement", "Intérêts de retard",
            "Cordialement"]  # fmt: skip
    places = [text.index(each) for each in said]
    assert places == sorted(places)


def test_a_phone_reads_the_transfer(letter: bytes) -> None:
    page = pypdfium2.PdfDocument(letter)[0].render(scale=150 / 72).to_pil()
    (code,) = zxingcpp.read_barcodes(page)
    lines = code.text.split("\n")
    assert lines[:4] == ["BCD", "002", "1", "SCT"]
    assert lines[5:8] == ["Atelier Martin", IBAN, "EUR8000.00"]
    assert lines[-1] == "FA-2291 FA-2304"


def test_without_iban_it_says_where_to_find_it() -> None:
    paper = drawn(company=replace(SHOP, iban="", bic="", logo=""))
    assert "Nos coordonnées bancaires figurent sur nos factures." in text_of(paper)
    assert zxingcpp.read_barcodes(pypdfium2.PdfDocument(paper)[0].render().to_pil()) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_somebody_else_finds_no_fault_in_it(language: str) -> None:
    paper = drawn(replace(WORDING, language=language), **owing(60))
    assert faults(paper) == []
    assert b"<pdfaid:part>3</pdfaid:part>" in paper
    assert b"<pdfuaid:part>1</pdfuaid:part>" in paper


def test_it_never_calls_itself_a_mail() -> None:
    text = text_of(drawn(replace(WORDING, body="Réglez {{ delai }}."), pay_by=None))
    assert "Réglez dès réception de cette lettre." in text


def test_what_cannot_be_seen_is_told(letter: bytes) -> None:
    alternatives = {
        str(element["/Alt"]) for element in elements_of(letter) if element.get("/S") == "/Figure"
    }
    assert alternatives == {
        "Atelier Martin",
        "QR code de virement : 8\u202f000,00\u00a0€ à Atelier Martin, "
        "IBAN FR76 3000 6000 0112 3456 7890 189, référence FA-2291 FA-2304",
    }


def test_the_heads_of_columns_are_heads(letter: bytes) -> None:
    assert sum(element.get("/S") == "/TH" for element in elements_of(letter)) >= len(
        ("Facture", "Émise le", "Échéance", "Retard", "Reste dû", "Intérêts", "Montant")
    )


def elements_of(paper: bytes) -> list[Any]:
    """The elements of the structure, whatever their depth."""
    found: list[Any] = []
    waiting: list[Any] = [PdfReader(BytesIO(paper)).root_object["/StructTreeRoot"]]
    while waiting:
        each = waiting.pop().get_object()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            found.append(each)
            waiting += [each["/K"]] if "/K" in each else []
    return found


def test_nothing_in_a_name_is_executed() -> None:
    hostile = replace(GARAGE, name="#panic() $x$ *Odin*")
    assert seen_in(drawn(customer=hostile), WINDOW)[0] == "#panic() $x$ *Odin*"


def test_many_are_drawn_in_order_and_one_that_cannot_be_stops_no_other() -> None:
    def order(name: str) -> pdf.Order:
        facts = told(company=SHOP, customer=replace(GARAGE, name=name))
        return on_paper(WORDING, facts).order

    names = [f"Client {rank}" for rank in range(pdf.SHEAF * 2 + 3)]
    names[7] = "株式会社"
    found = list(pdf.render_many(map(order, names), processes=2))
    assert isinstance(found[7], pdf.Unprintable)
    papers = [each for each in found if isinstance(each, bytes)]
    assert len(papers) == len(names) - 1
    assert "Client 0" in text_of(papers[0])
    assert names[-1] in text_of(papers[-1])


@pytest.mark.parametrize("code", ["mise-en-demeure", "mise-en-demeure-firm"])
def test_a_formal_notice_of_two_invoices_closes_on_its_first_page(code: str) -> None:
    """With what the law adds, in four lines, and who signs."""
    shipped = shipped_texts()[code, "letter", "fr"]
    signed = replace(SHOP, signatory="Nadia Benali", signatory_role="Responsable du recouvrement")
    paper = drawn(Wording(shipped.subject, shipped.body), **owing(2) | {"company": signed})
    assert len(PdfReader(BytesIO(paper)).pages) == 1
    assert "salutations distinguées" in text_of(paper)
