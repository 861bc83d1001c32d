"""Each fact makes a balanced entry, and each file follows the published columns."""

import csv
import datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.entries.rules import formats, writing
from encaisse.entries.rules.writing import Chart, Entry, Fact
from encaisse.imports.fec.reading import read_fec

DAY = datetime.date(2026, 11, 3)
CHART = Chart(writing.DEFAULTS, writing.JOURNALS)


def fact(what: str = "payment", **changes: object) -> Fact:
    usual: dict[str, object] = {
        "key": "credit:1", "on": DAY, "what": what, "cents": 12_345, "currency": "EUR",
        "customer": "C0001", "name": "Société L’Œuvre & Cie", "voucher": "VIR 7",
    }  # fmt: skip
    return Fact(**(usual | changes))  # type: ignore[arg-type]


def sides(entry: Entry) -> list[tuple[str, int]]:
    return [(leg.account, leg.cents) for leg in entry.legs]


@pytest.mark.parametrize(
    ("what", "debited", "credited"),
    [
        ("payment", "512000", "411000"),
        ("bill", "413000", "411000"),
        ("loss", "654000", "411000"),
        ("difference", "658000", "411000"),
        ("bank_fee", "627000", "411000"),
        ("discount", "665000", "411000"),
        ("exchange", "656000", "411000"),
        ("kept", "411000", "758000"),
        ("kept_exchange", "411000", "756000"),
        ("interest", "411000", "763000"),
        ("indemnity", "411000", "758000"),
        ("fees", "411000", "708800"),
    ],
)
def test_what_each_fact_moves_and_moves_back(what: str, debited: str, credited: str) -> None:
    made = writing.written(fact(what), CHART)
    assert sides(made) == [(debited, 12_345), (credited, -12_345)]
    back = writing.written(fact(what, undone=True), CHART)
    assert sides(back) == [(credited, 12_345), (debited, -12_345)]
    assert {leg.account: leg.customer for leg in made.legs}["411000"] == "C0001"


def test_a_company_s_own_accounts_are_used() -> None:
    chart = Chart(writing.DEFAULTS | {"bank": "512100"}, writing.JOURNALS | {"bank_journal": "CA"})
    made = writing.written(fact(), chart)
    assert (made.legs[0].account, made.journal) == ("512100", "CA")


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (fact(currency="USD"), "USD"),
        (fact("credit_note"), "TVA"),
        (fact("conversion"), "cours"),
        (fact("other"), "comptabilité"),
    ],
)
def test_what_is_left_out_says_why(left: Fact, said: str) -> None:
    assert said in writing.why_left_out(left)
    assert writing.why_left_out(fact()) == ""


facts_strategy = st.lists(
    st.builds(
        Fact,
        key=st.uuids().map(str),
        on=st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)),
        what=st.sampled_from(sorted(writing.SIDES)),
        cents=st.integers(1, 10**9),
        currency=st.just("EUR"),
        customer=st.from_regex(r"[A-Z0-9]{1,12}", fullmatch=True),
        name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
        voucher=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40),
        undone=st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@given(facts_strategy)
def test_the_fec_is_read_back_balanced_by_our_own_reader(found: list[Fact]) -> None:
    made = formats.ordered(writing.written(each, CHART) for each in found)
    content = formats.fec(list(enumerate(made, start=1)))
    rows = [line.split("\t") for line in content.decode("iso8859-15").splitlines()]
    assert {len(row) for row in rows} == {18}
    cents = [
        tuple(round(float(row[at].replace(",", ".")) * 100) for at in (11, 12)) for row in rows[1:]
    ]
    by_entry: dict[str, int] = {}
    for row, (debit, credit) in zip(rows[1:], cents, strict=True):
        by_entry[row[2]] = by_entry.get(row[2], 0) + debit - credit
    assert set(by_entry.values()) == {0}
    assert len(by_entry) == len(found)
    assert [row[3] for row in rows[1:]] == sorted(row[3] for row in rows[1:])
    read = read_fec(content)
    assert read.lines.height >= len(found)


@given(facts_strategy)
def test_fixed_columns_are_fixed_whatever_the_names(found: list[Fact]) -> None:
    made = list(enumerate(formats.ordered(writing.written(each, CHART) for each in found), start=1))
    for line in formats.ximport(made).decode("ascii").split("\r\n")[:-1]:
        assert len(line) == 142
        assert line[84] in "DC"
        assert line.endswith("O2003")
        datetime.datetime.strptime(line[7:15], "%Y%m%d")  # noqa: DTZ007
    total = 0
    for line in formats.quadra(made).decode("ascii").split("\r\n")[:-1]:
        assert len(line) == 231
        assert line[0] == "M"
        total += int(line[43:55]) * (1 if line[41] == "D" else -1)
        assert line[107:110] == "EUR"
    assert total == 0


@given(facts_strategy)
def test_ebp_is_read_by_any_reader_of_commas(found: list[Fact]) -> None:
    made = list(enumerate((writing.written(each, CHART) for each in found), start=1))
    text = formats.ebp(made).decode("cp1252")
    rows = list(csv.reader(StringIO(text, newline="")))
    assert {len(row) for row in rows} == {9}
    assert sum(
        round(float(row[6]) * 100) * (1 if row[7] == "D" else -1) for row in rows
    ) == 0  # fmt: skip


def test_one_line_of_each_format_to_the_letter() -> None:
    made = [(42, writing.written(fact(), CHART))]
    assert formats.fec(made).decode("iso8859-15").splitlines()[1].split("\t") == [
        "BQ", "Banque", "ENC000042", "20261103", "512000", "Banque", "", "", "VIR 7", "20261103",
        "Règlement Société L'Œuvre & Cie", "123,45", "0,00", "", "", "20261103", "", "",
    ]  # fmt: skip
    ximport = formats.ximport(made).decode().splitlines()[0]
    assert ximport == (
        "   42" "BQ" "20261103" "        " "VIR 7       " "512000     "
        "Reglement Societe L'Oeuvr" "0000000123.45" "D" "                  "
        "Banque                            " "O2003"
    )  # fmt: skip
    quadra = formats.quadra(made).decode().splitlines()[1]
    assert quadra[:55] == "MC0001   BQ000031126 Reglement Societe L'C+000000012345"
    assert formats.ebp(made).decode("cp1252").splitlines()[0] == (
        '1,03112026,BQ,512000,"Règlement Société L\'Œuvre & Cie","VIR 7",123.45,D,03112026'
    )
