"""Every reader on damaged files: a refusal or a report, within ten seconds; the long run is
`python -m bench fuzz`."""

import random
import time

import pytest

from encaisse.imports import operations
from encaisse.imports.fec import values
from encaisse.imports.fec.reading import read_fec
from encaisse.imports.opening.refusals import WorkbookUnsafe
from encaisse.imports.opening.workbook import inspect_archive
from encaisse.imports.operations import GivenFile, Judged
from tests.imports import hostile, maker

SEEDS = (2026, 1122)
TRIES, DEAR_TRIES, SECONDS_MAX = 30, 2, 10


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", hostile.READERS)
def test_a_damaged_file_never_breaks_its_reader(name: str, seed: int) -> None:
    reader, chance = hostile.READERS[name], random.Random(seed)
    seeds = reader.seeds()
    for _ in range(DEAR_TRIES if reader.dear else TRIES):
        content = reader.damage(chance.choice(seeds), chance, seeds)
        start = time.monotonic()
        reader.read(content)
        assert time.monotonic() - start < SECONDS_MAX


KINDS = {
    "cfonb120": "cfonb120", "camt": "camt", "ofx": "ofx", "mt940": "mt940",
    "bank-sheet": "bank_sheet", "bank-workbook": "bank_sheet", "open-items": "open_items",
    "open-items-workbook": "open_items", "einvoice": "ubl", "facturx": "facturx", "cdar": "cdar",
    "pain002": "pain002",
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_each_seed_is_a_sound_file(name: str) -> None:
    for content in hostile.READERS[name].seeds():
        assert isinstance(
            operations.judge(GivenFile("fichier", content, KINDS[name]), None), Judged
        )


NOT_DAYS = ("²0240115", "202³0115", "2024/01/99999999999", "²6023", "2024.²1.01")


@pytest.mark.parametrize("written", NOT_DAYS)
def test_a_day_in_odd_figures_is_no_day(written: str) -> None:
    assert values.day(written) is None
    rows = [{**row, "EcritureDate": written} for row in hostile.ROWS[:2]]
    hostile.read_books(maker.text_of([*rows, *hostile.ROWS[2:]]).encode())


def test_books_without_any_customer_line_are_read() -> None:
    rows = [row for row in hostile.ROWS if not row["CompteNum"].startswith("411")]
    assert read_fec(maker.text_of(rows).encode()).lines.is_empty()


def test_an_amount_in_arabic_figures_breaks_nothing() -> None:
    changed = {**hostile.ROWS[0], "Debit": "١٢99,55"}
    hostile.read_books(maker.text_of([changed, *hostile.ROWS[1:]]).encode())


@pytest.mark.parametrize("written", ["1e999999999", "9" * 1_000_000, "-1e-999999999"])
def test_an_amount_without_end_breaks_nothing(written: str) -> None:
    changed = {**hostile.ROWS[0], "Debit": written}
    hostile.read_books(maker.text_of([changed, *hostile.ROWS[1:]]).encode())


LONG = b"<si><t>" + b"A" * 32_000 + b"</t></si>"
MANY = b"".join(
    b'<row r="%d"><c r="A%d" t="s"><f>1</f><v>0</v></c></row>' % (rank, rank)
    for rank in range(1, 3_000)
)
CELL = b'<table:table-cell office:value-type="string"%s><text:p>%s</text:p></table:table-cell>'
ROW = b"<table:table-row%s>%s</table:table-row>"
TIMES = b' table:number-columns-repeated="16000"'
SWELLING = {
    "shared string": ("xl/sharedStrings.xml", b"<sst>" + LONG + b"</sst>", MANY),
    "blanks": ("content.xml", ROW % (b"", CELL % (b"", b'a<text:s text:c="2000000000"/>')), b""),
    "cells": ("content.xml", ROW % (b"", CELL % (TIMES, b"A" * 9_000)), b""),
    "rows": (
        "content.xml",
        ROW % (b' table:number-rows-repeated="1000000"', CELL % (b"", b"A" * 99)),
        b"",
    ),
    "hidden": ("content.xml", ROW % (b"", b'<!-- <table:table-cell a=" -->' + CELL), b""),
}


@pytest.mark.parametrize("name", SWELLING)
def test_a_workbook_whose_repeats_would_fill_the_memory_is_refused(name: str) -> None:
    member, content, sheet = SWELLING[name]
    packed = hostile.archive(**{"xl/worksheets/sheet1.xml": sheet, member: content})
    with pytest.raises(WorkbookUnsafe) as refused:
        inspect_archive(packed)
    assert "cases répétées" in str(refused.value)


def test_cells_that_do_not_say_their_place_are_counted() -> None:
    packed = hostile.archive(**{"xl/worksheets/sheet1.xml": b"<row>" + b"<c/>" * 8_000_001})
    with pytest.raises(WorkbookUnsafe) as refused:
        inspect_archive(packed)
    assert "8000001 cases" in str(refused.value)


def test_blank_rows_and_columns_without_end_are_nothing() -> None:
    blank = b'<table:table-cell table:number-columns-repeated="16384"/>'
    rows = ROW % (b' table:number-rows-repeated="1048576"', blank)
    inspect_archive(hostile.archive(content_xml=ROW % (b"", CELL % (b"", b"Client")) + rows))


def test_a_namespace_with_a_brace_breaks_nothing() -> None:
    for content in hostile.camt_seeds()[:4]:
        hostile.READERS["camt"].read(content.replace(b"xsd:camt", b"xsd:c}amt"))
