"""Fifty bank lines matched with the keyboard alone."""

import datetime

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.payments.models import BankLine
from tests import factories
from tests.browser.test_day import assert_equals_a_reload

LINES = 50


@pytest.fixture
def lines(company: Company) -> list[BankLine]:
    """Each of somebody unknown, of the exact amount of one invoice."""
    due_on = datetime.date(2026, 10, 31)
    made = []
    for rank in range(LINES):
        customer = factories.a_customer(company, f"Client {rank:02d}")
        factories.a_receivable(customer, cents=777_00 + rank * 111, due_on=due_on)
        said = f"VIR SEPA {rank}"
        made.append(
            factories.a_bank_line(
                company, cents=777_00 + rank * 111, label=said, counterparty=f"Inconnu n° {rank}"
            )
        )
    return made


def test_fifty_lines_need_no_mouse(
    nadia: Page, live_server: LiveServer, lines: list[BankLine]
) -> None:
    nadia.goto(f"{live_server.url}/lettrage/")
    rows = nadia.locator(".waiting > [data-row]")
    expect(rows).to_have_count(LINES)
    nadia.keyboard.press("j")
    nadia.keyboard.press("1")
    expect(rows).to_have_count(LINES - 1)
    expect(nadia.get_by_text("attribué à Client 01.")).to_be_visible()
    assert_equals_a_reload(nadia, "main")
    nadia.keyboard.press("u")
    expect(rows).to_have_count(LINES)
    for left in range(LINES - 1, -1, -1):
        nadia.keyboard.press("1")
        expect(rows).to_have_count(left)
    expect(nadia.get_by_text("Rien à lettrer")).to_be_visible()
