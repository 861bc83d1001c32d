"""What is printed behind a posted reminder: the copies of its invoices, all of them or none."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.test import Client
from pikepdf import Encryption, Pdf
from PIL import Image
from pypdf import PdfReader

from encaisse.accounts.models import Company
from encaisse.documents import operations as documents
from encaisse.documents.models import Document
from encaisse.documents.rules.subjects import Subject
from encaisse.dunning import operations, rules
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.operations import posting
from encaisse.letters.models import Letter, PrintBatch
from encaisse.letters.operations import posting as letters
from encaisse.receivables.models import Receivable
from tests import factories
from tests.letters.papers import text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 7, tzinfo=UTC)
ON = date(2026, 11, 3)
BY = "Nadia"


@pytest.fixture
def company() -> Company:
    """Its only step takes the copies of invoices along."""
    company = factories.a_company(address="12 rue des Tanneurs\n42000 Saint-Étienne")
    step = rules.Step(1, 3, channel="letter", approval="approve", encloses_invoices=True)
    scenario = rules.Scenario(0, "Le nôtre", (step,), lists="overdue")
    operations.save_scenario(company, scenario, by="Paul", is_default=True)
    return company


@pytest.fixture
def late(company: Company) -> Receivable:
    found = factories.a_customer(company, "Garage Martin", address="1 quai Nord\n69002 Lyon")
    return factories.a_receivable(found, number="FA-1")


def of_pages(count: int, *, secret: str = "") -> bytes:
    """A PDF of that many A4 pages."""
    written = BytesIO()
    with Pdf.new() as paper:
        for _rank in range(count):
            paper.add_blank_page(page_size=(595, 842))
        paper.save(written, encryption=Encryption(owner=secret, user=secret) if secret else False)
    return written.getvalue()


def scanned(width: int, height: int) -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, height), "navy").save(written, "JPEG")
    return written.getvalue()


def a_copy(late: Receivable, content: bytes, name: str = "FA-1.pdf") -> Document:
    document = documents.keep(
        company=late.company, name=name, content=content, on=ON, kind="invoice"
    )
    subject = Subject("invoice", late.invoice_id, name, late.customer_id)
    documents.attach(document, subject, by=BY)
    return document


def printed(company: Company, *, is_duplex: bool = False) -> tuple[PrintBatch, Letter]:
    operations.run(company, on=ON, by=BY, at=AT)
    operations.approve(company, Message.objects.values_list("pk", flat=True), by=BY)
    batch = posting.start_batch(company, is_duplex=is_duplex, by=BY, at=AT)
    posting.make_batch(company, batch.pk, at=AT)
    batch.refresh_from_db()
    return batch, Letter.objects.get()


def words_of(batch: PrintBatch) -> list[int]:
    """The words of each page of the file, its list left out."""
    paper = letters.take(batch, by=BY, at=AT)
    return [len(page.extract_text()) for page in PdfReader(BytesIO(paper)).pages][1:]


@pytest.mark.parametrize(("is_duplex", "pages"), [(False, 5), (True, 7)])
def test_copies_follow_the_letter_each_on_a_new_sheet(
    company: Company, late: Receivable, is_duplex: bool, pages: int
) -> None:
    a_copy(late, of_pages(3))
    a_copy(late, scanned(4000, 3000), "scan.jpg")
    batch, letter = printed(company, is_duplex=is_duplex)
    assert letter.pages == pages
    assert [one.name for one in letter.enclosures.all()] == ["FA-1.pdf", "scan.jpg"]
    assert letter.document is not None
    assert "FA-1.pdf, scan.jpg" in text_of(documents.content_of(letter.document))
    told = words_of(batch) if not is_duplex else words_of(batch)[1:]
    assert told[0] > 0, "the letter first"
    assert not any(told[1:])
    assert len(told) == pages + is_duplex, "an even number of pages on both sides of the paper"


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        pytest.param(b"Bonjour", "note.txt", "n'est ni un PDF ni une image", id="text"),
        pytest.param(of_pages(1, secret="ah"), "clos.pdf", "ne s'imprime pas", id="locked"),
        pytest.param(b"%PDF-1.7\nrien de lisible", "coupe.pdf", "ne s'imprime pas", id="cut"),
    ],
)
def test_one_that_cannot_be_printed_keeps_them_all_back(
    company: Company, late: Receivable, content: bytes, name: str, why: str
) -> None:
    a_copy(late, of_pages(1))
    a_copy(late, content, name)
    batch, letter = printed(company)
    assert letter.pages == 1
    assert not letter.enclosures.exists()
    assert name in letter.without
    assert why in letter.without
    assert len(words_of(batch)) == 1
    assert letter.document is not None
    assert "Pièces jointes" not in text_of(documents.content_of(letter.document))


def test_what_weighs_too_much_stays_behind(
    company: Company, late: Receivable, settings: object
) -> None:
    settings.MAIL_PAPERS_MAX = 1000  # type: ignore[attr-defined]
    a_copy(late, of_pages(1) + b"\n%" + b" " * 1000)
    _batch, letter = printed(company)
    assert "une lettre n'en porte que" in letter.without


def test_the_page_says_before_what_goes_along_and_takes_the_choice(
    company: Company, late: Receivable, client: Client
) -> None:
    first, second = a_copy(late, of_pages(1)), a_copy(late, of_pages(2), "bon.pdf")
    client.force_login(factories.a_user(company))
    operations.run(company, on=ON, by=BY, at=AT)
    message = Message.objects.get(state=MessageState.WAITING)
    said = client.get(f"/relances/{message.pk}/").content.decode()
    assert "Pièces jointes" in said
    assert first.name in said
    operations.choose_papers(message, [second.pk], by=BY, on=ON)
    operations.approve(company, [message.pk], by=BY)
    batch = posting.start_batch(company, is_duplex=False, by=BY, at=AT)
    posting.make_batch(company, batch.pk, at=AT)
    letter = Letter.objects.get()
    assert [one.name for one in letter.enclosures.all()] == ["bon.pdf"]
    assert letter.pages == 1 + len(["its", "two"])
