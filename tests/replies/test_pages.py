"""The replies as Nadia reads them, on the pages."""

import datetime
import re
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.disputes.models import Dispute
from encaisse.letters.models import Letter
from encaisse.parties.models import Contact, Customer
from encaisse.promises import operations as promises
from encaisse.promises.models import Promise
from encaisse.receivables.models import Receivable
from encaisse.replies import operations
from encaisse.replies.models import Reply
from tests import factories
from tests.replies.mails import AT, a_mail

pytestmark = pytest.mark.django_db
LIST = "/reponses/"


def taken(company: Company, text: str = "Le virement est parti hier.", **facts: str) -> Reply:
    reply = operations.take_in(company, a_mail(text, **facts).as_bytes(), at=AT)
    assert reply is not None
    return reply


def text_of(signed: Client, address: str) -> str:
    answer = signed.get(address)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def test_the_list_shows_what_waits_and_each_state_its_own(
    signed: Client, company: Company, garage: Customer
) -> None:
    taken(company, "Bonjour,\n\nNous contestons la FA-2.")
    taken(company, "Qui êtes-vous ?", sender="x@fai.example", message_id="<2@x>")
    waits = text_of(signed, LIST)
    assert "Nous contestons la FA-2." in strip_tags(waits)
    assert "conteste" in waits
    assert "Qui êtes-vous" not in waits
    assert "Qui êtes-vous" in text_of(signed, f"{LIST}?vue=inconnus")


def test_the_day_counts_what_waits_and_the_customer_remembers(
    signed: Client, company: Company, garage: Customer
) -> None:
    reply = taken(company)
    assert "1 réponse à lire" in text_of(signed, "/").replace("\u00a0", " ")
    address = f'href="{LIST}{reply.pk}/"'
    assert address in text_of(signed, f"/clients/{garage.pk}/fil")


def test_a_promise_is_noted_in_one_click_from_what_the_reply_says(
    signed: Client, company: Company, garage: Customer
) -> None:
    day = timezone.localdate() + datetime.timedelta(days=9)
    reply = taken(company, f"Le virement de la FA-1 sera fait le {day:%d/%m/%Y}.")
    page = text_of(signed, f"{LIST}{reply.pk}/")
    fa1 = Receivable.objects.get(invoice__number="FA-1")
    assert f'<input type="hidden" name="receivable" value="{fa1.pk}">' in page
    asked = {"geste": "promesse", "receivable": [fa1.pk], "by_on": day.isoformat()}
    signed.post(f"{LIST}{reply.pk}/suite", asked)
    promise = Promise.objects.get()
    assert [part.receivable for part in promise.parts.all()] == [fa1]
    assert (promise.by_on, promise.customer) == (day, garage)
    reply.refresh_from_db()
    assert reply.read_on is not None
    assert "Promesse de règlement" in reply.outcome


def test_one_more_promise_is_noted_once_it_is_confirmed(
    signed: Client, company: Company, garage: Customer
) -> None:
    today = timezone.localdate()
    fa1 = Receivable.objects.get(invoice__number="FA-1")
    reply = taken(company, "Le virement de la FA-1 sera fait vendredi.")
    first, day = today + datetime.timedelta(days=3), today + datetime.timedelta(days=9)
    promises.promise([fa1], by_on=first, on=today, by="Nadia")
    asked = {"geste": "promesse", "receivable": [fa1.pk], "by_on": day.isoformat()}
    question = signed.post(f"{LIST}{reply.pk}/suite", asked).content.decode()
    assert f"pour le {first:%d/%m/%Y} est déjà en cours" in question
    assert f'name="by_on" value="{day.isoformat()}"' in question
    assert Promise.objects.count() == 1
    signed.post(f"{LIST}{reply.pk}/suite", asked | {"confirmed": "1"})
    assert set(Promise.objects.values_list("by_on", flat=True)) == {first, day}


def test_a_dispute_is_opened_on_the_ticked_invoices(
    signed: Client, company: Company, garage: Customer
) -> None:
    reply = taken(company, "Nous contestons la FA-2 : marchandise cassée.")
    fa2 = Receivable.objects.get(invoice__number="FA-2")
    asked = {"geste": "litige", "receivable": [fa2.pk], "reason": "quality"}
    signed.post(f"{LIST}{reply.pk}/suite", asked)
    dispute = Dispute.objects.get()
    assert (dispute.reason, dispute.customer) == ("quality", garage)
    assert "marchandise cassée" in dispute.note


