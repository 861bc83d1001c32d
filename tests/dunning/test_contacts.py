"""What keeps us from writing to those who owe: one list, by money late, with who told it."""

import datetime
import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from encaisse.accounts.models import Company
from encaisse.dunning.queries.contacts import to_fix
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer, MailDomain, Told
from encaisse.parties.rules.emails import email_fault, meant
from encaisse.parties.rules.hearing import Heard
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


def test_a_domain_that_the_network_does_not_know_is_a_fault(company: Company) -> None:
    owing(company, "Garage Martin", {"email": "compta@garage-martin.fr"})
    assert faults(company) == []
    MailDomain.objects.create(
        company=company,
        domain="garage-martin.fr",
        state="unknown",
        checked_at=timezone.now(),
    )
    assert faults(company) == faults(company, fault="unknown") == [("Garage Martin", "unknown")]


def test_a_line_says_who_told_that_datum_and_not_another(company: Company) -> None:
    key = owing(company, "Garage Martin", {"address": "1 rue des Forges"})
    customer = Customer.objects.get(pk=key)
    heard = Heard(by="Mme Petit", on=LATE)
    parties.change_customer(customer, by="Nadia", heard=heard, address="2 rue des Forges")
    parties.change_customer(customer, by="Zoé", email="martin@garage.example")
    [row] = to_fix(company, on=ON)
    assert (row["told_by"], row["told_on"]) == ("Mme Petit", LATE)


KEY = "c{}-no_email-EUR"


@pytest.fixture
def nadia(company: Company, client: Client) -> Client:
    client.force_login(factories.a_user(company))
    return client


def test_a_line_is_corrected_where_it_stands_and_the_next_one_follows(
    company: Company, nadia: Client
) -> None:
    first = owing(company, "Grand", {"email": ""}, cents=900_000)
    second = owing(company, "Petit", {"email": ""}, cents=1_000)
    shown = nadia.get("/coordonnees/", {"quoi": "no_email", "corriger": KEY.format(first)})
    opened = shown.context["opened"]
    assert (opened.line.key, opened.following) == (KEY.format(first), KEY.format(second))
    typed = {
        "line": opened.line.key, "following": opened.following, "value": " compta@grand.fr ",
        "told_by": "Mme Petit, au téléphone", "told_on": LATE.isoformat(),
    }  # fmt: skip
    asked = {"HX-Request": "true", "HX-Target": "div#list"}
    done = nadia.post("/coordonnees/corriger?quoi=no_email", typed, follow=True, headers=asked)
    [(address, _status)] = done.redirect_chain
    assert address == f"/coordonnees/?quoi=no_email&corriger={KEY.format(second)}"
    assert done.context["opened"].line.key == KEY.format(second)
    assert "Grand : coordonnée corrigée." in done.content.decode()
    reloaded = nadia.get(address, headers=asked).content.decode()
    assert without_token(done.content.decode()).startswith(without_token(reloaded))
    told = Told.objects.get(customer=first, datum="email")
    assert (told.value, told.told_by, told.on) == (
        "compta@grand.fr", "Mme Petit, au téléphone", LATE,
    )  # fmt: skip
    assert faults(company) == [("Petit", "no_email")]
    page = nadia.get(f"/clients/{first}/").content.decode()
    assert "dit par Mme Petit, au téléphone" in page


