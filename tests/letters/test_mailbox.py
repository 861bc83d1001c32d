"""The demonstration's mailbox keeps what real SMTP brought, whole."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from encaisse.letters import operations, queries
from encaisse.letters.mail.mailbox import Mailbox, serve
from encaisse.letters.models import Letter
from tests.letters.conftest import AT


@pytest.fixture
def mailbox(settings: Settings, tmp_path: Path) -> Iterator[Mailbox]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAILBOX_ROOT = tmp_path / "mailbox"
    with serve("127.0.0.1", port, settings.MAILBOX_ROOT) as found:
        yield found


def test_a_letter_sent_is_found_as_it_came(
    mailbox: Mailbox, a_letter: Callable[..., Letter]
) -> None:
    letter, other = a_letter(), a_letter()
    assert operations.send(letter, at=AT) == "delivered"
    (source,) = queries.received(letter)
    assert f"Message-ID: {letter.message_id}" in source
    assert "To: petit@garage.example" in source
    assert queries.received(other) == []


def test_a_mail_received_twice_shows_twice(mailbox: Mailbox) -> None:
    for body in (b"un", b"deux"):
        mailbox.keep(b"Message-ID: <a@b>\r\n\r\n" + body)
    assert [mail[-4:].strip() for mail in mailbox.received("<a@b>")] == [b"un", b"deux"]


def test_a_mail_half_written_does_not_exist(mailbox: Mailbox) -> None:
    mailbox.keep(b"Message-ID: <a@b>\r\n\r\n")
    (folder,) = mailbox.folder.iterdir()
    (folder / "coupe.partial").write_bytes(b"Message-ID: <a@b>\r\n")
    assert len(mailbox.received("<a@b>")) == 1


def test_a_full_disk_is_a_refusal_for_now(
    mailbox: Mailbox, a_letter: Callable[..., Letter], tmp_path: Path
) -> None:
    (tmp_path / "mailbox").write_text("un fichier à la place du dossier")
    letter = a_letter()
    assert operations.send(letter, at=AT) == "prepared"
    letter.refresh_from_db()
    assert "Plus de place" in letter.answer
