"""The links to the portal and what customers said there, over REST."""

import datetime

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.letters.models import Letter
from encaisse.parties import operations as parties
from encaisse.parties.models import Customer
from encaisse.portal import operations
from encaisse.portal.models import PortalRequest
from tests import factories
from tests.api.conftest import Caller, a_caller

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 20)
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
ASKED = {"name": "Mme Petit", "email": "petit@garage.example", "phone": ""}


@pytest.fixture
def visit(martin: Customer) -> operations.acting.Visit:
    link, _token = operations.issue(martin, at=NOON, by="Nadia")
    return operations.acting.Visit(link, NOON, DAY)


@pytest.fixture
def duplicate(visit: operations.acting.Visit, martin: Customer) -> PortalRequest:
    return operations.acting.ask_duplicate(visit, factories.a_receivable(martin))


def test_links_are_listed_without_their_token_and_revoked(
    nadia: Caller, martin: Customer, visit: operations.acting.Visit
) -> None:
    found = nadia.get(f"/portal-links?customer={martin.pk}").said["items"]
    assert [each["id"] for each in found] == [str(visit.link.pk)]
    assert not {"token", "digest"} & set(found[0])
    revoked = nadia.post(f"/portal-links/{visit.link.pk}/revoke")
    assert revoked.said["revoked_at"]
    again = nadia.post(f"/portal-links/{visit.link.pk}/revoke")
    assert (again.status, again.said["code"]) == (409, "portal_link_already_revoked")


def test_a_link_is_sent_and_its_token_is_not_told(
    nadia: Caller, martin: Customer, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS, settings.EMAIL_HOST = "https://encaisse.example", "127.0.0.1"
    petit = parties.add_contact(
        customer=martin, name="Mme Petit", by="Nadia", email="petit@garage.example"
    )
    asked = {"customer": str(martin.pk), "contact": str(petit.pk)}
    sent = nadia.post("/portal-links", asked)
    assert (sent.status, sent.said["contact"]) == (201, str(petit.pk))
    assert not {"token", "digest", "seed"} & set(sent.said)
    assert Letter.objects.get().to == ["petit@garage.example"]
    stranger = factories.a_customer(martin.company, name="Autre")
    assert nadia.post("/portal-links", asked | {"customer": str(stranger.pk)}).status == 404
    nowhere = nadia.post("/portal-links", {"customer": str(stranger.pk)})
    assert (nowhere.status, nowhere.said["code"]) == (409, "portal_no_address_for_link")


def test_a_request_is_read_and_closed(nadia: Caller, duplicate: PortalRequest) -> None:
    (found,) = nadia.get("/portal-requests?state=open").said["items"]
    assert (found["id"], found["kind"]) == (str(duplicate.pk), "duplicate")
    assert found["by"] == "client, par son espace"
    closed = nadia.post(f"/portal-requests/{duplicate.pk}/close", {"outcome": "Renvoyée."})
    assert closed.said["outcome"] == "Renvoyée."
    assert nadia.get("/portal-requests?state=open").said["items"] == []


def test_a_person_proposed_is_accepted(
    nadia: Caller, martin: Customer, visit: operations.acting.Visit
) -> None:
    made = operations.acting.propose_contact(visit, ASKED)
    assert nadia.post(f"/portal-requests/{made.pk}/take-contact").status == 200
    assert martin.contacts.get().name == "Mme Petit"


def test_others_see_nothing_and_readers_do_nothing(
    atelier: Company, duplicate: PortalRequest, visit: operations.acting.Visit
) -> None:
    ines = a_caller(factories.a_company("Delaunay Compta"), Role.MANAGER)
    reader = a_caller(atelier, Role.READER)
    for path, body in (
        (f"/portal-requests/{duplicate.pk}/close", {"outcome": "Vu."}),
        (f"/portal-requests/{duplicate.pk}/take-contact", None),
        (f"/portal-links/{visit.link.pk}/revoke", None),
        ("/portal-links", {"customer": str(visit.link.customer_id)}),
    ):
        assert ines.post(path, body).status == 404
        assert reader.post(path, body).status == 403
    assert ines.get("/portal-links").said["items"] == []
    assert ines.get("/portal-requests").said["items"] == []
    assert len(reader.get("/portal-requests").said["items"]) == 1
