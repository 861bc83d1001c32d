"""A mail of one's own: the copy of an invoice that did not arrive, sent again."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from encaisse.documents import operations as documents
from encaisse.documents.rules.subjects import Subject
from encaisse.exchanges.rules import writing as rules
from encaisse.kernel.money import Money
from encaisse.letters import operations as letters
from encaisse.letters.models import Letter
from encaisse.parties import operations as parties
from encaisse.parties.models import Contact, Customer
from encaisse.receivables.models import Receivable
from tests import factories
from tests.api.conftest import a_caller
from tests.letters.servers import Server, running

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 11, 23)
AT = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
PDF = b"%PDF-1.7\ncopie\n%%EOF"


@pytest.fixture(autouse=True)
def mail(settings: Settings) -> None:
    settings.EMAIL_HOST = "127.0.0.1"


@pytest.fixture
def accounts(garage: Customer) -> Contact:
    parties.change_customer(garage, by="Nadia", on=ON, email="accueil@garage.example")
    return Contact.objects.create(
        company=garage.company, customer=garage, name="M. Roy", role="billing",
        email="compta@garage.example",
    )  # fmt: skip


@pytest.fixture
def copy(late: Receivable) -> int:
    invoice = late.invoice
    kept = documents.receive(
        late.company, documents.GivenFile("FA-2291.pdf", PDF), kind="invoice", by="Nadia", on=ON,
        subjects=[Subject("invoice", invoice.pk, invoice.number, late.customer_id)],
    )  # fmt: skip
    return kept.pk


def where(late: Receivable) -> str:
    return reverse("exchanges:write", args=[late.customer_id]) + f"?facture={late.invoice_id}"


def typed(**changed: object) -> dict[str, object]:
    return {
        "to": "compta@garage.example", "other": "", "subject": "Facture FA-2291",
        "text": "Voici la copie.", **changed,
    }  # fmt: skip


@pytest.mark.usefixtures("accounts")
def test_the_page_proposes_who_what_and_the_copy(
    client: Client, late: Receivable, copy: int
) -> None:
    page = client.get(where(late)).content.decode()
    assert 'value="compta@garage.example" checked' in page
    assert 'value="accueil@garage.example" >' in page
    assert 'value="Facture FA-2291"' in page
    assert f'name="document" value="{copy}" checked' in page
    assert "FA-2291.pdf" in page


@pytest.mark.usefixtures("accounts")
def test_the_copy_leaves_by_mail_and_is_told_in_the_line_of_time(
    client: Client, late: Receivable, copy: int, settings: Settings
) -> None:
    client.post(where(late), typed(document=copy))
    letter = Letter.objects.get()
    with running(Server()) as server:
        settings.EMAIL_PORT = server.port
        letters.send(letter, at=AT)
    (received,) = server.received
    assert received["To"] == "compta@garage.example"
    (attached,) = received.iter_attachments()
    assert (attached.get_filename(), attached.get_payload(decode=True)) == ("FA-2291.pdf", PDF)
    line = client.get(reverse("home:timeline", args=[late.customer_id])).content.decode()
    assert "Courriel écrit" in line
    assert reverse("letters:letter", args=[letter.pk]) in line


def test_without_a_copy_the_page_says_where_to_put_it(client: Client, late: Receivable) -> None:
    page = client.get(where(late)).content.decode()
    assert "Aucune copie de la facture FA-2291" in page
    assert "Aucune adresse qui fonctionne" in page


def test_what_proves_delivery_is_no_copy(client: Client, late: Receivable) -> None:
    documents.receive(
        late.company, documents.GivenFile("BL-2291.pdf", PDF), kind="delivery_note", by="Nadia",
        on=ON, subjects=[Subject("invoice", late.invoice_id, "FA-2291", late.customer_id)],
    )  # fmt: skip
    assert "Aucune copie de la facture FA-2291" in client.get(where(late)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"to": ""}, "Cochez à qui écrire"),
        ({"other": "pas une adresse"}, "nom@domaine.fr"),
        ({"to": "compta"}, "« compta » n&#x27;est pas un courriel"),
        ({"subject": " "}, "Donnez un objet."),
        ({"text": "  "}, "Écrivez le message."),
    ],
)
def test_what_lacks_is_said_and_nothing_leaves(
    client: Client, late: Receivable, wrong: dict[str, str], sentence: str
) -> None:
    answer = client.post(where(late), typed(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.usefixtures("accounts")
def test_papers_too_heavy_for_a_mail_are_refused(
    client: Client, late: Receivable, copy: int, settings: Settings
) -> None:
    settings.MAIL_PAPERS_MAX = 10
    answer = client.post(where(late), typed(document=copy))
    assert "ce que porte un courriel" in answer.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.usefixtures("accounts")
def test_papers_and_invoices_of_another_customer_do_not_exist(
    client: Client, late: Receivable, copy: int
) -> None:
    other = factories.a_customer(late.company, name="Autre")
    address = reverse("exchanges:write", args=[other.pk]) + f"?facture={late.invoice_id}"
    assert "FA-2291" not in client.get(address).content.decode()
    client.post(address, typed(document=copy))
    assert not Letter.objects.get().enclosures.exists()


@pytest.mark.usefixtures("accounts")
def test_the_same_over_rest(late: Receivable, copy: int) -> None:
    told = {
        "customer": str(late.customer_id), "to": ["compta@garage.example"], "subject": "Copie",
        "text": "Voici.", "invoices": [str(late.invoice_id)], "documents": [str(copy)],
    }  # fmt: skip
    answer = a_caller(late.company).post("/exchanges/mails", told)
    assert answer.status == 201, answer.said
    letter = Letter.objects.get(pk=int(answer.said["letter"]))
    assert [each.name for each in letter.enclosures.all()] == ["FA-2291.pdf"]


def test_each_language_names_the_invoices() -> None:
    one = rules.Copied("F1", ON, ON, Money(123456))
    for language, amount in (("fr", "1\u202f234,56"), ("en", "1,234.56"), ("de", "1.234,56")):
        text = rules.text_of([one], "Atelier Martin", language)
        assert "F1" in text
        assert amount in text
        assert text.endswith("Atelier Martin")
    assert rules.subject_of([one, one], "fr") == "Copies de vos factures"
    assert rules.text_of([], "Atelier Martin", "xx").startswith("Bonjour")


@pytest.mark.usefixtures("accounts")
def test_a_statement_is_made_kept_and_sent_over_rest(late: Receivable) -> None:
    told = {
        "customer": str(late.customer_id), "to": ["compta@garage.example"], "subject": "Relevé",
        "text": "Voici.", "invoices": [str(late.invoice_id)], "statement": True,
    }  # fmt: skip
    answer = a_caller(late.company).post("/exchanges/mails", told)
    assert answer.status == 201, answer.said
    (paper,) = Letter.objects.get(pk=int(answer.said["letter"])).enclosures.all()
    assert paper.name.startswith("decompte-")
    assert paper.document is not None
    assert paper.document.kind == "sent"
    (place,) = paper.document.attachments.all()
    assert (place.subject_kind, place.customer_id) == ("customer", late.customer_id)


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_a_statement_goes_with_words_in_the_language_of_the_customer(language: str) -> None:
    words = rules.statement_words(language, "Atelier Martin", on=ON)
    assert "23" in words.subject
    assert words.text.endswith("Atelier Martin")
