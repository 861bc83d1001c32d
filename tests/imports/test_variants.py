"""Whatever the shape of the file, the same ledger; whatever the damage, a sentence."""

from datetime import date

import pytest

from encaisse.imports.fec.reading import read_fec
from encaisse.imports.opening.refusals import FileRefused
from tests.imports import maker, variants
from tests.imports.maker import Row
from tests.imports.reading import ledger_of, open_by_number, open_in

LIFE = maker.live(7, [2023, 2024], customers=5, per_year=6)
ROWS = maker.fec_rows(LIFE, 2024)
NAMES = {row["CompAuxNum"]: row["CompAuxLib"] for row in ROWS if row["CompAuxNum"]}


@pytest.fixture
def rows() -> list[Row]:
    return [dict(row) for row in ROWS]


@pytest.mark.parametrize("variant", variants.SOUND)
def test_every_shape_says_the_same(variant: str, rows: list[Row]) -> None:
    file = read_fec(variants.SOUND[variant](rows))
    assert file.refused == []
    assert file.taken == len(rows)
    ledger = ledger_of(file)
    assert open_by_number(ledger) == open_in(LIFE, date(2024, 12, 31))
    assert file.balance_cents == ledger.found_cents
    if variant not in variants.LOSES_LETTERS:
        assert dict(ledger.customers.select("code", "name").rows()) == NAMES


@pytest.mark.parametrize("variant", variants.DAMAGED)
def test_every_damage_ends_in_a_sentence(variant: str, rows: list[Row]) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_fec(variants.DAMAGED[variant](rows))
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) > 20


def test_there_are_as_many_damages_as_promised() -> None:
    assert len(variants.DAMAGED) >= 41