def test_each_button_asks_only_for_what_it_does(
    signed: Client, company: Company, garage: Customer
) -> None:
    """A dispute has no promised day, and its cause is nobody's guess."""
    reply = taken(company, "Nous contestons la FA-2 : marchandise cassée.")
    page = text_of(signed, f"{LIST}{reply.pk}/")
    (day,) = re.findall(r'<input[^>]*name="by_on"[^>]*>', page)
    assert "required" not in day
    fa2 = Receivable.objects.get(invoice__number="FA-2")
    asked = {"geste": "litige", "receivable": [fa2.pk], "reason": "", "by_on": ""}
    answer = signed.post(f"{LIST}{reply.pk}/suite", asked, follow=True)
    assert "Choisissez la cause du litige." in answer.content.decode()
    assert not Dispute.objects.exists()


def test_an_answer_leaves_what_it_does_not_settle(
    signed: Client, company: Company, garage: Customer, settings: Settings
) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    reply = taken(company, "Nous contestons la FA-2 : marchandise cassée.")
    where = f"{LIST}{reply.pk}/suite"
    page = signed.get(f"{LIST}{reply.pk}/")
    shell = page.context["answer"].initial["text"]
    said = signed.post(where, {"geste": "repondre", "text": shell}, follow=True).content.decode()
    assert "Écrivez votre réponse entre" in said
    assert not Letter.objects.filter(answers=reply.message_id).exists()
    signed.post(where, {"geste": "repondre", "text": "Bonjour, nous regardons."})
    assert Letter.objects.filter(answers=reply.message_id).exists()
    reply.refresh_from_db()
    assert reply.read_on is None
    assert "Ouvrir un litige" in text_of(signed, f"{LIST}{reply.pk}/")


def test_another_contact_gets_the_reminders_from_now_on(
    signed: Client, company: Company, garage: Customer
) -> None:
    reply = taken(company, "Mme Petit a quitté la société, écrivez à roux@garage.example.")
    assert "Écrire désormais à" in text_of(signed, f"{LIST}{reply.pk}/")
    signed.post(f"{LIST}{reply.pk}/suite", {"geste": "contact", "email": "roux@garage.example"})
    contact = Contact.objects.get(customer=garage)
    assert (contact.email, contact.role) == ("roux@garage.example", "dunning")


def test_what_lacks_is_said_and_nothing_is_done(
    signed: Client, company: Company, garage: Customer
) -> None:
    reply = taken(company)
    bad = {"geste": "promesse", "by_on": "2027-01-08"}
    answer = signed.post(f"{LIST}{reply.pk}/suite", bad, follow=True)
    assert "Choisissez au moins une facture de Garage Martin." in answer.content.decode()
    answer = signed.post(f"{LIST}{reply.pk}/suite", {"geste": "contact"}, follow=True)
    assert "Donnez l&#x27;adresse à laquelle écrire." in answer.content.decode()
    reply.refresh_from_db()
    assert reply.read_on is None


def test_read_once_it_is_not_read_again_but_may_be_reopened(
    signed: Client, company: Company, garage: Customer
) -> None:
    reply = taken(company)
    act = f"{LIST}{reply.pk}/suite"
    signed.post(act, {"geste": "lue", "outcome": "Vérifié en banque."})
    again = signed.post(act, {"geste": "lue"}, follow=True).content.decode()
    assert "a déjà été traitée" in again
    signed.post(act, {"geste": "rouvrir"})
    reply.refresh_from_db()
    assert (reply.read_on, reply.outcome) == (None, "")


def test_an_unknown_sender_is_filed_and_known_next_time(
    signed: Client, company: Company, garage: Customer
) -> None:
    reply = taken(company, sender="Roux <roux@garage.example>")
    assert "Garage Martin" in text_of(signed, f"{LIST}{reply.pk}/")
    typed = {"customer": "Garage Martin", "remember": "on"}
    signed.post(f"{LIST}{reply.pk}/client", typed)
    following = taken(company, sender="roux@garage.example", message_id="<2@garage.example>")
    assert following.customer == garage
    wrong = signed.post(f"{LIST}{following.pk}/client", {"customer": "Personne"}, follow=True)
    assert "Aucun client ne s&#x27;appelle ainsi" in wrong.content.decode()


