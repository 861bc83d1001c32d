"""Chromium of the system, the pages served for good, Nadia with two reminders to approve."""

import datetime
import os
import shutil
from collections.abc import Iterator
from typing import Any

# Playwright keeps an event loop in the thread of the test, which Django takes for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import pytest
from django.utils import timezone
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company, User
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Step
from encaisse.parties import operations as parties
from encaisse.receivables.models import Receivable
from tests import factories

PASSWORD = "relance après relance"
NAMES = ("Garage Martin", "Studio Lemoine", "Mairie de Sorbiers")

expect.set_options(timeout=15_000)  # milliseconds: a shared machine is slow at times


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return browser_type_launch_args | {
        "executable_path": next((path for path in found if path), None),
        "args": ["--no-sandbox"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {
        "locale": "fr-FR",
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def company(transactional_db: None) -> Company:
    """Three customers, each with one invoice late and one to come; each reminder to approve."""
    company = factories.a_company()
    today = timezone.localdate()
    for name in NAMES:
        customer = factories.a_customer(
            company, name, email="compta@client.example", siren="552100554"
        )
        parties.add_contact(customer=customer, name="Mme Petit", by="Nadia", phone="02 41 00 00 00")
        for days in (-40, 20):
            factories.a_receivable(customer, due_on=today + datetime.timedelta(days=days))
    dunning.default_scenario(company, by="Paul")
    Step.objects.filter(company=company).update(approval="approve")
    dunning.run(company, on=today, by="Nadia", at=timezone.now())
    return company


@pytest.fixture
def late(company: Company) -> Receivable:
    """The late receivable of Garage Martin."""
    return Receivable.objects.filter(company=company, customer__name=NAMES[0]).order_by("due_on")[0]


def is_wrong(said: ConsoleMessage) -> bool:
    """Also written down, and no fault: a form sent back to be corrected, a question that a newer
    one takes the place of."""
    return said.type == "error" and not any(one in said.text for one in ("422", "AbortError"))


def sign_in(page: Page, live_server: LiveServer, user: User) -> None:
    """By the page, with the password of these tests."""
    page.goto(live_server.url)
    page.get_by_label("Adresse").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")


@pytest.fixture
def nadia(page: Page, live_server: LiveServer, company: Company) -> Iterator[Page]:
    """Nadia has signed in. What the browser complains about fails the test."""
    user = factories.a_user(company, password=PASSWORD)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if is_wrong(said) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, live_server, user)
    yield page
    assert not complaints, complaints
