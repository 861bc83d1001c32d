"""`encaisse start`: from an empty folder to pages, and back to nothing running."""

import contextlib
import json
import os
import signal
import socket
import stat
from pathlib import Path

import pytest

from tests.running.conftest import COMPANY
from tests.running.product import Product, encaisse, eventually, held, started

pytestmark = pytest.mark.slow


def test_the_first_start_the_pages_and_the_second_start(new_home: Path, fec: Path) -> None:
    with started(new_home, str(fec)) as product:
        product.wait_until_ready()
        signs = product.signs
        assert f"Encaisse est prêt : http://127.0.0.1:{product.port}" in product.lines
        assert "À voir d'abord" in product.said
        assert COMPANY in product.home_page()
        assert product.stop(signal.SIGINT) == 0
        assert product.lines[-1] == "Arrêté."
        assert not product.processes()
    due = open_items(new_home)
    assert due["totals"][0]["open"] > 0
    with started(new_home) as product:
        product.wait_until_ready()
        assert product.signs == signs
        assert COMPANY in product.home_page()
        assert product.stop(signal.SIGTERM) == 0
        assert not product.processes()
    assert open_items(new_home) == due
    assert stat.S_IMODE((new_home / "connexion.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((new_home / "secret").stat().st_mode) == 0o600


def test_what_is_killed_is_started_again_and_nothing_outlives_start(home: Path, fec: Path) -> None:
    with started(home, str(fec)) as product:
        product.wait_until_ready()
        for half in ("worker", "web"):
            os.kill(product.one(half), signal.SIGKILL)
            product.wait_until(f"« {half} » s'est arrêté : relancé.")
        eventually(lambda: _answers(product))
        product.process.kill()
        eventually(lambda: not product.processes("encaisse.config"))
        eventually(lambda: not product.processes())
    with started(home) as product:
        product.wait_until_ready()
        assert COMPANY in product.home_page()


def test_a_port_taken_is_a_sentence(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = encaisse(home, "start", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Le port {port} est déjà pris")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        pytest.param("photo.jpg", b"\xff\xd8\xff\xe0 photo", "photo.jpg", id="not a FEC"),
        pytest.param("nulle-part.txt", None, "nulle-part.txt", id="not there"),
    ],
)
def test_a_file_refused_stops_the_start(
    home: Path, fec: Path, tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    bad = tmp_path / name
    if content is not None:
        bad.write_bytes(content)
    done = encaisse(home, "start", "--port", "0", str(fec), str(bad))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "prêt" not in done.stdout
    assert _rows(home, "accounts_company") == _rows(home, "receivables_invoice") == 0


def test_a_data_folder_that_cannot_be_written_is_a_sentence() -> None:
    done = encaisse(Path("/proc/encaisse"), "start")
    assert done.returncode == 1
    assert "ENCAISSE_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def open_items(home: Path) -> dict[str, list[dict[str, int]]]:
    done = encaisse(home, "open-items", "--company", COMPANY, "--on", "2100-01-01", "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def _answers(product: Product) -> bool:
    with contextlib.suppress(OSError):
        return COMPANY in product.home_page()
    return False


def _rows(home: Path, table: str) -> int:
    with held(home) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row
    return int(row[0])
