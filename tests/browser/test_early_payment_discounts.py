"""A discount offered with the keyboard from the ticks of the customer's page; what axe says."""

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from encaisse.early_payment_discounts.models import DiscountOffer
from encaisse.kernel.money import Money
from encaisse.matching import operations as matching
from encaisse.receivables.models import Receivable


def test_what_is_ticked_is_offered_sent_paid_early_and_settled(
    nadia: Page, late: Receivable, live_server: LiveServer, settings: Settings
) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    to_come = Receivable.objects.get(customer=late.customer, due_on__gt=timezone.localdate())
    nadia.goto(f"{live_server.url}/clients/{late.customer_id}/")
    nadia.locator(f"[data-tick][value='{to_come.pk}']").check()
    nadia.keyboard.press("o")
    expect(nadia.get_by_role("heading", name="Offrir un escompte")).to_be_visible()
    expect(nadia.locator("[name=creance]:checked")).to_have_count(1)
    nadia.get_by_label("Escompte, en %").fill("3")
    expect(nadia.get_by_text("1\u202f164,00").first).to_be_visible()
    assert Axe().run(nadia).response["violations"] == []
    nadia.get_by_role("button", name="Préparer l'offre").click()
    expect(nadia.get_by_text("Offre prête").first).to_be_visible()
    assert Axe().run(nadia).response["violations"] == []
    nadia.get_by_role("button", name="Envoyer l'offre").click()
    expect(nadia.get_by_text("Offre envoyée à").first).to_be_visible()
    matching.receive_payment(
        customer=late.customer, reference="VIR", on=timezone.localdate(), amount=Money(1_164_00),
        by="Nadia", label=to_come.invoice.number,
    )  # fmt: skip
    nadia.reload()
    expect(nadia.get_by_text("escompte pris").first).to_be_visible()
    offer = DiscountOffer.objects.get()
    nadia.goto(f"{live_server.url}/escomptes/")
    expect(nadia.get_by_role("link", name=late.customer.name)).to_have_attribute(
        "href", offer.get_absolute_url()
    )
    assert Axe().run(nadia).response["violations"] == []
