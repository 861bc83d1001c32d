"""The agenda in a person's own calendar: its address, what it reads, who is refused."""

import datetime
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar, Event

from encaisse.accounts.models import Company, Membership, RefusedOpening, User
from encaisse.accounts.rules import OPENINGS_MAX, Role
from encaisse.agenda import columns
from encaisse.agenda.models import PersonalCalendar
from encaisse.agenda.operations import calendars
from encaisse.agenda.rules import Item, Kind
from encaisse.agenda.rules.calendar import LINES_MOST, day, uid, without_amounts
from encaisse.audit.models import Entry
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Task
from encaisse.kernel.money import Money
from encaisse.parties.models import Customer
from encaisse.portal.rules import digest_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]

ON = datetime.date(2026, 11, 23)
NINE = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)
LATE = datetime.date(2026, 11, 20)


@pytest.fixture
def on_monday() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> User:
    return factories.a_user(company)


@pytest.fixture
def garage(company: Company, nadia: User) -> Customer:
    garage = factories.a_customer(company, "Garage de l'Étoile", collector=nadia)
    factories.a_receivable(garage, cents=824_000)
    return garage


def ask(customer: Customer, due_on: datetime.date = ON, reason: str = "Promesse non tenue") -> Task:
    return dunning.tasks.ask(
        customer, "call", due_on=due_on, reason=reason, on=min(due_on, ON), by="Paul"
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def an_address(user: User, **typed: str) -> str:
    """The address that the page shows once, as a path."""
    page = signed_in(user).post("/agenda/calendrier/creer", typed).content.decode()
    address = page.partition('data-copy="')[2].partition('"')[0]
    return urlsplit(address).path


def read(address: str) -> list[Event]:
    answer = Client().get(address)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).events)


def test_a_line_is_an_event_of_the_whole_day_that_any_calendar_reads(
    nadia: User, garage: Customer
) -> None:
    task = ask(garage, LATE)
    [event] = read(an_address(nadia))
    assert event["summary"] == "Appeler Garage de l'Étoile"
    assert event["description"] == "Promesse non tenue · en retard de 3\u00a0j"
    assert (event.start, event.end) == (ON, ON + datetime.timedelta(1))
    assert event["url"] == f"http://testserver/clients/{garage.pk}/appel?tache={task.pk}"
    assert event.errors == []


def test_the_calendar_says_what_it_is_and_nothing_of_it_is_kept(
    nadia: User, garage: Customer
) -> None:
    ask(garage)
    answer = Client().get(an_address(nadia))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    calendar = Calendar.from_ical(answer.content)
    assert calendar["x-wr-calname"] == "Agenda · Atelier Martin"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in answer.content


def test_an_event_keeps_its_name_from_one_day_to_the_next(nadia: User, garage: Customer) -> None:
    ask(garage)
    address = an_address(nadia)
    [today] = read(address)
    with time_machine.travel(NINE + datetime.timedelta(1), tick=False):
        [tomorrow] = read(address)
    assert today["uid"] == tomorrow["uid"]
    assert tomorrow.start == ON + datetime.timedelta(1)


def test_fifteen_days_are_read_and_no_more(nadia: User, garage: Customer) -> None:
    for days in (0, 14, 15):
        customer = factories.a_customer(garage.company, f"Client {days}")
        ask(customer, ON + datetime.timedelta(days))
    assert sorted(event.start for event in read(an_address(nadia))) == [
        ON, ON + datetime.timedelta(14),
    ]  # fmt: skip


def test_a_person_reads_their_lines_and_those_of_nobody(
    company: Company, nadia: User, garage: Customer
) -> None:
    paul = factories.a_user(company, Role.MANAGER, "Paul")
    ask(garage)
    factories.a_bank_line(company, cents=1_000)
    assert len(read(an_address(nadia))) == 2
    [event] = read(an_address(paul))
    assert event["summary"] == "À attribuer\u00a0: 1 ligne de relevé"


def test_no_amount_is_told_unless_the_person_ticked_it(nadia: User, garage: Customer) -> None:
    ask(garage, reason="Promet 1 200,50 € pour jeudi")
    [event] = read(an_address(nadia))
    assert event["description"] == "Promet … pour jeudi · pour aujourd'hui"
    [told] = read(an_address(nadia, with_amounts="on"))
    assert "1 200,50 €" in str(told["description"])
    assert str(told["description"]).endswith(str(Money(824_000)))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Doit 1 200 € depuis mars", "Doit … depuis mars"),
        ("Doit 1\u202f200,00\u00a0€.", "Doit …."),
        ("CHF : 300 CHF, puis 20 euros", "CHF : …, puis …"),
        (
            "promesse du 20/11/2026 non tenue (2e fois)",
            "promesse du 20/11/2026 non tenue (2e fois)",
        ),
        ("échéance 2, facture FA-2291", "échéance 2, facture FA-2291"),
    ],
)
def test_sums_are_unsaid_and_nothing_else(said: str, kept: str) -> None:
    assert without_amounts(said) == kept


