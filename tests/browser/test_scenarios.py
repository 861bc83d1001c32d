"""The editor of scenarios in a real browser: a card moved by keyboard or by hand, and kept."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.dunning.models import Scenario
from tests import factories
from tests.browser.conftest import PASSWORD
from tests.browser.test_access import violations


@pytest.fixture
def paul(page: Page, live_server: LiveServer, company: Company) -> Page:
    """Paul, who manages, before the company's scenario."""
    user = factories.a_user(company, Role.MANAGER, "Paul", password=PASSWORD)
    page.goto(live_server.url)
    page.get_by_label("Adresse").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    kept = Scenario.objects.get(company=company)
    page.goto(f"{live_server.url}/scenarios/{kept.pk}/")
    return page


def test_a_card_moves_by_the_arrows_and_by_hand(paul: Page) -> None:
    first = paul.locator("#card-1")
    first.focus()
    paul.keyboard.press("ArrowRight")
    paul.keyboard.press("ArrowRight")
    expect(paul.get_by_text("5 jours après l'échéance, la relance 1")).to_be_visible()
    expect(first).to_be_focused()
    box = paul.locator("#card-2").bounding_box()
    assert box is not None
    paul.mouse.move(box["x"] + 40, box["y"] + 30)
    paul.mouse.down()
    paul.mouse.move(box["x"] + 140, box["y"] + 30, steps=5)
    paul.mouse.up()
    expect(paul.get_by_text("15 jours après l'échéance, la relance 2")).to_have_count(0)
    paul.get_by_role("button", name="Enregistrer le scénario").click()
    expect(paul.get_by_text(re.compile("3 jours après l'échéance → 5 jours"))).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_the_editor(paul: Page, scheme: str, width: int) -> None:
    paul.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    paul.set_viewport_size({"width": width, "height": 900})
    paul.reload()  # colours that go from one scheme to the other are of neither
    assert not violations(paul)
    paul.goto(paul.url.rsplit("/", 2)[0] + "/")
    assert not violations(paul)
