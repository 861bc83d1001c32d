"""Tables: bank statements and open items whose columns are guessed, or as a person said them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encaisse.imports.bank_sheet.reading import BankSheetFile, read_bank_sheet
from encaisse.imports.open_items.reading import OpenItemsFile, read_open_items
from encaisse.imports.rules import table_report
from encaisse.imports.rules.report import Line, Report
from encaisse.imports.rules.tables import BANK_SHEET

if TYPE_CHECKING:
    from encaisse.accounts.models import Company

NOT_WRITTEN = (
    "La liste est lue et vérifiée, mais cette version n'en écrit encore rien dans les dossiers. "
    "Reprenez le FEC de l'exercice, ou vos factures électroniques."
)


def read(
    name: str, kind: str, content: bytes, company: Company | None
) -> tuple[Report, BankSheetFile | OpenItemsFile]:
    """What the table says, judged alone. Raises a ``FileRefused``."""
    if kind == BANK_SHEET:
        statement = read_bank_sheet(content)
        iban = company.iban if company else ""
        return table_report.of_bank_sheet(name, statement, iban), statement
    listed = read_open_items(content)
    return table_report.of_open_items(name, listed), listed


def post(judged: Report) -> Report:
    """What is read and checked cannot be written yet: said, so that nobody waits for it."""
    done = judged.copy()
    done["taken"] = 0
    done["refused"] = [Line(line=None, reason=NOT_WRITTEN), *judged["refused"]]
    return done
