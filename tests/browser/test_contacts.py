"""The contacts to correct, by keyboard in a real browser: opened, refused, corrected, the next one
follows; what is swapped is true."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.parties.models import Customer
from tests.browser.conftest import NAMES
from tests.browser.swapping import assert_equals_a_reload


def test_lines_are_corrected_one_after_the_other_by_keyboard(
    nadia: Page, live_server: LiveServer, company: Company
) -> None:
    Customer.objects.filter(company=company).update(email="compta@gmial.com")
    nadia.goto(f"{live_server.url}/coordonnees/?quoi=domain")
    rows = nadia.locator("tr[data-row]")
    expect(rows).to_have_count(len(NAMES))
    nadia.keyboard.press("j")
    nadia.keyboard.press("Enter")
    value = nadia.get_by_label("Courriel")
    expect(value).to_be_focused()
    expect(value).to_have_value("compta@gmail.com")
    assert_equals_a_reload(nadia, "#list")

    nadia.get_by_label("Courriel").fill("compta@@garage")
    nadia.keyboard.press("Enter")
    expect(nadia.locator(".correcting .errors")).to_contain_text(
        "n'est pas une adresse de courriel"
    )
    expect(nadia).to_have_url(re.compile(r"/coordonnees/\?quoi=domain&corriger=c\d+-domain-EUR$"))
    found = Axe().run(nadia).response["violations"]
    assert not [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]

    nadia.get_by_label("Courriel").fill("compta@garage.fr")
    nadia.get_by_label("Dit par").fill("Mme Petit")
    nadia.keyboard.press("Enter")
    expect(rows).to_have_count(len(NAMES) - 1)
    expect(nadia.get_by_label("Courriel")).to_be_focused()
    expect(nadia.locator("tr.unfolded")).to_have_count(1)
    assert_equals_a_reload(nadia, "#list")
    nadia.get_by_role("link", name="Fermer").click()
    expect(nadia.locator("tr.unfolded")).to_have_count(0)
