"""The OFX reader: what banks send, closed tags or not; what damage leaves is a refusal."""

import random
import re
import time
from contextlib import suppress
from datetime import date

import pytest

from encaisse.imports.ofx.reading import MEGABYTES_MAX, read_ofx
from encaisse.imports.ofx.refusals import NotOfx, OfxTooLarge, OfxUnreadable
from encaisse.imports.opening.refusals import DoctypeRefused, FileEmpty, FileRefused
from encaisse.imports.rules import recognition
from encaisse.imports.rules.bank import Movement, keyed, why_not_ours
from tests.imports import bank
from tests.imports.ofx import HEADER, file_of, statement, transaction

PAID = transaction(322_00, "VIR SEPA GARAGE MARTIN", "FACTURE FA26-0001")
PLAIN = file_of(statement(PAID, transaction(-500, "FRAIS")))
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'


def movements(content: bytes) -> list[Movement]:
    return read_ofx(content).movements


def alone(content: bytes) -> Movement:
    (found,) = movements(content)
    return found


def test_a_movement_is_read() -> None:
    file = read_ofx(PLAIN)
    paid, fee = file.movements
    assert (paid.line, paid.cents, paid.currency) == (1, 322_00, "EUR")
    assert paid.account == "155890000098765432100"
    assert why_not_ours(paid.account, bank.IBAN) == ""
    assert paid.on == date(2026, 11, 16)
    assert paid.counterparty == "VIR SEPA GARAGE MARTIN"
    assert paid.label == paid.said == "VIR SEPA GARAGE MARTIN FACTURE FA26-0001"
    assert (fee.line, fee.cents, fee.returned) == (2, -500, "")
    assert (file.ignored, file.refused, file.warnings) == ([], [], [])


def closed(text: str) -> str:
    return re.sub(r"<(\w+)>([^<\r\n]+)\r?\n?", r"<\1>\2</\1>\n", text)


BODY = PLAIN.decode("cp1252").removeprefix(HEADER)
SAME = {
    "blank lines before": "\r\n\r\n" + HEADER + BODY,
    "header on one line": HEADER.replace("\r\n", " ") + BODY,
    "no header": BODY,
    "xml": XML + closed(BODY),
    "one line": HEADER + BODY.replace("\r\n", ""),
    "unix line breaks": (HEADER + BODY).replace("\r\n", "\n"),
    "lower case": HEADER + re.sub(r"</?[A-Z1]+>", lambda tag: tag[0].lower(), BODY),
    "another charset": HEADER.replace("1252", "NONE") + BODY,
    "attributes": HEADER + BODY.replace("<OFX>", '<OFX xmlns="http://ofx.net/types/2003/04">'),
    "not closed": HEADER + BODY.replace("</STMTTRN>", ""),
    "sections": HEADER + BODY.replace("FACTURE FA26-0001", "<![CDATA[FACTURE FA26-0001]]>"),
}


@pytest.mark.parametrize("name", SAME)
def test_the_ways_banks_write_say_the_same(name: str) -> None:
    content = SAME[name].encode()
    assert recognition.kind_of(content) == recognition.OFX
    assert list(keyed(movements(content))) == list(keyed(movements(PLAIN)))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
def test_the_encoding_is_tried_and_not_believed(encoding: str) -> None:
    content = file_of(statement(transaction(1, "GARAGE DE L'ÉTOILE")), encoding=encoding)
    assert alone(content).counterparty == "GARAGE DE L'ÉTOILE"


AMOUNTS = {
    "1234.56": 123456, "1234,56": 123456, "+12,5": 1250, "- 1 234,56": -123456,
    "1,234.56": 123456, "1.234.567,89": 123456789, "7": 700, "1\u00a0234,56": 123456, "-.5": -50,
}  # fmt: skip


@pytest.mark.parametrize("text", AMOUNTS)
def test_amounts_are_read_as_banks_write_them(text: str) -> None:
    content = file_of(statement(PAID.replace("322.00", text)), encoding="utf-8")
    assert alone(content).cents == AMOUNTS[text]


DAYS = {
    "20261116": date(2026, 11, 16),
    "20261116120000.000[-5:EST]": date(2026, 11, 16),
    "2026-11-16": date(2026, 11, 16),
    "2026/11/16": date(2026, 11, 16),
    "16/11/2026": date(2026, 11, 16),
    "00000000": date(2026, 11, 30),
    "": date(2026, 11, 30),
}


