"""Paul writes an invoice on its page, takes a rebate from the whole, issues it, voids it."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.invoicing.models import Issued
from tests import factories
from tests.browser.conftest import PASSWORD
from tests.browser.test_access import violations
from tests.invoicing import sales


@pytest.fixture
def atelier(transactional_db: None) -> Company:
    return sales.a_seller()


def test_an_invoice_from_its_first_letter_to_its_credit_note(
    page: Page, live_server: LiveServer, atelier: Company
) -> None:
    sales.a_buyer(atelier)
    page.goto(live_server.url)
    page.get_by_label("Adresse").fill(
        factories.a_user(atelier, Role.MANAGER, password=PASSWORD).email
    )
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/factures/nouvelle")
    page.locator("[name=client]").fill("Garage Martin")
    page.keyboard.press("Enter")
    page.get_by_label("Désignation 1", exact=True).fill("Portail")
    page.get_by_label("Quantité 1", exact=True).fill("2")
    page.get_by_label("Prix HT 1", exact=True).fill("100")
    page.get_by_label("Désignation 2", exact=True).fill("Pose")
    page.get_by_label("Quantité 2", exact=True).fill("1")
    page.get_by_label("Prix HT 2", exact=True).fill("50")
    expect(page.locator("#sums")).to_contain_text("300,00")
    page.get_by_label("Motif de la remise ou des frais 1").fill("Fidélité")
    page.get_by_label("Montant de la remise ou des frais 1").fill("10 %")
    expect(page.locator("#sums")).to_contain_text("270,00")
    assert not violations(page)
    page.get_by_role("button", name="Émettre la facture").click()
    page.get_by_role("button", name="avoir").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Avoir sur FA-")
    expect(page.locator("#sums")).to_contain_text("270,00")
    page.get_by_role("button", name="Émettre l'avoir").click()
    page.wait_for_url("**/factures/*/")
    kinds = Issued.objects.order_by("id").values_list("kind", "gross_cents")
    assert list(kinds) == [("invoice", 27_000), ("credit_note", 27_000)]
