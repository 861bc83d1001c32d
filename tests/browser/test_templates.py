"""The editor of texts in a real browser: variables are completed by keyboard, and a wrong one is
told beside the text."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company, Membership, User
from encaisse.accounts.rules import Role
from encaisse.letters import operations, queries


def opened(nadia: Page, live_server: LiveServer, company: Company) -> Page:
    Membership.objects.filter(company=company, user=User.objects.get()).update(role=Role.MANAGER)
    operations.ensure_defaults(company)
    found = queries.templates(company).get(code="relance-1", language="fr", channel="mail")
    nadia.goto(f"{live_server.url}/modeles/{found.pk}/")
    return nadia


def test_variables_are_completed_by_keyboard(
    nadia: Page, live_server: LiveServer, company: Company
) -> None:
    page = opened(nadia, live_server, company)
    body = page.locator("textarea[name=body]")
    body.fill("Bonjour ")
    body.press("End")
    page.keyboard.type("{{ to")
    offered = page.get_by_role("listbox", name="Variables")
    expect(offered.get_by_role("option")).to_have_count(2)
    expect(offered.get_by_role("option", selected=True)).to_contain_text("total")
    page.keyboard.press("ArrowDown")
    expect(offered.get_by_role("option", selected=True)).to_contain_text("total_exigible")
    found = Axe().run(page).response["violations"]
    assert not [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
    page.keyboard.press("Enter")
    expect(body).to_have_value("Bonjour {{ total_exigible }}")
    expect(offered).to_be_hidden()

    page.keyboard.type(", {{ échea")  # accents and capitals do not matter
    expect(offered.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(body).to_have_value("Bonjour {{ total_exigible }}, {{ echeance }}")
    page.keyboard.type(" {{ cl")
    expect(offered).to_be_visible()
    page.keyboard.press("Escape")
    expect(offered).to_be_hidden()
    expect(body).to_be_focused()


def test_an_unknown_variable_is_told_beside_the_text_with_its_line(
    nadia: Page, live_server: LiveServer, company: Company
) -> None:
    page = opened(nadia, live_server, company)
    page.locator("textarea[name=body]").fill("Bonjour,\n\nVotre {{ factur }}.")
    page.get_by_role("button", name="Enregistrer le modèle").click()
    said = page.locator(".field", has=page.locator("textarea[name=body]")).locator(".errors")
    expect(said).to_contain_text("« {{ factur }} » (paragraphe 2, ligne 3)")
    expect(said).to_contain_text("Vouliez-vous écrire {{ factures }} ?")
    expect(page.locator("textarea[name=body]")).to_have_value("Bonjour,\n\nVotre {{ factur }}.")
