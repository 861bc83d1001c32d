"""Nadia's first page."""

import datetime

import pytest
from django.test import Client
from django.utils.timezone import localdate

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Step
from encaisse.dunning.queries import board
from encaisse.home.queries import claims, today
from encaisse.receivables.models import Receivable
from tests import factories
from tests.home.pages import swap, without_tokens

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 11, 21)
TODAY = datetime.date(2100, 1, 1)  # nothing is put off so far
APART = {"HX-Request": "true", "HX-Target": "div#books"}
NOON = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


@pytest.fixture
def company() -> Company:
    return factories.a_company()


@pytest.fixture
def nadia(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company))
    return client


@pytest.fixture
def reader(company: Company) -> Client:
    client = Client()
    client.force_login(factories.a_user(company, Role.READER, "Rémi"))
    return client


@pytest.fixture
def waiting(company: Company) -> None:
    """Two reminders wait for a person."""
    dunning.default_scenario(company, by="Paul")
    Step.objects.filter(company=company).update(approval="approve")
    for name in ("Garage Martin", "Studio Lemoine"):
        factories.a_receivable(factories.a_customer(company, name, email="compta@client.example"))
    dunning.run(company, on=ON, by="Nadia", at=NOON)


def test_without_a_customer_the_page_asks_for_a_fec(nadia: Client) -> None:
    page = nadia.get("/").content.decode()
    assert "Déposez votre FEC" in page
    assert 'type="file"' in page


def test_a_reader_without_a_customer_is_told_whom_to_ask(reader: Client) -> None:
    page = reader.get("/").content.decode()
    assert "Demandez à un responsable" in page
    assert 'type="file"' not in page


@pytest.mark.parametrize(
    ("days_late", "age"),
    [
        pytest.param(-10, "not_due", id="before the due date"),
        pytest.param(0, "not_due", id="on the due date"),
        pytest.param(1, "1_30", id="the day after"),
        pytest.param(30, "1_30", id="thirty days"),
        pytest.param(31, "31_60", id="thirty-one days"),
        pytest.param(61, "61_90", id="sixty-one days"),
        pytest.param(91, "over_90", id="ninety-one days"),
    ],
)
def test_each_receivable_stands_in_the_bucket_of_its_age(
    company: Company, days_late: int, age: str
) -> None:
    due_on = ON - datetime.timedelta(days=days_late)
    factories.a_receivable(factories.a_customer(company), due_on=due_on)
    [position] = today.positions(company, on=ON)
    assert position.cents_by_age == {age: 120_000}
    assert position.overdue_cents == (120_000 if days_late > 0 else 0)


def test_each_currency_is_counted_apart_the_company_s_own_first(company: Company) -> None:
    factories.a_receivable(factories.a_customer(company, currency="CHF"), cents=700)
    factories.a_receivable(factories.a_customer(company), cents=500)
    positions = today.positions(company, on=ON)
    assert [(p.currency, p.outstanding_cents) for p in positions] == [("EUR", 500), ("CHF", 700)]


def test_drafts_are_not_owed_yet(company: Company) -> None:
    draft = factories.a_receivable(factories.a_customer(company))
    draft.invoice.is_draft = True
    draft.invoice.save()
    [position] = today.positions(company, on=ON)
    assert position.outstanding_cents == 0


def test_who_owes_most_comes_first_and_tills_are_left_out(company: Company) -> None:
    owing = [("Petit", 100, False), ("Caisse", 900, True), ("Gros", 500, False)]
    for name, cents, is_pseudo in owing:
        customer = factories.a_customer(company, name, is_pseudo=is_pseudo)
        factories.a_receivable(customer, cents=cents)
    assert [late.name for late in today.worst(company, on=ON)] == ["Gros", "Petit"]


def test_the_sum_of_claims_is_remembered_until_the_next_act(company: Company) -> None:
    factories.a_receivable(factories.a_customer(company))
    assert claims.known_of_company(company, on=ON) is None
    counted = claims.of_company(company, on=ON)
    assert counted.indemnity_cents == 4_000
    assert claims.known_of_company(company, on=ON) == counted
    dunning.default_scenario(company, by="Paul")
    assert claims.known_of_company(company, on=ON) is None


