"""The CAMT messages of the samples folder, against their raw tags read another way."""

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from encaisse.imports.camt.reading import read_camt
from encaisse.imports.opening.refusals import FileRefused
from encaisse.imports.rules.recognition import CAMT, kind_of
from encaisse.imports.rules.report import of_bank

pytestmark = pytest.mark.samples

ENTRY = re.compile(r"<(?:\w+:)?Ntry>.*?</(?:\w+:)?Ntry>", re.DOTALL)
AMOUNT = re.compile(r"<(?:\w+:)?Amt [^>]*>([^<]*)<.*?CdtDbtInd>(\w+)<", re.DOTALL)


def texts(path: Path) -> list[str]:
    if not path.name.endswith(".zip"):
        return [path.read_bytes().decode("utf-8")]
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
        return [packed.read(name).decode("utf-8") for name in packed.namelist()]


def amounts(path: Path) -> list[int]:
    entries = [one for text in texts(path) for one in ENTRY.findall(text)]
    found = [AMOUNT.search(one) for one in entries]
    assert all(found)
    return [
        int(Decimal(one[1]) * 100) * (1 if one[2] == "CRDT" else -1)
        for one in found if one
    ]  # fmt: skip


def test_each_message_gives_its_entries(samples: Path) -> None:
    for path in sorted((samples / "camt").iterdir()):
        content = path.read_bytes()
        assert kind_of(content) == CAMT, path.name
        file = read_camt(content)
        said = of_bank(path.name, CAMT, file, "")
        assert [one["amount"] for one in said["movements"]] == amounts(path), path.name
        assert said["taken"] == len(said["movements"]), path.name
        assert (file.ignored, file.refused) == ([], []), path.name


def test_hostile_files_are_refused(samples: Path) -> None:
    for path in (samples / "xml_attacks").iterdir():
        with pytest.raises(FileRefused):
            read_camt(path.read_bytes())
