"""Nadia's morning by the keyboard alone: twenty lines of the agenda, of ten kinds."""

import datetime
from itertools import count

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.agenda.models import NextAction
from encaisse.agenda.queries import listing
from encaisse.disputes import operations as disputes
from encaisse.dunning.models import Task
from encaisse.parties.models import Customer
from encaisse.promises import operations as promises
from encaisse.replies import operations as replies
from tests import factories
from tests.replies.mails import a_mail

LINES = 20
ROWS = "[data-row]"
TASKS = ("call", "call", "call", "call", "visit", "visit", "number", "number",
         "documents", "documents")  # fmt: skip


@pytest.fixture
def morning(company: Company) -> Company:
    """Tasks of four kinds, next actions, replies, promises not kept, a dispute that lasts, a line
    of bank, and the reminders to approve."""
    today, rank = timezone.localdate(), count(1)
    before = today - datetime.timedelta(days=10)

    def somebody() -> Customer:
        number = next(rank)
        return factories.a_customer(
            company, f"Client {number:02}", email=f"compta{number}@client.example"
        )

    for kind in TASKS:
        customer = somebody()
        invoice = factories.a_receivable(customer).invoice
        Task.objects.create(
            company=company, customer=customer, invoice=invoice, kind=kind, reason="À faire.",
            opened_on=today,
        )  # fmt: skip
    for _ in range(3):
        NextAction.objects.create(
            company=company, customer=somebody(), what="Envoyer le relevé", due_on=today,
            asked_on=before, asked_by="Paul",
        )  # fmt: skip
    for _ in range(2):
        customer = somebody()
        mail = a_mail(sender=customer.email, message_id=f"<{customer.pk}@client.example>")
        replies.take_in(company, mail.as_bytes(), at=timezone.now())
        promises.promise(
            [factories.a_receivable(somebody())], by_on=today - datetime.timedelta(days=2),
            on=before, by="Paul", confirmed=True,
        )  # fmt: skip
    dispute = disputes.declare(
        [factories.a_receivable(somebody())], reason="price", note="", on=before, by="Paul"
    )
    type(dispute).objects.filter(pk=dispute.pk).update(due_on=today - datetime.timedelta(days=1))
    factories.a_receivable(somebody(), cents=777_00)
    factories.a_bank_line(company, cents=777_00, counterparty="Inconnu", on=today)
    return company


def focused(page: Page) -> str:
    """The name of the row where the focus is; empty elsewhere."""
    found: str = page.evaluate(
        "document.activeElement.closest('[data-row]')?.getAttribute('data-row') ?? ''"
    )
    return found


def names(page: Page) -> list[str]:
    return [row.get_attribute("data-row") or "" for row in page.locator(ROWS).all()]


def gesture(page: Page, key: str, field: str, words: str = "") -> None:
    """A key, what its form asks for, and enter."""
    page.keyboard.press(key)
    expect(page.locator(f"[name={field}]")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Agenda")


def approve(page: Page) -> None:
    """The three reminders leave, one after the other."""
    for gone in (1, 2, 3):
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.get_by_role("link", name=f"En partance {gone}")).to_be_visible()


def settle(page: Page) -> None:
    """The invoice is right; the scenario goes on."""
    page.keyboard.press("c")
    page.keyboard.type("Prix du devis signé")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Et ensuite ?")
    expect(page.get_by_role("button", name="Continuer")).to_be_focused()
    page.keyboard.press("Enter")


def match(page: Page) -> None:
    """The first customer proposed paid."""
    page.keyboard.press("1")
    expect(page.get_by_text("Rien à lettrer")).to_be_visible()


CAUSES = {"Relances": approve, "Litige": settle, "Lettrage": match}


def close_its_cause(page: Page) -> str:
    """Open the line, do what it asks, come back: the agenda comes back by itself after what is
    asked next, else by a key. What was done."""
    page.keyboard.press("Enter")
    page.wait_for_url(lambda place: "/agenda/" not in place)
    title = page.get_by_role("heading", level=1).inner_text().split()[0]
    CAUSES[title](page)
    if title != "Litige":
        page.keyboard.press("b")
    return title


def test_twenty_lines_of_ten_kinds_without_the_mouse(
    nadia: Page, morning: Company, live_server: LiveServer
) -> None:
    items = listing.agenda(morning, on=timezone.localdate()).items
    assert (len(items), len({item.kind for item in items})) == (LINES, 10)
    nadia.goto(f"{live_server.url}/agenda/")
    nadia.keyboard.press("j")
    first = focused(nadia)
    gesture(nadia, "n", "words", "Demander Mme Petit")
    expect(nadia.locator("[data-row][data-current]")).to_contain_text("Demander Mme Petit")
    assert focused(nadia) == first
    nadia.keyboard.press("t")
    expect(nadia.locator("[data-row][data-current]")).to_contain_text("à vous")
    assert focused(nadia) == first
    closed = set()
    for left in reversed(range(LINES)):
        following = names(nadia)[1:2]
        if nadia.locator("[data-row][data-current] [data-tick]").count():
            gesture(nadia, "x", "words", "Fait")
        else:
            closed.add(close_its_cause(nadia))
        expect(nadia.get_by_role("heading", level=1)).to_have_text("Agenda")
        expect(nadia.locator(ROWS)).to_have_count(left)
        if following:
            expect(nadia.locator("[data-row][data-current]")).to_have_count(1)
            assert [focused(nadia)] == following
    assert closed == set(CAUSES)
    expect(nadia.get_by_text("Rien à faire")).to_be_visible()
    expect(nadia.get_by_text(f"{LINES - len(CAUSES)} faits aujourd'hui")).to_be_visible()


def test_after_an_approval_the_focus_is_on_the_next_reminder(nadia: Page) -> None:
    reminders = nadia.locator("#a-approuver [data-row]")
    nadia.keyboard.press("j")
    while not nadia.locator("#a-approuver [data-current]").count():
        nadia.keyboard.press("j")
    following = reminders.nth(1).get_by_role("link").first.inner_text()
    nadia.keyboard.press("a")
    expect(reminders).to_have_count(2)
    expect(reminders.first.locator(":focus")).to_have_text(following)


def test_the_focus_is_left_where_it_is_when_no_gesture_was_made(
    nadia: Page, live_server: LiveServer
) -> None:
    nadia.goto(f"{live_server.url}/agenda/")
    assert focused(nadia) == ""
    expect(nadia.locator("[data-row][data-current]")).to_have_count(0)
