"""Data folders ready to start from, and a file to take in."""

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.imports.maker import fec_rows, live, text_of
from tests.running.product import encaisse

COMPANY = "552100554"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if sys.platform == "linux":
        return
    for item in items:
        if "tests/running" in str(item.path):
            item.add_marker(pytest.mark.skip(reason="looks at processes through /proc"))


@pytest.fixture(scope="session")
def empty_home() -> Iterator[Path]:
    """A data folder with its tables and nothing in them, its server stopped."""
    with _folder() as folder:
        done = encaisse(folder / "home", "migrate")
        assert done.returncode == 0, done.stderr
        yield folder / "home"


@pytest.fixture
def new_home() -> Iterator[Path]:
    """A data folder that does not exist yet, where PostgreSQL's system user may go."""
    with _folder() as folder:
        yield folder / "home"


@pytest.fixture
def home(empty_home: Path, new_home: Path) -> Path:
    """A copy of the empty data folder, for one test."""
    subprocess.run(["cp", "-a", str(empty_home), str(new_home)], check=True)
    return new_home


@pytest.fixture(scope="session")
def fec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Last year's FEC of a small company, with open receivables."""
    year = datetime.now(UTC).year - 1
    life = live(seed=7, years=[year - 1, year], customers=12)
    path = tmp_path_factory.mktemp("fec") / f"{COMPANY}FEC{year}1231.txt"
    path.write_text(text_of(fec_rows(life, year)))
    return path


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="encaisse-running-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
