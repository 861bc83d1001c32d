"""Replies over REST: taken in, listed, acted on."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.parties.models import Customer
from tests import factories
from tests.api.conftest import Answer, Caller, a_caller
from tests.replies.mails import CUSTOMER, a_mail


@pytest.fixture
def martin(atelier: Company) -> Customer:
    return factories.a_customer(atelier, email=CUSTOMER)


def given(caller: Caller, text: str, **facts: str) -> Answer:
    """A mail handed over, as a script does."""
    mail = SimpleUploadedFile("mail.eml", a_mail(text, **facts).as_bytes())
    headers = {"Authorization": f"Bearer {caller.token}"}
    found = Client().post("/api/v1/replies", {"mail": mail}, headers=headers)
    return Answer(found.status_code, json.loads(found.content or "null"), dict(found.headers))


def test_a_mail_is_taken_in_once_and_says_what_it_seems_to_say(
    nadia: Caller, martin: Customer
) -> None:
    made = given(nadia, "Le virement est parti hier.")
    assert made.status == 201
    assert (made.said["customer"], made.said["filed_by"]) == (str(martin.pk), "address")
    assert made.said["suggestions"][0]["meaning"] == "paid"
    assert given(nadia, "Le virement est parti hier.").status == 200
    assert nadia.get("/replies?state=unread").said["items"] == [made.said]
    assert nadia.get(f"/replies/{made.said['id']}").said == made.said
    read = nadia.post(f"/replies/{made.said['id']}/read", {"outcome": "Vu en banque."})
    assert (read.status, read.said["outcome"]) == (200, "Vu en banque.")
    assert nadia.get("/replies?state=unread").said["items"] == []
    again = nadia.post(f"/replies/{made.said['id']}/read", {})
    assert (again.status, again.said["code"]) == (409, "reply_already_read")


def test_a_promise_and_a_dispute_are_made_of_replies(nadia: Caller, martin: Customer) -> None:
    owed = [factories.a_receivable(martin) for _rank in range(2)]
    promising = given(nadia, "Promis pour la fin du mois.").said["id"]
    contesting = given(nadia, "Nous contestons.", message_id="<2@garage.example>").said["id"]
    day = (timezone.localdate() + datetime.timedelta(days=5)).isoformat()
    elsewhere = factories.a_receivable(factories.a_customer(martin.company, "Studio Lemoine"))
    wanted = {"receivables": [str(elsewhere.pk)], "by_on": day}
    nothing = nadia.post(f"/replies/{promising}/promise", wanted)
    assert (nothing.status, nothing.said["code"]) == (409, "no_receivable_chosen")
    wanted = {"receivables": [str(owed[0].pk)], "by_on": day}
    assert "Promesse" in nadia.post(f"/replies/{promising}/promise", wanted).said["outcome"]
    wanted = {"receivables": [str(owed[1].pk)], "reason": "price"}
    assert "Litige" in nadia.post(f"/replies/{contesting}/dispute", wanted).said["outcome"]
    assert len(nadia.get("/promises").said["items"]) == 1
    assert len(nadia.get("/disputes").said["items"]) == 1


def test_a_stranger_is_filed_then_names_another_contact(
    nadia: Caller, atelier: Company, martin: Customer
) -> None:
    found = given(nadia, "Écrivez à roux@x.example", sender="a@x.example").said
    assert found["customer"] is None
    early = nadia.post(f"/replies/{found['id']}/contact", {"email": "roux@x.example"})
    assert (early.status, early.said["code"]) == (409, "nobodys_reply")
    filed = nadia.post(f"/replies/{found['id']}/file", {"customer": str(martin.pk)})
    assert (filed.said["customer"], filed.said["filed_by"]) == (str(martin.pk), "hand")
    told = nadia.post(f"/replies/{found['id']}/contact", {"email": "roux@x.example"})
    assert "roux@x.example" in told.said["outcome"]


def test_a_reader_and_another_company_do_nothing(
    nadia: Caller, atelier: Company, martin: Customer
) -> None:
    found = given(nadia, "Bonjour.").said["id"]
    reader = a_caller(atelier, Role.READER)
    assert reader.post(f"/replies/{found}/read", {}).status == 403
    stranger = a_caller(factories.a_company("Autre"))
    assert stranger.get(f"/replies/{found}").status == 404
    assert stranger.get("/replies").said["items"] == []
