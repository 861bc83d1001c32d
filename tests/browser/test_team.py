"""A portfolio changes hands: the manager ticks it, two agendas and a customer's page follow, and it
is given back the same day."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from encaisse.dunning import operations as dunning
from encaisse.parties.models import Customer
from tests import factories
from tests.browser.conftest import NAMES, PASSWORD, sign_in
from tests.browser.swapping import assert_equals_a_reload

Open = Callable[[Role, str], tuple[User, Page]]


@pytest.fixture
def desk(browser: Browser, company: Company, live_server: LiveServer) -> Iterator[Open]:
    """Somebody else's browser, signed in."""
    contexts = []

    def opened(role: Role, name: str) -> tuple[User, Page]:
        user = factories.a_user(company, role, name, password=PASSWORD)
        contexts.append(browser.new_context(locale="fr-FR"))
        page = contexts[-1].new_page()
        sign_in(page, live_server, user)
        return user, page

    yield opened
    for context in contexts:
        context.close()


def to_call(page: Page, live_server: LiveServer) -> list[str]:
    """The customers whom this person's agenda tells to call."""
    page.goto(f"{live_server.url}/agenda/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Agenda")
    lines = page.locator("[data-row]", has_text="appeler").locator("[data-open]")
    return sorted(lines.all_inner_texts())


def test_a_portfolio_handed_over_and_given_back(
    desk: Open, company: Company, live_server: LiveServer
) -> None:
    (person, nadia), (_julie, julie) = desk(Role.COLLECTOR, "Nadia"), desk(Role.COLLECTOR, "Julie")
    on, mine = timezone.localdate(), sorted(NAMES)
    Customer.objects.filter(company=company).update(collector=person)
    for customer in Customer.objects.filter(company=company).order_by("id"):
        dunning.tasks.ask(
            customer, "call", due_on=on, reason="Rappeler", on=on, by="Paul", person=person
        )
    assert (to_call(nadia, live_server), to_call(julie, live_server)) == (mine, [])

    _paul, paul = desk(Role.MANAGER, "Paul")
    paul.goto(f"{live_server.url}/equipe/")
    paul.get_by_role("link", name="Nadia").click()
    for name in (NAMES[0], NAMES[1]):
        paul.get_by_label(f"Cocher {name}").check()
    paul.get_by_label("À qui confier").select_option("Julie")
    paul.get_by_label("Motif").last.fill("Secteur nord")
    paul.get_by_role("button", name="Confier les clients cochés").click()
    expect(paul.get_by_text("2 clients confiés à Julie.")).to_be_visible()
    assert_equals_a_reload(paul, "main")
    assert to_call(julie, live_server) == sorted(NAMES[:2])
    assert to_call(nadia, live_server) == [NAMES[2]]
    julie.get_by_role("link", name=NAMES[0], exact=True).click()
    expect(julie.get_by_role("heading", level=1)).to_contain_text(NAMES[0])

    paul.goto(f"{live_server.url}/equipe/")
    expect(paul.get_by_text("Secteur nord")).to_be_visible()
    paul.get_by_role("button", name="Défaire").click()
    expect(paul.get_by_text("Les clients de Nadia lui sont rendus.")).to_be_visible()
    assert (to_call(nadia, live_server), to_call(julie, live_server)) == (mine, [])
