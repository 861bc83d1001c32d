"""Who a link lets in, what it shows, and what attacks get."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from encaisse.accounts.models import RefusedOpening
from encaisse.accounts.rules import OPENINGS_MAX, Role
from encaisse.audit.models import Entry
from encaisse.insolvency import operations as insolvency
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.portal import operations, queries
from encaisse.portal.models import PortalLink
from encaisse.portal.rules import LINK_DAYS, digest_of
from encaisse.portal.views.visiting import COOKIE
from encaisse.web.proxies import proxies_at
from tests import factories
from tests.portal.conftest import DAY, NOON, a_visit, text_of

pytestmark = pytest.mark.django_db


@time_machine.travel(NOON, tick=False)
def test_the_token_leaves_the_address_and_is_not_kept(customer: Customer) -> None:
    link, token = operations.issue(customer, at=NOON, by="Nadia")
    client = Client()
    answer = client.get(reverse("portal:enter", args=[token]))
    assert answer["Location"] == "/espace/"
    assert answer["Referrer-Policy"] == "no-referrer"
    cookie = answer.cookies["espace"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/espace/"
    assert token not in cookie.value
    assert link.digest == digest_of(token) != token
    assert not Entry.objects.filter(facts__icontains=token).exists()


@time_machine.travel(NOON, tick=False)
def test_a_customer_sees_what_is_late_what_it_costs_and_how_to_pay(customer: Customer) -> None:
    shown = text_of(a_visit(customer))
    assert "FA-1" in shown
    assert "1 200,00 €" in shown
    assert "20 jours" in shown
    assert "FA-2" in shown
    assert "400,00 €" in shown
    assert "40,00 €" in shown
    assert "D441-5" in shown
    assert "FR76 3000 6000 0112 3456 7890 189" in shown
    assert "<svg" in shown


@time_machine.travel(NOON, tick=False)
def test_nothing_of_the_page_is_kept_or_told_elsewhere(customer: Customer) -> None:
    answer = a_visit(customer).get("/espace/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["X-Frame-Options"] == "DENY"
    assert "script" not in answer.content.decode()


@time_machine.travel(NOON, tick=False)
def test_other_customers_and_other_companies_are_not_shown(customer: Customer) -> None:
    neighbour = factories.a_customer(customer.company, name="Studio Lemoine")
    factories.a_receivable(neighbour, number="SECRET-1")
    stranger = factories.a_customer(factories.a_company("Delaunay Compta"), name="Inès")
    factories.a_receivable(stranger, number="SECRET-2")
    shown = text_of(a_visit(customer))
    assert "SECRET" not in shown
    assert "Lemoine" not in shown
    assert "Delaunay" not in shown


@time_machine.travel(NOON, tick=False)
def test_a_visitor_is_nobody_in_the_back_office(customer: Customer) -> None:
    client = a_visit(customer)
    for where in ("/", f"/clients/{customer.pk}/", f"/clients/{customer.pk}/espace/"):
        assert client.get(where)["Location"].startswith("/compte/login/")
    assert client.get("/api/v1/customers").status_code == 401


@time_machine.travel(NOON, tick=False)
def test_a_forged_token_shows_nothing_and_is_counted(
    customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    _link, token = operations.issue(customer, at=NOON, by="Nadia")
    for forged in (token[:-1], token + "A", "x", "%00", "é" * 200):
        answer = Client().get("/espace/l/" + forged)
        assert answer.status_code == 404
        assert "espace" not in answer.cookies
        assert customer.name not in answer.content.decode()
    assert RefusedOpening.objects.count() == 5
    assert "lien refusé, suivi depuis 127.0.0.1" in caplog.text


def test_an_expired_link_opens_nothing_and_ends_the_visit(customer: Customer) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        _link, token = operations.issue(customer, at=NOON, by="Nadia")
        clock.move_to(NOON + datetime.timedelta(days=LINK_DAYS, seconds=-1))
        client = Client()
        assert client.get(reverse("portal:enter", args=[token])).status_code == 302
        assert client.get("/espace/").status_code == 200
        clock.move_to(NOON + datetime.timedelta(days=LINK_DAYS))
        assert client.get("/espace/").status_code == 404
        assert client.get(reverse("portal:enter", args=[token])).status_code == 404


@time_machine.travel(NOON, tick=False)
def test_a_revoked_link_cannot_be_replayed(customer: Customer) -> None:
    link, token = operations.issue(customer, at=NOON, by="Nadia")
    client = Client()
    client.get(reverse("portal:enter", args=[token]))
    operations.revoke(link, at=NOON, by="Paul")
    assert client.get("/espace/").status_code == 404
    assert client.get(reverse("portal:enter", args=[token])).status_code == 404
    with pytest.raises(operations.LinkAlreadyRevoked, match="créez-en un autre"):
        operations.revoke(link, at=NOON, by="Paul")


@time_machine.travel(NOON, tick=False)
def test_a_cookie_that_we_did_not_sign_opens_nothing(
    customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    link, _token = operations.issue(customer, at=NOON, by="Nadia")
    for forged in (str(link.pk), f"{link.pk}:aaaa:bbbb", "", "\u00e9"):
        client = Client()
        client.cookies["espace"] = forged
        caplog.clear()
        assert client.get("/espace/").status_code == 404
        assert "GET /espace/ refusé (404), lien inconnu, depuis 127.0.0.1" in caplog.text


@time_machine.travel(NOON, tick=False)
def test_a_visit_lasts_twelve_hours(customer: Customer) -> None:
    client = a_visit(customer)
    with time_machine.travel(NOON + datetime.timedelta(hours=13), tick=False):
        assert client.get("/espace/").status_code == 404


@time_machine.travel(NOON, tick=False)
def test_many_unknown_tokens_are_no_longer_counted_while_true_links_open(
    customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(OPENINGS_MAX):
        assert Client().get(f"/espace/l/guess{number}").status_code == 404
    assert Client().get("/espace/l/guess").status_code == 429
    assert "trop de liens refusés, suivis depuis 127.0.0.1" in caplog.text
    assert Client(REMOTE_ADDR="192.0.2.9").get("/espace/l/guess").status_code == 404
    assert RefusedOpening.objects.filter(address="127.0.0.1").count() == OPENINGS_MAX
    assert "FA-1" in text_of(a_visit(customer))


@time_machine.travel(NOON, tick=False)
def test_who_forges_a_forwarded_address_is_counted_where_one_is(settings: Settings) -> None:
    settings.PROXIES = proxies_at("10.0.0.5")
    told = {"X-Forwarded-For": "198.51.100.7"}
    for by in ("192.0.2.66", "10.0.0.5"):
        Client().get("/espace/l/guess", headers=told, REMOTE_ADDR=by)
    found = RefusedOpening.objects.order_by("id").values_list("address", flat=True)
    assert list(found) == ["192.0.2.66", "198.51.100.7"]


@time_machine.travel(NOON, tick=False)
def test_behind_https_its_cookie_travels_by_https_alone(
    customer: Customer, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert a_visit(customer).cookies[COOKIE]["secure"]


@time_machine.travel(NOON, tick=False)
def test_a_mail_scanner_that_announces_a_visit_leaves_no_trace(customer: Customer) -> None:
    client = a_visit(customer)
    assert client.head("/espace/").status_code == 200
    assert PortalLink.objects.get().visited_at is None
    client.get("/espace/")
    assert PortalLink.objects.get().visited_at == NOON
    assert client.get("/espace/fermer").status_code == 405


@time_machine.travel(NOON, tick=False)
def test_a_browser_may_send_the_forms_of_the_page(customer: Customer) -> None:
    """A page that tells no referrer has no origin, and its forms would be refused."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = a_visit(customer).cookies
    shown = client.get("/espace/").content.decode()
    sent = {
        "csrfmiddlewaretoken": re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)[0]
    }
    own, strange = "http://testserver", "https://ailleurs.example"
    assert client.post("/espace/fermer", sent, headers={"Origin": strange}).status_code == 403
    assert client.post("/espace/fermer", headers={"Origin": own}).status_code == 403
    assert client.post("/espace/fermer", sent, headers={"Origin": own}).status_code == 200


