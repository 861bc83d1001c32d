"""Every row of the reference table of rates stands in the parameters: days, figure and mark."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from encaisse.law.reader import LegalValue, read


@pytest.mark.samples
def test_every_row_of_the_reference_is_in_the_parameters(samples: Path) -> None:
    table = samples.parent / "reference" / "legal_rates.csv"
    if not table.is_file():
        pytest.skip("no reference table beside the samples")
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 300
    strays = [row for row in rows if not _is_held(row)]
    assert not strays


def _is_held(row: dict[str, str]) -> bool:
    value = read(row["rate_kind"]).known(date.fromisoformat(row["period_start"]))
    return value is not None and _facts(value) == (
        row["period_start"],
        row["period_end"],
        Decimal(row["percent"]),
        row["confidence"],
    )


def _facts(value: LegalValue) -> tuple[str, str, Decimal, str]:
    last = "" if value.is_open else value.last.isoformat()
    return value.first.isoformat(), last, value.value, value.confidence.value
