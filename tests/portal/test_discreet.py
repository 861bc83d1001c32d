"""Every address of the customer's page, and the answer after every act, is kept by nobody, framed
by nobody, and asks nothing of another site: read from the map of addresses, so that a new page is
held to it too."""

import re

import pytest
import time_machine
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, reverse

from encaisse.parties.models import Customer
from encaisse.portal import operations
from encaisse.portal.models import PortalCode, PortalLink
from encaisse.portal.queries.addresses import address_of
from encaisse.portal.urls import urlpatterns
from tests.portal.conftest import NOON, NUMBERED, a_visit
from tests.portal.test_coding import digits

pytestmark = pytest.mark.django_db

PAGES = [each for each in urlpatterns if str(each.pattern).startswith("espace/")]
TYPED = {
    "cents": "10", "on": "2026-11-18", "by_on": "2026-12-01", "first_on": "2026-12-01",
    "count": "3", "text": "Le devis disait 1 000 €.", "cause": "price", "name": "Mme Petit",
    "email": "petit@garage.example", "phone": "", "language": "en",
}  # fmt: skip
ELSEWHERE = re.compile(r"""(?:src|href|action|srcset|poster|data)=["'](?:https?:)?//|url\(""")


def named(page: URLPattern, customer: Customer, numbers: dict[str, int]) -> str:
    """The address of a page for this customer: a new name in an address is to be added here."""
    names = set(page.pattern.converters) if page.pattern.converters else set()
    where = f"portal:{page.name}"
    if "token" in names:
        return reverse(where, args=[operations.issue(customer, at=NOON, by="Nadia")[1]])
    if "kind" in names:
        return reverse(where, args=["paid"])
    told = {name: numbers[what] for what, name in NUMBERED.items() if name in names}
    return address_of(customer, where, **told)


def check(answer: HttpResponseBase, what: str) -> None:
    assert answer["Cache-Control"] == "no-store", what
    assert answer["Referrer-Policy"] in {"no-referrer", "same-origin"}, what
    assert answer["X-Frame-Options"] == "DENY", what
    assert answer["X-Content-Type-Options"] == "nosniff", what
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive", what
    policy = dict(each.strip().partition(" ")[::2] for each in csp(answer).split(";"))
    assert policy["default-src"] in {"'self'", "'none'"}, what
    assert not re.search(r"https?:|\*|unsafe", csp(answer)), what
    if answer.get("Content-Type", "").startswith("text/html"):
        shown = b"".join(answer).decode()
        assert not ELSEWHERE.search(shown), what
        assert 'class="espace"' not in shown or "<script" not in shown, what


def csp(answer: HttpResponseBase) -> str:
    return str(answer["Content-Security-Policy"])


def walked(client: Client, customer: Customer, numbers: dict[str, int]) -> dict[str, int]:
    """Every page asked in every way, then done: how each answered when done."""
    became = {}
    for page in PAGES:
        if page.name in {"leave", "language"}:
            continue
        latest = PortalCode.objects.latest("id")
        where = named(page, customer, numbers | {"portal:code": latest.pk})
        for ask in (client.get, client.head, client.post, client.options):
            check(ask(where), f"{ask.__name__} {page.name}")
        done = client.post(where, TYPED | {"code": digits()})
        check(done, f"{page.name} done")
        if done.status_code == 302:
            check(client.get(done["Location"]), f"{page.name} followed")
        became[str(page.name)] = done.status_code
    return became


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_and_the_answer_after_every_act(
    customer: Customer, things: dict[str, int], language: str
) -> None:
    client = a_visit(customer)
    check(client.post("/espace/langue", {"language": language}), "language")
    became = walked(client, customer, things)
    acts = ("say_paid", "contest", "duplicate", "spread", "contact", "plan", "code")
    assert {name: became[name] for name in acts} == dict.fromkeys(acts, 302)
    check(client.post("/espace/fermer"), "leave")


@time_machine.travel(NOON, tick=False)
def test_the_same_for_whoever_has_no_link_or_one_revoked(
    customer: Customer, things: dict[str, int]
) -> None:
    client = a_visit(customer)
    operations.revoke(PortalLink.objects.latest("id"), at=NOON, by="Nadia")
    for visitor in (Client(), client):
        for page in PAGES:
            where = named(page, customer, things)
            for ask in (visitor.get, visitor.head, visitor.post):
                check(ask(where), f"{ask.__name__} {page.name}")
            visitor.cookies.clear()


@time_machine.travel(NOON, tick=False)
def test_the_same_for_what_no_page_answers(customer: Customer) -> None:
    client = a_visit(customer)
    check(client.get("/espace/nulle-part"), "an address of nothing")
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = client.cookies
    refused = forged.post("/espace/delai", TYPED)
    assert refused.status_code == 403
    check(refused, "a form from elsewhere")
