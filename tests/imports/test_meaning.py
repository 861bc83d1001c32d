"""What a line on 411 means, whose it is, and how amounts and days are read."""

from datetime import date

import pytest

from encaisse.imports.fec import customers, kinds, values
from encaisse.imports.fec.kinds import Contra
from tests.imports.maker import HEADER, Row
from tests.imports.reading import ledger_of, open_by_number, read_rows


@pytest.mark.parametrize(
    ("debit", "accounts", "kind"),
    [
        pytest.param(True, ["706000", "445710"], "invoice", id="sale"),
        pytest.param(True, ["4191"], "invoice", id="down payment invoiced"),
        pytest.param(True, ["512000"], "return", id="bank takes back"),
        pytest.param(True, ["666000"], "other", id="exchange loss"),
        pytest.param(False, ["706000", "445710"], "credit_note", id="sale undone"),
        pytest.param(False, ["512000"], "payment", id="bank"),
        pytest.param(False, ["512000", "627000"], "payment", id="bank less charges"),
        pytest.param(False, ["511200"], "payment", id="cheques"),
        pytest.param(False, ["530000"], "payment", id="cash"),
        pytest.param(False, ["665000"], "discount", id="early payment discount"),
        pytest.param(False, ["709700"], "discount", id="rebate"),
        pytest.param(False, ["654000"], "write_off", id="loss"),
        pytest.param(False, ["654000", "445710"], "write_off", id="loss with its tax"),
        pytest.param(False, ["413000"], "bill", id="bill accepted"),
        pytest.param(False, ["416000"], "other", id="moved to doubtful"),
        pytest.param(False, ["766000"], "exchange_difference", id="exchange gain"),
        pytest.param(False, ["401000"], "set_off", id="set off against a supplier"),
        pytest.param(False, [], "set_off", id="from one customer to another"),
    ],
)
def test_kinds_come_from_the_contra_accounts(debit: bool, accounts: list[str], kind: str) -> None:
    met = Contra(0)
    for account in accounts:
        found = kinds.family(account)
        met |= Contra.BANK_OUT if debit and found is Contra.BANK_IN else found
    assert (kinds.debit_kind(met, "") if debit else kinds.credit_kind(met)) == kind


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("AN", ""),
        ("RAN", "x"),
        ("AD", "A Nouveaux Détaillés"),
        ("OU", "Ouverture"),
        ("1", "Report"),
    ],
)
def test_opening_journals(code: str, name: str) -> None:
    assert kinds.is_opening_journal(code, name)
    assert not kinds.is_opening_journal("VE", "Ventes")


@pytest.mark.parametrize(
    "name",
    [
        "RECETTE CB", "RECETTE ESPECES", "RECETTES VIREMENT", "RECETTE CHQ", "CAISSE", "Espèces",
        "CB", "TPE", "CLIENTS DIVERS", "Client comptoir", "Divers clients", "Ventes au comptoir",
        "Remise CB 03/2024", "Particuliers", "Carte bancaire", "Client de passage",
        "Recettes caisse 2",
    ],
)  # fmt: skip
def test_tills_are_recognised(name: str) -> None:
    assert customers.is_pseudo(name)


@pytest.mark.parametrize(
    "name",
    [
        "Caisse d'Épargne", "CB Conseil", "Garage Martin", "Comptoir des Cotonniers SAS",
        "Passage Pommeraye SARL", "Recette Gourmande", "Divers et Cie", "SARL Les Espèces Menacées",
        "Caisse des Dépôts", "Clientis", "Ventes Privées SA", "Chèque Déjeuner SA",
    ],
)  # fmt: skip
def test_customers_are_not_tills(name: str) -> None:
    assert not customers.is_pseudo(name)


@pytest.mark.parametrize(
    ("account", "name", "expected"),
    [
        ("411DUPONT", "Dupont", ("DUPONT", "Dupont", False)),
        ("41100012", "Garage Martin", ("00012", "Garage Martin", False)),
        ("411000", "Clients", ("411000", "Clients non ventilés (411000)", True)),
        ("4111", "Clients - ventes", ("4111", "Clients non ventilés (4111)", True)),
    ],
)
def test_the_end_of_the_account_names_the_customer(
    account: str, name: str, expected: tuple[str, str, bool]
) -> None:
    assert customers.of_account(account, name) == expected


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12,50", 1250), ("12.5", 1250), ("", 0), ("0,0", 0), ("0000000069,60", 6960),
        (" 000000000007760,45", 776045), ("1 234,56", 123456), ("1\u202f234,56", 123456),
        ("1.234,56", 123456), ("1,234.56", 123456), ("1.234.567", 123456700), ("12,50-", -1250),
        ("- 12,50", -1250), ("+3", 300), ("1,5E+03", 150000), ("999.066420195231", 99907),
        ("1'234,00", 123400), ("douze", None), ("12,5,x", None), ("1E999", None), ("--1", None),
    ],
)  # fmt: skip
def test_amounts(text: str, cents: int | None) -> None:
    assert values.cents(text) == cents


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20240229", date(2024, 2, 29)), ("29/02/2024", date(2024, 2, 29)),
        ("2024-02-29", date(2024, 2, 29)), ("29.02.2024", date(2024, 2, 29)),
        ("29022024", date(2024, 2, 29)), ("20240229 00:00:00", date(2024, 2, 29)),
        ("2024-02-29T10:15:00Z", date(2024, 2, 29)), ("45351", date(2024, 2, 29)),
        ("29/02/24", date(2024, 2, 29)), ("20230229", None), ("20230000", None),
        ("00000000", None), ("", None), ("{current_date}", None), ("01/01/9999", None),
    ],
)  # fmt: skip
def test_days(text: str, day: date | None) -> None:
    assert values.day(text) == day


