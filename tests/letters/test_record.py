"""The delivery record on the page of a message and over REST, for each channel."""

import datetime
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from encaisse.accounts.models import Company, User
from encaisse.letters import operations, queries
from encaisse.letters.models import Evidence, Letter, PrintBatch
from tests import factories
from tests.api.conftest import a_caller
from tests.letters.conftest import AT
from tests.letters.servers import TAKEN, Server

MakeLetter = Callable[..., Letter]
LATER = AT + datetime.timedelta(hours=1)


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


def on_page(letter: Letter, user: User) -> str:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[1])
    page = client.get(reverse("letters:letter", args=[letter.pk])).content.decode()
    return page[page.index("Suivi de l") :]


def labels(letter: Letter) -> list[str]:
    letter = Letter.objects.get(pk=letter.pk)
    return [line.meaning.label for line in queries.record_of(letter)]


def test_a_mail_that_leaves_at_once_writes_no_evidence(
    server: Server, a_letter: MakeLetter, nadia: User
) -> None:
    letter = a_letter()
    operations.send(letter, at=AT)
    assert not Evidence.objects.exists()
    shown = on_page(letter, nadia)
    assert TAKEN in shown
    assert "ni qu&#x27;il a été lu" in shown


def test_each_attempt_that_failed_is_told_with_what_the_server_said(
    server: Server, a_letter: MakeLetter, nadia: User
) -> None:
    server.at_rcpt = lambda _: "451 4.7.1 liste grise"
    letter = a_letter()
    operations.send(letter, at=AT)
    operations.send(letter, at=LATER)
    server.at_rcpt = lambda _: TAKEN
    operations.send(letter, at=LATER + datetime.timedelta(hours=1))
    assert labels(letter) == ["Préparé", "Essai manqué", "Essai manqué", "Remis au serveur"]
    assert on_page(letter, nadia).count("liste grise") == 2


def test_a_doubt_says_who_settled_it(server: Server, a_letter: MakeLetter, nadia: User) -> None:
    server.at_data = lambda _: "hang up"
    letter = a_letter()
    operations.send(letter, at=AT)
    operations.confirm(letter, by=nadia, at=LATER)
    assert set(labels(letter)) == {"Préparé", "Sans réponse", "Noté comme parti"}
    assert nadia.email in on_page(letter, nadia)


def test_a_mail_come_back_keeps_what_the_server_had_said(
    server: Server, a_letter: MakeLetter
) -> None:
    letter = a_letter()
    operations.send(letter, at=AT)
    operations.come_back(letter, {"petit@garage.example": "550 5.1.1 inconnu"})
    taken = Evidence.objects.get(kind="accepted")
    assert (taken.at, taken.source) == (AT, "serveur de courriel")
    assert "2.0.0" in taken.said


def test_a_posted_letter_is_followed_from_the_printer_to_the_signature(
    company: Company, nadia: User
) -> None:
    batch = PrintBatch.objects.create(company=company, by="Nadia", started_at=AT, made_at=AT)
    letter = Letter.objects.create(
        company=company, channel="letter", to=["GARAGE MARTIN", "86000 POITIERS"], subject="MED",
        text="Bonjour", message_id="<a@b>", prepared_at=AT, batch=batch, is_registered=True,
        by="Nadia",
    )  # fmt: skip
    PrintBatch.objects.filter(pk=batch.pk).update(taken_at=AT, taken_by="Nadia")
    operations.posting.post(batch, on=AT.date(), by="Paul", at=LATER)
    told = operations.registering.Told(
        number="1a 234", presented_on=AT.date(), received_on=AT.date()
    )
    letter.refresh_from_db()
    operations.registering.note(letter, told, by="Nadia", today=AT.date())
    assert labels(letter) == [
        "Préparée", "Imprimée", "Déposée en recommandé", "Présentée", "Remise contre signature",
    ]  # fmt: skip
    shown = on_page(letter, nadia)
    assert "La Poste, noté par Nadia" in shown
    assert reverse("dunning:batch", args=[batch.pk]) in shown
    assert "1A234" in shown


def test_the_record_is_fetched_over_rest(
    server: Server, a_letter: MakeLetter, company: Company
) -> None:
    letter = a_letter()
    operations.send(letter, at=AT)
    operations.evidence.note(letter, "opened", at=LATER, source="Fournisseur", reference="evt-1")
    caller = a_caller(company)
    listed = caller.get("/letters?channel=mail&state=delivered").said["items"]
    assert [each["id"] for each in listed] == [str(letter.pk)]
    record = caller.get(f"/letters/{letter.pk}").said["record"]
    assert [each["what"] for each in record] == ["prepared", "sent", "opened"]
    assert record[-1]["reference"] == "evt-1"
    assert "indice" in record[-1]["proves"]
    stranger = a_caller(factories.a_company("Boulons du Rhône"))
    assert stranger.get(f"/letters/{letter.pk}").status == 404
