"""The line of time of a customer: every channel in one line, with how each fared and its page."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from encaisse.accounts.models import Company
from encaisse.documents import operations as documents
from encaisse.documents.rules.subjects import Subject
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Message
from encaisse.home.queries.timeline import Event, Genre, of_customer
from encaisse.kernel.money import Money
from encaisse.letters.models import Letter, Registration
from encaisse.letters.operations import evidence
from encaisse.matching import operations as matching
from encaisse.parties.models import Customer
from encaisse.promises import operations as promises
from encaisse.replies import operations as replies
from tests import factories
from tests.replies.mails import a_mail

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime(2026, 11, 20, 8, tzinfo=datetime.UTC)
ADDRESS = "compta@garage.example"


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def garage(company: Company) -> Customer:
    return factories.a_customer(company, email=ADDRESS)


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


def reminded(customer: Customer, channel: str, *, number: int, **facts: object) -> Letter:
    """A reminder that left by that channel."""
    if not Message.objects.filter(customer=customer).exists():
        factories.a_receivable(customer)
        dunning.default_scenario(customer.company, by="Paul")
        dunning.run(customer.company, on=MORNING.date(), by="Nadia", at=MORNING)
    message = Message.objects.filter(customer=customer).order_by("id")[0]
    message.pk, message.channel, message.state = None, channel, "delivered"
    at = MORNING + datetime.timedelta(hours=number)
    message.delivered_on = at.date()
    message.letter = Letter.objects.create(
        company=customer.company, channel=channel, to=["x"], subject="Relance", text="Bonjour",
        message_id=f"<{number}@encaisse>", prepared_at=at, sent_at=at, state="delivered", **facts,
    )  # fmt: skip
    message.save()
    return message.letter


def told(company: Company, customer: Customer, genre: Genre | None = None) -> list[Event]:
    return of_customer(company, customer, most=50, genre=genre)


def a_life(company: Company, garage: Customer) -> dict[str, Letter]:
    """A mail opened, a text message received, a registered letter returned, a reply, a promise, a
    payment."""
    letters = {
        "mail": reminded(garage, "mail", number=1),
        "sms": reminded(garage, "sms", number=2),
        "letter": reminded(garage, "letter", number=3, is_registered=True),
    }
    later = MORNING + datetime.timedelta(hours=5)
    evidence.note(letters["mail"], "delivered", at=later, source="Fournisseur")
    evidence.note(letters["mail"], "opened", at=later, source="Fournisseur")
    evidence.note(letters["sms"], "delivered", at=later, source="fournisseur de SMS")
    Registration.objects.create(
        company=company, letter=letters["letter"], presented_on=MORNING.date(),
        returned_on=MORNING.date(), returned_why="unclaimed",
    )  # fmt: skip
    mail = a_mail(sender=ADDRESS)
    replies.take_in(company, mail.as_bytes(), at=later)
    receivable = garage.receivables.order_by("id")[0]
    promises.promise(
        [receivable], by_on=localdate() + datetime.timedelta(days=5), on=localdate(), by="Nadia",
        person="Mme Petit", note="",
    )  # fmt: skip
    matching.receive_payment(
        customer=garage, reference="VIR", on=localdate(), amount=Money(100), by="Nadia"
    )
    return letters


def test_every_channel_stands_in_one_line_with_how_it_fared(
    company: Company, garage: Customer
) -> None:
    letters = a_life(company, garage)
    events = told(company, garage)
    lines = {event.text: event for event in events}
    assert sorted((event.at, event.rank) for event in events)[::-1] == [
        (event.at, event.rank) for event in events
    ]
    [mail] = [event for text, event in lines.items() if "courriel, ouvert" in text]
    [sms] = [event for text, event in lines.items() if "SMS, reçu par le téléphone" in text]
    [letter] = [event for text, event in lines.items() if "recommandé, retournée" in text]
    assert (sms.icon, sms.state, sms.page, sms.page_id) == (
        "sms", "paid", "letters:letter", letters["sms"].pk,
    )  # fmt: skip
    assert (mail.icon, letter.icon, letter.state) == ("mail", "letter", "very-late")
    assert any(text.startswith("Réponse de") for text in lines)
    assert {event.genre for event in events} >= {
        Genre.MAIL, Genre.SMS, Genre.POST, Genre.REPLIES, Genre.MONEY, Genre.AGREED,
    }  # fmt: skip


@pytest.mark.parametrize("genre", list(Genre))
def test_a_genre_alone_shows_all_of_it_and_nothing_else(
    company: Company, garage: Customer, genre: Genre
) -> None:
    a_life(company, garage)
    whole = [event for event in told(company, garage) if event.genre is genre]
    assert told(company, garage, genre) == whole


def test_a_rare_genre_is_found_behind_a_hundred_acts(company: Company, garage: Customer) -> None:
    reminded(garage, "sms", number=1)
    for _ in range(60):
        dunning.block(garage, until=None, why="Essai", on=localdate(), by="Nadia")
        dunning.unblock(garage, on=localdate(), by="Nadia")
    found = of_customer(company, garage, most=5, genre=Genre.SMS)
    assert [event.icon for event in found] == ["sms"]


def test_it_costs_a_fixed_number_of_queries(company: Company, garage: Customer) -> None:
    for number in range(1, 15):
        reminded(garage, "letter", number=number, is_registered=True)
    with CaptureQueriesContext(connection) as captured:
        told(company, garage)
    assert len(captured) <= 8


def test_the_page_filters_and_goes_further_back(
    company: Company, garage: Customer, nadia: Client
) -> None:
    a_life(company, garage)
    for number in range(10, 30):
        reminded(garage, "mail", number=number)
    where = f"/clients/{garage.pk}/fil"
    page = nadia.get(where).content.decode()
    assert page.count('class="what"') == 12
    assert "combien=60" in page
    assert nadia.get(where, {"combien": "60"}).content.decode().count('class="what"') > 20
    posted = nadia.get(where, {"genre": "courriers"}).content.decode()
    assert "retournée" in posted
    assert "courriel" not in posted[posted.index("<ol") : posted.index("</ol>")]
    for odd in ({"genre": "x"}, {"combien": "²"}, {"combien": "9999999999"}):
        assert nadia.get(where, odd).status_code == 200


def test_a_part_alone_is_the_same_as_in_its_page(garage: Customer, nadia: Client) -> None:
    where = f"/clients/{garage.pk}/fil"
    part = nadia.get(where, headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in nadia.get(where).content.decode()
    assert where in nadia.get(f"/clients/{garage.pk}/").content.decode()


def test_the_line_of_another_company_does_not_exist(garage: Customer) -> None:
    stranger = Client()
    stranger.force_login(factories.a_user(factories.a_company("Boulons du Rhône")))
    assert stranger.get(f"/clients/{garage.pk}/fil").status_code == 404


def test_each_document_is_told_by_its_name_and_leads_to_it(
    company: Company, garage: Customer
) -> None:
    about = Subject("customer", garage.pk, garage.name, garage.pk)
    made = [
        documents.keep(company=company, name=name, content=name.encode(), on=MORNING.date())
        for name in ("Accord.txt", "Bon.txt")
    ]
    for document in made:
        documents.attach(document, about, by="Nadia")
    shown = [(each.text, each.page, each.page_id) for each in told(company, garage)]
    for document in made:
        sentence = f"Document attaché : {document.name}"
        assert (sentence, "documents:document", document.pk) in shown
    made[0].attachments.all().delete()
    made[0].delete()
    [gone] = [each for each in told(company, garage) if "Accord.txt" in each.text]
    assert gone.page == "", "a document purged has no page"
