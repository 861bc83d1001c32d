"""The files: lawful, balanced, lettered, true to the story; read here by a reader of our own."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from encaisse.demonstration.rules.books import Books, keep
from encaisse.demonstration.rules.cfonb import bank_lines, cfonb_file
from encaisse.demonstration.rules.customers import CUSTOMERS
from encaisse.demonstration.rules.fec import HEADER, fec_files
from encaisse.demonstration.rules.story import tell

DAYS = [date(2026, 11, 23), date(2027, 1, 4), date(2026, 7, 1)]


@dataclass(frozen=True)
class Row:
    """A line of a FEC as its columns say it."""

    columns: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.columns[name]

    @property
    def cents(self) -> int:
        debit, credit = self["Debit"].replace(",", ""), self["Credit"].replace(",", "")
        return int(debit) - int(credit)


def rows_of(content: bytes) -> list[Row]:
    header, *lines = content.decode("iso8859-15").removesuffix("\r\n").split("\r\n")
    assert tuple(header.split("\t")) == HEADER
    return [Row(dict(zip(HEADER, line.split("\t"), strict=True))) for line in lines]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def books(request: pytest.FixtureRequest) -> Books:
    return keep(tell(request.param))


@pytest.fixture(scope="module")
def years(books: Books) -> dict[int, list[Row]]:
    files = fec_files(books)
    assert list(files) == [f"{books.story.seller.siren}FEC{year}1231.txt" for year in books.years]
    return dict(zip(books.years, map(rows_of, files.values()), strict=True))


def test_the_same_day_gives_the_same_bytes(books: Books) -> None:
    again = keep(tell(books.story.until))
    assert fec_files(again) == fec_files(books)
    assert cfonb_file(again) == cfonb_file(books)


def test_every_entry_is_balanced(years: dict[int, list[Row]]) -> None:
    for rows in years.values():
        sums: Counter[str] = Counter()
        for row in rows:
            sums[row["EcritureNum"]] += row.cents
        assert set(sums.values()) == {0}


def test_what_the_law_wants_filled_is_filled(years: dict[int, list[Row]]) -> None:
    optional = {"CompAuxNum", "CompAuxLib", "EcritureLet", "DateLet", *HEADER[16:]}
    for year, rows in years.items():
        for row in rows:
            assert all(row[name] for name in HEADER if name not in optional)
            assert row["EcritureDate"].startswith(str(year))


def test_the_books_end_on_the_day_asked(books: Books, years: dict[int, list[Row]]) -> None:
    until = books.story.until
    latest = max(row["EcritureDate"] for row in years[until.year])
    assert until - timedelta(days=4) <= date.fromisoformat(latest) <= until


def test_each_year_opens_with_the_balances_of_the_one_before(years: dict[int, list[Row]]) -> None:
    for year in list(years)[1:]:
        closing: Counter[tuple[str, str]] = Counter()
        for row in years[year - 1]:
            if row["CompteNum"][0] in "345":
                closing[row["CompteNum"], row["CompAuxNum"]] += row.cents
        opening: Counter[tuple[str, str]] = Counter()
        for row in years[year]:
            if row["CompteNum"][0] in "345" and row["JournalCode"] == "AN":
                opening[row["CompteNum"], row["CompAuxNum"]] += row.cents
        assert +opening == +closing
        assert -opening == -closing


def test_capital_letters_balance_and_small_ones_do_not(years: dict[int, list[Row]]) -> None:
    for rows in years.values():
        groups: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            if row["EcritureLet"]:
                groups[row["CompteNum"], row["CompAuxNum"], row["EcritureLet"]] += row.cents
        assert all((cents == 0) == key[2].isupper() for key, cents in groups.items())


def test_the_balance_of_each_customer_is_what_its_bills_leave_open(
    books: Books, years: dict[int, list[Row]]
) -> None:
    story = books.story
    balances: Counter[str] = Counter()
    for row in years[story.until.year]:
        if row["CompteNum"] == "411000":
            balances[row["CompAuxNum"]] += row.cents
    for customer in CUSTOMERS:
        bills = [bill for bill in story.bills if bill.customer == customer]
        owed = sum(bill.open_cents(story.until, bank_until=story.bank_until) for bill in bills)
        twice = sum(move.cents for bill in bills for move in bill.moves if move.spare)
        assert balances[customer.code] == owed - twice


def test_the_bank_statement_goes_from_the_books_to_today(books: Books) -> None:
    records = cfonb_file(books).decode("ascii").removesuffix("\r\n").split("\r\n")
    assert all(len(record) == 120 for record in records)
    assert [records[0][:2], records[-1][:2]] == ["01", "07"]
    moves = [record for record in records if record.startswith("04")]
    assert signed(records[0]) + sum(map(signed, moves)) == signed(records[-1])
    assert sum(map(signed, moves)) == sum(line.cents for line in bank_lines(books))


def signed(record: str) -> int:
    digits, last = record[90:103], record[103]
    negative = last in "}JKLMNOPQR"
    unit = ("}JKLMNOPQR" if negative else "{ABCDEFGHI").index(last)
    return (-1 if negative else 1) * int(f"{digits}{unit}")


def test_the_bank_lines_bring_each_bill_from_the_books_to_today(books: Books) -> None:
    story = books.story
    received: Counter[str] = Counter()
    for line in bank_lines(books):
        for leg in line.legs:
            if leg.account == "411000":
                received[leg.party] += leg.cents
    for customer in CUSTOMERS:
        bills = [bill for bill in story.bills if bill.customer == customer]
        written = sum(bill.open_cents(story.until, bank_until=story.bank_until) for bill in bills)
        assert written + received[customer.code] == sum(
            bill.open_cents(story.until) for bill in bills
        )
