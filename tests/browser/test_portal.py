"""A customer's own page on a telephone, without scripts: it pays, contests, promises."""

import datetime
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.disputes import operations as disputes
from encaisse.disputes.models import Dispute
from encaisse.kernel.money import Money
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.models import PlanProposal
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.portal import operations
from encaisse.portal.models import PortalLink, PortalRequest
from encaisse.portal.queries.addresses import address_of
from encaisse.promises.models import Promise
from encaisse.receivables.models import Receivable
from tests import factories


@pytest.fixture
def address(company: Company, late: Receivable, live_server: LiveServer) -> str:
    """The link of Garage Martin."""
    company.iban = "FR7630006000011234567890189"
    company.save()
    _link, token = operations.issue(late.customer, at=timezone.now(), by="Nadia")
    return f"{live_server.url}/espace/l/{token}"


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A telephone that runs no script and has followed the link."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="fr-FR"
    )
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def test_the_link_leaves_no_token_in_the_address_nor_behind(
    phone: Page, live_server: LiveServer, address: str
) -> None:
    expect(phone).to_have_url(f"{live_server.url}/espace/")
    token = address.rpartition("/")[2]
    asked: list[str] = []
    phone.on("request", lambda sent: asked.append(f"{sent.url} {sent.headers}"))
    phone.get_by_role("link", name="Facture").first.click()
    expect(phone.get_by_role("heading", name="Je conteste")).to_be_visible()
    assert asked
    assert not [one for one in asked if token in one]


def test_a_customer_sees_how_to_pay(phone: Page, late: Receivable) -> None:
    expect(phone.get_by_role("region", name="Régler par virement")).to_be_visible()
    expect(phone.get_by_text("FR76 3000 6000 0112 3456 7890 189")).to_be_visible()
    expect(phone.get_by_text(late.invoice.number).first).to_be_visible()
    assert phone.locator("figure svg").count() == 1


def test_a_customer_contests_on_its_telephone(phone: Page, late: Receivable) -> None:
    phone.get_by_role("link", name=f"Facture {late.invoice.number}").click()
    act = phone.locator("#contest")
    act.locator("summary").click()
    act.get_by_label("Raison").select_option("quality")
    act.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_text("Ce champ est nécessaire.")).to_be_visible()
    act.get_by_label("Expliquez").fill("La peinture s'écaille.")
    act.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_role("heading", name="Merci, c'est noté")).to_be_visible()
    assert Dispute.objects.get().opened_by == "portal"


def test_a_customer_promises_on_its_telephone(phone: Page, late: Receivable) -> None:
    phone.get_by_role("link", name=f"Facture {late.invoice.number}").click()
    day = timezone.localdate() + datetime.timedelta(days=10)
    act = phone.locator("#engage")
    act.locator("summary").click()
    act.get_by_label("Je paierai le").fill(day.isoformat())
    act.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_text("Votre engagement est noté.")).to_be_visible()
    assert Promise.objects.get().by_on == day
    assert PortalRequest.objects.get().kind == "promise"


def a_plan(late: Receivable) -> PlanProposal:
    """A plan in two times, which waits for the customer's answer."""
    on = timezone.localdate()
    parts = [
        Part(on + datetime.timedelta(days=days), cents)
        for days, cents in ((10, 50_000), (40, late.open_cents - 50_000))
    ]
    offer = proposing.Offer(expires_on=on + datetime.timedelta(days=5))
    return proposing.hand(
        proposing.propose([late], parts, offer, on=on, by="Nadia"), on=on, by="Nadia"
    )


def places(late: Receivable) -> list[str]:
    """The pages of Garage Martin, who contests a part of what is late and has a plan, and of a code
    sent to it."""
    on, owner = timezone.localdate(), late.customer
    plan, link = a_plan(late), PortalLink.objects.latest("id")
    owed = factories.a_receivable(owner, cents=90_000)
    payment_plans.agree([owed], [Part(on + datetime.timedelta(9), 90_000)], on=on, by="Nadia")
    disputes.declare([late], reason="price", on=on, by="Nadia", amount=Money(2_000))
    visit = operations.acting.Visit(link, timezone.now(), on)
    asked = {"name": "Mme Petit", "email": "petit@client.example", "phone": ""}
    code = operations.coding.send(visit, purpose="contact", asked=asked)
    return [
        "/espace/", "/espace/delai", "/espace/coordonnees", "/espace/merci/paid",
        "/espace/l/inconnu", address_of(owner, "portal:receivable", receivable_id=late.pk),
        address_of(owner, "portal:plan", proposal_id=plan.pk),
        address_of(owner, "portal:code", code_id=code.pk),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(390, "light", "en"), (390, "dark", "fr"), (1440, "light", "fr"), (1440, "dark", "en")],
)
def test_nothing_overflows_and_axe_finds_nothing(
    browser: Browser,
    address: str,
    late: Receivable,
    live_server: LiveServer,
    settings: Settings,
    width: int,
    scheme: str,
    language: str,
) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(address)
    if language == "en":
        page.get_by_role("button", name="English").click()
    for place in places(late):
        page.goto(f"{live_server.url}{place}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        for fold in page.locator("summary").all():
            fold.click()
        assert Axe().run(page).response["violations"] == [], place
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
    context.close()


def test_the_company_sees_what_was_said(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    link, _token = operations.issue(late.customer, at=timezone.now(), by="Nadia")
    visit = operations.acting.Visit(link, timezone.now(), timezone.localdate())
    made = operations.acting.ask_duplicate(visit, late)
    for where in (
        f"/clients/{late.customer_id}/espace/", f"/espaces/demandes/{made.pk}/",
    ):  # fmt: skip
        nadia.goto(f"{live_server.url}{where}")
        assert Axe().run(nadia).response["violations"] == [], where
    nadia.get_by_label("Ce qui a été fait").fill("Renvoyée.")
    nadia.get_by_role("button", name="Clore la demande").click()
    expect(nadia.get_by_role("heading", level=1)).to_have_text("Et ensuite ?")
    nadia.keyboard.press("r")
    expect(nadia.get_by_text("Renvoyée.").first).to_be_visible()