def test_a_mail_is_dropped_by_hand_once(signed: Client, garage: Customer) -> None:
    def drop() -> str:
        mail = SimpleUploadedFile("relance.eml", a_mail().as_bytes())
        return signed.post(f"{LIST}deposer", {"mail": mail}, follow=True).content.decode()

    assert "Le virement est parti hier." in drop()
    assert "déjà connu" in drop()
    assert Reply.objects.count() == 1


@pytest.mark.parametrize("content", [b"%PDF-1.7 une facture", b"", b"JournalCode|JournalLib"])
def test_what_is_no_mail_is_refused_with_the_remedy(
    signed: Client, garage: Customer, content: bytes
) -> None:
    given = {"mail": SimpleUploadedFile("facture.pdf", content)}
    page = signed.post(f"{LIST}deposer", given, follow=True).content.decode()
    assert "pas un courriel" in page if content else "vide" in page
    assert not Reply.objects.exists()


def test_a_mail_too_large_is_refused_with_its_size(
    signed: Client, garage: Customer, settings: Settings
) -> None:
    settings.UPLOAD_BYTES_MAX = {"/": 1_000_000}
    given = {"mail": SimpleUploadedFile("gros.eml", a_mail("x" * 2_100_000).as_bytes())}
    page = signed.post(f"{LIST}deposer", given, follow=True).content.decode()
    assert "« gros.eml » fait 2 Mo" in page
    assert not Reply.objects.exists()


def test_what_a_mail_says_is_shown_inert(
    signed: Client, company: Company, garage: Customer
) -> None:
    reply = taken(
        company,
        "<script>alert(1)</script> {{ settings.SECRET_KEY }} {% debug %}",
        subject="<img src=x onerror=alert(1)>",
        sender='"<b>Petit</b>" <compta@garage.example>',
    )
    for address in (LIST, f"{LIST}{reply.pk}/"):
        page = text_of(signed, address)
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "<b>Petit" not in page
    assert "{{ settings.SECRET_KEY }}" in page


def test_a_reader_reads_and_does_nothing(
    client: Client, company: Company, garage: Customer
) -> None:
    reply = taken(company)
    client.force_login(factories.a_user(company, Role.READER, "Luc"))
    assert "Marquer comme lue" not in text_of(client, f"{LIST}{reply.pk}/")
    answer = client.post(f"{LIST}{reply.pk}/suite", {"geste": "lue"})
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_the_list_costs_the_same_for_many(
    signed: Client, company: Company, garage: Customer
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            text_of(signed, LIST)
        return len(captured)

    taken(company)
    few = queries()
    for rank in range(30):
        taken(company, message_id=f"<m{rank}@garage.example>")
    assert queries() == few


def test_the_files_that_came_with_it_are_kept_once_with_the_customer(
    signed: Client, company: Company, garage: Customer
) -> None:
    mail = a_mail("Voici l'avis de virement.")
    for name in ("../../avis.pdf", "avis bis.pdf"):
        mail.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename=name)
    reply = operations.take_in(company, mail.as_bytes(), at=AT)
    assert reply is not None
    page = text_of(signed, f"{LIST}{reply.pk}/")
    assert "avis.pdf" in page
    assert "../avis.pdf" not in page
    attached = text_of(signed, f"/documents/client/{garage.pk}/")
    assert len(set(re.findall(r"/documents/(\d+)/", attached))) == 1


def test_the_files_of_a_stranger_follow_it_to_its_customer(
    signed: Client, company: Company, garage: Customer
) -> None:
    mail = a_mail("Voici.", sender="x@fai.example")
    mail.add_attachment(b"%PDF-1.7 y", maintype="application", subtype="pdf", filename="avis.pdf")
    reply = operations.take_in(company, mail.as_bytes(), at=AT)
    assert reply is not None
    address = f"/documents/client/{garage.pk}/"
    assert "avis.pdf" not in text_of(signed, address)
    signed.post(f"{LIST}{reply.pk}/client", {"customer": garage.code})
    assert "avis.pdf" in text_of(signed, address)
