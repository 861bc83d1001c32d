"""The run of the day in a real browser: filtered, unfolded, ticked, let go; what is swapped is
true."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.swapping import assert_equals_a_reload


def opened(nadia: Page, live_server: LiveServer) -> Page:
    nadia.goto(f"{live_server.url}/relances/")
    expect(nadia.locator("tr[data-row]")).to_have_count(3)
    return nadia


def test_the_list_is_filtered_and_what_is_ticked_leaves(
    nadia: Page, live_server: LiveServer
) -> None:
    page = opened(nadia, live_server)
    page.get_by_label("Filtrer la liste").fill("Studio")
    page.keyboard.press("Enter")
    rows = page.locator("tr[data-row]")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Studio Lemoine")
    assert_equals_a_reload(page, "main")
    page.get_by_label("Cocher Studio Lemoine").check()
    page.locator("[data-selection-bar]").get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text(re.compile(r"^1 relance part\W+1\W200,00"))).to_be_visible()
    expect(rows).to_have_count(0)
    assert_equals_a_reload(page, "main")
    page.goto(f"{live_server.url}/relances/")
    expect(rows).to_have_count(2)


def test_all_leave_at_once(nadia: Page, live_server: LiveServer) -> None:
    page = opened(nadia, live_server)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Envoyer les 3 relances").click()
    expect(page.get_by_text(re.compile(r"^3 relances partent\W+3\W600,00"))).to_be_visible()
    expect(page.get_by_role("link", name="En partance 3")).to_be_visible()


def test_the_keyboard_moves_unfolds_reads_and_ticks(nadia: Page, live_server: LiveServer) -> None:
    page = opened(nadia, live_server)
    second = page.locator("tr[data-row]").nth(1)
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("tr.unfolded:visible")).to_contain_text("jours de retard")
    page.keyboard.press("x")
    expect(second.locator("[data-tick]")).to_be_checked()
    reads = second.get_attribute("data-reads")
    expect(page.locator("iframe[data-reading]")).to_have_attribute("data-reading", reads or "")
    expect(page.frame_locator("iframe[data-reading]").locator("body")).to_contain_text("Total")


def test_axe_finds_nothing_once_rows_are_ticked_and_unfolded(
    nadia: Page, live_server: LiveServer
) -> None:
    page = opened(nadia, live_server)
    page.get_by_label("Cocher Garage Martin").check()
    page.locator("[data-unfold]").first.click()
    expect(page.locator("tr.unfolded:visible")).to_contain_text("jours de retard")
    found = Axe().run(page).response["violations"]
    assert not [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
