"""What keeps us from writing to those who owe: one list, by money late, with who told it."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.dunning.queries.contacts import to_fix
from encaisse.parties import operations as parties
from encaisse.parties.rules.emails import email_fault, meant
from tests import factories
from tests.api.conftest import a_caller

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
LATE = ON - datetime.timedelta(days=30)
GOOD = {
    "email": "compta@garage.example",
    "phone": "04 77 12 34 56",
    "address": "1 rue des Forges\n42000 Saint-Étienne",
}


@pytest.fixture
def company() -> Company:
    return factories.a_company()


def owing(
    company: Company, name: str, facts: dict[str, str] | None = None, *, cents: int = 100_000
) -> int:
    customer = factories.a_customer(company, name, **(GOOD | (facts or {})))
    factories.a_receivable(customer, number=name, cents=cents, due_on=LATE)
    return customer.pk


def faults(company: Company, **asked: str) -> list[tuple[str, str]]:
    return [(row["name"], row["fault"]) for row in to_fix(company, on=ON, **asked)]


def test_a_customer_who_can_be_reached_is_not_there(company: Company) -> None:
    owing(company, "Garage Martin")
    assert faults(company) == []


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"email": ""}, "no_email"),
        ({"email": "compta@@garage"}, "syntax"),
        ({"email": "compta..petit@garage.example"}, "syntax"),
        ({"email": "compta@gmial.com"}, "domain"),
        ({"email": "compta@garage"}, "domain"),
        ({"address": ""}, "no_address"),
        ({"address": "1 rue des Forges"}, "incomplete"),
        ({"phone": ""}, "no_phone"),
    ],
)
def test_each_fault_has_its_name(company: Company, facts: dict[str, str], fault: str) -> None:
    owing(company, "Garage Martin", facts)
    assert faults(company) == [("Garage Martin", fault)]
    assert faults(company, fault=fault) == [("Garage Martin", fault)]
    assert faults(company, fault="refused") == []


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"email": "zoé@café.example"}, id="accents"),
        pytest.param({"email": "O'Neil+compta@Garage.example"}, id="signs and capitals"),
        pytest.param({"phone": "+32 470 12 34 56"}, id="another country"),
        pytest.param({"phone": "01 99 00 12 34, poste 12"}, id="an extension"),
    ],
)
def test_what_only_looks_odd_is_left(company: Company, facts: dict[str, str]) -> None:
    owing(company, "Garage Martin", facts)
    assert faults(company) == []


def test_who_owes_most_past_its_date_comes_first_and_who_owes_nothing_is_left(
    company: Company,
) -> None:
    owing(company, "Petit", {"email": ""}, cents=1_000)
    owing(company, "Grand", {"email": ""}, cents=900_000)
    factories.a_customer(company, "Rien", email="")
    assert faults(company) == [("Grand", "no_email"), ("Petit", "no_email")]
    assert faults(company, text="PETI") == [("Petit", "no_email")]


def test_a_contact_fills_what_the_customer_lacks_and_has_faults_of_its_own(
    company: Company,
) -> None:
    customer = factories.a_customer(company, **(GOOD | {"email": "", "phone": ""}))
    factories.a_receivable(customer, due_on=LATE)
    parties.add_contact(
        customer=customer, name="Mme Petit", email="petit@orange.com", phone="0612345678", by="Zoé"
    )
    [row] = to_fix(company, on=ON)
    assert (row["fault"], row["person"], row["meant"]) == (
        "domain", "Mme Petit", "petit@orange.fr",
    )  # fmt: skip
    assert (row["told_by"], row["told_on"]) == ("Zoé", ON)


def test_the_one_that_pays_is_asked_about(company: Company) -> None:
    parent = factories.a_customer(company, "Holding", **(GOOD | {"email": ""}))
    child = factories.a_customer(
        company, "Filiale", parent=parent, pays_for_itself=False, email="", address=""
    )
    factories.a_receivable(child, due_on=LATE)
    assert faults(company) == [("Holding", "no_email")]


def test_an_address_that_refuses_says_since_when_and_by_whom(company: Company) -> None:
    owing(company, "Garage Martin")
    parties.mark_refusing(
        company, GOOD["email"].upper(), why="refused", reason="550", on=LATE, by="serveur d'envoi"
    )
    [row] = to_fix(company, on=ON)
    assert (row["fault"], row["told_by"], row["told_on"]) == ("refused", "serveur d'envoi", LATE)
    assert to_fix(factories.a_company("Delaunay Compta"), on=ON) == []


def test_the_page_lists_and_the_customer_s_page_lifts(company: Company, client: Client) -> None:
    key = owing(company, "Garage Martin")
    parties.mark_refusing(
        company, GOOD["email"], why="refused", reason="550", on=LATE, by="serveur"
    )
    client.force_login(factories.a_user(company))
    assert "refuse nos courriels" in client.get("/coordonnees/?quoi=refused").content.decode()
    shown = client.get(f"/clients/{key}/").content.decode()
    assert "Elle fonctionne de nouveau" in shown
    lifted = client.post(f"/clients/{key}/adresse", {"address": GOOD["email"]}, follow=True)
    assert "Elle fonctionne de nouveau" not in lifted.content.decode()
    assert faults(company) == []


def test_the_api_marks_lists_and_lifts(company: Company) -> None:
    owing(company, "Garage Martin")
    nadia = a_caller(company)
    made = nadia.post("/refusing-addresses", {"address": GOOD["email"], "why": "complaint"})
    assert made.status == 201
    assert nadia.get("/refusing-addresses").said["items"] == [made.said]
    [row] = nadia.get("/dunning/contacts-to-fix?fault=complaint").said
    assert (row["name"], row["late_cents"]) == ("Garage Martin", 100_000)
    path = f"/refusing-addresses/{made.said['id']}/accept"
    assert nadia.post(path).said["lifted_on"] == ON.isoformat()
    assert nadia.post(path).status == 409
    assert nadia.get("/dunning/contacts-to-fix").said == []


@pytest.mark.parametrize(
    ("text", "fault", "likely"),
    [
        ("compta@garage.example", "", ""),
        ("compta@Gmial.com", "domain", "compta@gmail.com"),
        ("compta@garage.4", "domain", ""),
        ("compta garage@x.fr", "syntax", ""),
        ("compta", "syntax", ""),
    ],
)
def test_an_address_is_judged_without_network(text: str, fault: str, likely: str) -> None:
    assert (email_fault(text), meant(text)) == (fault, likely)
