"""The virus scanner: a command, or a real conversation with a clamd socket."""

import socketserver
import struct
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.documents import operations
from encaisse.documents.models import Document
from encaisse.documents.operations.scanning import ScannerAway, threat_in
from tests.documents.test_pages import dropped, seen

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = "import sys; bad = b'EICAR' in sys.stdin.buffer.read(); print('stream: Eicar FOUND' * bad)"


class Clamd(socketserver.StreamRequestHandler):
    """Speaks INSTREAM as clamd does."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        found = b"Win.Test.EICAR_HDB-1 FOUND" if b"EICAR" in content else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


@pytest.fixture
def clamd(tmp_path: Path, settings: Settings) -> Iterator[None]:
    place = str(tmp_path / "clamd.ctl")
    with socketserver.ThreadingUnixStreamServer(place, Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SCANNER = f"clamd:{place}"
        yield
        server.shutdown()


def test_without_a_scanner_nothing_is_asked() -> None:
    assert threat_in(EICAR) == ""


def test_a_sound_file_passes_and_a_bad_one_is_named(clamd: None) -> None:
    assert threat_in(b"Bonjour" * 100_000) == ""
    assert threat_in(EICAR) == "Win.Test.EICAR_HDB-1"


def test_a_command_reads_the_file_and_says_no(settings: Settings, tmp_path: Path) -> None:
    place = tmp_path / "scan.py"
    place.write_text(SCRIPT + "; sys.exit(bad)")
    settings.SCANNER = f"{sys.executable} {place}"
    assert threat_in(b"Bonjour") == ""
    assert threat_in(EICAR) == "Eicar"


@pytest.mark.parametrize("named", ["clamd:/nowhere/clamd.ctl", "/nowhere/scan -", "sh -c 'exit 2'"])
def test_a_scanner_that_does_not_answer_lets_nothing_in(settings: Settings, named: str) -> None:
    settings.SCANNER = named
    with pytest.raises(ScannerAway):
        threat_in(b"Bonjour")


def test_what_it_refuses_is_in_quarantine_and_nobody_opens_it(
    clamd: None, nadia: Client, company: Company, store: Path
) -> None:
    answer = nadia.post("/documents/", dropped("facture.txt", EICAR))
    assert "« facture.txt » est en quarantaine" in answer.content.decode()
    kept = Document.objects.get()
    assert kept.quarantined == "Win.Test.EICAR_HDB-1"
    assert "En quarantaine" in seen(nadia, f"/documents/{kept.pk}/")
    assert "en quarantaine" in seen(nadia, "/documents/")
    for where in ("apercu", "telecharger"):
        assert nadia.get(f"/documents/{kept.pk}/{where}").status_code == 409
    with pytest.raises(operations.InQuarantine):
        operations.content_of(kept)
    assert [file.parts[-3] for file in store.rglob(kept.sha256)] == ["quarantine"]


def test_when_it_is_away_nothing_is_kept(nadia: Client, settings: Settings) -> None:
    settings.SCANNER = "clamd:/nowhere/clamd.ctl"
    answer = nadia.post("/documents/", dropped("facture.txt", b"Bonjour"))
    assert "L&#x27;antivirus ne répond pas" in answer.content.decode()
    assert not Document.objects.exists()
