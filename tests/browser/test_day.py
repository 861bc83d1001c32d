"""Nadia's morning in a real browser: she approves, a customer pays, the page she sees is true."""

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.receivables.models import Receivable
from tests import factories
from tests.browser.conftest import PASSWORD
from tests.browser.swapping import assert_equals_a_reload


def test_she_approves_one_reminder_then_the_others(nadia: Page) -> None:
    lines = nadia.locator("#a-approuver li")
    expect(lines).to_have_count(3)
    expect(lines.first).to_contain_text("jours de retard")
    lines.filter(has_text="Garage Martin").get_by_role("button").click()
    expect(nadia.get_by_text("1 relance part.")).to_be_visible()
    expect(lines).to_have_count(2)
    assert_equals_a_reload(nadia)
    nadia.on("dialog", lambda dialog: dialog.accept())
    nadia.get_by_role("button", name="Envoyer les 2 relances").click()
    expect(nadia.get_by_text("2 relances partent.")).to_be_visible()
    expect(lines).to_have_count(0)


def test_a_payment_closes_the_receivable_and_silences_its_reminder(
    nadia: Page, late: Receivable
) -> None:
    nadia.get_by_role("link", name="Garage Martin").first.click()
    expect(nadia.get_by_role("heading", level=1)).to_have_text("Garage Martin")
    nadia.get_by_label("Montant").fill("1 200,00")
    nadia.get_by_label("Référence").fill(f"VIR {late.invoice.number}")
    nadia.get_by_role("button", name="Enregistrer le règlement").click()
    expect(nadia.get_by_text("noté et affecté")).to_be_visible()
    expect(nadia.get_by_role("table").get_by_text(late.invoice.number)).to_have_count(0)
    assert nadia.url.endswith(f"/clients/{late.customer_id}/")
    assert_equals_a_reload(nadia)


def test_what_is_typed_wrong_is_said_and_kept(nadia: Page, late: Receivable) -> None:
    nadia.goto(f"{nadia.url}clients/{late.customer_id}/")
    nadia.get_by_label("Montant").fill("douze")
    nadia.get_by_label("Référence").fill("VIR")
    nadia.get_by_role("button", name="Enregistrer le règlement").click()
    expect(nadia.get_by_text("« douze » n'est pas un montant")).to_be_visible()
    expect(nadia.get_by_label("Montant")).to_have_value("douze")


def test_without_javascript_everything_still_works(
    browser: Browser, live_server: LiveServer, company: Company
) -> None:
    user = factories.a_user(company, password=PASSWORD)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url)
    page.get_by_label("Adresse").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Mot de passe").press("Enter")
    page.locator("#a-approuver li").filter(has_text="Studio Lemoine").get_by_role("button").click()
    expect(page.get_by_text("1 relance part.")).to_be_visible()
    expect(page.locator("#a-approuver li")).to_have_count(2)
    page.context.close()