def _entry(num: str, day: str, *lines: tuple[str, str, str, str], letter: str = "") -> list[Row]:
    """Lines as (account, customer, debit, credit)."""
    return [
        dict.fromkeys(HEADER, "")
        | {
            "JournalCode": "J", "EcritureNum": num, "EcritureDate": day, "CompteNum": account,
            "CompAuxNum": customer, "CompAuxLib": customer, "PieceRef": f"P{num}",
            "PieceDate": day, "EcritureLib": f"Écriture {num}", "Debit": debit or "0,00",
            "Credit": credit or "0,00", "EcritureLet": letter if account == "411000" else "",
        }
        for account, customer, debit, credit in lines
    ]  # fmt: skip


def test_a_payment_that_came_back_unlettered_reopens_its_invoice() -> None:
    owed, paid = ("411000", "C1", "100,00", ""), ("411000", "C1", "", "100,00")
    rows = [
        *_entry("1", "20240110", owed, ("706000", "", "", "100,00"), letter="A"),
        *_entry("2", "20240210", ("512000", "", "100,00", ""), paid, letter="A"),
        *_entry("3", "20240214", owed, ("512000", "", "", "100,00")),
    ]  # fmt: skip
    ledger = ledger_of(rows)
    assert open_by_number(ledger) == {("C1", "P1"): 10_000}
    reversal = ledger.allocations.filter(ledger.allocations["is_reversal"])
    assert reversal["on"].to_list() == [date(2024, 2, 14)]


def test_three_payments_teach_the_customers_delay() -> None:
    rows: list[Row] = []
    for turn in range(1, 5):
        sale, bank = f"2024{turn:02d}01", f"2024{turn:02d}21"
        sold = (("411000", "C1", f"{turn}00,00", ""), ("706000", "", "", f"{turn}00,00"))
        paid = (("512000", "", f"{turn}00,00", ""), ("411000", "C1", "", f"{turn}00,00"))
        rows += _entry(f"{turn}", sale, *sold, letter=f"L{turn}")
        rows += _entry(f"9{turn}", bank, *paid, letter=f"L{turn}")
    due = ledger_of(rows).receivables
    assert due["due_source"].unique().to_list() == ["learned"]
    assert due["due_on"].to_list()[0] == date(2024, 1, 21)
    assert due["due_estimated"].all()


def test_a_summary_entry_has_one_invoice_per_customer() -> None:
    rows = _entry(
        "1", "20240131",
        ("411000", "C1", "100,00", ""), ("411000", "C2", "50,00", ""), ("706000", "", "", "150,00"),
    )  # fmt: skip
    assert open_by_number(ledger_of(rows)) == {("C1", "P1"): 10_000, ("C2", "P1"): 5_000}


def test_bills_and_doubtful_debts_are_kept_apart() -> None:
    rows = [
        *_entry("1", "20240110", ("411000", "C1", "100,00", ""), ("706000", "", "", "100,00")),
        *_entry("2", "20240210", ("413000", "C1", "60,00", ""), ("411000", "C1", "", "60,00")),
        *_entry("3", "20240211", ("416000", "C1", "40,00", ""), ("411000", "C1", "", "40,00")),
    ]
    sides = read_rows(rows).sides.select("customer", "side", "balance_cents").rows()
    assert sides == [("C1", "413", 6_000), ("C1", "416", 4_000)]


def test_a_line_that_cannot_be_read_is_listed_and_spoils_the_check() -> None:
    rows = _entry("1", "20240110", ("411000", "C1", "cent", ""), ("706000", "", "", "100,00"))
    rows += _entry("2", "20240111", ("411000", "C1", "50,00", ""), ("706000", "", "", "50,00"))
    file = read_rows(rows)
    assert file.taken == 3
    assert file.refused == [(2, "Montant illisible : « cent 0,00 ».")]
    assert file.refused_customer_lines == [2]
