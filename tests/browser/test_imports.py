"""The columns of a table corrected with the keyboard: tried at each change, then kept."""

import datetime

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from encaisse.accounts.models import Company
from encaisse.imports import operations
from encaisse.imports.models import FileImport
from encaisse.imports.operations import GivenFile
from tests.imports import sheets

DAY = datetime.date(2026, 2, 1)
ROWS: sheets.Rows = (
    ("Alpha", "Bravo", "Charlie", "Delta"),
    ("Garage Nouveau", "FA1", DAY, 100.0),
    ("Studio Nouveau", "FA2", DAY, 1250.5),
)
MEANT = ("Nom du client", "Numéro de pièce", "Date de la pièce", "Restant dû")


def received(company: Company) -> FileImport:
    given = GivenFile("export.csv", sheets.text(ROWS))
    row = operations.receive(company, given, by="Nadia", at=timezone.now())
    operations.take_received(row, at=timezone.now())
    return row


def test_columns_are_corrected_without_a_mouse(nadia: Page, company: Company) -> None:
    row = received(company)
    nadia.goto(f"{nadia.url}imports/{row.pk}/colonnes/")
    for name, meaning in zip(ROWS[0], MEANT, strict=True):
        chosen = nadia.get_by_label(str(name), exact=True)
        chosen.focus()
        with nadia.expect_response(lambda answer: answer.request.method == "POST"):
            nadia.keyboard.type(meaning[:9])
            nadia.keyboard.press("Tab")
    expect(nadia.locator("#editor")).to_contain_text("Studio Nouveau, FA2")
    found = Axe().run(nadia).response["violations"]
    assert not found, found
    nadia.get_by_role("button", name="Retenir cette disposition").press("Enter")
    expect(nadia.get_by_text("Disposition retenue : le fichier est relu.")).to_be_visible()
