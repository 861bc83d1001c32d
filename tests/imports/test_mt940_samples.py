"""The MT940 of the samples folder, against their raw tags."""

import re
from pathlib import Path

import pytest

from encaisse.imports.mt940.reading import read_mt940
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.rules.recognition import MT940, kind_of

pytestmark = pytest.mark.samples

AMOUNT = re.compile(rb"(?m)^:61:\d{6}(?:\d{4}| {4})?(R?)([CD])[A-Z]?\s*([\d,]+)")
NOT_A_STATEMENT = "self-provided__invalid_statement.sta"


def cents(found: tuple[bytes, bytes, bytes]) -> int:
    reversal, side, amount = found
    whole, _mark, decimals = amount.decode().partition(",")
    sign = (1 if side == b"C" else -1) * (-1 if reversal else 1)
    return sign * (int(whole) * 100 + int(decimals.ljust(2, "0")))


def test_each_file_gives_its_movements(samples: Path) -> None:
    for path in sorted((samples / "mt940").iterdir()):
        if path.name == NOT_A_STATEMENT:
            continue
        content = path.read_bytes()
        assert kind_of(content) == MT940, path.name
        file = read_mt940(content)
        assert len(file.movements) == content.count(b":61:"), path.name
        if "sparkassen" not in path.name:
            found = [one.cents for one in file.movements]
            assert found == [cents(one) for one in AMOUNT.findall(content)], path.name
        assert (file.refused, file.ignored) == ([], []), path.name


def test_what_is_no_statement_is_refused(samples: Path) -> None:
    for path in [samples / "mt940" / NOT_A_STATEMENT, *(samples / "xml_attacks").iterdir()]:
        with pytest.raises(FileRefused):
            read_mt940(path.read_bytes())
