"""What a mail carries: from our server through SMTP into a real mailbox, and back by IMAP."""

import datetime
import email
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.documents import operations as documents
from encaisse.documents.models import Document
from encaisse.letters import operations, queries
from encaisse.letters.mail import fetching
from encaisse.letters.mail.fetching import Position
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.models import Letter
from encaisse.letters.rules.papers import MEGABYTE, megabytes, too_heavy
from tests import imap
from tests.letters.conftest import AT
from tests.letters.servers import Server

ON = datetime.date(2026, 11, 23)
ROWS = "".join(
    f"<tr><td>FA-{rank:04}</td><td>Échue le 3 août, réglée à {rank} %</td></tr>"
    for rank in range(400)
)
LONG = Rendered(
    subject="Relevé d'août : « Établissements Lefèvre & Cœur », 12 345,67 €",
    text="Bonjour,\n\nVoici votre relevé, à régler dès réception. ÀÉÈÇŒ œuvre\n\n. Merci\n",
    html=f"<p>Bonjour, ÀÉÈÇŒ</p><table>{ROWS}</table>",
)
NAMES = (
    "Facture n° 1 – août.pdf",
    "Avoir « remise ».pdf",
    "Conditions générales de vente 2026 de la société Établissements Lefèvre et fils, v3.pdf",
    "bon.txt",
    "devis.pdf",
)


@pytest.fixture
def mailbox() -> Iterator[imap.Server]:
    with imap.serve() as server:
        yield server


def paper(company: Company, name: str, content: bytes = b"") -> Document:
    whole = content or f"%PDF-1.7\n{name}\n%%EOF".encode()
    return documents.keep(company=company, name=name, content=whole, on=ON, kind="invoice")


def sent(company: Company, papers: list[Document], **along: str) -> Letter:
    letter = operations.prepare(
        company, LONG, to=["petit@garage.example"], at=AT, thread="customer-12",
        along=operations.Alongside(papers, **along),
    )  # fmt: skip
    operations.send(letter, at=AT)
    letter.refresh_from_db()
    return letter


def read_back(mailbox: imap.Server, server: Server) -> EmailMessage:
    """The mail as an IMAP server gives it back to a mail reader."""
    for content in server.contents:
        mailbox.receive(content)
    (fetched,) = fetching.fetch(mailbox.mailbox, after=Position(), since=datetime.date(2020, 1, 1))
    return email.message_from_bytes(fetched.content, policy=policy.default)


def test_five_papers_accents_and_a_long_table_come_back_whole(
    server: Server, company: Company, mailbox: imap.Server
) -> None:
    papers = [paper(company, name) for name in NAMES[:-1]]
    papers.append(paper(company, NAMES[-1], bytes(range(256)) * 4096))
    letter = sent(company, papers)
    assert letter.state == "delivered"
    found = read_back(mailbox, server)
    assert found["Subject"] == LONG.subject
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == LONG.text
    assert html.get_content().replace("\r\n", "").replace("\n", "") == LONG.html
    carried = list(found.iter_attachments())
    assert [each.get_filename() for each in carried] == [each.name for each in papers]
    contents = [documents.content_of(each) for each in papers]
    assert [each.get_payload(decode=True) for each in carried] == contents


def test_the_thread_of_a_customer_is_kept_and_a_reply_answered(
    server: Server, company: Company, mailbox: imap.Server
) -> None:
    theirs = "<AS8PR05MB7763.0123456789abcdef0123456789@AS8PR05MB7763.eurprd05.prod.outlook.com>"
    letter = sent(company, [], answers=theirs)
    found = read_back(mailbox, server)
    assert found["Message-ID"] == letter.message_id
    assert found["In-Reply-To"] == theirs
    assert str(found["References"]).split() == ["<customer-12@localhost>", theirs]
    (raw,) = [value for name, value in found.raw_items() if name == "In-Reply-To"]
    assert "=?" not in raw


def test_an_identifier_that_no_header_bears_is_left_out(server: Server, company: Company) -> None:
    sent(company, [], answers="<a\r\nBcc: espion@monde.example>")
    (mail,) = server.received
    assert mail["In-Reply-To"] == "<customer-12@localhost>"
    assert mail["Bcc"] is None


def test_what_a_letter_carried_is_known_after_its_document_went(
    server: Server, company: Company
) -> None:
    document = paper(company, "Facture.pdf")
    letter = sent(company, [document])
    fingerprint = document.sha256
    document.delete()
    (kept,) = queries.enclosures(letter)
    assert (kept.name, kept.sha256, kept.document_id) == ("Facture.pdf", fingerprint, None)


@pytest.mark.parametrize("trouble", ["purged", "quarantined", "lost"])
def test_a_mail_never_leaves_without_a_paper_that_it_should_carry(
    server: Server, company: Company, trouble: str, settings: Settings
) -> None:
    document = paper(company, "Facture.pdf")
    letter = operations.prepare(
        company, LONG, to=["petit@garage.example"], at=AT,
        along=operations.Alongside([document]),
    )  # fmt: skip
    if trouble == "purged":
        document.delete()
    elif trouble == "quarantined":
        Document.objects.update(quarantined="Eicar")
    else:
        Document.objects.update(sha256="0" * 64)
    assert operations.send(letter, at=AT) == "failed"
    letter.refresh_from_db()
    assert letter.answer
    assert not server.received


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], ""),
        ([10 * MEGABYTE], ""),
        ([4 * MEGABYTE, 6 * MEGABYTE + 1], "les pièces pèsent 10,1 Mo"),
    ],
)
def test_all_the_papers_or_none(sizes: list[int], expected: str) -> None:
    assert too_heavy(sizes, limit=10 * MEGABYTE)[: len(expected)] == expected
    assert bool(expected) == bool(too_heavy(sizes, limit=10 * MEGABYTE))


@pytest.mark.parametrize(
    ("size", "told"), [(1, "0,1"), (MEGABYTE, "1"), (MEGABYTE * 5 // 2, "2,5")]
)
def test_a_weight_is_rounded_up(size: int, told: str) -> None:
    assert megabytes(size) == told
