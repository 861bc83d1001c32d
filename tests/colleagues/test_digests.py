"""The weekly digest: to whom, what, once; stopped and resumed."""

import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company, User
from encaisse.audit.models import Entry
from encaisse.colleagues import jobs, operations, queries
from encaisse.colleagues.models import Digest, DigestStop
from encaisse.colleagues.rules import Habit
from encaisse.disputes import operations as disputes
from encaisse.letters.models import Letter
from encaisse.parties import operations as parties
from encaisse.parties.models import Colleague, Customer
from encaisse.parties.operations import following
from encaisse.receivables.models import Receivable
from tests import factories
from tests.colleagues.conftest import AT, JULIE, ON

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)


@pytest.fixture(autouse=True)
def calm() -> None:
    """Nobody has asked for anything yet this minute."""
    cache.clear()


def letters() -> list[Letter]:
    return list(Letter.objects.filter(about__startswith="digest:").order_by("id"))


def test_it_tells_what_is_late_and_since_when(company: Company, garage: Customer) -> None:
    assert operations.send(company, on=ON, at=AT) == 1
    [letter] = letters()
    assert (letter.to, letter.reply_to) == ([JULIE], company.email)
    assert letter.subject == "Vos clients en retard : 1\u202f500,00\u00a0€"
    for words in (
        "Bonjour Julie Renaud,", "2 factures en retard", "échue le 31/10/2026",
        "2 factures, la plus ancienne le 31/10/2026, dont 1 de cette semaine",
        "300,00\u00a0€ de plus que la semaine dernière", "Garage Martin",
    ):  # fmt: skip
        assert words in letter.text
        assert words in letter.html.replace("&#x27;", "'")
    assert "/clients/" not in letter.text
    assert "/recapitulatif/" in letter.text


def test_a_member_is_led_to_the_pages_that_they_may_open(
    company: Company, garage: Customer, nadia: User
) -> None:
    mine = following.meet(company, nadia.email, by="Paul")
    following.follow(garage, mine, department="sales", by="Paul")
    operations.send(company, on=ON, at=AT)
    assert f"https://encaisse.atelier.example/clients/{garage.pk}/" in letters()[0].text


def test_it_tells_open_disputes_and_questions_that_wait(
    company: Company, garage: Customer, julie: Colleague
) -> None:
    bill = Receivable.objects.get(invoice__number="FA-1")
    dispute = disputes.declare([bill], reason="price", on=ON - WEEK, by="Nadia")
    asked = disputes.asking.Asked(text="Quel prix ?", department="sales")
    disputes.asking.put(dispute, asked, on=ON - WEEK, by="Nadia")
    operations.send(company, on=ON, at=AT)
    text = letters()[0].text
    for words in (
        "LITIGES OUVERTS",
        "prix, FA-1",
        "« Quel prix ? » Nadia",
        "(passé)",
        "/repondre/",
    ):
        assert words in text
    entry = Entry.objects.get(verb="digest.sent")
    assert (entry.facts["disputes"], entry.facts["questions"]) == (1, 1)


def test_nothing_is_sent_when_there_is_nothing_to_say(company: Company, julie: Colleague) -> None:
    quiet = factories.a_customer(company)
    following.follow(quiet, julie, department="sales", by="Nadia")
    factories.a_receivable(quiet, due_on=ON)
    assert operations.send(company, on=ON, at=AT) == 0
    assert letters() == []


def test_only_those_who_sell_and_have_an_address_get_one(
    company: Company, garage: Customer, julie: Colleague
) -> None:
    books = following.meet(company, "Anne", email="anne@atelier.example", by="Nadia")
    following.follow(garage, books, department="accounting", by="Nadia")
    following.change_colleague(julie, email="", by="Nadia")
    assert operations.send(company, on=ON, at=AT) == 0


def test_an_address_that_refuses_our_mails_is_left_alone(
    company: Company, garage: Customer
) -> None:
    parties.mark_refusing(company, JULIE, why="refused", reason="Inconnue", on=ON, by="Nadia")
    assert operations.send(company, on=ON, at=AT) == 0


