"""Nadia notes a call by the keyboard alone: a promise, and what comes next."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.exchanges.models import Call
from encaisse.receivables.models import Receivable


def test_a_call_that_ends_in_a_promise(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    nadia.goto(f"{live_server.url}/clients/{late.customer_id}/appel")
    press, by_on = nadia.keyboard.press, timezone.localdate() + timedelta(days=6)
    nadia.get_by_label("Promet de payer").focus()
    press("Space")
    press("Tab")
    expect(nadia.get_by_label("Payé au plus tard le")).to_be_focused()
    nadia.keyboard.type(f"{by_on:%m%d%Y}")
    nadia.get_by_label("Montant", exact=False).first.focus()
    nadia.keyboard.type("500")
    nadia.get_by_label("Laisser le scénario suivre son cours").focus()
    press("Space")
    press("ArrowDown")
    expect(nadia.get_by_label("Rappeler", exact=True)).to_be_checked()
    press("ArrowUp")
    nadia.get_by_label("Montant", exact=False).first.focus()
    press("Enter")
    expect(nadia.get_by_role("heading", level=1)).to_have_text("Appel")
    expect(
        nadia.get_by_text(f"promet 500,00\u00a0€ pour le {by_on:%d/%m/%Y}").first
    ).to_be_visible()
    call = Call.objects.get()
    assert (call.outcome, call.next_action) == ("promise", "scenario")
    assert call.promise is not None
    assert call.promise.by_on == by_on