def test_each_kind_of_line_has_its_title() -> None:
    titles = {
        kind: columns.title(Item("task:1", kind, "Garage", "", ON, customer_id=1)) for kind in Kind
    }
    assert titles[Kind.PROMISE] == "Appeler Garage"
    assert titles[Kind.VISIT] == "Rendre visite à Garage"
    assert titles[Kind.REPLY] == "Lire la réponse\u00a0: Garage"
    assert all("Garage" in one for one in titles.values())


def test_the_name_of_an_event_tells_nothing_and_differs_by_company() -> None:
    assert uid(1, "task:12") == uid(1, "task:12")
    assert uid(1, "task:12") != uid(2, "task:12")
    assert "task" not in uid(1, "task:12")
    assert day(LATE, on=ON) == ON


def test_a_calendar_reads_so_many_lines_at_most(nadia: User, garage: Customer) -> None:
    Task.objects.bulk_create(
        Task(
            company=garage.company, customer=garage, kind="address", reason="À corriger",
            opened_on=ON, invoice=factories.a_receivable(garage).invoice,
        )
        for _ in range(LINES_MOST + 5)
    )  # fmt: skip
    assert len(read(an_address(nadia))) == LINES_MOST


def test_the_address_is_shown_once_and_kept_nowhere(nadia: User) -> None:
    address = an_address(nadia)
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert PersonalCalendar.objects.get().digest == digest_of(token) != token
    page = signed_in(nadia).get("/agenda/calendrier/").content.decode()
    assert token not in page
    assert "sans les montants" in page
    assert not Entry.objects.filter(facts__icontains=token).exists()


def test_another_address_takes_the_place_of_the_first(nadia: User) -> None:
    first, second = an_address(nadia), an_address(nadia)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert PersonalCalendar.objects.count() == 1


def test_a_revoked_address_opens_nothing_and_the_journal_knows(nadia: User) -> None:
    address, client = an_address(nadia), signed_in(nadia)
    told = client.post("/agenda/calendrier/revoquer", follow=True).content.decode()
    assert "Adresse révoquée : elle n&#x27;ouvre plus rien." in told
    refused = Client().get(address)
    assert refused.status_code == 404
    assert "Cette adresse n'ouvre rien" in refused.content.decode()
    verbs = Entry.objects.filter(subject=f"user:{nadia.pk}").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "agenda.calendar_made", "agenda.calendar_revoked",
    ]  # fmt: skip


def test_nothing_to_revoke_is_said(company: Company, nadia: User) -> None:
    with pytest.raises(calendars.NoCalendar, match="Votre calendrier n'a pas d'adresse"):
        calendars.revoke(company, nadia, by="Nadia")


def test_it_is_gone_when_the_member_leaves(company: Company, nadia: User) -> None:
    address = an_address(nadia)
    Membership.objects.get(company=company, user=nadia).delete()
    assert Client().get(address).status_code == 404
    assert not PersonalCalendar.objects.exists()


def test_whoever_may_not_sign_in_any_more_reads_nothing(nadia: User) -> None:
    address = an_address(nadia)
    User.objects.filter(pk=nadia.pk).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_each_company_has_its_own_address(company: Company, nadia: User, garage: Customer) -> None:
    other = factories.a_company("Delaunay Compta")
    Membership.objects.create(company=other, user=nadia, role=Role.COLLECTOR)
    factories.a_bank_line(other, cents=1_000)
    ask(garage)
    token = calendars.make(other, nadia, with_amounts=False, at=NINE, by="Nadia")
    [event] = read(f"/agenda/calendrier/{token}.ics")
    assert "1 ligne de relevé" in str(event["summary"])
    assert len(read(an_address(nadia))) == 1
    assert PersonalCalendar.objects.count() == 2


def test_guesses_are_counted_then_no_longer_looked_at_while_true_addresses_open(
    nadia: User,
) -> None:
    address = an_address(nadia)
    for number in range(OPENINGS_MAX):
        assert Client().get(f"/agenda/calendrier/guess{number}.ics").status_code == 404
    late = Client().get("/agenda/calendrier/guess.ics")
    assert late.status_code == 429
    assert "attendez un quart d'heure" in late.content.decode()
    assert RefusedOpening.objects.count() == OPENINGS_MAX
    assert Client().get(address).status_code == 200
    assert Client().get(f"/agenda/calendrier/{'x' * 200}.ics").status_code == 429


def test_the_address_only_reads(nadia: User, garage: Customer) -> None:
    ask(garage)
    address = an_address(nadia)
    assert Client().head(address).status_code == 200
    assert Client().post(address).status_code == 405
    before = Entry.objects.count()
    read(address)
    assert Entry.objects.count() == before


def test_a_reader_has_a_calendar_too(company: Company) -> None:
    factories.a_bank_line(company, cents=1_000)
    assert len(read(an_address(factories.a_user(company, Role.READER, "Rémi")))) == 1