def test_twice_is_once_and_the_next_week_is_another(company: Company, garage: Customer) -> None:
    assert [operations.send(company, on=ON, at=AT) for _ in range(2)] == [1, 0]
    assert operations.send(company, on=ON + WEEK, at=AT + WEEK) == 1
    assert Digest.objects.count() == 2


def test_nothing_is_marked_while_mail_goes_nowhere(
    company: Company, garage: Customer, settings: Settings
) -> None:
    settings.EMAIL_HOST = ""
    assert operations.send(company, on=ON, at=AT) == 0
    assert queries.latest_of(company) is None


@pytest.mark.parametrize(
    ("hour", "expected"), [(6, 0), (7, 1)], ids=["07:00 in Paris", "08:00 in Paris"]
)
def test_the_clock_of_the_company_decides(
    company: Company, garage: Customer, hour: int, expected: int
) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 23, hour, tzinfo=datetime.UTC)):
        jobs.sweep(0)
    asked = ProcrastinateJob.objects.filter(task_name="colleagues.send")
    days = [each.args["on"] for each in asked.order_by("id")]
    assert days == [ON.isoformat()] * expected


def test_a_manager_chooses_the_day_and_the_hour(company: Company, garage: Customer) -> None:
    habit = Habit(weekday=4, minute=8 * 60)
    operations.arrange(company, habit, on=ON, by="Paul")
    assert queries.habit_of(company) == habit
    assert (habit.hour, queries.latest_of(company)) == ("08:00", ON)
    with pytest.raises(operations.HabitWrong, match="entre 00:00 et 23:59"):
        operations.arrange(company, Habit(weekday=7), on=ON, by="Paul")
    assert Entry.objects.filter(verb="digest.arranged").count() == 1


def test_somebody_stops_them_by_the_link_and_takes_it_back(
    client: Client, company: Company, garage: Customer, julie: Colleague
) -> None:
    operations.send(company, on=ON, at=AT)
    path = queries.stop_path(Digest.objects.get().number)
    shown = client.get(path)
    assert (shown.status_code, shown.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert "Ne plus le recevoir" in shown.content.decode()
    assert "Garage Martin" not in shown.content.decode()
    assert queries.stopped(company) == set()
    page = client.post(path, {"geste": "arreter"}, headers={"Origin": "null"}).content.decode()
    assert "vous ne recevrez plus" in page
    client.post(path, {"geste": "arreter"})
    assert DigestStop.objects.count() == 1
    assert operations.send(company, on=ON + WEEK, at=AT + WEEK) == 0
    client.post(path, {"geste": "reprendre"})
    assert operations.send(company, on=ON + 2 * WEEK, at=AT + 2 * WEEK) == 1
    verbs = Entry.objects.filter(verb__in=["digest.stopped", "digest.resumed"]).order_by("id")
    assert [each.actor for each in verbs] == ["Julie Renaud", "Julie Renaud"]


def test_a_forged_link_does_nothing(client: Client, company: Company, garage: Customer) -> None:
    operations.send(company, on=ON, at=AT)
    path = queries.stop_path(Digest.objects.get().number)
    seal = path.rstrip("/").rpartition("-")[2]
    assert client.post(path.replace(seal, "0" * 40)).status_code == 404
    assert client.get("/recapitulatif/inconnu-0000/").status_code == 404
    assert queries.stopped(company) == set()


def test_a_link_is_asked_for_thirty_times_a_minute_at_most(
    client: Client, company: Company, garage: Customer
) -> None:
    operations.send(company, on=ON, at=AT)
    path = queries.stop_path(Digest.objects.get().number)
    with time_machine.travel(AT, tick=False):
        answers = [client.get(path).status_code for _ in range(31)]
    assert (answers[29], answers[30]) == (200, 429)


def test_what_a_customer_is_called_stays_text(company: Company, julie: Colleague) -> None:
    odd = factories.a_customer(company, "<script>alert(1)</script>")
    following.follow(odd, julie, department="sales", by="Nadia")
    factories.a_receivable(odd)
    operations.send(company, on=ON, at=AT)
    assert "<script>alert" not in letters()[0].html
