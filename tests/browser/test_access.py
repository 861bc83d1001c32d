"""For everybody: without a mouse, and as axe measures accessibility."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.notes import operations as notes
from encaisse.payment_plans import operations as payment_plans
from encaisse.payment_plans.operations import proposing
from encaisse.payment_plans.rules import Part
from encaisse.promises import operations as promises
from encaisse.receivables.models import Receivable
from encaisse.replies import operations as replies
from tests import factories
from tests.replies.mails import a_mail

PLACES = [
    "",
    "clients/",
    "factures/",
    "reglements/",
    "accessoires/",
    "balance-agee/",
    "prescription/",
    "relances/",
    "relances/essai",
    "taches/",
    "agenda/",
    "agenda/orphelines/",
    "agenda/calendrier/",
    "equipe/",
    "causes/",
    "reponses/",
    "reponses/?vue=toutes",
    "courriers/",
    "documents/",
    "valeurs-legales/",
    "valeurs-legales/legal_interest_other/",
    "design",
]
GESTURES = ("message", "releve", "promesse", "litige", "cause", "suite")
FORMS = ("fiche", "contact", "blocage", "profil")


def an_answer(late: Receivable) -> int:
    """Its customer has written back."""
    address = late.customer.email
    mail = a_mail("Le virement sera fait le 30 novembre.", sender=f"Mme Petit <{address}>")
    at = timezone.now()
    reply = replies.take_in(late.company, mail.as_bytes(), at=at)
    assert reply is not None
    return reply.pk


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_sign_in_page(
    page: Page, live_server: LiveServer, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(live_server.url)
    assert not violations(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_the_day(
    nadia: Page, late: Receivable, scheme: str
) -> None:
    nadia.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    home = nadia.url
    pages = [
        *PLACES,
        f"clients/{late.customer_id}/",
        f"factures/{late.invoice_id}/",
        f"clients/{late.customer_id}/decompte",
        f"documents/client/{late.customer_id}/",
        f"reponses/{an_answer(late)}/",
    ]
    found = {}
    for place in pages:
        nadia.goto(home + place)
        if said := violations(nadia):
            found[place] = said
    assert not found, found


def agreed(late: Receivable) -> list[str]:
    """The pages of what its customer promised and of what was proposed to it, and of a note."""
    on, company = timezone.localdate(), late.company
    later, owed = on + timedelta(days=9), factories.a_receivable(late.customer, cents=900_00)
    promise = promises.promise([late], by_on=later, on=on, by="Nadia")
    plan = payment_plans.agree([owed], [Part(later, 900_00)], on=on, by="Nadia")
    more = factories.a_receivable(late.customer, cents=900_00)
    parts, offer = [Part(later, 900_00)], proposing.Offer(expires_on=later)
    proposed = proposing.propose([more], parts, offer, on=on, by="Nadia")
    who = notes.Writer(factories.a_user(company), "Nadia", timezone.now())
    notes.write(late.customer, "Rappeler Mme Petit.", who=who)
    return [
        "promesses/", f"promesses/{promise.pk}/", "echeanciers/", f"echeanciers/{plan.pk}/",
        f"echeanciers/propositions/{proposed.pk}/", f"clients/{late.customer_id}/echeancier",
        f"clients/{late.customer_id}/notes",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_gestures_forms_notes_promises_and_plans(
    nadia: Page, late: Receivable, scheme: str
) -> None:
    nadia.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    home, where = nadia.url, f"clients/{late.customer_id}"
    pages = [
        *(f"{where}/geste?geste={name}" for name in GESTURES),
        *(f"{where}/modifier/{name}" for name in FORMS),
        *agreed(late),
        f"{where}/espace/",
        f"{where}/?etat=en-litige",
    ]
    found = {}
    for place in pages:
        nadia.goto(home + place)
        expect(nadia.locator("main")).to_be_visible()
        if said := violations(nadia):
            found[place] = said
    assert not found, found


def test_axe_finds_nothing_on_a_phone(nadia: Page, late: Receivable) -> None:
    nadia.set_viewport_size({"width": 390, "height": 844})
    home = nadia.url
    for place in (
        "",
        f"clients/{late.customer_id}/",
        "factures/",
        "documents/",
        f"documents/client/{late.customer_id}/",
        f"clients/{late.customer_id}/decompte",
        f"clients/{late.customer_id}/geste?geste=message",
        f"clients/{late.customer_id}/geste?geste=releve",
        f"clients/{late.customer_id}/modifier/fiche",
        f"clients/{late.customer_id}/espace/",
        f"reponses/{an_answer(late)}/",
    ):
        nadia.goto(home + place)
        assert not violations(nadia), place
        assert nadia.evaluate("document.documentElement.scrollWidth") <= 390, place


def test_the_first_key_reaches_the_content(nadia: Page) -> None:
    nadia.keyboard.press("Tab")
    expect(nadia.get_by_role("link", name="Aller au contenu")).to_be_focused()
    nadia.keyboard.press("Enter")
    expect(nadia.locator("#main")).to_be_focused()


def test_the_search_opens_a_customer_from_the_keyboard(nadia: Page) -> None:
    nadia.keyboard.press("/")
    expect(nadia.get_by_role("searchbox").first).to_be_focused()
    nadia.keyboard.type("lemoine", delay=20)
    suggestion = nadia.locator("#search-results").get_by_role("link", name="Studio Lemoine")
    expect(suggestion).to_be_visible()
    nadia.keyboard.press("Tab")
    expect(suggestion).to_be_focused()
    nadia.keyboard.press("Enter")
    expect(nadia.get_by_role("heading", level=1)).to_have_text("Studio Lemoine")


def test_rows_are_walked_and_approved_from_the_keyboard(nadia: Page) -> None:
    """The lines of the agenda come first, then the reminders."""
    first = nadia.locator("[data-row]").first
    nadia.keyboard.press("j")
    nadia.keyboard.press("j")
    nadia.keyboard.press("k")
    current = nadia.locator("[data-row][data-current]")
    expect(current).to_have_count(1)
    expect(first.locator(":focus")).to_have_count(1)
    while not nadia.locator("#a-approuver [data-current]").count():
        nadia.keyboard.press("j")
    name = current.get_by_role("link").first.inner_text()
    nadia.keyboard.press("a")
    expect(nadia.get_by_text("1 relance part.")).to_be_visible()
    expect(nadia.locator("#a-approuver").get_by_text(name)).to_have_count(0)
