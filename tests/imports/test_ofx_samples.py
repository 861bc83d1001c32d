"""The OFX files of the samples folder, against their raw tags."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from encaisse.imports.ofx.reading import read_ofx
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.rules.recognition import OFX, kind_of

pytestmark = pytest.mark.samples

AMOUNT = re.compile(rb"<STMTTRN>.*?<TRNAMT>\s*([-+\d.]+)", re.DOTALL)


def test_each_file_gives_its_transactions(samples: Path) -> None:
    for path in sorted((samples / "ofx").iterdir()):
        content = path.read_bytes()
        assert kind_of(content) == OFX, path.name
        file = read_ofx(content)
        amounts = [int(Decimal(one.decode()) * 100) for one in AMOUNT.findall(content)]
        assert [one.cents for one in file.movements] == amounts, path.name
        assert content.count(b"<STMTTRN>") == len(file.movements), path.name
        assert file.refused == [], path.name


def test_hostile_files_are_refused(samples: Path) -> None:
    for path in (samples / "xml_attacks").iterdir():
        with pytest.raises(FileRefused):
            read_ofx(path.read_bytes())
