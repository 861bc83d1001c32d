"""Colleagues on the screen, and who follows a customer."""

import pytest
import time_machine
from django.test import Client

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.colleagues import queries
from encaisse.parties.models import Colleague, Customer, Follower
from tests import factories
from tests.colleagues.conftest import AT

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_list_says_who_gets_what(
    company: Company, garage: Customer, julie: Colleague, nadia: User
) -> None:
    shown = page(signed_in(nadia), "/collegues/")
    for words in ("Julie Renaud", "julie@atelier.example", "chaque semaine", "lundi à 07:30"):
        assert words in shown
    assert "/collegues/reglages" not in shown


def test_a_manager_arranges_the_day(company: Company, paul: User, nadia: User) -> None:
    typed = {"weekday": "4", "at": "08:15", "is_sent": "on"}
    assert signed_in(nadia).post("/collegues/reglages", typed).status_code == 403
    told = signed_in(paul).post("/collegues/reglages", typed, follow=True)
    assert "vendredi à 08:15" in told.content.decode()
    wrong = signed_in(paul).post("/collegues/reglages", {"weekday": "4", "at": ""})
    assert (wrong.status_code, "Donnez une heure" in wrong.content.decode()) == (422, True)


def test_the_digest_is_seen_before_it_leaves(
    garage: Customer, julie: Colleague, nadia: User
) -> None:
    client = signed_in(nadia)
    with time_machine.travel(AT):
        where = f"/collegues/{julie.pk}/"
        assert f"{where}courriel" in page(client, where)
        drawn = client.get(f"{where}courriel")
    assert "Garage Martin" in drawn.content.decode()
    assert "default-src 'none'" in drawn.headers["Content-Security-Policy"]


def test_the_digest_of_somebody_without_news_says_so(julie: Colleague, nadia: User) -> None:
    drawn = page(signed_in(nadia), f"/collegues/{julie.pk}/courriel")
    assert "Vos clients : rien en retard" in drawn
    assert "0 question" not in drawn


def test_the_name_and_the_address_are_corrected(julie: Colleague, nadia: User) -> None:
    client, where = signed_in(nadia), f"/collegues/{julie.pk}/"
    client.post(where, {"name": "Julie Renard", "email": "j.renard@atelier.example"})
    julie.refresh_from_db()
    assert (julie.name, julie.email) == ("Julie Renard", "j.renard@atelier.example")
    wrong = client.post(where, {"name": "", "email": ""})
    assert (wrong.status_code, "Écrivez le nom" in wrong.content.decode()) == (422, True)


def test_the_digests_of_somebody_are_stopped_and_resumed(
    company: Company, julie: Colleague, nadia: User
) -> None:
    client, where = signed_in(nadia), f"/collegues/{julie.pk}"
    told = client.post(f"{where}/arreter", follow=True).content.decode()
    assert "ne recevra plus de récapitulatif" in told
    assert queries.stopped(company) == {julie.pk}
    client.post(f"{where}/reprendre")
    assert queries.stopped(company) == set()


def test_one_says_who_follows_a_customer(company: Company, garage: Customer, nadia: User) -> None:
    ines = factories.a_user(company, name="Inès")
    client, where = signed_in(nadia), f"/clients/{garage.pk}/suivi"
    assert "Julie Renaud" in page(client, where)
    typed = {"department": "accounting", "whom": f"membre-{ines.pk}"}
    assert "Inès suit ce client" in client.post(where, typed, follow=True).content.decode()
    typed = {"department": "sales", "whom": "", "name": "Marc", "email": "marc@atelier.example"}
    client.post(where, typed)
    named = {
        each.department: each.colleague.name for each in Follower.objects.filter(customer=garage)
    }
    assert named == {"sales": "Marc", "accounting": "Inès"}
    customer_page = page(client, f"/clients/{garage.pk}/")
    assert "Marc" in customer_page
    assert where in customer_page
    wrong = client.post(where, {"department": "sales"})
    assert (wrong.status_code, "Choisissez qui suit" in wrong.content.decode()) == (422, True)


def test_nobody_follows_it_any_more(company: Company, garage: Customer, nadia: User) -> None:
    found = Follower.objects.get(customer=garage)
    client = signed_in(nadia)
    told = client.post(f"/suivis/{found.pk}/fin", follow=True).content.decode()
    assert "Julie Renaud ne suit plus ce client" in told
    assert not Follower.objects.filter(customer=garage).exists()


def test_who_only_reads_changes_nothing(company: Company, garage: Customer) -> None:
    client = signed_in(factories.a_user(company, Role.READER, "Léa"))
    where = f"/clients/{garage.pk}/suivi"
    assert "Choisir qui suit" not in page(client, where)
    assert client.post(where, {"department": "sales", "name": "Marc"}).status_code == 403