def test_where_the_books_stand_comes_apart_then_is_remembered_until_the_next_act(
    nadia: Client, company: Company
) -> None:
    garage = factories.a_customer(company, "Garage Martin")
    owed = factories.a_receivable(garage, due_on=localdate() - datetime.timedelta(days=20))
    first = nadia.get("/").content.decode()
    assert "/?poste=1" in first
    assert "1 à 30 jours" not in first
    told = nadia.get("/?poste=1", headers=APART).content.decode()
    assert "1 à 30 jours" in told
    assert "Garage Martin" in told
    assert "À faire" not in told
    assert "1 à 30 jours" in nadia.get("/").content.decode()
    euros = f"{owed.open_cents // 100},{owed.open_cents % 100:02d}"
    facts = {"cents": euros, "on": localdate().isoformat(), "reference": owed.invoice.number}
    nadia.post(f"/clients/{garage.pk}/reglement", facts)
    assert "1 à 30 jours" not in nadia.get("/").content.decode()
    assert "Tous vos clients sont à jour" in nadia.get("/?poste=1").content.decode()


@pytest.mark.usefixtures("waiting")
def test_each_reminder_to_approve_says_why(nadia: Client) -> None:
    page = nadia.get("/").content.decode()
    assert "2 relances à approuver" in page
    assert page.count('data-key="a"') == 2
    assert "jours de retard" in page


@pytest.mark.usefixtures("waiting")
def test_one_approved_leaves_the_other(nadia: Client, company: Company) -> None:
    on = datetime.datetime.now(tz=datetime.UTC).date()
    first, *_others = today.waiting(board.ready(company, on=on)).messages
    page = nadia.post("/approuver", {"message": first.pk}, follow=True).content.decode()
    assert "1 relance part." in page
    assert today.waiting(board.ready(company, on=TODAY)).count == 1


@pytest.mark.usefixtures("waiting")
def test_all_approved_leaves_none(nadia: Client, company: Company) -> None:
    nadia.post("/approuver", {"all": "1"})
    assert today.waiting(board.ready(company, on=TODAY)).count == 0


@pytest.mark.usefixtures("waiting")
def test_approving_twice_says_that_nothing_waits(nadia: Client) -> None:
    nadia.post("/approuver", {"all": "1"})
    page = nadia.post("/approuver", {"all": "1"}, follow=True).content.decode()
    assert "Aucune de ces relances" in page


@pytest.mark.usefixtures("waiting")
def test_a_reader_sees_but_does_not_approve(reader: Client) -> None:
    assert "/approuver" not in reader.get("/").content.decode()
    assert reader.post("/approuver", {"all": "1"}).status_code == 403


@pytest.mark.usefixtures("waiting")
def test_what_is_swapped_equals_a_reload(nadia: Client, company: Company) -> None:
    message = today.waiting(board.ready(company, on=TODAY)).messages[0]
    part = swap(nadia, "/approuver", {"message": str(message.pk)})
    assert without_tokens(part) in without_tokens(nadia.get("/").content.decode())


def test_who_cannot_be_written_to_is_said_on_the_first_page(
    nadia: Client, company: Company
) -> None:
    customer = factories.a_customer(company, "Sans Adresse", email="", address="")
    factories.a_receivable(customer, due_on=ON - datetime.timedelta(days=20))
    dunning.default_scenario(company, by="Nadia")
    dunning.run(company, on=ON, by="Nadia", at=NOON)
    shown = nadia.get("/").content.decode()
    assert "faute d'adresse" in shown
    assert "quoi=no_contact" in shown


def test_a_reminder_whose_invoice_was_paid_waits_no_more(
    nadia: Client, company: Company, waiting: None
) -> None:
    paid = Receivable.objects.get(customer__name="Garage Martin")
    assert "2 relances à approuver" in nadia.get("/").content.decode()
    euros = f"{paid.open_cents // 100},{paid.open_cents % 100:02d}"
    nadia.post(
        f"/clients/{paid.customer_id}/reglement",
        {"cents": euros, "on": ON.isoformat(), "reference": paid.invoice.number},
    )
    page = nadia.get("/").content.decode()
    assert "1 relance à approuver" in page
    assert "Studio Lemoine" in page
    board = nadia.get("/relances/").content.decode()
    assert "Studio Lemoine" in board
    assert "Garage Martin" not in board
