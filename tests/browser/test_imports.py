"""Imports without a mouse: three files at once, one looked at before it is taken, its columns
corrected, then undone; the pages as axe measures them."""

import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from encaisse.accounts.models import Company
from encaisse.imports import operations, queries
from encaisse.imports.models import FileImport
from encaisse.receivables.models import Invoice
from tests.imports import bank, maker, sheets
from tests.imports.bank import Line

DAY = datetime.date(2026, 2, 1)
LIST = sheets.text(
    (("Client", "N° pièce", "Date", "Solde", "Reste"), ("Garage", "LX-1", DAY, 900.0, 100.0))
)
FEC = maker.text_of(maker.fec_rows(maker.live(1, [2024], customers=3), 2024)).encode()


def work(company: Company) -> None:
    """What the worker does."""
    for row in FileImport.objects.filter(company=company, state="waiting").order_by("id"):
        waiting = queries.received(company.pk, row.pk)
        if waiting:
            operations.take_received(waiting, at=timezone.now())


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def press(page: Page, name: str) -> None:
    """A button, reached and pressed with the keyboard."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def test_three_files_at_once_one_of_them_seen_before_it_is_taken(
    nadia: Page, live_server: LiveServer, company: Company, tmp_path: Path
) -> None:
    files = {"liste.csv": LIST, "fec.txt": FEC, "releve.txt": bank.statement(Line(50_00))}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    before = Invoice.objects.filter(number="LX-1").count()
    nadia.goto(f"{live_server.url}/imports/")
    nadia.get_by_label("Déposez vos fichiers ici").set_input_files(
        [tmp_path / name for name in files]
    )
    press(nadia, "Reprendre")
    expect(nadia.get_by_text("3 fichiers reçus.")).to_be_visible()
    work(company)
    nadia.reload()
    review = nadia.get_by_role("region", name="À vérifier")
    review.get_by_role("link", name="liste.csv").press("Enter")
    expect(nadia.get_by_text("Rien n'est encore pris.")).to_be_visible()
    assert violations(nadia) == []
    nadia.get_by_role("link", name="Corriger les colonnes").press("Enter")
    nadia.get_by_label("Solde", exact=True).select_option("")
    nadia.get_by_label("Reste", exact=True).select_option("open")
    expect(nadia.get_by_text("Garage, LX-1")).to_contain_text("100,00")
    assert violations(nadia) == []
    press(nadia, "Retenir cette disposition")
    nadia.wait_for_url("**/imports/*/")
    work(company)
    nadia.reload()
    press(nadia, "Prendre")
    expect(nadia.get_by_role("button", name="Prendre", exact=True)).to_have_count(0)
    work(company)
    nadia.reload()
    expect(nadia.get_by_text("Défaire l'import")).to_be_visible()
    assert violations(nadia) == []
    assert Invoice.objects.get(number="LX-1").receivables.get().open_cents == 100_00
    press(nadia, "Défaire l'import")
    expect(nadia.get_by_text("tout est comme avant").first).to_be_visible()
    assert Invoice.objects.filter(number="LX-1").count() == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["imports/", "imports/sources/", "imports/dispositions/"])
def test_axe_finds_nothing(nadia: Page, live_server: LiveServer, place: str, scheme: str) -> None:
    nadia.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    nadia.goto(f"{live_server.url}/{place}")
    assert violations(nadia) == []
