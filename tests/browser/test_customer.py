"""Nadia is on the telephone: all is done from the customer's page, which she never leaves."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.disputes.models import Dispute
from encaisse.notes.models import Note
from encaisse.parties.models import Contact
from encaisse.promises.models import Promise
from encaisse.receivables.models import Receivable


def opened(page: Page, key: str, name: str) -> None:
    """The gesture of a key, open under the list."""
    page.keyboard.press("Escape")
    page.keyboard.press(key)
    expect(page.locator("#gesture input[name=geste]")).to_have_value(name)


def test_a_call_that_ends_in_a_promise_a_dispute_and_a_contact_change(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    where = f"{live_server.url}/clients/{late.customer_id}/"
    nadia.goto(where)
    nadia.keyboard.press("j")
    nadia.keyboard.press("x")
    expect(nadia.locator("[data-selection-count]")).to_contain_text("1 ligne cochée")
    opened(nadia, "p", "promesse")
    by_on = timezone.localdate() + timedelta(days=6)
    nadia.get_by_label("Payé au plus tard le").fill(by_on.isoformat())
    nadia.get_by_label("Montant", exact=False).first.fill("500")
    nadia.keyboard.press("Enter")
    expect(nadia.get_by_text("promet 500,00", exact=False).first).to_be_visible()
    nadia.locator("[data-tick]").nth(1).check()
    opened(nadia, "l", "litige")
    nadia.locator("#dispute_reason").select_option("price")
    nadia.get_by_role("button", name="Ouvrir le litige").click()
    expect(nadia.get_by_text("Litige ouvert", exact=False).first).to_be_visible()
    nadia.get_by_label("Modifier Mme Petit").click()
    contacts = nadia.locator("#contacts")
    contacts.get_by_label("Téléphone").first.fill("02 41 99 88 77")
    contacts.get_by_role("button", name="Enregistrer").click()
    expect(nadia.get_by_text("Contact Mme Petit mis à jour.")).to_be_visible()
    assert nadia.url == where
    promise, dispute = Promise.objects.get(), Dispute.objects.get()
    assert (promise.cents, promise.by_on) == (500_00, by_on)
    assert [part.receivable_id for part in promise.parts.all()] == [late.pk]
    assert late.pk not in {part.receivable_id for part in dispute.parts.all()}
    assert Contact.objects.get(customer=late.customer_id).phone == "02 41 99 88 77"


def test_a_note_half_typed_survives_swaps_a_reload_and_another_page(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    where = f"{live_server.url}/clients/{late.customer_id}/"
    nadia.goto(where)
    nadia.keyboard.press("e")
    note = nadia.locator("#note-text")
    expect(note).to_be_focused()
    nadia.keyboard.type("Mme Petit attend")
    opened(nadia, "s", "suite")
    nadia.get_by_role("button", name="Noter la suite").click()
    expect(nadia.get_by_text("Suite notée", exact=False).first).to_be_visible()
    expect(note).to_have_value("Mme Petit attend")
    nadia.reload()
    expect(note).to_have_value("Mme Petit attend")
    nadia.goto(live_server.url)
    nadia.goto(where)
    expect(note).to_have_value("Mme Petit attend")
    nadia.get_by_role("button", name="Garder la note").click()
    expect(nadia.get_by_text("Note gardée.")).to_be_visible()
    expect(note).to_have_value("")
    nadia.reload()
    expect(note).to_have_value("")
    assert Note.objects.get().text == "Mme Petit attend"


@pytest.mark.parametrize("height", [900, 720])
def test_what_is_ticked_stays_in_sight_when_a_gesture_opens(
    nadia: Page, late: Receivable, live_server: LiveServer, height: int
) -> None:
    nadia.set_viewport_size({"width": 1440, "height": height})
    nadia.goto(f"{live_server.url}/clients/{late.customer_id}/")
    for tick in nadia.locator("[data-tick]").all():
        tick.check()
    opened(nadia, "d", "message")
    rows = nadia.locator("[data-row]:has([data-tick]:checked)")
    expect(rows).to_have_count(2)
    nadia.wait_for_function("scrollY > 0")
    last, panel = rows.last.bounding_box(), nadia.locator(".gestures").bounding_box()
    assert last is not None
    assert panel is not None
    assert last["y"] + last["height"] <= panel["y"] + 1
    first, head = rows.first.bounding_box(), nadia.locator("thead").first.bounding_box()
    assert first is not None
    assert head is not None
    assert first["y"] >= head["y"] + head["height"] - 1
