"""The CFONB 120 reader: what banks send, what damage leaves, nothing else than a refusal."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encaisse.imports.cfonb.reading import read_cfonb
from encaisse.imports.cfonb.refusals import (
    NotCfonb,
    StatementCut,
    StatementTooLarge,
    StatementUnreadable,
    UnknownRecord,
)
from encaisse.imports.opening.refusals import FileEmpty, FileRefused, NotText
from encaisse.imports.rules import recognition
from encaisse.imports.rules.bank import BankFile, keyed
from tests.imports import bank
from tests.imports.bank import Line

PAID = Line(
    322_00, label="VIR SEPA GARAGE MARTIN", reference="VIR-1",
    details=(("NPY", "GARAGE MARTIN"), ("LCC", "FACTURE FA26-0001"), ("ZZZ", "autre chose")),
)  # fmt: skip
TAKEN_BACK = Line(-120_00, label="IMPAYE", returned="04")


def nothing_said(file: BankFile) -> bool:
    return not (file.ignored or file.refused or file.warnings)


def test_a_movement_is_read_with_its_details() -> None:
    file = read_cfonb(bank.statement(PAID, TAKEN_BACK))
    paid, back = file.movements
    assert (paid.line, paid.account, paid.cents, paid.currency) == (2, bank.ACCOUNT, 32200, "EUR")
    assert paid.on == paid.value_on == date(2026, 11, 16)
    assert paid.counterparty == "GARAGE MARTIN"
    assert paid.references == ("VIR-1",)
    assert paid.said == "VIR SEPA GARAGE MARTIN FACTURE FA26-0001"
    assert (back.cents, back.returned) == (-12000, "04")
    (check,) = file.checks
    assert (check.expected, check.found, check.on) == (120200, 120200, date(2026, 11, 16))
    assert nothing_said(file)


def blank_lines(found: list[str]) -> bytes:
    return bank.text_of(["", *found[:2], "", *found[2:], ""])


SAME: dict[str, Callable[[list[str]], bytes]] = {
    "no line breaks": lambda found: bank.text_of(found, ""),
    "unix line breaks": lambda found: bank.text_of(found, "\n"),
    "old mac line breaks": lambda found: bank.text_of(found, "\r"),
    "trailing blanks cut": lambda found: "\n".join(one.rstrip() for one in found).encode(),
    "blank lines": blank_lines,
    "page breaks": lambda found: bank.text_of(found, "\r\n").replace(b"\r\n05", b"\r\n\f05"),
    "byte-order mark": lambda found: b"\xef\xbb\xbf" + bank.text_of(found),
    "final 1A": lambda found: bank.text_of(found) + b"\x1a",
    "utf-16": lambda found: bank.text_of(found).decode().encode("utf-16"),
    "no currency nor decimals": lambda found: bank.text_of(found).replace(b"EUR2", b"    "),
    "braces of the French set": lambda found: (
        bank.text_of(found).replace(b"{", "é".encode("cp1252")).replace(b"}", "è".encode("cp1252"))
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_the_ways_banks_write_say_the_same(name: str) -> None:
    found = bank.records([PAID, TAKEN_BACK])
    content = SAME[name](found)
    assert recognition.kind_of(content) == recognition.CFONB
    file, plain = read_cfonb(content), read_cfonb(bank.text_of(found))
    assert [key for key, _ in keyed(file.movements)] == [key for key, _ in keyed(plain.movements)]
    assert file.checks == plain.checks
    assert nothing_said(file)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_accents_do_not_shift_the_columns(encoding: str) -> None:
    line = Line(100_00, label="VIR DE L'ÉTOILE", details=(("NPY", "Garage de l'Étoile"),))
    content = bank.statement(line).decode("cp1252").encode(encoding)
    (paid,) = read_cfonb(content).movements
    assert (paid.cents, paid.counterparty) == (10000, "Garage de l'Étoile")


@pytest.mark.parametrize(("decimals", "factor"), [("0", 100), ("1", 10), ("2", 1)])
def test_decimals_are_those_of_the_currency(decimals: str, factor: int) -> None:
    content = bank.statement(Line(5000)).replace(b"EUR2", f"XPF{decimals}".encode())
    (paid,) = read_cfonb(content).movements
    assert (paid.cents, paid.currency) == (5000 * factor, "XPF")


def test_a_fraction_of_a_cent_is_refused_on_its_line() -> None:
    content = bank.statement(Line(5001), *[Line(100)] * 30)
    cut = content.replace(b"EUR2", b"TND3", 3).replace(b"TND3", b"EUR2", 1)
    file = read_cfonb(cut)
    assert ("plus fin que le centime" in file.refused[0][1], file.refused[0][0]) == (True, 2)


def test_several_accounts_and_days_are_checked_apart() -> None:
    first, second = bank.records([PAID]), bank.records([TAKEN_BACK], opening=132_200)
    other = [record.replace("98765432100", "11122233344") for record in bank.records([Line(7)])]
    file = read_cfonb(bank.text_of([*first, *second, *other]))
    assert len(file.movements) == 3
    assert [check.expected == check.found for check in file.checks] == [True] * 3
    assert file.movements[2].account == "155890000011122233344"


def test_two_identical_movements_of_one_day_are_two() -> None:
    file = read_cfonb(bank.statement(PAID, PAID))
    keys = [key for key, _movement in keyed(file.movements)]
    assert [key.rsplit("|", 1)[1] for key in keys] == ["1", "2"]
    assert len({key.rsplit("|", 1)[0] for key in keys}) == 1


def test_the_last_word_of_a_label_cut_at_its_width_is_not_believed() -> None:
    line = Line(100, label="VIR SEPA GARAGE MARTIN FA26-0012345")
    (paid,) = read_cfonb(bank.statement(line)).movements
    assert paid.label == "VIR SEPA GARAGE MARTIN FA26-001"
    assert paid.said == "VIR SEPA GARAGE MARTIN"


def test_a_wrong_balance_is_said_and_the_movements_taken() -> None:
    found = bank.records([PAID])
    found[-1] = bank.balance("07", date(2026, 11, 16), 1)
    file = read_cfonb(bank.text_of(found))
    assert len(file.movements) == 1
    assert (file.checks[0].expected, file.checks[0].found) == (1, 132200)


def test_a_bad_line_is_refused_with_its_place_and_the_check_is_not_trusted() -> None:
    found = bank.records([PAID, *[Line(100)] * 40])
    found[1] = found[1].replace("161126", "321326", 1)
    file = read_cfonb(bank.text_of(found))
    assert file.refused == [(2, "Date « 321326 » illisible (JJMMAA attendu).")]
    assert [line for line, _reason in file.ignored] == [3, 4, 5]
    assert len(file.movements) == 40
    assert not file.checks[0].trusted


def test_what_stands_alone_is_said() -> None:
    opening, main, closing = bank.records([Line(100)])
    detail = bank.movement(PAID)[1]
    file = read_cfonb(bank.text_of([main, opening, detail, closing, closing]))
    assert len(file.movements) == 1
    assert "hors de tout relevé" in file.warnings[0]
    assert [line for line, _reason in file.ignored] == [3, 5]


def test_a_missing_closing_is_a_warning() -> None:
    file = read_cfonb(bank.text_of(bank.records([PAID])[:-1]))
    assert len(file.movements) == 1
    assert "n'a pas de solde de clôture" in file.warnings[0]
    assert not file.checks


def test_a_statement_without_movement_is_one() -> None:
    file = read_cfonb(bank.statement())
    assert (file.movements, len(file.checks)) == ([], 1)


DAMAGED: dict[str, tuple[bytes, type[FileRefused]]] = {
    "empty": (b"", FileEmpty),
    "blank": (b" \r\n \r\n", FileEmpty),
    "binary": (b"%PDF-1.7 ...", NotText),
    "text": (b"Bonjour\n", NotCfonb),
    "cut in an amount": (bank.statement(PAID)[:220], StatementCut),
    "cut in a detail": (bank.statement(PAID)[:300], StatementCut),
    "unknown record": (bank.statement(PAID).replace(b"\r\n05", b"\r\n31", 1), UnknownRecord),
    "lines too long": (bank.text_of(bank.records([PAID]), "xxxxx\r\n"), UnknownRecord),
    "too large": (b"01" + b" " * 33 * 1024 * 1024, StatementTooLarge),
    "details alone without end": (b"07\n" + b"05\n" * 11_000, StatementUnreadable),
    "amounts lost": (bank.statement(PAID).replace(b"000322", b"XXXXXX"), StatementUnreadable),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_with_a_sentence(name: str) -> None:
    content, refusal = DAMAGED[name]
    with pytest.raises(refusal) as refused:
        read_cfonb(content)
    assert str(refused.value).endswith(".")


lines_of_banks = st.builds(
    Line,
    cents=st.integers(-(10**12), 10**12),
    on=st.dates(date(1980, 1, 1), date(2079, 12, 31)),
    label=st.text("ABC xyz 0129/-'", max_size=40),
    reference=st.text("ABC019-", max_size=16),
    details=st.lists(
        st.tuples(
            st.sampled_from(["NPY", "LCC", "RCN", "LIB", "ABC"]), st.text("AB 01", max_size=70)
        )
    ).map(tuple),
)


@given(st.lists(lines_of_banks, max_size=12), st.sampled_from(["\r\n", "\n", ""]))
def test_what_a_bank_writes_is_read(lines: list[Line], ending: str) -> None:
    file = read_cfonb(bank.text_of(bank.records(lines), ending))
    assert [(one.cents, one.on) for one in file.movements] == [(one.cents, one.on) for one in lines]
    assert all(check.expected == check.found for check in file.checks)
    assert nothing_said(file)


@given(st.data())
def test_no_damage_but_ends_in_a_refusal(data: st.DataObject) -> None:
    content = bytearray(bank.statement(PAID, TAKEN_BACK, PAID))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(1, len(content))) :]
    with suppress(FileRefused):
        read_cfonb(bytes(content))
