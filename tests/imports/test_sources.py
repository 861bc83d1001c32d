"""Files that come by themselves, each once: a folder, a real mailbox, a real SFTP server."""

import dataclasses
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import asyncssh
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.config import doctor, environment
from encaisse.config.environment import ImportImapUrlWrong
from encaisse.imports.models import FileImport, ImportSource, SourceFile
from encaisse.imports.operations import sources as taking
from encaisse.imports.operations.sources import SourceLost
from encaisse.imports.queries import sources
from encaisse.imports.sources import folder as watched
from encaisse.imports.sources.places import (
    ImportMailbox,
    SftpUrlWrong,
    WatchFolderWrong,
    sftp_places_at,
    watch_folder_at,
)
from encaisse.payments.models import BankLine
from tests import factories, imap
from tests.imports import bank, camt, sftp
from tests.imports.bank import Line

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
STATEMENT = bank.statement(Line(50_00))
BANK = "releves@banque.example"


@pytest.fixture
def company() -> Company:
    return factories.a_company(iban=bank.IBAN)


def fates() -> dict[str, str]:
    return dict(SourceFile.objects.order_by("id").values_list("name", "fate"))


class Passes:
    """One pass a minute over the only source of a company."""

    def __init__(self, company: Company) -> None:
        self.company, self.at = company, AT

    def __call__(self, times: int = 1) -> int:
        count = 0
        for _ in range(times):
            (source,) = sources.sources_of(self.company)
            self.at += timedelta(minutes=1)
            count += taking.relieve(source, at=self.at)
        return count


@pytest.fixture
def passes(company: Company) -> Passes:
    return Passes(company)


@pytest.fixture
def place(company: Company, settings: Settings, tmp_path: Path) -> Path:
    settings.WATCH_FOLDER = tmp_path
    (tmp_path / company.code).mkdir()
    return tmp_path / company.code


def test_a_file_that_has_stopped_changing_is_taken_with_its_report(
    place: Path, passes: Passes
) -> None:
    (place / "releve.txt").write_bytes(STATEMENT)
    assert passes() == 0
    assert passes() == 1
    assert (place / "pris" / "releve.txt").read_bytes() == STATEMENT
    report = (place / "pris" / "releve.txt.txt").read_text(encoding="utf-8")
    assert "releve.txt : repris" in report
    assert "1 lignes prises" in report
    assert not (place / "releve.txt").exists()
    assert (FileImport.objects.get().by, BankLine.objects.count()) == ("dossier surveillé", 1)


def test_a_file_being_written_waits(place: Path, passes: Passes) -> None:
    growing = place / "releve.txt"
    growing.write_bytes(STATEMENT[:200])
    passes()
    growing.write_bytes(STATEMENT)
    assert passes() == 0
    assert passes() == 1
    for name in ("autre.part", ".cache", "x.TMP"):
        (place / name).write_bytes(STATEMENT)
    assert passes(2) == 0
    assert len(list(place.glob("*.part"))) == 1


def test_two_passes_too_close_take_nothing(company: Company, place: Path) -> None:
    (place / "releve.txt").write_bytes(STATEMENT)
    for seconds in (0, 1, 2):
        (source,) = sources.sources_of(company)
        assert taking.relieve(source, at=AT + timedelta(seconds=seconds)) == 0


def test_the_same_file_again_is_nothing_and_collides_with_none(place: Path, passes: Passes) -> None:
    for _ in range(3):
        (place / "releve.txt").write_bytes(STATEMENT)
        passes(2)
    assert {path.name for path in (place / "pris").iterdir()} == {
        "releve.txt", "releve (2).txt", "releve (3).txt",
        "releve.txt.txt", "releve (2).txt.txt", "releve (3).txt.txt",
    }  # fmt: skip
    assert (FileImport.objects.count(), BankLine.objects.count()) == (1, 1)
    assert "déjà repris" in (place / "pris" / "releve (2).txt.txt").read_text(encoding="utf-8")


