"""Documents with a real browser: dropped, shown without acting, told when too large."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from encaisse.receivables.models import Receivable
from tests.browser.swapping import assert_equals_a_reload

DROP = """([name, text]) => {
  const moved = new DataTransfer();
  moved.items.add(new File([text], name, {type: "application/pdf"}));
  return moved;
}"""
TRAP = "<html><body>Bonjour<script>top.document.title = 'pris'; fetch('/clients/')</script>"


def drop(page: Page, name: str, text: str) -> None:
    moved = page.evaluate_handle(DROP, [name, text])
    for moment in ("dragover", "drop"):
        page.dispatch_event("#documents .drop-zone", moment, {"dataTransfer": moved})


@pytest.fixture
def panel(nadia: Page, late: Receivable) -> Page:
    """The customer's page, scrolled to its documents."""
    nadia.goto(f"{nadia.url}clients/{late.customer_id}/")
    nadia.locator("#documents").evaluate("panel => panel.scrollIntoView()")
    nadia.locator("#documents summary").click()
    return nadia


def test_a_file_dropped_on_a_customer_s_page_shows_there(panel: Page) -> None:
    where = panel.url
    drop(panel, "Accord.txt", "Nous paierons le 12.")
    expect(panel.locator("#documents")).to_contain_text("Accord.txt")
    assert panel.url == where, "the page stays"
    assert_equals_a_reload(panel, "#documents .documents")


def test_a_trap_is_shown_without_acting(panel: Page) -> None:
    drop(panel, "facture.pdf", TRAP)
    panel.get_by_role("link", name="facture.pdf").click()
    expect(panel.frame_locator(".document-preview").locator("pre")).to_have_text("Bonjour")
    expect(panel.get_by_text("Le nom annonce « .pdf »")).to_be_visible()
    assert "pris" not in panel.title()


def test_a_file_too_large_is_told_before_its_journey(panel: Page, tmp_path: Path) -> None:
    large = tmp_path / "gros.bin"
    large.write_bytes(b"\0" * (26 * 1024 * 1024))
    panel.set_input_files("#documents [type=file]", large)
    expect(panel.get_by_text("« gros.bin » dépasse 25 Mo")).to_be_visible()
    panel.locator("#documents .drop button").click()
    expect(panel.locator("#documents")).to_contain_text("Aucun document pour l'instant.")


def test_the_keyboard_adds_a_document(panel: Page, tmp_path: Path) -> None:
    small = tmp_path / "note.txt"
    small.write_text("Note")
    panel.set_input_files("#documents [type=file]", small)
    panel.locator("#documents .drop button").focus()
    panel.keyboard.press("Enter")
    expect(panel.locator("#documents")).to_contain_text("note.txt")
