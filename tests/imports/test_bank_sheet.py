"""Bank statements in tables: what banks let one download, and what damage leaves of it."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest

from encaisse.imports.bank_sheet.reading import BankSheetFile, read_bank_sheet
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.rules import recognition
from encaisse.imports.rules.bank import Movement
from encaisse.imports.table.refusals import TableUnknown, TableUnreadable
from tests.imports import sheets
from tests.imports.sheets import Rows

OTHER = "DE89370400440532013000"
IBAN = "FR7630006000011234567890189"
EXPECTED = [(date(2026, 1, 5), 100000), (date(2026, 1, 6), -3650), (date(2026, 1, 7), 1234)]


CONTAINERS: dict[str, Callable[[Rows], bytes]] = {
    "text": sheets.text,
    "workbook": sheets.workbook,
    "open document": sheets.open_document,
}


def said(file: BankSheetFile) -> list[tuple[date, int]]:
    return [(one.on, one.cents) for one in file.movements]


LAYOUTS: dict[str, Rows] = {
    "debit and credit": [
        ("Date", "Date de valeur", "Libellé", "Débit", "Crédit", "Solde"),
        ("05/01/2026", "06/01/2026", "VIR GARAGE MARTIN", "", "1 000,00", "1 500,00"),
        ("06/01/2026", "06/01/2026", "FRAIS", "36,50", "", "1 463,50"),
        ("07/01/2026", "07/01/2026", "CB", "", "12,34", "1 475,84"),
    ],
    "debits with minus signs": [
        ("Date opération", "Libellé", "Débit euros", "Crédit euros"),
        ("05/01/2026", "VIR GARAGE MARTIN", "", "+1.000,00"),
        ("06/01/2026", "FRAIS", "-36,50", ""),
        ("07/01/2026", "CB", "", "12,34"),
    ],
    "a signed amount": [
        ("Booking date", "Description", "Amount", "Currency", "Balance"),
        ("2026-01-05", "VIR GARAGE MARTIN", "1000.00", "EUR", "1500.00"),
        ("2026-01-06", "FEES", "-36.50", "EUR", "1463.50"),
        ("2026-01-07", "CARD", "12.34", "EUR", "1475.84"),
    ],
    "a side": [
        ("Date", "Libellé", "Montant", "Sens"),
        ("05/01/26", "VIR GARAGE MARTIN", "1000,00 €", "Crédit"),
        ("06/01/26", "FRAIS", "36,50 €", "Débit"),
        ("07/01/26", "CB", "12,34 €", "C"),
    ],
    "titles, balances and totals": [
        ("Compte courant", IBAN),
        ("Période du 01/01/2026 au 31/01/2026",),
        ("",),
        ("Date", "Libellé", "Débit", "Crédit"),
        ("", "Ancien solde au 01/01/2026", "", "500,00"),
        ("05/01/2026", "VIR GARAGE MARTIN", "", "1000,00"),
        ("06/01/2026", "FRAIS", "36,50", ""),
        ("07/01/2026", "CB", "", "12,34"),
        ("", "Nouveau solde au 31/01/2026", "", "1475,84"),
        ("TOTAL", "", "36,50", "1012,34"),
    ],
}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("container", CONTAINERS)
def test_each_layout_gives_its_movements(name: str, container: str) -> None:
    content = CONTAINERS[container](LAYOUTS[name])
    assert recognition.kind_of(content) == "bank_sheet"
    file = read_bank_sheet(content)
    assert said(file) == EXPECTED
    assert not file.refused
    assert all(check.expected == check.found for check in file.checks)
    assert len(file.checks) == (name in {"debit and credit", "a signed amount"} or "titles" in name)


def test_a_movement_says_who_and_what() -> None:
    rows = [
        ("Date", "Valeur", "Libellé", "Détail", "Nom du tiers", "IBAN du tiers", "Référence",
         "Montant", "IBAN"),
        ("05/01/2026", "06/01/2026", "VIREMENT", "FACTURE FA-1", "Garage Martin", OTHER, "E2E-1",
         "1000,00", IBAN),
    ]  # fmt: skip
    (paid,) = read_bank_sheet(sheets.text(rows)).movements
    assert (paid.line, paid.account, paid.value_on) == (2, IBAN, date(2026, 1, 6))
    assert (paid.counterparty, paid.references) == ("Garage Martin", ("E2E-1",))
    assert paid.counterparty_iban == OTHER
    assert paid.said == "VIREMENT FACTURE FA-1 Garage Martin"


def test_the_account_is_that_of_the_title() -> None:
    file = read_bank_sheet(sheets.text(LAYOUTS["titles, balances and totals"]))
    assert {one.account for one in file.movements} == {IBAN}


def test_newest_first_is_checked_too() -> None:
    header, *rows = LAYOUTS["debit and credit"]
    (check,) = read_bank_sheet(sheets.text([header, *rows[::-1]])).checks
    assert (check.expected, check.found, check.on) == (147584, 147584, date(2026, 1, 7))


def test_a_missing_row_shows_in_the_balance() -> None:
    header, first, _second, third = LAYOUTS["debit and credit"]
    (check,) = read_bank_sheet(sheets.text([header, first, third])).checks
    assert (check.expected, check.found) == (147584, 151234)


def test_the_label_goes_on_below() -> None:
    header, *rows = LAYOUTS["debit and credit"]
    more = ("", "", "FACTURE FA-0001", "", "", "")
    file = read_bank_sheet(sheets.text([header, rows[0], more, *rows[1:]]))
    assert file.movements[0].said == "VIR GARAGE MARTIN FACTURE FA-0001"
    assert file.ignored == [(3, "Suite du libellé de la ligne 2.")]


def test_what_is_not_booked_is_ignored() -> None:
    rows = [
        ("Date", "Libellé", "Montant", "Statut"),
        ("05/01/2026", "VIR", "10,00", "Comptabilisé"),
        ("05/01/2026", "CB", "-9,00", "En attente"),
    ]
    file = read_bank_sheet(sheets.text(rows))
    assert ([one.cents for one in file.movements], file.ignored[0][0]) == ([1000], 3)


def test_a_payment_that_comes_back_is_told_from_its_fees() -> None:
    rows = [
        ("Date", "Libellé", "Montant"),
        ("05/01/2026", "PRLV IMPAYE GARAGE", "-10,00"),
        ("05/01/2026", "FRAIS REJET PRLV", "-9,00"),
    ]
    assert [one.returned for one in read_bank_sheet(sheets.text(rows)).movements] == ["impaye", ""]


def test_currencies_are_those_of_the_rows_else_of_the_cells() -> None:
    rows = [
        ("REF", "LABEL", "DEBIT", "CREDIT", "DATE"),
        ("1", "A", "'579,68 USD", "", "07/03/2026"),
        ("2", "B", "4,00", "", "08/03/2026"),
    ]
    file = read_bank_sheet(sheets.text(rows))
    assert [(one.cents, one.currency) for one in file.movements] == [(-57968, "USD"), (-400, "USD")]


def test_a_statement_without_movement_is_one() -> None:
    file = read_bank_sheet(b'"Date","Label","Amount"\r\n')
    assert (file.movements, file.warnings) == ([], ["Le relevé ne contient aucun mouvement."])


def test_a_bad_row_is_refused_with_its_line_and_the_check_is_not_trusted() -> None:
    header, *rows = LAYOUTS["debit and credit"]
    file = read_bank_sheet(sheets.text([header, ("31/02/2026", *rows[0][1:]), *rows]))
    assert [line for line, _reason in file.refused] == [2]
    assert not file.checks[0].trusted


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        pytest.param([("Date", "Libellé"), ("05/01/2026", "VIR")], TableUnknown, id="no amount"),
        pytest.param(
            [("Date", "Libellé", "Montant"), ("05/01/2026", "VIR", "")] * 2,
            TableUnreadable,
            id="empty amounts",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    rows: Rows, refusal: type[FileRefused]
) -> None:
    with pytest.raises(refusal) as refused:
        read_bank_sheet(sheets.text(rows))
    assert str(refused.value).endswith(".")


def test_damage_ends_in_a_refusal_or_in_movements() -> None:
    chance = random.Random(7)
    rows = LAYOUTS["titles, balances and totals"]
    for content in (sheets.text(rows), sheets.workbook(rows), sheets.open_document(rows)):
        for _ in range(120):
            damaged = bytearray(content)
            for _ in range(chance.randint(1, 8)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            with suppress(FileRefused):
                found = read_bank_sheet(bytes(damaged)).movements
                assert all(isinstance(one, Movement) for one in found)
