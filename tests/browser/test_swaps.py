"""What an act leaves on the screen is what a reload shows, on each page that people act on."""

import datetime
import re

from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.disputes import operations as disputes
from encaisse.dunning.models import Task
from encaisse.kernel.money import Money
from encaisse.matching.operations import learning
from encaisse.parties.models import Customer
from encaisse.portal import operations as portal
from encaisse.receivables.models import Receivable
from tests import factories
from tests.browser.swapping import assert_equals_a_reload


def test_what_is_shown_of_a_customer_stays_after_a_gesture(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    other = factories.a_receivable(
        late.customer, cents=9_00, due_on=timezone.localdate() - datetime.timedelta(days=3)
    )
    nadia.goto(f"{live_server.url}/clients/{late.customer_id}/")
    rows = nadia.locator("#rows")
    rows.get_by_role("link", name="Échues").click()
    expect(rows.locator("[data-tick]")).to_have_count(2)
    rows.get_by_role("link", name="Restant dû").click()
    expect(nadia).to_have_url(re.compile(r"\?etat=echues&tri=-montant$"))
    expect(rows.locator("[data-tick]")).to_have_count(2)
    rows.get_by_label(f"Cocher {other.invoice.number}").check()
    nadia.keyboard.press("p")
    expect(nadia.locator("#gesture input[name=geste]")).to_have_value("promesse")
    day = timezone.localdate() + datetime.timedelta(days=6)
    nadia.get_by_label("Payé au plus tard le").fill(day.isoformat())
    nadia.keyboard.press("Enter")
    expect(nadia.get_by_text("promet 9,00", exact=False).first).to_be_visible()
    expect(rows.locator("[data-tick]")).to_have_count(2)
    assert_equals_a_reload(nadia)


def test_a_form_comes_when_it_is_opened_and_keeps_what_it_is_told(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    nadia.goto(f"{live_server.url}/clients/{late.customer_id}/")
    expect(nadia.get_by_label("Secteur")).to_have_count(0)
    nadia.get_by_text("Modifier la fiche").click()
    nadia.get_by_label("Secteur").fill("garage")
    nadia.get_by_role("button", name="Enregistrer la fiche").click()
    expect(nadia.get_by_text("mise à jour").first).to_be_visible()
    assert Customer.objects.get(pk=late.customer_id).sector == "garage"
    assert_equals_a_reload(nadia)


def test_a_mail_begins_with_what_is_ticked(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    nadia.goto(f"{live_server.url}/clients/{late.customer_id}/")
    nadia.get_by_label(f"Cocher {late.invoice.number}").check()
    nadia.keyboard.press("d")
    expect(nadia.get_by_label("Message", exact=True)).to_have_value(
        re.compile(re.escape(late.invoice.number))
    )
    nadia.keyboard.press("Escape")
    nadia.keyboard.press("r")
    read = nadia.get_by_role("link", name="Lire le relevé")
    with nadia.context.expect_page() as opened:
        read.click()
    assert opened.value.url.endswith(f"decompte?export=pdf&principal=on&creance={late.pk}")


def test_the_board_of_disputes_and_the_simulator_show_what_a_reload_shows(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    disputes.declare([late], reason="price", on=timezone.localdate(), by="Nadia")
    nadia.goto(f"{live_server.url}/litiges/")
    nadia.get_by_placeholder("Filtrer…").fill("Garage")
    nadia.keyboard.press("Enter")
    expect(nadia).to_have_url(re.compile("q=Garage"))
    assert_equals_a_reload(nadia, "#board")
    other = Receivable.objects.exclude(customer=late.customer).order_by("due_on", "id")[0]
    nadia.goto(f"{live_server.url}/clients/{other.customer_id}/echeancier?creance={other.pk}")
    number = nadia.locator("[name=nombre]")
    number.fill("5")
    expect(nadia).to_have_url(re.compile("nombre=5"))
    assert_equals_a_reload(nadia, "#simulator")


def test_the_agenda_shows_what_a_reload_shows(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    """Each gesture takes the page again: an address that a reload asks for without acting twice."""
    task = Task.objects.create(
        company=late.company, customer=late.customer, kind="call", reason="Rappeler.",
        opened_on=timezone.localdate(),
    )  # fmt: skip
    nadia.goto(f"{live_server.url}/agenda/")
    line = nadia.locator(f"[data-row='task:{task.pk}']")
    line.get_by_role("button", name="Prendre").click()
    expect(line.get_by_text("à vous")).to_be_visible()
    assert_equals_a_reload(nadia, "#list")
    line.get_by_role("link", name="Remettre").click()
    nadia.get_by_role("button", name="Remettre").click()
    expect(line).to_have_count(0)
    assert_equals_a_reload(nadia, "#list")


def test_notes_show_what_a_reload_shows(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    nadia.goto(f"{live_server.url}/clients/{late.customer_id}/")
    nadia.locator("#note-text").fill("Mme Petit attend le directeur.")
    nadia.get_by_role("button", name="Garder la note").click()
    expect(nadia.locator(".note-text")).to_have_text("Mme Petit attend le directeur.")
    assert_equals_a_reload(nadia, "#notes .notes")
    nadia.get_by_role("button", name="Épingler").click()
    expect(nadia.locator(".notes .pinned")).to_have_count(1)
    assert_equals_a_reload(nadia, "#notes .notes")


def test_a_cause_confirmed_shows_what_a_reload_shows(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    disputes.declare(
        [late], reason="price", on=timezone.localdate(), by="Nadia", amount=Money(10_00)
    )
    nadia.goto(f"{live_server.url}/clients/{late.customer_id}/")
    nadia.locator("#causes [data-key=w]").click()
    expect(nadia.locator("#causes").get_by_text("confirmée")).to_be_visible()
    assert_equals_a_reload(nadia)


def test_an_invoice_shows_what_a_reload_shows(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    nadia.goto(f"{live_server.url}/factures/{late.invoice_id}/")
    panel = nadia.locator("#prescription")
    panel.get_by_text("Noter un acte").click()
    panel.get_by_label("Acte", exact=True).select_option("reminder")
    panel.get_by_label("Le", exact=True).fill(timezone.localdate().isoformat())
    panel.get_by_role("button", name="Noter l'acte").click()
    expect(panel.get_by_text("Actes notés et leurs preuves (1)")).to_be_visible()
    assert_equals_a_reload(nadia)


def test_what_is_given_up_shows_what_a_reload_shows(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    nadia.goto(f"{live_server.url}/clients/{late.customer_id}/ecarts")
    nadia.locator(".debts input").first.check()
    nadia.get_by_label("Cause").first.select_option("rounding")
    nadia.get_by_label("Montant").first.fill("1,00")
    nadia.get_by_role("button", name="Abandonner ce reste").click()
    expect(nadia.get_by_role("button", name="Défaire").first).to_be_visible()
    assert_equals_a_reload(nadia)


def test_a_payer_forgotten_shows_what_a_reload_shows(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    for name in ("Menuiserie Roux", "Holding Faure"):
        line = factories.a_bank_line(late.company, cents=10_00, counterparty=name)
        learning.learn(line, late.customer, by="Nadia")
    nadia.goto(f"{live_server.url}/lettrage/payeurs/")
    expect(nadia.locator("#list [data-row]")).to_have_count(2)
    nadia.get_by_role("button", name="Oublier").first.click()
    expect(nadia.locator("#list [data-row]")).to_have_count(1)
    assert_equals_a_reload(nadia, "#list")


def test_the_page_of_a_customer_has_nothing_to_swap(
    page: Page, late: Receivable, live_server: LiveServer
) -> None:
    _link, token = portal.issue(late.customer, at=timezone.now(), by="Nadia")
    page.goto(f"{live_server.url}/espace/l/{token}")
    expect(page.get_by_text(late.invoice.number).first).to_be_visible()
    assert page.locator("[hx-get], [hx-post], [hx-boost]").count() == 0
    assert_equals_a_reload(page, "main")
