"""Sales without an account: a list names them, Monday's digest tells them; they answer by a link,
or by mail, and the customer's story tells it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.colleagues import operations as colleagues
from encaisse.disputes import operations as disputes
from encaisse.disputes.models import Question
from encaisse.disputes.queries import asking
from encaisse.imports import operations as imports
from encaisse.imports.operations import GivenFile
from encaisse.letters.models import Letter
from encaisse.parties import operations as parties
from encaisse.parties.models import Colleague, Customer
from encaisse.replies import operations as replies
from tests import factories
from tests.imports import sheets
from tests.replies.mails import a_mail

pytestmark = pytest.mark.django_db
HEADER = ("Code client", "Nom", "N° pièce", "Date", "Échéance", "Solde", "Commercial")
MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
JULIE = "julie@atelier.example"


def test_sales_are_named_by_a_list_told_on_monday_and_answer_by_a_link(settings: Settings) -> None:
    cache.clear()
    settings.EMAIL_HOST = "127.0.0.1"
    settings.PUBLIC_ADDRESS = "https://encaisse.atelier.example"
    company = factories.a_company(email="compta@atelier.example")
    nadia = factories.a_user(company)

    bill = ("C1", "Garage Martin", "FA-1", date(2026, 9, 1), date(2026, 10, 1), 1200.0)
    content = sheets.text([HEADER, (*bill, "Julie Renaud")])
    imports.take_file(company, GivenFile("liste.csv", content), by="Nadia", at=NOON)
    garage, julie = Customer.objects.get(), Colleague.objects.get()
    parties.following.change_colleague(julie, email=JULIE, by="Nadia")

    asked = disputes.asking.Asked(text="Qui décide chez eux ?", department="sales")
    on = NOON.date()
    question = disputes.asking.ask(garage, asked, on=on, by="Nadia", at=NOON, asker=nadia)
    assert (question.name, question.email) == ("Julie Renaud", JULIE)

    monday = NOON + timedelta(days=3)
    assert colleagues.send(company, on=MONDAY, at=monday) == 1
    told = Letter.objects.get(about__startswith="digest:")
    for words in ("1\u202f200,00", "01/10/2026", "Qui décide chez eux ?", asking.link_of(question)):
        assert words in told.text

    Question.objects.update(expires_on=date(2100, 1, 1))
    page = Client().post(asking.path_of(question), {"text": "La gérante, Mme Martin."})
    assert "Merci" in page.content.decode()
    news = Letter.objects.get(about=f"customer:{garage.pk}")
    assert (news.to, "Mme Martin" in news.text) == ([nadia.email], True)
    after = colleagues.send(company, on=MONDAY + timedelta(days=7), at=monday + timedelta(days=7))
    assert after == 1
    latest = Letter.objects.filter(about__startswith="digest:").order_by("-id")[0]
    assert "Qui décide" not in latest.text


@time_machine.travel(NOON, tick=False)
def test_sales_asked_on_the_page_of_a_customer_answer_by_mail_and_its_story_tells_it(
    settings: Settings,
) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    company = factories.a_company(email="compta@atelier.example")
    nadia, client = factories.a_user(company), Client()
    client.force_login(nadia)
    garage = factories.a_customer(company)
    where = f"/clients/{garage.pk}"
    typed = {"department": "sales", "name": "Julie Renaud", "email": JULIE}
    client.post(f"{where}/suivi", typed)

    typed = {"geste": "question", "text": "Qui décide chez eux ?", "department": "sales"}
    told = client.post(f"{where}/questions", typed, follow=True).content.decode()
    assert "Question envoyée à Julie Renaud" in told
    assert "1 question posée" in _read(client, f"{where}/")
    [question] = Question.objects.all()
    assert question.letter is not None

    written = a_mail("La gérante, Mme Martin.", sender=JULIE, answers=question.letter.message_id)
    replies.take_in(company, written.as_bytes(), at=NOON + timedelta(hours=2))
    assert "La gérante, Mme Martin." in _read(client, f"{where}/questions")
    story = _read(client, f"{where}/fil")
    for words in (
        "Question posée sur un client", "Qui décide chez eux ?", "Réponse à une question",
        "La gérante, Mme Martin.", f"/litiges/questions/{question.pk}",
    ):  # fmt: skip
        assert words in story
    assert "question posée" not in _read(client, f"{where}/")


def _read(client: Client, address: str) -> str:
    return client.get(address).content.decode()
