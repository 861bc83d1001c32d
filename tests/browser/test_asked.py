"""What a page asks for without a reload (an order, a search, a choice, a tab, a field tried) shows
what a reload of its address shows, on every page of the product that asks for something."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company, User
from tests import factories
from tests.browser.everywhere import administrator, places, readable, sign_in
from tests.browser.swapping import seen

ASKS = re.compile(r"hx-(?:get|boost)")
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
COUNTING = """addEventListener("DOMContentLoaded", () => document.addEventListener(
"htmx:after:swap", () => document.documentElement.setAttribute("data-swapped", "")))"""
FORGETTING = """document.documentElement.removeAttribute("data-swapped")"""
SWAPPED = "html[data-swapped]"
LIST_HEAD = "main form.list-head[hx-boost]"
TRIED = "main form[hx-get][hx-trigger^=input]"
TYPED = "input:is([type=text], [type=search], [type=number], :not([type]))"

# What one does, and where one finds it: in the list, then in its head or in the fields tried.
GESTURES = (
    {
        "orders": "main thead[hx-boost\\:inherited] a",
        "turns": "main nav[hx-boost\\:inherited] a:not([aria-current])",
    },
    {
        "chooses": f"{LIST_HEAD} select",
        "searches": f"{LIST_HEAD} input[name=q]",
        "tries": f"{TRIED} {TYPED}",
    },
)
SHOWS_COMPONENTS = "/design"


def do(gesture: str, on: Locator) -> None:
    if gesture in {"orders", "turns"}:
        on.click()
    elif gesture == "chooses":
        on.select_option(index=1)
    else:
        on.fill("1")
        if gesture == "searches":
            on.press("Enter")


def asking(user: User, company: Company) -> list[str]:
    """The addresses that ask for something without a reload, for things of the company."""
    client = Client()
    client.force_login(user)
    found = []
    for where in places(company, readable()):
        answer = client.get(where)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            part = MAIN.search(answer.content.decode())
            if part and ASKS.search(part[0]) and where != SHOWS_COMPONENTS:
                found.append(where)
    return found


def asked(page: Page, gestures: dict[str, str]) -> list[str]:
    """Those of these gestures that the page has, done one after the other."""
    done = []
    for gesture, place in gestures.items():
        found = page.locator(place).first
        if found.is_visible():
            page.evaluate(FORGETTING)
            do(gesture, found)
            expect(page.locator(SWAPPED)).to_have_count(1)
            done.append(gesture)
    return done


def differs(page: Page, where: str) -> list[str]:
    """The gestures that leave on this page something else than its address shows."""
    page.goto(where)
    found = []
    for gestures in GESTURES:
        if done := asked(page, gestures):
            swapped = seen(page, "main")
            page.reload()
            if swapped != seen(page, "main"):
                found.append(", ".join(done))
    return found


@pytest.mark.slow
def test_what_is_asked_for_is_what_a_reload_shows(
    page: Page, transactional_db: None, live_server: LiveServer
) -> None:
    company = factories.a_company()
    user = administrator(company)
    pages = asking(user, company)
    sign_in(page, live_server, user)
    page.add_init_script(COUNTING)
    found = {where: differs(page, live_server.url + where) for where in pages}
    wrong = {where: gestures for where, gestures in found.items() if gestures}
    assert not wrong, wrong
