"""Whose mail goes where: the demonstration's to its mailbox, always; nobody's without a server."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.dunning import operations as dunning
from encaisse.dunning.models import Message, MessageState
from encaisse.dunning.queries import lists
from encaisse.letters import operations, queries
from encaisse.letters.mail.mailbox import serve
from encaisse.letters.mail.server import MailboxNotOpen, MailNotSet
from encaisse.letters.models import Letter
from tests import factories
from tests.letters.conftest import AT
from tests.letters.servers import Server
from tests.running.product import free_port


def test_the_demonstration_never_writes_to_the_real_server(
    server: Server,
    a_letter: Callable[..., Letter],
    company: Company,
    settings: Settings,
    tmp_path: Path,
) -> None:
    Company.objects.update(is_demonstration=True)
    company.refresh_from_db()
    letter = a_letter()
    with pytest.raises(MailboxNotOpen):
        operations.send(letter, at=AT)
    settings.MAILBOX_PORT = free_port()
    with serve("127.0.0.1", settings.MAILBOX_PORT, tmp_path) as mailbox:
        assert operations.send(letter, at=AT) == "delivered"
        assert len(mailbox.received(letter.message_id)) == 1
    assert server.identifiers == []


def test_without_a_server_nothing_is_tried_and_nothing_is_lost(
    a_letter: Callable[..., Letter], company: Company
) -> None:
    letter = a_letter()
    with pytest.raises(MailNotSet, match="ENCAISSE_MAIL_URL"):
        operations.send(letter, at=AT)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("prepared", 0)
    assert "ENCAISSE_MAIL_URL" in queries.why_mail_waits(company)


def test_approved_reminders_wait_for_a_server_and_then_leave(
    company: Company, settings: Settings
) -> None:
    factories.a_receivable(factories.a_customer(company, email="compta@garage.example"))
    dunning.default_scenario(company, by="Paul")
    dunning.run(company, on=AT.date(), by="Nadia", at=AT)
    (message_id,) = Message.objects.values_list("pk", flat=True)
    dunning.approve(company, [message_id], by="Nadia")
    with pytest.raises(MailNotSet):
        dunning.deliver(company, [message_id], at=AT)
    assert Message.objects.get().state == MessageState.RELEASED
    assert lists.to_deliver() == {}
    settings.EMAIL_HOST = "mail.example"
    assert lists.to_deliver() == {company.pk: [message_id]}
