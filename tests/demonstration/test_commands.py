"""`encaisse demo files`."""

import json
from pathlib import Path

import pytest

from encaisse.config.cli import main
from encaisse.demonstration.commands import FolderNotWritable


def test_the_files_are_written_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    assert main(["demo", "files", "--folder", str(folder), "--on", "2026-11-23", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["on"] == "2026-11-23"
    assert [Path(one["path"]).name for one in told["files"]] == [
        "000412072FEC20241231.txt",
        "000412072FEC20251231.txt",
        "000412072FEC20261231.txt",
        "releve-20261123.cfonb120.txt",
    ]
    assert all(Path(one["path"]).stat().st_size == one["bytes"] > 0 for one in told["files"])


def test_a_folder_that_is_a_file_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "demo"
    taken.write_text("")
    assert main(["demo", "files", "--folder", str(taken)]) == 1
    assert capsys.readouterr().err.strip() == str(FolderNotWritable(folder=taken))
