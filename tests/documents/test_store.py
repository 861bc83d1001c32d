"""Where bytes lie: the local folder, and any other storage through the same seam."""

from pathlib import Path

import pytest
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from encaisse.config import environment
from encaisse.store import files

DIGEST = "ab" * 32


def test_bytes_are_kept_once_read_and_removed(store: Path) -> None:
    files.keep(DIGEST, b"Bonjour")
    files.keep(DIGEST, b"autre chose")
    assert files.read(DIGEST) == b"Bonjour"
    assert [file.name for file in store.rglob("*") if file.is_file()] == [DIGEST]
    files.remove(DIGEST)
    files.remove(DIGEST)
    assert not files.are_kept(DIGEST)


def test_a_full_disk_leaves_no_half_file(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.mkdir()
    (store / DIGEST[:2]).write_text("not a folder")
    with pytest.raises(OSError, match=r"exists|Not a directory"):
        files.keep(DIGEST, b"Bonjour")
    assert not files.are_kept(DIGEST)


def test_another_storage_serves_as_well(settings: Settings) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "documents": memory}
    files.keep(DIGEST, b"Bonjour", apart="quarantine")
    assert files.read(DIGEST, apart="quarantine") == b"Bonjour"
    assert storages["documents"].exists(f"quarantine/ab/{DIGEST}")
    files.remove(DIGEST, apart="quarantine")
    assert not files.are_kept(DIGEST, apart="quarantine")


def test_without_its_module_s3_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCAISSE_DOCUMENTS_URL", "s3://seau/dossier")
    monkeypatch.setattr(environment, "find_spec", lambda _name: None)
    with pytest.raises(environment.S3Missing, match=r"encaisse\[s3\]"):
        environment.documents_storage()


def test_the_address_of_an_s3_store_becomes_its_options() -> None:
    url = "s3://seau/dossier/ici?endpoint=https://s3.hote.example&region=fr-par"
    assert environment.s3_options(url) == {
        "bucket_name": "seau",
        "location": "dossier/ici",
        "endpoint_url": "https://s3.hote.example",
        "region_name": "fr-par",
        "default_acl": None,
        "file_overwrite": True,
    }


@pytest.mark.parametrize("url", ["ftp://hote/dossier", "s3:seau", "seau"])
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ENCAISSE_DOCUMENTS_URL", url)
    with pytest.raises(environment.DocumentsUrlWrong, match="s3://"):
        environment.documents_storage()


@pytest.mark.parametrize("typed", ["0", "501", "25 Mo", "-1", "²"])
def test_a_size_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("ENCAISSE_DOCUMENT_MAX", typed)
    with pytest.raises(environment.DocumentMaxWrong):
        environment.document_bytes_max()