def test_what_is_no_file_of_ours_goes_among_those_refused(place: Path, passes: Passes) -> None:
    (place / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99)
    (place / "coupe.txt").write_bytes(STATEMENT[:200])
    passes(2)
    assert fates() == {"coupe.txt": "refused", "photo.png": "left"}
    report = (place / "refuses" / "photo.png.txt").read_text(encoding="utf-8")
    assert "Ce fichier n'est ni un texte" in report


def test_no_link_is_followed_and_no_special_file_waited_for(
    place: Path, passes: Passes, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(STATEMENT)
    (place / "lien.txt").symlink_to(secret)
    os.mkfifo(place / "tuyau")
    assert passes(2) == 2
    assert not FileImport.objects.exists()
    assert secret.read_bytes() == STATEMENT
    assert watched.LINK in (place / "refuses" / "lien.txt.txt").read_text(encoding="utf-8")
    aside = place / "pris"
    aside.symlink_to(tmp_path / "ailleurs")
    (place / "releve.txt").write_bytes(STATEMENT)
    passes(2)
    assert (place / "pris" / "releve.txt").exists()
    assert not (tmp_path / "ailleurs").exists()


def test_a_file_replaced_while_it_is_read_stays(place: Path) -> None:
    (place / "releve.txt").write_bytes(b"ancien")
    with watched.opened(place) as opened:
        mark = opened.marks()["releve.txt"]
        (place / "nouveau").write_bytes(b"un autre")
        (place / "nouveau").rename(place / "releve.txt")
        assert opened.read("releve.txt", mark) is None
        assert not opened.settle("releve.txt", mark, "pris", "rapport")
    assert (place / "releve.txt").read_bytes() == b"un autre"


def test_a_file_too_large_is_refused_unread(place: Path, passes: Passes) -> None:
    with (place / "enorme.txt").open("wb") as file:
        file.truncate(513 * 1024 * 1024)
    passes(2)
    assert "512 Mo" in (place / "refuses" / "enorme.txt.txt").read_text(encoding="utf-8")


def test_a_missing_folder_is_said_with_its_remedy(
    company: Company, settings: Settings, tmp_path: Path, passes: Passes, client: Client
) -> None:
    settings.WATCH_FOLDER = tmp_path
    with pytest.raises(SourceLost, match="Créez le dossier"):
        passes()
    assert "Créez le dossier" in ImportSource.objects.get().trouble
    (finding,) = [one for one in doctor.examine() if one.name == "sources"]
    assert (finding.ok, "Créez le dossier" in finding.sentence) == (False, True)
    client.force_login(factories.a_user(company))
    assert "Créez le dossier" in client.get("/imports/sources/").content.decode()
    (tmp_path / company.code).mkdir()
    passes()
    assert ImportSource.objects.get().trouble == ""
    later = passes.at + timedelta(hours=3)
    assert "plus relevée depuis deux heures" in " ".join(sources.troubles(later))


def test_each_source_is_due_at_its_own_rhythm(company: Company, place: Path) -> None:
    (source,) = sources.sources_of(company)
    assert sources.due_sources(AT) == [(company.pk, "folder", 0)]
    taking.relieve(source, at=AT)
    assert sources.due_sources(AT + timedelta(seconds=30)) == []
    assert sources.due_sources(AT + timedelta(seconds=60)) == [(company.pk, "folder", 0)]


@pytest.fixture(scope="module")
def dovecot() -> Iterator[imap.Server]:
    with imap.serve() as server:
        yield server


@pytest.fixture
def box(dovecot: imap.Server, settings: Settings) -> Iterator[imap.Server]:
    settings.IMPORT_MAILBOXES = [ImportMailbox(dovecot.mailbox, (BANK, "compta.example"))]
    yield dovecot
    dovecot.clear()


def a_mail(*files: tuple[str, bytes], sender: str = BANK, message_id: str = "<1@banque>") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "fichiers@atelier.example", "Vos relevés"
    mail["Message-ID"] = message_id
    mail.set_content("Ci-joint.")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def test_the_files_of_a_mail_are_taken_once(box: imap.Server, passes: Passes) -> None:
    other = camt.message(camt.stated(camt.entry(70_00, on="2026-11-18"), total=70_00))
    files = ("releve.txt", STATEMENT), ("releve.xml", other), ("logo.png", b"\x89PNG\r\n")
    box.receive(a_mail(*files))
    assert passes() == 3
    assert fates() == {
        "Vos relevés": "taken", "releve.txt": "taken", "releve.xml": "taken", "logo.png": "left",
    }  # fmt: skip
    assert FileImport.objects.filter(by=BANK).count() == 2
    box.receive(a_mail(*files))
    assert passes() == 0
    box.receive(a_mail(*files, message_id="<2@banque>"))
    passes()
    assert FileImport.objects.count() == 2
    assert box.flags() == ["", "", ""]


def test_a_stranger_s_files_are_left_and_said(box: imap.Server, passes: Passes) -> None:
    box.receive(a_mail(("releve.txt", STATEMENT), sender="mechant@ailleurs.example"))
    near = "x@compta.example.ailleurs"
    box.receive(a_mail(("x.txt", STATEMENT), sender=near, message_id="<3@b>"))
    box.receive(a_mail(message_id="<4@b>"))
    box.receive(b"\xff\xfe no mail at all\r\n\r\n")
    passes()
    assert not FileImport.objects.exists()
    reasons = list(SourceFile.objects.order_by("id").values_list("reason", flat=True))
    assert "mechant@ailleurs.example refusé" in reasons[0]
    assert "Aucune pièce jointe." in reasons
    assert len(reasons) == 4


def test_a_domain_may_send(box: imap.Server, passes: Passes) -> None:
    box.receive(a_mail(("releve.txt", STATEMENT), sender="Compta <anne@COMPTA.example>"))
    assert passes() == 1
    assert FileImport.objects.get().by == "anne@compta.example"


def test_a_lost_mailbox_says_its_own_setting(
    box: imap.Server, settings: Settings, passes: Passes
) -> None:
    wrong = dataclasses.replace(box.mailbox, password="faux")
    settings.IMPORT_MAILBOXES = [ImportMailbox(wrong, (BANK,))]
    with pytest.raises(SourceLost, match="ENCAISSE_IMPORT_IMAP_URL"):
        passes()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[sftp.Server]:
    with sftp.serve(tmp_path) as started:
        yield started


def test_each_file_of_the_server_is_pulled_once(
    server: sftp.Server, settings: Settings, passes: Passes
) -> None:
    settings.SFTP_PLACES = [server.place(pattern="*.txt")]
    (server.folder / "releve.txt").write_bytes(STATEMENT)
    (server.folder / "autre.csv").write_bytes(b"x")
    (server.folder / "dossier.txt").mkdir()
    assert [passes(), passes(), passes(3)] == [0, 1, 0]
    assert (fates(), BankLine.objects.count()) == ({"releve.txt": "taken"}, 1)
    assert (server.folder / "releve.txt").exists()
    (server.folder / "releve.txt").write_bytes(bank.statement(Line(50_00), Line(60_00)))
    assert passes(2) == 1
    assert BankLine.objects.count() == 2


def test_a_file_pulled_may_be_moved(
    server: sftp.Server, settings: Settings, passes: Passes
) -> None:
    settings.SFTP_PLACES = [server.place(is_moved=True)]
    for day in (16, 17):
        (server.folder / "releve.txt").write_bytes(
            bank.statement(Line(50_00, on=datetime(2026, 11, day, tzinfo=UTC).date()))
        )
        assert passes(2) == 1
    assert {path.name for path in (server.folder / "pris").iterdir()} == {
        "releve.txt", "2 releve.txt",
    }  # fmt: skip


def test_another_key_is_refused_before_any_password(
    server: sftp.Server, settings: Settings, passes: Passes
) -> None:
    settings.SFTP_PLACES = [server.place(fingerprint=f"SHA256:{'A' * 43}")]
    with pytest.raises(SourceLost, match="la clé du serveur n'est pas celle"):
        passes()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"password": "faux"}, "refuse l'utilisateur", id="password"),
        pytest.param({"folder": "absent"}, "Vérifiez ENCAISSE_SFTP_URL", id="folder"),
        pytest.param({"port": 1}, "Vérifiez ENCAISSE_SFTP_URL", id="port"),
        pytest.param({"key": "/absente"}, "Vérifiez ENCAISSE_SFTP_URL", id="key"),
    ],
)
def test_why_a_server_is_not_read_is_said(
    server: sftp.Server, settings: Settings, passes: Passes, changed: dict[str, object], said: str
) -> None:
    settings.SFTP_PLACES = [server.place(**changed)]
    with pytest.raises(SourceLost, match=said):
        passes()


