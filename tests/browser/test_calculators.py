"""The calculators in a real browser: they answer while one types, and leave the hand alone."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.calculators.views.catalogue import CALCULATORS
from tests.browser.test_access import violations

LATE = "/calculs/interets-de-retard/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, live_server: LiveServer, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = {}
    for path in ("/calculs/", LATE, *(f"{one.url}?{one.example}" for one in CALCULATORS)):
        page.goto(live_server.url + path)
        if said := violations(page):
            found[path] = said
    assert not found, found


def test_axe_finds_nothing_on_a_phone(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (f"{LATE}?montant=-5", *(f"{one.url}?{one.example}" for one in CALCULATORS)):
        page.goto(live_server.url + path)
        assert not violations(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_it_answers_while_one_types(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}{LATE}")
    headline = page.locator("#headline")
    amount = page.get_by_label("Montant impayé")
    amount.click()
    page.keyboard.type("4200", delay=20)
    expect(headline).to_have_text(re.compile("Il manque encore : « Échéance »"))
    expect(amount).to_be_focused()
    page.get_by_label("Échéance").fill("2026-04-20")
    page.get_by_label("Payé ou calculé le").fill("2026-09-03")
    expect(headline).to_contain_text("192,01")
    page.get_by_label("Versement 1", exact=True).fill("1500")
    expect(page.get_by_text("Indiquez le jour de ce versement.")).to_be_visible()
    page.get_by_label("Versement 1, reçu le").fill("2026-06-01")
    expect(headline).to_contain_text("146,27")
    expect(page.get_by_label("Versement 2", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"montant=4200&echeance=2026-04-20.*versement_1=1500"))


def test_what_is_typed_during_an_answer_is_kept(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}{LATE}?montant=4200&echeance=2026-04-20&jusqu_au=2026-09-03")
    amount = page.get_by_label("Montant impayé")
    amount.click()
    page.keyboard.press("End")
    for key in ("5", "0", "0"):
        page.keyboard.type(key)
        page.wait_for_timeout(270)
    expect(amount).to_have_value("4200500")
    expect(page.locator("#headline")).to_contain_text("192\u202f031,90")


def test_the_address_gives_the_same_page_again(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/calculs/cout-d-un-impaye/")
    page.get_by_label("Montant impayé").fill("1000")
    expect(page.locator("#headline")).to_contain_text("5\u202f000,00")
    swapped = page.locator("#answer").inner_text()
    page.reload()
    assert page.locator("#answer").inner_text() == swapped
    expect(page.get_by_label("Montant impayé")).to_have_value("1000")


def test_it_works_without_javascript(
    page: Page, live_server: LiveServer, browser_context_args: dict[str, object]
) -> None:
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{live_server.url}/calculs/cout-d-un-escompte/")
    plain.get_by_label("Escompte").fill("2")
    plain.get_by_label("Jours gagnés").fill("20")
    plain.get_by_role("button", name="Calculer").click()
    expect(plain.locator("#headline")).to_contain_text("37,24")
    plain.context.close()
