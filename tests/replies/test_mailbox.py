"""A real mailbox, read over IMAP: what a real SMTP server delivered there, once, whatever fails."""

import contextlib
import dataclasses
import smtplib
import socket
import threading
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.letters.mail.fetching import MailboxLost
from encaisse.letters.queries import owned_mailboxes
from encaisse.parties.models import Customer
from encaisse.replies import operations, queries
from encaisse.replies.models import Reply
from tests import factories, imap
from tests.replies.mails import AT, a_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def dovecot() -> Iterator[imap.Server]:
    with imap.serve() as server:
        yield server


@pytest.fixture
def box(dovecot: imap.Server, settings: Settings) -> Iterator[imap.Server]:
    """The mailbox of the settings, empty."""
    settings.REPLY_MAILBOXES = [dovecot.mailbox]
    yield dovecot
    dovecot.clear()


class _Delivery:
    """An SMTP server that puts what it takes into the mailbox."""

    def __init__(self, box: imap.Server) -> None:
        self.box = box

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.box.receive(envelope.original_content or b"")
        return "250 OK"


def read(company: Company) -> int:
    return operations.read_mailbox(company, 0, at=AT)


def test_a_mail_sent_by_smtp_comes_back_whole_by_imap(
    company: Company, garage: Customer, box: imap.Server
) -> None:
    table = "\n".join(
        f"FA-{rank:04} · échéance {rank % 28 + 1}/10 · 1 240,00 €" for rank in range(900)
    )
    mail = a_mail(f"Bonjour, voici notre état à nous : où est l'avoir ?\n\n{table}")
    for rank in range(5):
        name = f"pièce n° {rank} – œuvre.pdf"
        mail.add_attachment(
            b"%PDF-1.7" * 9000, maintype="application", subtype="pdf", filename=name
        )
    server = Controller(_Delivery(box), hostname="127.0.0.1", port=imap.free_port())
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", server.port) as smtp:
            smtp.send_message(mail)
    finally:
        server.stop()
    assert read(company) == 1
    reply = Reply.objects.get()
    assert reply.customer == garage
    assert table in reply.text
    assert reply.text.startswith("Bonjour, voici notre état à nous : où est l'avoir ?")


def test_what_was_read_is_not_read_again_and_nothing_is_changed_in_the_box(
    company: Company, garage: Customer, box: imap.Server
) -> None:
    box.receive(a_mail().as_bytes())
    assert [read(company), read(company)] == [1, 0]
    box.receive(a_mail(message_id="<2@garage.example>").as_bytes())
    assert read(company) == 1
    assert box.flags() == ["", ""]


def test_a_mailbox_that_closes_in_the_middle_of_a_mail_is_read_on_from_there(
    company: Company, garage: Customer, box: imap.Server, settings: Settings
) -> None:
    for rank in range(3):
        text = f"Message {rank}\n" + "x" * 76 + ("\n" + "y" * 76) * 4000
        box.receive(a_mail(text, message_id=f"<{rank}@garage.example>").as_bytes())
    with cutting(box.mailbox.port, after=700_000) as port:
        settings.REPLY_MAILBOXES = [dataclasses.replace(box.mailbox, port=port)]
        with pytest.raises(MailboxLost, match="reprend d'elle-même"):
            read(company)
    assert 0 < Reply.objects.count() < 3
    assert "n'a pas pu être lue" in queries.mailboxes(company)[0].trouble
    settings.REPLY_MAILBOXES = [box.mailbox]
    read(company)
    assert Reply.objects.count() == 3


def test_the_past_of_a_mailbox_never_read_is_left(
    company: Company, garage: Customer, box: imap.Server
) -> None:
    box.receive(a_mail("Il y a longtemps.").as_bytes(), days_ago=40)
    box.receive(a_mail("Avant-hier.", message_id="<2@garage.example>").as_bytes(), days_ago=2)
    now = timezone.now()
    assert operations.read_mailbox(company, 0, at=now) == 1
    assert Reply.objects.get().said == "Avant-hier."
    box.receive(a_mail("Ce matin.", message_id="<3@garage.example>").as_bytes())
    assert operations.read_mailbox(company, 0, at=now) == 1


def test_a_wrong_password_is_said(company: Company, box: imap.Server, settings: Settings) -> None:
    settings.REPLY_MAILBOXES = [dataclasses.replace(box.mailbox, password="autre")]
    with pytest.raises(MailboxLost, match="connexion refusée"):
        read(company)


def test_the_clock_reads_the_mailbox_of_the_only_company(
    company: Company, box: imap.Server, settings: Settings
) -> None:
    assert owned_mailboxes() == [(company.pk, 0)]
    other = factories.a_company("Boulons du Rhône", siren="732829320")
    assert owned_mailboxes() == []
    settings.REPLY_MAILBOXES = [dataclasses.replace(box.mailbox, siren="732829320")]
    assert owned_mailboxes() == [(other.pk, 0)]


def test_a_mailbox_that_could_be_of_two_companies_is_read_for_none(
    company: Company, box: imap.Server
) -> None:
    factories.a_company("Boulons du Rhône")
    assert owned_mailboxes() == []
    [told] = queries.troubles()
    assert "?societe=SIREN" in told


@contextlib.contextmanager
def cutting(port: int, *, after: int) -> Iterator[int]:
    """A way to the server that hangs up once so many bytes came back."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=_carry, args=(door, port, after), daemon=True)
        thread.start()
        yield int(door.getsockname()[1])


def _carry(door: socket.socket, port: int, after: int) -> None:
    near, _address = door.accept()
    with near, socket.create_connection(("127.0.0.1", port)) as far:
        asking = threading.Thread(target=_pour, args=(near, far), daemon=True)
        asking.start()
        passed = 0
        while passed < after and (block := far.recv(65_536)):
            near.sendall(block)
            passed += len(block)
        near.shutdown(socket.SHUT_RDWR)


def _pour(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while block := source.recv(65_536):
            target.sendall(block)