def test_a_key_opens_the_server(settings: Settings, tmp_path: Path, passes: Passes) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    path = tmp_path / "cle"
    path.write_bytes(key.export_private_key())
    path.chmod(0o600)
    root = tmp_path / "serveur"
    root.mkdir()
    with sftp.serve(root, authorized=key.export_public_key().decode()) as server:
        settings.SFTP_PLACES = [server.place(password="", key=str(path))]
        (server.folder / "releve.txt").write_bytes(STATEMENT)
        assert passes(2) == 1


PIN = f"SHA256:{'+' * 43}"


def test_the_settings_name_the_servers() -> None:
    (place,) = sftp_places_at(
        f"sftp://moi:a%40b@banque.example:2222/a/b?empreinte={PIN}&motif=*.xml&minutes=5"
        "&apres=deplacer&societe=552100554"
    )
    assert (place.password, place.folder, place.port) == ("a@b", "a/b", 2222)
    assert (place.fingerprint, place.minutes, place.is_moved) == (PIN, 5, True)
    assert (place.wants("x.xml"), place.wants("x.txt"), place.wants(".x.xml")) == (
        True, False, False,
    )  # fmt: skip
    assert "a@b" not in str(place)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a:b@c", "sftp://a:b@c", f"sftp://c?empreinte={PIN}", "sftp://a:b@c:x",
        f"sftp://a@c?empreinte={PIN}", f"sftp://a:b@c?empreinte={PIN}&minutes=x",
        f"sftp://a:b@c?empreinte={PIN}&apres=effacer", "sftp://a:b@c?empreinte=SHA256:court",
    ],
)  # fmt: skip
def test_a_server_without_its_key_is_refused(url: str) -> None:
    with pytest.raises(SftpUrlWrong, match="ENCAISSE_SFTP_URL"):
        sftp_places_at(url)


