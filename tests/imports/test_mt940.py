"""The MT940 reader: three ways of field 86, torn lines, impossible days; damage is a refusal."""

import random
import time
from contextlib import suppress
from datetime import date

import pytest

from encaisse.imports.mt940.reading import MEGABYTES_MAX, read_mt940
from encaisse.imports.mt940.refusals import Mt940TooLarge, Mt940Unreadable, NotMt940
from encaisse.imports.opening.refusals import FileEmpty, FileRefused
from encaisse.imports.rules import recognition
from encaisse.imports.rules.bank import Movement, keyed, why_not_ours
from tests.imports import bank

RIB = "15589/00000/98765432100"
NUMBERED = (
    "166?00VIREMENT RECU?109075?20EREF+VIR-1 SVWZ+FACTURE FA2?216-0001 MERCI\r\n"
    "?30AGRIFRPP?31FR7630006000011234567890189?32GARAGE MARTIN"
)


def movement(what: str = "C322,00NTRFNONREF//B1", details: str = NUMBERED) -> str:
    return f":61:2611161116{what}\r\n" + (f":86:{details}\r\n" if details else "")


def statement(*movements: str, closing: str = "1322,00", account: str = RIB) -> str:
    return (
        f":20:STARTUMS\r\n:25:{account}\r\n:28C:1/1\r\n:60F:C261115EUR1000,00\r\n"
        f"{''.join(movements)}:62F:C261116EUR{closing}\r\n-\r\n"
    )


def alone(text: str) -> Movement:
    (found,) = read_mt940(text.encode()).movements
    return found


def said(details: str) -> Movement:
    return alone(statement(movement(details=details)))


PLAIN = statement(movement())


def test_a_movement_is_read() -> None:
    file = read_mt940(PLAIN.encode())
    (paid,) = file.movements
    assert (paid.line, paid.cents, paid.currency) == (5, 322_00, "EUR")
    assert why_not_ours(paid.account, bank.IBAN) == ""
    assert (paid.on, paid.value_on) == (date(2026, 11, 16), date(2026, 11, 16))
    assert (paid.counterparty, paid.counterparty_iban) == (
        "GARAGE MARTIN", "FR7630006000011234567890189",
    )  # fmt: skip
    assert (paid.end_to_end, paid.references) == ("VIR-1", ("VIR-1",))
    assert paid.label == "FACTURE FA26-0001 MERCI"
    (check,) = file.checks
    assert (check.expected, check.found) == (1322_00, 1322_00)
    assert (file.ignored, file.refused, file.warnings) == ([], [], [])


SAME = {
    "unix line breaks": PLAIN.replace("\r\n", "\n"),
    "old mac line breaks": PLAIN.replace("\r\n", "\r"),
    "in a message": "{1:F01AGRIFRPP}{2:I940X}{3:}{4:\r\n"
    + PLAIN.replace("\r\n-\r\n", "\r\n-}{5:}"),
    "a line before": "AGRIFRPP\r\n940\r\n" + PLAIN,
    "blank lines": "\r\n\r\n" + PLAIN.replace(":61:", "\r\n:61:").replace(":62F", "\r\n:62F"),
    "torn tag": PLAIN.replace(":86:", ":\r\n86:"),
    "torn movement": PLAIN.replace("C322,00", "C\r\n322,00"),
    "legacy number": PLAIN.replace(":28C:", ":28:"),
    "spaces for the entry day": PLAIN.replace("2611161116C", "261116    C"),
    "funds letter": PLAIN.replace("1116C322", "1116CR322"),
    "small letter": PLAIN.replace("1116C322", "1116c322"),
    "parts marked otherwise": PLAIN.replace("?", "~"),
    "parts marked as tags": PLAIN.replace("?", "<"),
}


