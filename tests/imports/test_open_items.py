"""Open items in tables: each layout of accounting software, each pitfall, each refusal."""

import io
import random
from contextlib import suppress
from datetime import date

import pytest
import xlsxwriter

from encaisse.imports.open_items.reading import OpenItemsFile, read_open_items
from encaisse.imports.open_items.rows import OpenItem
from encaisse.imports.opening.refusals import FileEmpty, FileRefused, WorkbookUnsafe
from encaisse.imports.rules import recognition
from encaisse.imports.table.mapping import Mapping, of_data, signature
from encaisse.imports.table.refusals import AgedBalanceAlone, TableUnknown, TableUnreadable
from tests.imports import sheets
from tests.imports.sheets import Rows

HEADER = ("Code client", "Nom", "N° pièce", "Date", "Échéance", "Montant TTC", "Réglé", "Solde")
GARAGE = ("C01", "Garage Martin", "FA-1", date(2026, 1, 5), date(2026, 2, 4), 1200.0, 200.0, 1000.0)
STUDIO = ("C02", "Studio Lemoine", "FA-2", date(2026, 1, 9), date(2026, 2, 8), 36.5, 0.0, 36.5)
CREDIT = ("C02", "Studio Lemoine", "AV-3", date(2026, 1, 12), None, -10.5, 0.0, -10.5)
LISTED: Rows = (HEADER, GARAGE, STUDIO, CREDIT)


def said(file: OpenItemsFile) -> list[tuple[str, str, int]]:
    return [
        (one.customer.code or one.customer.name, one.number, one.sign * one.open_cents)
        for one in file.items
    ]


EXPECTED = [("C01", "FA-1", 100000), ("C02", "FA-2", 3650), ("C02", "AV-3", -1050)]


def test_a_row_is_a_document_with_its_days_and_amounts() -> None:
    garage, _studio, credit = read_open_items(sheets.text(LISTED)).items
    assert (garage.line, garage.customer.name, garage.kind) == (2, "Garage Martin", "invoice")
    assert (garage.issued_on, garage.due_on) == (date(2026, 1, 5), date(2026, 2, 4))
    assert (garage.total_cents, garage.open_cents, garage.currency) == (120000, 100000, "EUR")
    assert (credit.kind, credit.total_cents, credit.due_on) == ("credit_note", 1050, None)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(sheets.text(LISTED, encoding="cp1252"), id="cp1252"),
        pytest.param(sheets.text(LISTED, "\t", "utf-16"), id="Excel's Unicode text"),
        pytest.param(sheets.text(LISTED, "|", ending="\n"), id="pipes"),
        pytest.param(sheets.text(LISTED, ","), id="commas, amounts quoted"),
        pytest.param(b"sep=;\r\n" + sheets.text(LISTED), id="separator told"),
        pytest.param(sheets.text(LISTED, ending="\r"), id="old line breaks"),
        pytest.param(sheets.workbook(LISTED), id="workbook"),
        pytest.param(sheets.workbook(LISTED, before=[["Export du jour"]]), id="second sheet"),
        pytest.param(sheets.open_document(LISTED), id="open document"),
    ],
)
def test_any_container_says_the_same(content: bytes) -> None:
    assert recognition.kind_of(content) == "open_items"
    file = read_open_items(content)
    assert said(file) == EXPECTED
    assert not file.refused