def test_a_mailbox_of_files_must_say_who_may_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCAISSE_IMPORT_IMAP_URL", "imaps://a:b@c/INBOX?expediteurs=Banque.fr,x@y")
    (box,) = environment.import_mailboxes()
    assert box.senders == ("banque.fr", "x@y")
    for url in ("imaps://a:b@c", "http://a:b@c?expediteurs=x"):
        monkeypatch.setenv("ENCAISSE_IMPORT_IMAP_URL", url)
        with pytest.raises(ImportImapUrlWrong, match="obligatoires"):
            environment.import_mailboxes()
    with pytest.raises(WatchFolderWrong, match="chemin entier"):
        watch_folder_at("depot")


def test_the_page_and_the_api_show_the_sources_and_ask_for_a_pass(
    company: Company, place: Path, passes: Passes, client: Client
) -> None:
    (place / "releve.txt").write_bytes(STATEMENT)
    passes(2)
    client.force_login(factories.a_user(company))
    shown = client.get("/imports/sources/").content.decode()
    assert "Dossier surveillé" in shown
    assert "releve.txt" in shown
    asked = client.post("/imports/sources/relever/", follow=True).content.decode()
    assert "Relève demandée" in asked
    reader = factories.a_user(company, role=Role.READER)
    client.force_login(reader)
    assert client.post("/imports/sources/relever/").status_code == 403
    assert "Relever maintenant" not in client.get("/imports/sources/").content.decode()