@pytest.mark.parametrize("text", DAYS)
def test_days_are_read_as_banks_write_them(text: str) -> None:
    content = file_of(statement(PAID.replace("20261116", text)))
    assert alone(content).on == DAYS[text]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("322.00>$120", "illisible"),
        ("322.00>", "manque"),
        ("322.00>1,2345", "plus fin"),
        ("322.00>1,2,3", "illisible"),
        ("322.00>1.2.3,4", "illisible"),
        ("20261116>20261332", "illisible"),
    ],
)
def test_a_bad_transaction_is_refused_with_its_rank(wrong: str, reason: str) -> None:
    good, bad = wrong.split(">")
    others = [transaction(1)] * 30
    file = read_ofx(file_of(statement(*others, PAID.replace(good, bad))))
    assert (len(file.movements), file.refused[0][0]) == (30, 31)
    assert reason in file.refused[0][1]


def test_several_accounts_are_told_apart() -> None:
    other = "<BANKID>30002<BRANCHID>00550<ACCTID>0000157845Z"
    found = movements(
        file_of(statement(PAID), statement(PAID, account=other, currency="USD"))
    )  # fmt: skip
    assert [(one.account, one.currency) for one in found] == [
        ("155890000098765432100", "EUR"), ("30002005500000157845Z", "USD"),
    ]  # fmt: skip
    foreign = statement(PAID, account="<BANKID>1<ACCTID>00 12")
    assert alone(file_of(foreign)).account == "0012"


def test_numbers_of_the_bank_may_be_empty_or_come_again() -> None:
    keys = [
        [key for key, _one in keyed(movements(file_of(statement(*(
            transaction(1, "A", rank=rank) for rank in ranks
        )))))]
        for ranks in (("1", "1"), ("", ""), ("8", "9"))
    ]  # fmt: skip
    assert keys[0] == keys[1] == keys[2]
    assert len(set(keys[0])) == 2


def test_the_name_is_not_said_twice_and_its_cut_word_is_not_believed() -> None:
    cut = "VIR SEPA GARAGE MARTIN FA26-0001"
    assert alone(file_of(statement(transaction(1, cut, cut + "2")))).label == cut + "2"
    assert alone(file_of(statement(transaction(1, cut, "MERCI")))).said == (
        "VIR SEPA GARAGE MARTIN MERCI"
    )


def test_parts_of_a_transaction_are_told_apart() -> None:
    more = (
        "<PAYEE><NAME>AUTRE</PAYEE><BANKACCTTO><ACCTID>FR76 1</BANKACCTTO>"
        "<CURRENCY><CURRATE>1.1<CURSYM>usd</CURRENCY><REFNUM>R1"
    )
    found = alone(file_of(statement(transaction(1, "A &amp; B", "x < y", more=more))))
    assert (found.counterparty, found.counterparty_iban) == ("A & B", "FR761")
    assert (found.currency, found.references, found.label) == ("USD", ("R1",), "A & B x < y")


@pytest.mark.parametrize(
    ("cents", "label", "returned"),
    [
        (-100, "PRLV IMPAYE GARAGE MARTIN", "impayé"),
        (-100, "REJET CHEQUE 123", "impayé"),
        (-100, "FRAIS SUR REJET", ""),
        (100, "REJET PRLV EDF", ""),
    ],
)
def test_words_alone_say_what_came_back(cents: int, label: str, returned: str) -> None:
    assert alone(file_of(statement(transaction(cents, label)))).returned == returned


def test_a_file_without_statement_says_so() -> None:
    file = read_ofx(file_of())
    assert (file.movements, len(file.warnings)) == ([], 1)
    assert read_ofx(file_of(statement())).warnings == []


DAMAGED: dict[str, tuple[bytes, type[FileRefused]]] = {
    "empty": (b"", FileEmpty),
    "text": (b"Bonjour", NotOfx),
    "doctype": (f"<!DOCTYPE a [<!ENTITY b '9'>]>{BODY}".encode(), DoctypeRefused),
    "amounts lost": (PLAIN.replace(b"TRNAMT", b"TRNAMX"), OfxUnreadable),
    "too large": (b"<OFX>" + b" " * MEGABYTES_MAX * 1024 * 1024, OfxTooLarge),
    "too many": (
        b"<OFX>" + b"<STMTTRN><DTPOSTED>20260101<TRNAMT>1" * 150_001, OfxTooLarge,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_with_a_sentence(name: str) -> None:
    content, refusal = DAMAGED[name]
    with pytest.raises(refusal) as refused:
        read_ofx(content)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("piece", ["<![CDATA[", "<a", "<", "&#", "<STMTTRN>", "x < y "])
def test_no_repetition_makes_it_slow(piece: str) -> None:
    start = time.perf_counter()
    with suppress(FileRefused):
        read_ofx(b"<OFX>" + piece.encode() * 100_000)
    assert time.perf_counter() - start < 5


def test_no_damage_but_ends_in_a_refusal() -> None:
    chance = random.Random(6)
    for _ in range(800):
        damaged = bytearray(PLAIN)
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        with suppress(FileRefused):
            read_ofx(bytes(damaged))