LAYOUTS: dict[str, Rows] = {
    "one balance column": [
        ("Client", "Facture", "Date", "Échéance", "Restant dû"),
        ("C01", "FA-1", "05/01/26", "04/02/26", "1 000,00 €"),
        ("C02", "FA-2", "09/01/26", "08/02/26", "36,50 €"),
        ("C02", "AV-3", "12/01/26", "", "(10,50) €"),
    ],
    "amount and paid": [
        ("CT_Num", "DO_Piece", "DO_Date", "DO_TotalTTC", "DO_MontantRegle"),
        ("C01", "FA-1", "05/01/2026", "1200", "200"),
        ("C02", "FA-2", "09/01/2026", "36,5", ""),
        ("C02", "AV-3", "12/01/2026", "10,50-", "0"),
    ],
    "debit and credit under titles": [
        ("Ma société",),
        ("Échéancier au 31/01/2026",),
        ("",),
        ("Compte client", "Intitulé", "Pièce", "Date", "Ech.", "Débit", "Crédit"),
        ("C01", "Garage", "FA-1", "05/01/26", "04/02/26", "1\u202f000,00", ""),
        ("C02", "Studio", "FA-2", "09/01/26", "08/02/26", "36,50", ""),
        ("C02", "Studio", "AV-3", "12/01/26", "", "", "10,50"),
        ("TOTAL GÉNÉRAL", "", "", "", "", "1\u00a0036,50", "10,50"),
    ],
    "American": [
        ("customer_number", "invoice_id", "document_create_date", "due_in_date",
         "total_open_amount", "isOpen", "clear_date"),
        ("C01", "FA-1", "01/05/2026", "20260204.0", "1,000.00", "1", ""),
        ("C02", "FA-2", "01/19/2026", "20260208.0", "36.50", "1", ""),
        ("C02", "AV-3", "01/12/2026", "20260208.0", "-10.50", "1", ""),
        ("C02", "FA-4", "01/12/2026", "20260208.0", "99.00", "0", "2026-02-08 00:00:00"),
    ],
    "customer on the first line of its block": [
        ("Code client", "Nom", "Pièce", "Date", "Échéance", "Solde"),
        ("C01", "Garage", "FA-1", "05/01/2026", "04/02/2026", "1000,00"),
        ("Total C01", "", "", "", "", "1000,00"),
        ("C02", "Studio", "FA-2", "09/01/2026", "08/02/2026", "36,50"),
        ("", "", "AV-3", "12/01/2026", "", "-10,50"),
        ("Total C02", "", "", "", "", "26,00"),
        ("Total général", "", "", "", "", "1026,00"),
    ],
    "customer in a line of its own": [
        ("N° facture", "Date facture", "Échéance", "Reste à payer"),
        ("C01", "Garage Martin"),
        ("FA-1", "05/01/2026", "04/02/2026", "1000,00"),
        ("C02", "Studio Lemoine"),
        ("FA-2", "09/01/2026", "08/02/2026", "36,50"),
        ("AV-3", "12/01/2026", "", "-10,50"),
    ],
    "ages of each invoice": [
        ("Client", "Facture", "Échéance", "Non échu", "1 à 30 jours", "31-60", "> 60"),
        ("C01", "FA-1", "04/02/2026", "1000,00", "", "", ""),
        ("C02", "FA-2", "08/02/2026", "", "30,00", "6,50", ""),
        ("C02", "AV-3", "", "", "", "", "-10,50"),
    ],
    "amount and side": [
        ("Client", "Pièce", "Échéance", "Montant", "Sens"),
        ("C01", "FA-1", "04/02/2026", "1000,00", "D"),
        ("C02", "FA-2", "08/02/2026", "36,50", "D"),
        ("C02", "AV-3", "", "10,50", "C"),
    ],
    "a running balance beside debit and credit": [
        ("Code client", "Pièce", "Date", "Débit", "Crédit", "Solde"),
        ("C01", "FA-1", "05/01/2026", "1000,00", "", "1000,00"),
        ("C02", "FA-2", "09/01/2026", "36,50", "", "1036,50"),
        ("C02", "AV-3", "12/01/2026", "", "10,50", "1026,00"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_layout_gives_what_is_open(name: str) -> None:
    content = sheets.text(LAYOUTS[name])
    assert recognition.kind_of(content) == "open_items"
    file = read_open_items(content)
    open_ones = [one for one in said(file) if one[2]]
    assert open_ones == EXPECTED
    assert not file.refused
    assert file.sums.expected() in {None, 102600}


def test_days_are_read_month_first_when_one_says_so() -> None:
    file = read_open_items(sheets.text(LAYOUTS["American"]))
    assert [one.issued_on for one in file.items][:2] == [date(2026, 1, 5), date(2026, 1, 19)]
    assert file.items[0].due_on == date(2026, 2, 4)


def test_what_is_settled_is_listed_and_owes_nothing() -> None:
    file = read_open_items(sheets.text(LAYOUTS["American"]))
    assert (file.items[3].open_cents, file.items[3].total_cents) == (0, 9900)


@pytest.mark.parametrize(
    ("header", "amounts", "expected"),
    [
        pytest.param("Restant dû", ["20,00", "0,00", "30,00"], [2000, 0, 3000], id="balance"),
        pytest.param("Montant TTC", ["20,00", "9,00", "30,00"], [2000, 0, 3000], id="amount alone"),
    ],
)
def test_a_state_never_hides_what_a_balance_says(
    header: str, amounts: list[str], expected: list[int]
) -> None:
    states = ("Partiellement payée", "Payée", "Non payée")
    found = zip(amounts, states, strict=True)
    rows = [("Client", "Facture", header, "Statut"), *(("C", f"F{a}", a, s) for a, s in found)]
    assert [one.open_cents for one in read_open_items(sheets.text(rows)).items] == expected


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param(["1.234", "12,50"], [123400, 1250], id="dot of thousands"),
        pytest.param(["1,234", "12.50"], [123400, 1250], id="comma of thousands"),
        pytest.param(["1,500", "1234,500"], [150, 123450], id="three decimals"),
        pytest.param(["1.234.567,89", "7"], [123456789, 700], id="both marks"),
        pytest.param(["EUR 12,00", "12,00 €"], [1200, 1200], id="currency around"),
        pytest.param(["−5,00", "5,00-"], [-500, -500], id="minus signs"),
        pytest.param(["1'000.00", "12.5"], [100000, 1250], id="apostrophes"),
    ],
)
def test_amounts_are_read_as_their_column_writes_them(
    amounts: list[str], expected: list[int]
) -> None:
    rows = [("Client", "Facture", "Solde"), *(("C", f"F{a}", a) for a in amounts)]
    found = read_open_items(sheets.text(rows, "\t")).items
    assert [one.sign * one.open_cents for one in found] == expected


def test_the_same_line_twice_is_taken_once() -> None:
    file = read_open_items(sheets.text([*LISTED, STUDIO]))
    assert said(file) == EXPECTED
    assert file.ignored == [(5, "Même ligne que la ligne 3 : prise une seule fois.")]


def test_instalments_of_one_invoice_are_not_the_same_line() -> None:
    again = (*STUDIO[:4], date(2026, 3, 8), *STUDIO[5:])
    assert len(read_open_items(sheets.text([*LISTED, again])).items) == 4


def test_a_formula_without_its_value_is_refused_and_not_zero() -> None:
    rows = [*LISTED, ("C03", "Mairie", "FA-9", date(2026, 1, 1), None, 5.0, 0.0, "=F5-G5")]
    file = read_open_items(sheets.workbook(rows))
    assert said(file) == EXPECTED
    ((line, reason),) = file.refused
    assert (line, "elle n'est pas prise pour zéro" in reason) == (5, True)


def test_a_workbook_of_formulas_alone_is_refused_with_the_remedy() -> None:
    rows: Rows = [HEADER, *((*row[:7], "=F2-G2") for row in LISTED[1:])]
    with pytest.raises(TableUnreadable, match="enregistrez-le"):
        read_open_items(sheets.workbook(rows))


def test_a_wrong_total_is_said() -> None:
    rows = [*LISTED, ("Total", None, None, None, None, None, None, 1000.0)]
    file = read_open_items(sheets.text(rows))
    assert (file.sums.expected(), file.open_cents) == (100000, 102600)
    assert file.warnings == [
        "Le total de la ligne 5 ne correspond pas aux lignes qu'il additionne."
    ]


def test_a_customer_called_total_is_a_customer() -> None:
    rows = [*LISTED, ("C04", "Total Énergies", "FA-7", date(2026, 1, 1), None, 1.0, 0.0, 1.0)]
    assert len(read_open_items(sheets.text(rows)).items) == 4


def test_a_missing_customer_is_refused_where_each_line_names_its_own() -> None:
    nobody = (None, None, "FA-8", date(2026, 1, 1), None, 1.0, 0.0, 1.0)
    file = read_open_items(sheets.text([*LISTED, STUDIO[:2] + CREDIT[2:], nobody]))
    assert [line for line, _reason in file.refused] == [6]


@pytest.mark.parametrize(
    ("cell", "column", "words"),
    [
        pytest.param("30/02/2026", 4, "Échéance « 30/02/2026 » illisible", id="no such day"),
        pytest.param("douze", 7, "Montant « douze » illisible", id="no amount"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line(cell: str, column: int, words: str) -> None:
    bad = [*GARAGE[:column], cell, *GARAGE[column + 1 :]]
    file = read_open_items(sheets.text([HEADER, bad, STUDIO, CREDIT]))
    ((line, reason),) = file.refused
    assert (line, words in reason) == (2, True)


def test_a_header_repeated_and_accounts_are_understood() -> None:
    rows = [
        ("Compte", "Intitulé", "Pièce", "Échéance", "Solde"),
        ("41100001", "Garage", "FA-1", "04/02/2026", "1,00"),
        ("Compte", "Intitulé", "Pièce", "Échéance", "Solde"),
        ("41100002", "Studio", "FA-2", "04/02/2026", "2,00"),
    ]
    file = read_open_items(sheets.text(rows))
    assert [one.customer.code for one in file.items] == ["00001", "00002"]
    assert file.ignored == [(3, "En-tête répété.")]


def test_the_foot_of_a_page_is_no_customer() -> None:
    rows = [*LAYOUTS["customer on the first line of its block"]]
    rows.insert(4, ("Page 1/2", "", "", "", "", ""))
    assert said(read_open_items(sheets.text(rows))) == EXPECTED


def test_quotes_and_separators_inside_names_are_kept() -> None:
    rows: Rows = [HEADER, ("C01", 'Le "Chêne"; Bois', *GARAGE[2:]), STUDIO]
    assert read_open_items(sheets.text(rows)).items[0].customer.name == 'Le "Chêne"; Bois'


REFUSED: dict[str, tuple[bytes, type[FileRefused]]] = {
    "empty": (b"", FileEmpty),
    "aged balance alone": (
        sheets.text([("Client", "Non échu", "0-30", "31-60", "Total"), ("C", "1", "2", "3", "6")]),
        AgedBalanceAlone,
    ),
    "no amount": (sheets.text([("CT_Num", "CT_Intitule"), ("C", "Nom")]), TableUnknown),
    "prose": (b"Bonjour\r\nVoici la liste.\r\n", TableUnknown),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_list_is_refused_with_a_sentence(name: str) -> None:
    content, refusal = REFUSED[name]
    with pytest.raises(refusal) as refused:
        read_open_items(content)
    assert str(refused.value).endswith(".")


def test_a_mapping_that_a_person_said_is_believed() -> None:
    rows = [("A", "B", "C", "D"), ("C01", "FA-1", "04/02/2026", "12,00")]
    kept = Mapping({"customer_code": (0,), "number": (1,), "due_on": (2,), "open": (3,)}, ",")
    again = of_data(kept.as_data())
    (item,) = read_open_items(sheets.text(rows), {signature(rows[0]): again}).items
    assert (item.customer.code, item.open_cents) == ("C01", 1200)


def test_a_sheet_that_would_fill_the_memory_is_refused_before_it_is_opened() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "Client")
        sheet.write("XFD1048576", 1)
    with pytest.raises(WorkbookUnsafe, match="17179869184 cases"):
        read_open_items(stream.getvalue())


def test_damage_ends_in_a_refusal_or_in_items() -> None:
    chance = random.Random(6)
    for content in (
        sheets.text(LISTED),
        sheets.text(LISTED, "\t", "utf-16"),
        sheets.workbook(LISTED),
    ):
        for _ in range(150):
            damaged = bytearray(content)
            for _ in range(chance.randint(1, 8)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            del damaged[chance.randrange(len(damaged) // 2, len(damaged)) :]
            with suppress(FileRefused):
                assert all(
                    isinstance(one, OpenItem) for one in read_open_items(bytes(damaged)).items
                )


def test_a_day_that_no_calendar_has_is_refused_in_a_column_of_days() -> None:
    """Known by its name, though nothing in it can be read."""
    wrong = (*GARAGE[:3], "31/02/2026", *GARAGE[4:])
    with pytest.raises(TableUnreadable, match=r"ligne 2.*31/02/2026"):
        read_open_items(sheets.text((HEADER, wrong)))
    file = read_open_items(sheets.text((HEADER, wrong, STUDIO, CREDIT)))
    assert file.refused == [(2, "Date « 31/02/2026 » illisible. Corrigez-la.")]


def test_terms_in_words_make_no_column_of_days() -> None:
    file = read_open_items(
        sheets.text((HEADER, (*GARAGE[:4], "30 jours fin de mois", *GARAGE[5:])))
    )
    assert [(one.number, one.due_on) for one in file.items] == [("FA-1", None)]


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("Commercial", "Julie Renaud"), ("Représentant", "Julie Renaud"),
        ("Nom du commercial", "Julie Renaud"), ("Nom commercial", ""), ("Geste commercial", ""),
        ("Secteur commercial", ""),
    ],
)  # fmt: skip
def test_who_sells_to_a_customer_is_read_from_a_column_that_says_so(
    column: str, found: str
) -> None:
    rows: Rows = ((*HEADER, column), (*GARAGE, "Julie Renaud"))
    [item] = read_open_items(sheets.text(rows)).items
    assert (item.customer.name, item.salesperson) == ("Garage Martin", found)