def without_token(part: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", part).strip()


@pytest.mark.parametrize(
    ("fault", "facts", "value", "sentence"),
    [
        ("no_email", {"email": ""}, "compta", "« compta » n'est pas une adresse de courriel"),
        ("no_email", {"email": ""}, " ", "Écrivez ce qui remplace, ou fermez."),
        ("no_email", {"email": ""}, "non@garage.example", "refuse nos courriels depuis le"),
        ("no_phone", {"phone": ""}, "12", "« 12 » n'est pas un numéro de téléphone"),
        ("no_address", {"address": ""}, "1 rue des Forges", "Il manque un code postal"),
    ],
)
def test_what_would_not_do_either_is_refused_beside_the_field(
    company: Company, nadia: Client, fault: str, facts: dict[str, str], value: str, sentence: str
) -> None:
    key = owing(company, "Garage Martin", facts)
    parties.mark_refusing(
        company, "non@garage.example", why="refused", reason="550", on=LATE, by="serveur"
    )
    typed = {"line": f"c{key}-{fault}-EUR", "value": value, "told_on": ON.isoformat()}
    refused = nadia.post("/coordonnees/corriger", typed)
    assert refused.status_code == 422
    [said] = refused.context["opened"].form.errors["value"]
    assert sentence in said
    assert html.escape(said) in refused.content.decode()
    assert faults(company) == [("Garage Martin", fault)]


def test_nothing_is_told_in_the_future_nor_without_a_day(company: Company, nadia: Client) -> None:
    line = KEY.format(owing(company, "Garage Martin", {"email": ""}))
    tomorrow = (ON + datetime.timedelta(days=1)).isoformat()
    for day, sentence in ((tomorrow, "n'est pas encore venu"), ("", "Dites quel jour.")):
        typed = {"line": line, "value": "a@garage.fr", "told_on": day}
        refused = nadia.post("/coordonnees/corriger", typed)
        assert sentence in refused.context["opened"].form.errors["told_on"][0]


def test_a_contact_is_corrected_and_a_refusing_address_may_work_again(
    company: Company, nadia: Client
) -> None:
    key = owing(company, "Garage Martin")
    contact = parties.add_contact(
        customer=Customer.objects.get(pk=key), name="Mme Petit", email="petit@garage.fr", by="Zoé"
    )
    for address in ("petit@garage.fr", GOOD["email"]):
        parties.mark_refusing(company, address, why="refused", reason="5", on=LATE, by="serveur")
    typed = {"value": "petit@martin.fr", "told_on": ON.isoformat()}
    nadia.post("/coordonnees/corriger", {"line": f"p{contact.pk}-refused-EUR"} | typed)
    contact.refresh_from_db()
    assert contact.email == "petit@martin.fr"
    nadia.post("/coordonnees/corriger", {"line": f"c{key}-refused-EUR", "works": "1"} | typed)
    assert faults(company) == []


def test_nobody_corrects_another_company_s_line(company: Company, nadia: Client) -> None:
    other = factories.a_company("Delaunay Compta")
    line = KEY.format(owing(other, "Garage Martin", {"email": ""}))
    typed = {"value": "a@garage.fr", "told_on": ON.isoformat()}
    for key in (line, "c0-no_email-EUR", "x"):
        assert nadia.post("/coordonnees/corriger", {"line": key} | typed).status_code == 404


def test_the_api_corrects_and_tells_who_told(company: Company) -> None:
    key = owing(company, "Garage Martin", {"email": ""})
    nadia = a_caller(company)
    [row] = nadia.get("/dunning/contacts-to-fix").said
    given = {"customer": row["customer"], "datum": row["datum"]}
    refused = nadia.post("/dunning/contacts-to-fix", given | {"value": "compta@@garage"})
    assert (refused.status, refused.said["code"]) == (409, "email_not_understood")
    told = {"value": "compta@garage.fr", "told_by": "M. Martin", "told_on": LATE.isoformat()}
    made = nadia.post("/dunning/contacts-to-fix", given | told)
    assert made.said == {"datum": "email"} | told
    assert nadia.get("/dunning/contacts-to-fix").said == []
    known = {each["datum"]: each for each in nadia.get(f"/customers/{key}/told").said}
    assert known["email"]["told_by"] == "M. Martin"
    assert nadia.post("/dunning/contacts-to-fix", {"customer": "1"} | told).status == 422


def test_an_address_whose_domain_has_no_dot_is_refused_beside_the_field(
    company: Company, nadia: Client
) -> None:
    key = KEY.format(owing(company, "Garage Martin", {"email": ""}))
    typed = {"line": key, "value": "a@b", "told_on": ON.isoformat()}
    refused = nadia.post("/coordonnees/corriger", typed)
    assert refused.status_code == 422
    assert "adresse de courriel" in refused.context["opened"].form.errors["value"][0]
