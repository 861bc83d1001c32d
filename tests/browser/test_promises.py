"""A promise taken by the keyboard on the customer's page; broken, it is there the day after."""

import datetime

import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.promises.models import Promise
from encaisse.promises.operations import following
from encaisse.receivables.models import Receivable

A_DAY = datetime.timedelta(days=1)


def test_a_promise_that_breaks_is_in_the_agenda_the_day_after(
    nadia: Page, late: Receivable, live_server: LiveServer
) -> None:
    customer = f"{live_server.url}/clients/{late.customer_id}/"
    nadia.goto(customer)
    press, by_on = nadia.keyboard.press, timezone.localdate() + datetime.timedelta(days=3)
    press("j")
    press("x")
    press("p")
    expect(nadia.get_by_label("Payé au plus tard le")).to_be_focused()
    nadia.keyboard.type(f"{by_on:%m%d%Y}")
    press("Enter")
    expect(nadia.get_by_text("promet 1\u202f200,00", exact=False).first).to_be_visible()
    promise = Promise.objects.get()
    assert (promise.by_on, promise.cents) == (by_on, 120_000)
    reason = f"promesse du {by_on:%d/%m/%Y} non tenue"
    for on, is_there in ((by_on, False), (by_on + A_DAY, True)):
        with time_machine.travel(datetime.datetime.combine(on, datetime.time(10))):
            following.watch(late.company, on=on)
            nadia.goto(f"{live_server.url}/agenda/")
            expect(nadia.get_by_text(reason)).to_have_count(int(is_there))
    with time_machine.travel(datetime.datetime.combine(by_on + A_DAY, datetime.time(11))):
        nadia.goto(f"{live_server.url}{promise.get_absolute_url()}")
        expect(nadia.get_by_text("non tenue").first).to_be_visible()
        nadia.goto(f"{customer}fil")
        expect(nadia.get_by_text("Promesse non tenue").first).to_be_visible()
