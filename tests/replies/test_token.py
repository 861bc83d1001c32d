"""The address that answers go to names the mail that they answer."""

import pytest
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.config.environment import ImapUrlWrong, reply_mailboxes
from encaisse.letters import operations as letters
from encaisse.letters.mail.mailboxes import Mailbox
from encaisse.letters.mail.rendering import Rendered
from encaisse.letters.models import Letter
from encaisse.letters.rules.tokens import with_token
from encaisse.parties.models import Customer
from encaisse.parties.rules import thread_of
from encaisse.replies import operations
from tests import factories
from tests.replies.mails import AT, a_mail

BOX = Mailbox("imap.example", 993, "relances", "secret", address="relances@atelier.example")
MESSAGE = Rendered(subject="Votre facture FA-1", text="Merci de régler.", html="")


def prepared(customer: Customer) -> Letter:
    return letters.prepare(
        customer.company, MESSAGE, to=["compta@garage.example"], at=AT,
        reply_to=customer.company.email, thread=thread_of(customer.pk),
    )  # fmt: skip


def test_an_answer_from_another_address_is_filed_by_its_token(
    company: Company, garage: Customer, settings: Settings
) -> None:
    settings.REPLY_MAILBOXES = [BOX]
    letter = prepared(garage)
    assert letter.reply_to.startswith("relances+")
    mail = a_mail(sender="M. Petit <petit@chez-lui.example>", to=letter.reply_to)
    reply = operations.take_in(company, mail.as_bytes(), at=AT)
    assert reply is not None
    assert (reply.customer, reply.letter, reply.filed_by) == (garage, letter, "token")


@pytest.mark.parametrize("siren", ["", "552100554"])
def test_without_a_mailbox_of_its_own_a_company_keeps_its_address(
    company: Company, garage: Customer, settings: Settings, siren: str
) -> None:
    factories.a_company("Boulons du Rhône", siren="552100554")
    settings.REPLY_MAILBOXES = [
        Mailbox("imap.example", 993, "relances", "secret", siren=siren, address=BOX.address)
    ]
    assert prepared(garage).reply_to == company.email


def test_a_mailbox_without_address_changes_nothing(
    company: Company, garage: Customer, settings: Settings
) -> None:
    settings.REPLY_MAILBOXES = [Mailbox("imap.example", 993, "relances", "secret")]
    assert prepared(garage).reply_to == company.email


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("relances@a.example", "relances+0@a.example"),
        ("", ""),
        (f"{'long' * 16}@a.example", ""),
    ],
)
def test_an_address_with_its_token(address: str, expected: str) -> None:
    assert with_token(address, "0") == expected


def test_the_address_is_read_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    start = "imaps://relances:secret@imap.example/INBOX"
    monkeypatch.setenv("ENCAISSE_IMAP_URL", f"{start}?adresse=relances@atelier.example {start}")
    assert [box.address for box in reply_mailboxes()] == ["relances@atelier.example", ""]
    monkeypatch.setenv("ENCAISSE_IMAP_URL", f"{start}?adresse=relances")
    with pytest.raises(ImapUrlWrong):
        reply_mailboxes()
