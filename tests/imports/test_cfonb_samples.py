"""The CFONB 120 of the samples folder: every movement found, every balance that holds kept."""

from pathlib import Path

import pytest

from encaisse.imports.cfonb.reading import read_cfonb
from encaisse.imports.rules.recognition import CFONB, kind_of

pytestmark = pytest.mark.samples

MOVEMENTS = {
    "c01_no_line_breaks": 6,
    "c03_trailing_spaces_stripped": 6,
    "c06_blank_currency_and_decimals_lcl": 6,
    "c09_balance_does_not_add_up": 6,
    "c12_utf8_bom": 6,
    "complex-test": 5,
    "invalid_date": 1,
    "operation_detail_without_operation": 1,
    "operation_out_of_statement": 2,
    "test-unused-parts": 0,
}
ABRIDGED = {"c09_balance_does_not_add_up", "invalid_date"}


def test_each_statement_gives_its_movements(samples: Path) -> None:
    for path in sorted((samples / "cfonb").iterdir()):
        content = path.read_bytes()
        assert kind_of(content) == CFONB, path.name
        file = read_cfonb(content)
        assert len(file.movements) == MOVEMENTS[path.stem], path.name
        if path.stem not in ABRIDGED and not path.stem.startswith("operation"):
            assert all(check.expected == check.found for check in file.checks), path.name
            assert not file.refused, path.name
            assert not file.warnings, path.name


def test_the_variants_of_one_statement_say_the_same(samples: Path) -> None:
    found = [
        read_cfonb(path.read_bytes()).movements for path in sorted((samples / "cfonb").glob("c*_*"))
    ]
    said = [[(one.on, one.cents, one.label, one.references) for one in file] for file in found]
    assert all(one == said[0] for one in said)


def test_what_is_too_wrong_to_place_is_said(samples: Path) -> None:
    folder = samples / "cfonb"
    assert read_cfonb((folder / "invalid_date.txt").read_bytes()).refused[0][0] == 1
    orphan = read_cfonb((folder / "operation_detail_without_operation.txt").read_bytes())
    assert [line for line, _reason in orphan.ignored] == [3]
    assert read_cfonb((folder / "operation_out_of_statement.txt").read_bytes()).warnings