@time_machine.travel(NOON, tick=False)
def test_closing_ends_the_visit(customer: Customer) -> None:
    client = a_visit(customer)
    assert "Votre espace est fermé" in client.post("/espace/fermer").content.decode()
    assert client.get("/espace/").status_code == 404


@time_machine.travel(NOON, tick=False)
def test_the_page_is_english_for_who_asks(customer: Customer) -> None:
    client = a_visit(customer)
    client.post("/espace/langue", {"language": "en"})
    shown = client.get("/espace/").content.decode()
    assert "Overdue" in shown
    assert "€1,200.00" in shown
    assert '<html lang="en">' in shown
    client.post("/espace/langue", {"language": "xx"})
    assert "Overdue" in client.get("/espace/").content.decode()


@time_machine.travel(NOON, tick=False)
def test_nothing_is_asked_of_a_customer_in_insolvency(customer: Customer) -> None:
    insolvency.open_proceeding(customer, kind="redressement_judiciaire", on=DAY, by="Nadia")
    assert "IBAN" not in text_of(a_visit(customer))


@time_machine.travel(NOON, tick=False)
def test_a_customer_who_owes_nothing_is_told_so() -> None:
    owing_nothing = factories.a_customer(factories.a_company())
    assert "Vous ne devez rien" in text_of(a_visit(owing_nothing))


@time_machine.travel(NOON, tick=False)
def test_a_name_that_is_a_script_is_shown_as_text(customer: Customer) -> None:
    Customer.objects.filter(pk=customer.pk).update(name="<script>alert(1)</script>")
    customer.refresh_from_db()
    assert "<script>" not in text_of(a_visit(customer))


@time_machine.travel(NOON, tick=False)
def test_a_link_is_made_once_shown_and_revoked_on_the_page_of_its_customer(
    customer: Customer,
) -> None:
    contact = parties.add_contact(customer=customer, name="Mme Petit", by="Nadia")
    nadia = Client()
    nadia.force_login(factories.a_user(customer.company, Role.COLLECTOR))
    where = f"/clients/{customer.pk}/espace/"
    made = nadia.post(f"{where}lien", {"contact": contact.pk}).content.decode()
    assert "http://testserver/espace/l/" in made
    link = queries.links_of(customer).get()
    assert link.contact == contact
    assert "/espace/l/" not in nadia.get(where).content.decode()
    nadia.post(f"/espaces/{link.pk}/revoquer")
    assert "Révoqué le" in nadia.get(where).content.decode()
    again = nadia.post(f"/espaces/{link.pk}/revoquer")
    assert again.status_code == 409
    assert "déjà révoqué" in again.content.decode()


def test_a_link_is_for_the_customer_s_own_people_and_for_no_till(customer: Customer) -> None:
    other = factories.a_customer(customer.company, name="Studio Lemoine")
    contact = parties.add_contact(customer=other, name="M. Roux", by="Nadia")
    with pytest.raises(operations.ContactOfAnother, match="choisissez l'un des siens"):
        operations.issue(customer, contact=contact, at=NOON, by="Nadia")
    till = factories.a_customer(customer.company, name="Caisse", is_pseudo=True)
    with pytest.raises(operations.PseudoCustomerHasNoPortal, match="pas d'espace client"):
        operations.issue(till, at=NOON, by="Nadia")
