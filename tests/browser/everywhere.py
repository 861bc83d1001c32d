"""Every page of the product, for things of one company, opened in a real browser."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company, User
from encaisse.accounts.rules import Role
from tests import factories
from tests.browser.conftest import PASSWORD
from tests.guards import things
from tests.guards.page_roles import PAGES
from tests.guards.test_pages import addresses


def administrator(company: Company) -> User:
    """Somebody to whom every page opens."""
    return factories.a_user(company, Role.MANAGER, password=PASSWORD, is_administrator=True)


def sign_in(page: Page, live_server: LiveServer, user: User) -> None:
    page.goto(live_server.url)
    page.get_by_label("Adresse").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")


def readable() -> list[str]:
    """The names of the addresses that are read."""
    return [name for name in sorted(addresses()) if PAGES.get(name, ("get", ()))[0] == "get"]


def places(company: Company, names: Iterable[str]) -> Iterator[str]:
    """These addresses, each for a thing made for it."""
    known, made = addresses(), dict[str, int | str]()
    for name in names:
        wanted = known[name].pattern.converters
        for key in wanted:
            if key not in made:
                made[key] = things.MAKERS[key](company)
        yield reverse(name, kwargs={key: made[key] for key in wanted})
