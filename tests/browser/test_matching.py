"""Fifty bank lines matched with the keyboard alone."""

import datetime
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.payments.models import BankLine
from tests import factories
from tests.browser.swapping import assert_equals_a_reload

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


def test_every_act_on_a_line_needs_no_mouse(
    nadia: Page, live_server: LiveServer, company: Company
) -> None:
    customer = factories.a_customer(company, "Menuiserie Roux")
    for number, cents in (("FA-1", 300_00), ("FA-2", 500_00)):
        factories.a_receivable(
            customer, cents=cents, number=number, due_on=datetime.date(2026, 10, 31)
        )
    for rank, name in enumerate(("Menuiserie Roux", "Nouvelle Enseigne", "Trésor public")):
        factories.a_bank_line(
            company, cents=600_00, counterparty=name, on=datetime.date(2026, 11, 16 + rank)
        )
    nadia.goto(f"{live_server.url}/lettrage/")
    rows = nadia.locator(".waiting > [data-row]")
    nadia.keyboard.press("a")
    expect(nadia.get_by_role("heading", level=1)).to_have_text("Menuiserie Roux")
    first, second = nadia.get_by_label("À affecter à FA-1"), nadia.get_by_label("À affecter à FA-2")
    expect(first).to_be_focused()
    first.fill("250")
    nadia.keyboard.press("ArrowDown")
    second.fill("")
    expect(nadia.locator("[data-left]")).to_have_text(re.compile("350,00"))
    nadia.keyboard.press("r")
    expect(second).to_have_value("350,00")
    expect(nadia.locator("[data-left]")).to_have_text(re.compile("^0,00"))
    nadia.keyboard.press("Enter")
    expect(nadia.get_by_text("attribué à Menuiserie Roux.")).to_be_visible()
    expect(rows).to_have_count(2)
    nadia.keyboard.press("a")
    expect(nadia.locator("#sought")).to_be_focused()
    nadia.keyboard.press("Escape")
    nadia.keyboard.press("n")
    expect(nadia.get_by_text("ne doit rien dans cette devise")).to_be_visible()
    nadia.keyboard.press("c")
    expect(nadia.get_by_text("attribué à Nouvelle Enseigne.")).to_be_visible()
    expect(rows).to_have_count(1)
    nadia.keyboard.press("a")
    expect(nadia.locator("#sought")).to_be_focused()
    nadia.keyboard.press("Escape")
    nadia.keyboard.press("h")
    nadia.keyboard.type("Remboursement de TVA")
    nadia.keyboard.press("Enter")
    expect(nadia.get_by_text("Rien à lettrer")).to_be_visible()
    nadia.keyboard.press("u")
    expect(rows).to_have_count(1)


def test_a_key_acts_on_the_current_row_only(
    nadia: Page, live_server: LiveServer, company: Company
) -> None:
    """The second line has a second proposal and is in doubt, the first has neither."""
    due_on = datetime.date(2026, 10, 31)
    for name, cents in (
        ("Menuiserie Roux", 81_50),
        ("Garage Faure", 60_40),
        ("Garage Faure", 60_40),
    ):
        customer = factories.a_customer(company, name)
        factories.a_receivable(customer, cents=cents, due_on=due_on)
    first = factories.a_bank_line(company, cents=81_50, counterparty="Inconnu", on=due_on)
    second = factories.a_bank_line(
        company, cents=60_40, counterparty="Mme Petit", doubt="Même jour, même montant."
    )
    nadia.goto(f"{live_server.url}/lettrage/")
    rows = nadia.locator(".waiting > [data-row]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_have_attribute("data-current", "")
    for key in ("2", "m", "d"):
        nadia.keyboard.press(key)
    expect(rows).to_have_count(2)
    nadia.keyboard.press("j")
    nadia.keyboard.press("m")
    expect(rows).to_have_count(1)
    expect(nadia.get_by_text("Mme Petit, 60,40 € : écarté.")).to_be_visible()
    assert_equals_a_reload(nadia, "main")
    assert [BankLine.objects.get(pk=one.pk).fate for one in (first, second)] == ["waiting", "aside"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_matching_pages_are_accessible(
    nadia: Page, live_server: LiveServer, lines: list[BankLine], scheme: str
) -> None:
    nadia.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in ("", f"lignes/{lines[0].pk}/", "reglages/", "payeurs/"):
        nadia.goto(f"{live_server.url}/lettrage/{path}")
        found = Axe().run(nadia)
        assert not found.response["violations"], found.generate_report()
