"""The addresses of a customer's page tell no number of a table, and open nobody else's things."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from encaisse.parties.models import Customer
from encaisse.portal.models import PortalCode, PortalLink
from encaisse.portal.queries.addresses import address_of
from encaisse.portal.urls import urlpatterns
from tests import factories
from tests.portal.conftest import DAY, NOON, NUMBERED, a_visit, things_of

pytestmark = pytest.mark.django_db


def place(customer: Customer, page: str, number: int) -> str:
    return address_of(customer, page, **{NUMBERED[page]: number})


def test_no_address_of_the_page_takes_a_number() -> None:
    own = [str(each.pattern) for each in urlpatterns if str(each.pattern).startswith("espace/")]
    assert len(own) > 15
    assert not [each for each in own if "<int:" in each]


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_link_of_a_page_tells_a_number(
    customer: Customer, things: dict[str, int], language: str
) -> None:
    client = a_visit(customer)
    client.post("/espace/langue", {"language": language})
    to_see, told = ["/espace/"], set[str]()
    while to_see:
        told.add(here := to_see.pop())
        answer = client.get(here)
        assert answer.status_code == 200, here
        if answer["Content-Type"].startswith("text/html"):
            found = re.findall(r'(?:href|action)="(/espace/[^"?]*)', answer.content.decode())
            acts = {each for each in found if client.head(each).status_code == 405}
            assert not [each for each in found if re.search(r"/\d+(/|$)", each)]
            to_see += {*found} - told - acts - {*to_see}
    seen = {place(customer, page, things[page]) for page in NUMBERED if page != "portal:code"}
    assert seen <= told


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("what", NUMBERED)
def test_numbers_forgeries_and_what_is_another_s_are_refused_alike_and_logged(
    customer: Customer, things: dict[str, int], what: str, caplog: pytest.LogCaptureFixture
) -> None:
    neighbour = factories.a_customer(customer.company, "Studio Lemoine", email="l@studio.example")
    for number, day in (("FL-1", DAY.replace(month=10)), ("FL-2", DAY.replace(month=9))):
        factories.a_receivable(neighbour, cents=9_000, due_on=day, number=number)
    theirs = things_of(neighbour)[what]
    client, own = _follower(customer, what), place(customer, what, things[what])
    assert client.get(own).status_code == 200
    name, sealed = NUMBERED[what], own.rstrip("/").rpartition("/")[2]
    old = reverse(what, kwargs={name: str(things[what])})
    forged = own.replace(sealed, sealed[:-1] + ("A" if sealed[-1] != "A" else "B"))
    under_another_name = address_of(customer, "portal:thanks", kind=things[what])
    swapped = reverse(what, kwargs={name: under_another_name.rpartition("/")[2]})
    refused = (
        old, forged, swapped, place(neighbour, what, theirs), place(customer, what, theirs),
        place(neighbour, what, things[what]),
    )  # fmt: skip
    answers = set()
    for asked in refused:
        caplog.clear()
        answer = client.get(asked)
        assert f"GET {asked} refusé (404), lien" in caplog.text
        answers.add((answer.status_code, answer.content))
    assert len(answers) == 1
    assert b"Lemoine" not in next(iter(answers))[1]


def _follower(customer: Customer, page: str) -> Client:
    """A visit; for a code, by the link that asked for it."""
    client = a_visit(customer)
    if page == "portal:code":
        PortalCode.objects.filter(link__customer=customer).update(
            link=PortalLink.objects.filter(customer=customer).latest("id")
        )
    return client


@time_machine.travel(NOON, tick=False)
def test_an_address_kept_opens_by_a_later_link(customer: Customer, things: dict[str, int]) -> None:
    kept = place(customer, "portal:receivable", things["portal:receivable"])
    for _visit in range(2):
        assert a_visit(customer).get(kept).status_code == 200