@pytest.mark.parametrize("name", SAME)
def test_the_ways_banks_write_say_the_same(name: str) -> None:
    content = SAME[name].encode()
    assert recognition.kind_of(content) == recognition.MT940
    found, plain = read_mt940(content), read_mt940(PLAIN.encode())
    assert [key for key, _one in keyed(found.movements)] == [
        key for key, _one in keyed(plain.movements)
    ]
    assert [check.found for check in found.checks] == [1322_00]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_any_encoding(encoding: str) -> None:
    content = PLAIN.replace("GARAGE MARTIN", "GARAGE DE L'ÉTOILE").encode(encoding)
    assert read_mt940(content).movements[0].counterparty == "GARAGE DE L'ÉTOILE"


MARKS = {"C": 32200, "D": -32200, "RC": -32200, "RD": 32200, "CN": 32200, "DR": -32200}


@pytest.mark.parametrize("mark", MARKS)
def test_marks_say_the_direction(mark: str) -> None:
    found = alone(statement(movement(f"{mark}322,NTRFREF 1//B", "libre")))
    assert (found.cents, found.references) == (MARKS[mark], ("REF 1",))
    assert found.returned == ("RC" if mark == "RC" else "")


@pytest.mark.parametrize(("written", "cents"), [(",50", 50), ("7,", 700), ("1.234,5", 123450)])
def test_amounts_as_banks_write_them(written: str, cents: int) -> None:
    assert alone(statement(movement(f"C{written}NTRFX"))).cents == cents


def test_an_amount_whose_marks_part_nothing_is_not_guessed() -> None:
    file = read_mt940(statement(movement("C1,2,3NTRFX"), movement()).encode())
    assert [one.cents for one in file.movements] == [322_00]
    assert "illisible" in file.refused[0][1]


def test_a_name_in_two_parts_is_one_and_an_account_may_be_elsewhere() -> None:
    found = said("020~00VIR~20FA-1~32GARAGE ~33 MARTIN~38PL61109010140000071219812874")
    assert (found.counterparty, found.label) == ("GARAGE MARTIN", "FA-1")
    assert found.counterparty_iban == "PL61109010140000071219812874"


def test_what_is_only_expected_is_left_out() -> None:
    file = read_mt940(statement(movement("EC1,00NTRF"), movement()).encode())
    assert (len(file.movements), len(file.ignored)) == (1, 1)


def test_days_that_do_not_exist_and_years_that_turn() -> None:
    assert alone(PLAIN.replace("2611161116", "1602300301")).value_on == date(2016, 2, 29)
    turned = alone(PLAIN.replace("2611161116", "2612310102"))
    assert (turned.value_on, turned.on) == (date(2026, 12, 31), date(2027, 1, 2))


def test_named_parts() -> None:
    found = said(
        "/EREF/VIR-1/ORDP//NAME/GARAGE MARTIN/IBAN/FR7630006000011234567890189/REMI/FACTURE FA\r\n"
        "/RTRN/MD06/"
    )
    assert (found.counterparty, found.end_to_end, found.returned) == (
        "GARAGE MARTIN", "VIR-1", "MD06",
    )  # fmt: skip
    assert found.label == "FACTURE FA"
    of_party = said("/EREF/NOTPROVIDED//CNTP/FR761/AGRIFRPP/GARAGE MARTIN/PARIS/REMI/USTD//FA1/")
    assert (of_party.counterparty, of_party.end_to_end) == ("GARAGE MARTIN", "")
    assert (of_party.counterparty_iban, of_party.label) == ("FR761", "FA1")


def test_free_words_cut_at_the_width_of_a_line_are_joined() -> None:
    found = said("V" * 60 + " FA26\r\n-0001 MERCI\r\nBEAUCOUP\r\n")
    assert found.said == "V" * 60 + " FA26-0001 MERCI BEAUCOUP"
    named = said("FR7630006000011234567890189 GARAGE MARTIN\r\nFA26-0001")
    assert (named.counterparty, named.counterparty_iban) == (
        "GARAGE MARTIN", "FR7630006000011234567890189",
    )  # fmt: skip


