"""Writing back: in the thread, with what was asked, seen where one looks for it."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.documents import operations as documents
from encaisse.documents.models import Document
from encaisse.documents.rules.subjects import Subject
from encaisse.letters import operations as letters
from encaisse.letters.models import Letter
from encaisse.letters.queries import enclosures
from encaisse.parties.models import Customer
from encaisse.receivables.models import Receivable
from encaisse.replies import operations, queries
from encaisse.replies.models import Reply
from encaisse.replies.operations.refusals import AnswerEmpty, AnswerTooHeavy, NobodysReply
from tests.api.conftest import a_caller
from tests.letters.servers import Server, running
from tests.replies.mails import AT, CUSTOMER, a_mail

ON = AT.date()
ASKS = "Bonjour,\n\nPouvez-vous nous renvoyer un duplicata de la facture FA-2 ? Merci d'avance."


@pytest.fixture(autouse=True)
def mail_goes_somewhere(settings: Settings) -> None:
    settings.EMAIL_HOST = "127.0.0.1"


@pytest.fixture
def reply(company: Company, sent: Letter) -> Reply:
    taken = operations.take_in(company, a_mail(ASKS, answers=sent.message_id).as_bytes(), at=AT)
    assert taken is not None
    return taken


@pytest.fixture
def copies(company: Company, garage: Customer) -> list[Document]:
    """Of each invoice its copy."""
    return [a_copy(bearer) for bearer in Receivable.objects.order_by("id")]


def a_copy(bearer: Receivable) -> Document:
    number = bearer.invoice.number
    document = documents.keep(
        company=bearer.company, name=f"{number}.pdf", content=number.encode(), on=ON, kind="invoice"
    )
    subject = Subject("invoice", bearer.invoice_id, number, bearer.customer_id)
    documents.attach(document, subject, by="Nadia")
    return document


def written(reply: Reply, text: str = "Voici.", papers: tuple[Document, ...] = ()) -> Letter:
    operations.answer(reply, text=text, papers=papers, on=ON, by="Nadia", at=AT)
    return Letter.objects.get(answers=reply.message_id)


def test_the_copy_asked_for_is_ticked_and_the_others_offered(
    reply: Reply, copies: list[Document]
) -> None:
    told = [(each.name, is_asked) for each, is_asked in queries.sendable(reply)]
    assert told == [("FA-1.pdf", False), ("FA-2.pdf", True)]


def test_an_invoice_paid_since_may_still_be_sent(reply: Reply, copies: list[Document]) -> None:
    Receivable.objects.update(open_cents=0)
    assert [each.name for each, _ in queries.sendable(reply)] == ["FA-2.pdf"]


def test_an_answer_leaves_in_the_thread_with_its_papers(
    reply: Reply, copies: list[Document], settings: Settings
) -> None:
    letter = written(reply, "Bonjour,\n\nVoici la facture.", (copies[1],))
    with running(Server()) as server:
        settings.EMAIL_PORT = server.port
        assert letters.send(letter, at=AT) == "delivered"
    (mail,) = server.received
    assert (mail["To"], mail["Subject"]) == (CUSTOMER, reply.subject)
    assert mail["In-Reply-To"] == reply.message_id
    assert str(mail["References"]).split()[-1] == reply.message_id
    assert mail["Auto-Submitted"] is None
    assert [each.get_filename() for each in mail.iter_attachments()] == ["FA-2.pdf"]
    assert [each.name for each in enclosures(letter)] == ["FA-2.pdf"]


def test_an_answer_deals_with_the_reply_and_is_in_the_journal(
    reply: Reply, copies: list[Document]
) -> None:
    written(reply, papers=(copies[1],))
    reply.refresh_from_db()
    assert (reply.read_on, reply.outcome) == (ON, "Répondu, avec FA-2.pdf.")
    entry = Entry.objects.get(verb="reply.answered")
    assert entry.customer_id == reply.customer_id


def test_one_may_write_again_after_having_dealt_with_it(reply: Reply) -> None:
    operations.mark_read(reply, on=ON, by="Nadia", outcome="Vue.")
    written(reply)
    reply.refresh_from_db()
    assert reply.outcome == "Vue."
    assert len(queries.answers_to(reply)) == 1


def test_what_cannot_be_answered_is_refused(
    reply: Reply, copies: list[Document], settings: Settings, company: Company
) -> None:
    with pytest.raises(AnswerEmpty):
        written(reply, "  ")
    settings.MAIL_PAPERS_MAX = 3
    with pytest.raises(AnswerTooHeavy):
        written(reply, papers=(copies[0],))
    stranger = a_mail(sender="x@inconnu.example", message_id="<2@inconnu.example>")
    nobodys = operations.take_in(company, stranger.as_bytes(), at=AT)
    assert nobodys is not None
    with pytest.raises(NobodysReply):
        written(nobodys)
    assert not Letter.objects.exclude(answers="").exists()


def test_the_page_leads_there_in_one_click(
    signed: Client, reply: Reply, copies: list[Document]
) -> None:
    where = reverse("replies:reply", args=[reply.pk])
    shown = signed.get(where).content.decode()
    assert "Envoyer un duplicata" in shown
    assert 'href="#repondre"' in shown
    act = reverse("replies:act", args=[reply.pk])
    given = {"geste": "repondre", "text": "Voici.", "document": [str(copies[1].pk)]}
    assert signed.post(act, given).status_code == 302
    assert "Ce que vous avez répondu" in signed.get(where).content.decode()
    (letter,) = queries.answers_to(reply)
    assert [each.name for each in enclosures(letter)] == ["FA-2.pdf"]


def test_a_document_that_is_not_offered_is_not_sent(signed: Client, reply: Reply) -> None:
    other = documents.keep(company=reply.company, name="secret.pdf", content=b"s", on=ON)
    act = reverse("replies:act", args=[reply.pk])
    signed.post(act, {"geste": "repondre", "text": "Voici.", "document": [str(other.pk)]})
    (letter,) = queries.answers_to(reply)
    assert not enclosures(letter)


def test_the_api_answers_with_the_papers_asked_for(reply: Reply, copies: list[Document]) -> None:
    nadia, path = a_caller(reply.company), f"/replies/{reply.pk}"
    offered = {each["name"]: each for each in nadia.get(f"{path}/papers").said}
    asked = offered["FA-2.pdf"]
    assert (asked["asked"], asked["size"]) == (True, len(b"FA-2"))
    refused = nadia.post(f"{path}/answer", {"text": "Voici.", "documents": ["999999"]})
    assert (refused.status, refused.said["code"]) == (409, "paper_not_offered")
    given = {"text": "Voici.", "documents": [asked["id"]]}
    answered = nadia.post(f"{path}/answer", given)
    assert answered.said["outcome"] == "Répondu, avec FA-2.pdf."
    letter = Letter.objects.get(answers=reply.message_id)
    assert list(letter.enclosures.values_list("document__name", flat=True)) == ["FA-2.pdf"]
    assert nadia.post(f"{path}/answer", {"text": ""}).status == 422
