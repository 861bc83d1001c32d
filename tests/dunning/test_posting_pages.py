"""Letters to post on screen and over REST: printed, taken, posted, taken out of the pile."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from encaisse.accounts.models import Company
from encaisse.audit.models import Entry
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.operations import posting
from encaisse.letters.models import Letter, PrintBatch
from tests.api.conftest import a_caller
from tests.factories import a_company, a_customer, a_receivable, a_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
ON = date(2026, 11, 3)


@pytest.fixture(autouse=True)
def _that_morning() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def company() -> Company:
    found = a_company(address="12 rue des Tanneurs\n42000 Saint-Étienne")
    operations.default_scenario(found, by="Paul")
    for name in ("Garage Martin", "Studio Lemoine"):
        a_receivable(a_customer(found, name, address="1 quai Nord\n69002 Lyon"), number=name[:3])
    operations.run(found, on=ON, by="Nadia", at=AT)
    operations.approve(found, Message.objects.values_list("pk", flat=True), by="Nadia")
    return found


@pytest.fixture
def nadia(client: Client, company: Company) -> Client:
    client.force_login(a_user(company))
    return client


def made(company: Company) -> PrintBatch:
    batch = PrintBatch.objects.get(company=company)
    posting.make_batch(company, batch.pk, at=AT)
    batch.refresh_from_db()
    return batch


def shown(nadia: Client, where: str) -> str:
    return nadia.get(where).content.decode()


def test_nadia_prepares_the_batch_takes_it_and_says_it_posted(
    nadia: Client, company: Company
) -> None:
    assert "Garage Martin" in shown(nadia, "/courriers/")
    assert nadia.post("/courriers/lot").status_code == 302
    batch = PrintBatch.objects.get()
    where = f"/courriers/lots/{batch.pk}/"
    assert "vous pouvez quitter cette page" in shown(nadia, where)
    made(company)
    assert "Studio Lemoine" in shown(nadia, where)
    file = nadia.post(f"{where}fichier")
    assert file["Content-Type"] == "application/pdf"
    assert len(PdfReader(BytesIO(file.content)).pages) == 1 + 2
    nadia.post(f"{where}acte", {"act": "posted", "on": "2026-11-03"})
    posting.settle_posted(company, at=AT)
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.DELIVERED}
    assert "postée" in shown(nadia, where)
    assert "posté" in shown(nadia, "/courriers/?etat=lots")


def test_each_further_print_is_asked_for(nadia: Client, company: Company) -> None:
    nadia.post("/courriers/lot")
    where = f"/courriers/lots/{made(company).pk}/fichier"
    nadia.post(where)
    again = nadia.post(where)
    assert "Imprimer une deuxième fois ?" in again.content.decode()
    assert nadia.post(where, {"confirmed": "1"})["Content-Type"] == "application/pdf"
    assert nadia.post(where)["Content-Type"] != "application/pdf"
    assert Entry.objects.filter(verb="letters.batch_taken").count() == 2


def test_a_letter_is_taken_out_of_the_pile_with_the_reason(nadia: Client, company: Company) -> None:
    nadia.post("/courriers/lot")
    where = f"/courriers/lots/{made(company).pk}/"
    letter = Letter.objects.get(to__0="Garage Martin")
    nadia.post(f"{where}acte", {"act": "aside", "letter": letter.pk, "why": ""})
    letter.refresh_from_db()
    assert letter.state == "prepared", "not without a reason"
    nadia.post(f"{where}acte", {"act": "aside", "letter": letter.pk, "why": "Réglée au guichet"})
    assert "Réglée au guichet" in shown(nadia, where)


def test_a_letter_goes_back_to_approval(nadia: Client) -> None:
    message = Message.objects.get(customer__name="Garage Martin")
    nadia.post("/courriers/lot", {"act": "back", "message": message.pk})
    message.refresh_from_db()
    assert message.state == MessageState.WAITING


def test_the_letter_is_seen_before_it_is_printed(nadia: Client) -> None:
    message = Message.objects.get(customer__name="Garage Martin")
    paper = nadia.get(f"/relances/{message.pk}/lettre")
    assert paper["Content-Type"] == "application/pdf"
    assert "69002 LYON" in PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    assert "Répondez" not in shown(nadia, f"/relances/{message.pk}/apercu")
    message.customer.address = "Quelque part"
    message.customer.save()
    assert "code postal" in shown(nadia, f"/relances/{message.pk}/lettre")


def test_the_letter_sent_is_read_again(nadia: Client, company: Company) -> None:
    nadia.post("/courriers/lot")
    made(company)
    letter = Letter.objects.get(to__0="Garage Martin")
    page = shown(nadia, f"/boite/{letter.pk}/")
    assert ">Garage Martin</a> · 1 quai Nord, 69002 LYON" in page
    assert f"/documents/{letter.document_id}/" in page


def test_over_rest(company: Company) -> None:
    nadia, root = a_caller(company), "/dunning/print-batches"
    batch = nadia.post(root, {"is_duplex": True}).said
    assert batch["state"] == "making"
    assert nadia.post(root, {"is_duplex": True}).said["code"] == "batch_under_way"
    made(company)
    where = f"{root}/{batch['id']}"
    told = nadia.get(where).said
    assert (told["state"], told["letters"], told["pages"]) == ("ready", 2, 2)
    listed = nadia.get(f"{where}/letters").said["items"]
    assert [one["to"][0] for one in listed] == ["Garage Martin", "Studio Lemoine"]
    aside = nadia.post(f"{where}/letters/{listed[0]['id']}/set-aside", {"why": "Réglée"})
    assert aside.said["state"] == "failed"
    assert nadia.post(f"{where}/posted", {"on": "2026-11-03"}).said["state"] == "posted"
    assert nadia.get(root).said["items"][0]["posted_on"] == "2026-11-03"


def test_the_file_over_rest(company: Company) -> None:
    nadia = a_caller(company)
    signed = {"Authorization": f"Bearer {nadia.token}"}
    made_id = nadia.post("/dunning/print-batches", {"is_duplex": True}).said["id"]
    made(company)
    where = f"/api/v1/dunning/print-batches/{made_id}/file"
    file = Client().post(where, headers=signed)
    assert len(PdfReader(BytesIO(file.content)).pages) == (1 + 2) * 2


def test_a_letter_rewritten_by_hand_is_shown_as_its_pages(nadia: Client, company: Company) -> None:
    message = Message.objects.order_by("id")[0]
    where = f"/relances/{message.pk}/"
    assert "data:image/png;base64," in shown(nadia, f"{where}apercu")
    typed = {"subject": "Votre facture", "body": "Chère Mme Petit, merci."}
    preview = nadia.post(f"{where}texte/apercu", typed)
    assert "Page 1 sur 1 de la lettre" in preview.content.decode()
