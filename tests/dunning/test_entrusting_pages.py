"""Letters entrusted to a carrier on screen and over REST."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.dunning import operations
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.operations import posting
from encaisse.letters.models import Letter, LetterState, PrintBatch
from tests import factories
from tests.api.conftest import a_caller
from tests.dunning.entrusting import AT, BY, ON, a_sender, give, only, scenario
from tests.letters.carriers import Carriers

pytestmark = pytest.mark.django_db
MAKE = "/courriers/lot"


@pytest.fixture(autouse=True)
def _that_morning() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def company() -> Company:
    """One letter waits to be printed."""
    company = a_sender()
    scenario(company)
    found = factories.a_customer(company, "Garage Martin", address="1 quai Nord\n69002 Lyon")
    factories.a_receivable(found)
    operations.run(company, on=ON, by=BY, at=AT)
    operations.approve(company, Message.objects.values_list("pk", flat=True), by=BY)
    return company


@pytest.fixture
def nadia(client: Client, company: Company) -> Client:
    client.force_login(factories.a_user(company))
    return client


def made(company: Company) -> PrintBatch:
    batch = PrintBatch.objects.get(company=company)
    posting.make_batch(company, batch.pk, at=AT)
    return batch


def test_nadia_entrusts_what_waits_and_is_asked_once(
    nadia: Client, company: Company, maileva: Carriers
) -> None:
    assert "Confier à Maileva" in nadia.get("/courriers/").content.decode()
    asked = nadia.post(MAKE, {"act": "entrust", "color": "on"})
    assert "Confier 1 lettre" in asked.content.decode()
    assert not PrintBatch.objects.exists()
    again = {"act": "entrust", "color": "on", "confirmed": "1"}
    assert nadia.post(MAKE, again).status_code == 302
    batch = made(company)
    assert give(company) == {only().pk: "entrusted"}
    assert maileva.sent[0]["sending"]["color_printing"] is True
    shown = nadia.get(f"/courriers/lots/{batch.pk}/").content.decode()
    assert "Télécharger le lot" not in shown
    assert "confiée" in shown
    letter = nadia.get(f"/boite/{only().pk}/").content.decode()
    assert "Maileva, n° 110e8400-0" in letter


def test_nadia_entrusts_a_batch_and_notes_when_it_was_posted(
    nadia: Client, company: Company, mercifacteur: Carriers
) -> None:
    nadia.post(MAKE, {"act": "print"})
    where = f"/courriers/lots/{made(company).pk}/"
    assert "Confier à Merci Facteur" in nadia.get(where).content.decode()
    assert "Confier 1 lettre" in nadia.post(f"{where}acte", {"act": "entrust"}).content.decode()
    nadia.post(f"{where}acte", {"act": "entrust", "confirmed": "1"})
    give(company)
    assert len(mercifacteur.sent) == 1
    nadia.post(f"{where}acte", {"act": "posted_by_carrier", "on": ON.isoformat()})
    posting.settle_posted(company, at=AT)
    assert Message.objects.get().state == MessageState.DELIVERED


def test_nadia_decides_of_a_letter_in_doubt(
    nadia: Client, company: Company, maileva: Carriers
) -> None:
    maileva.mood = lambda asked: "lose" if asked.endswith("/submit") else 0
    nadia.post(MAKE, {"act": "entrust", "confirmed": "1"})
    batch = made(company)
    give(company)
    shown = nadia.get(f"/courriers/lots/{batch.pk}/").content.decode()
    assert "1 lettre donnée sans réponse" in shown
    page = f"/boite/{only().pk}/"
    assert "Remettre dans la pile" in nadia.get(page).content.decode()
    nadia.post(page, {"geste": "renvoyer"})
    assert (only().state, only().carrier) == (LetterState.PREPARED, "")


def test_without_carrier_the_batch_is_printed(
    nadia: Client, company: Company, settings: Settings
) -> None:
    settings.POST = None
    assert "Confier" not in nadia.get("/courriers/").content.decode()
    nadia.post(MAKE, {"act": "entrust", "confirmed": "1"})
    assert not PrintBatch.objects.exists()


def test_over_rest(company: Company, maileva: Carriers) -> None:
    caller, door = a_caller(company), "/dunning/print-batches"
    batch = caller.post(door, {"is_duplex": True}).said
    made(company)
    told = caller.post(f"{door}/{batch['id']}/entrust", {"is_color": True}).said
    assert (told["state"], told["entrusted"]) == ("entrusted", 1)
    give(company)
    (letter,) = caller.get(f"{door}/{batch['id']}/letters").said["items"]
    assert (letter["carrier"], letter["reference"]) == ("maileva", "110e8400-0")
    refused = caller.post(f"{door}/{batch['id']}/entrust", {}).said
    assert refused["code"] == "nothing_to_entrust"
    posted = {"on": ON.isoformat(), "are_entrusted": True}
    assert caller.post(f"{door}/{batch['id']}/posted", posted).said["state"] == "posted"
    assert Letter.objects.get().state == LetterState.DELIVERED
