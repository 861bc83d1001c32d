"""`make` on a machine that is not ready: one sentence, before anything is made."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running.product import ROOT

SENTENCE = "Encaisse demande Python 3.11 ou plus récent."


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """In a folder that has nothing but the Makefile."""
    shutil.copy(ROOT / "Makefile", folder)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    kept.pop("MFLAGS", None)
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=folder, env=kept, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("target", ["python", "install", "run"])
def test_an_old_python_is_a_sentence(target: str, tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = make(tmp_path, target, f"PYTHON={old}")
    assert done.returncode == 2
    assert done.stderr.startswith(SENTENCE)
    assert done.stdout == ""
    assert not (tmp_path / ".venv").exists()


def test_no_python_is_the_same_sentence(tmp_path: Path) -> None:
    done = make(tmp_path, "python", f"PYTHON={tmp_path / 'nowhere'}")
    assert done.returncode == 2
    assert done.stderr.startswith(SENTENCE)


def test_this_python_will_do(tmp_path: Path) -> None:
    done = make(tmp_path, "python", f"PYTHON={sys.executable}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