def test_what_looks_like_a_tag_and_is_none_is_the_rest_of_the_last() -> None:
    found = alone(statement(movement(details="A 10\r\n:12:11 B"), ":25:AUTRE COMPTE\r\n"))
    assert found.said == "A 10 :12:11 B :25:AUTRE COMPTE".replace(":25:", "")
    assert found.account == RIB


def test_titled_lines() -> None:
    titled = movement(details="") + ":NS:01FACTURE\r\n02FA26-0001\r\n15GARAGE MARTIN\r\n1812345\r\n"
    found = alone(statement(titled))
    assert (found.label, found.counterparty) == ("FACTURE FA26-0001", "GARAGE MARTIN")


def test_a_returned_direct_debit_is_marked() -> None:
    back = NUMBERED.replace("166", "109").replace("MERCI", "AM04 SANS PROVISION")
    assert alone(statement(movement("D100,00N", back))).returned == "AM04"
    assert alone(statement(movement("D100,00N", "PRLV IMPAYE MARTIN"))).returned == "impayé"


def test_pages_and_accounts_are_checked_apart() -> None:
    paged = (
        PLAIN.replace(":62F:", ":62M:")
        + PLAIN.replace(":60F:C261115EUR1000", ":60M:C261116EUR1322").replace(
            "1322,00\r\n-", "1,\r\n-"
        )
        + statement(closing="1000,00", account="30002/00550/0000157845Z")
    )
    file = read_mt940(paged.encode())
    assert [check.expected == check.found for check in file.checks] == [True, False, True]
    assert file.checks[2].account == "30002/00550/0000157845Z"
    assert len({key for key, _one in keyed(file.movements)}) == 2


@pytest.mark.parametrize("head", [":13D:2611161200+0100\r\n", ":34F:EUR0,00\r\n"])
def test_an_interim_report_is_a_notice(head: str) -> None:
    text = f":20:A\r\n:25:{RIB}\r\n:28C:1\r\n{head}{movement()}:90C:1EUR322,00\r\n-"
    assert recognition.kind_of(text.encode()) == recognition.MT940
    file = read_mt940(text.encode())
    assert file.movements[0].is_advice
    assert "MT942" in file.warnings[0]


def test_a_statement_that_names_no_account_is_not_ours() -> None:
    found = alone(movement())
    assert "non indiqué" in why_not_ours(found.account, bank.IBAN)


def test_a_bad_movement_is_refused_with_its_line() -> None:
    text = statement(*[movement()] * 30, ":61:2613991116C1,00NTRF\r\n", closing="9,00")
    file = read_mt940(text.encode())
    assert file.refused == [(95, "Date « 261399 » illisible (AAMMJJ attendu).")]
    assert not file.checks[0].trusted
    assert read_mt940(PLAIN.replace("1322,00", "x").encode()).warnings


DAMAGED: dict[str, tuple[bytes, type[FileRefused]]] = {
    "empty": (b"", FileEmpty),
    "text": (b"Bonjour", NotMt940),
    "amounts lost": (PLAIN.replace("322,00N", "xxxN").encode(), Mt940Unreadable),
    "too large": (b":20:" + b" " * MEGABYTES_MAX * 1024 * 1024, Mt940TooLarge),
    "too many": (b":61:261116C1,N\n" * 150_001, Mt940TooLarge),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_with_a_sentence(name: str) -> None:
    content, refusal = DAMAGED[name]
    with pytest.raises(refusal) as refused:
        read_mt940(content)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("piece", [":86:", "?20", "/EREF/", "EREF+", "\n", ":\n", "{4:", " ", "1"])
def test_no_repetition_makes_it_slow(piece: str) -> None:
    start = time.perf_counter()
    with suppress(FileRefused):
        read_mt940((statement(movement(details=piece * 50_000))).encode())
    with suppress(FileRefused):
        read_mt940(b":61:" + piece.encode() * 50_000)
    assert time.perf_counter() - start < 5


def test_no_damage_but_ends_in_a_refusal() -> None:
    chance = random.Random(6)
    for _ in range(800):
        damaged = bytearray(PLAIN.encode())
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        with suppress(FileRefused):
            read_mt940(bytes(damaged))
