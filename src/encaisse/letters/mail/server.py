"""Who takes a company's mail: the server of the settings; for the demonstration, its own mailbox.

The demonstration writes to people who do not exist: none of its mails ever reaches a real server.
"""

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from encaisse.kernel.refusal import Refusal

LOOPBACK = "127.0.0.1"


class MailNotSet(Refusal):
    """Nobody would take the company's mail: nothing is marked as sent, nor tried."""

    code = "mail_not_set"
    sentence = (
        "Aucun serveur d'envoi n'est réglé : donnez ENCAISSE_MAIL_URL (docs/running/settings.md) ; "
        "les relances restent approuvées et partiront ensuite."
    )


class MailboxNotOpen(MailNotSet):
    """The demonstration's mailbox lives with `encaisse start`."""

    code = "mailbox_not_open"
    sentence = (
        "La boîte de la démonstration n'est pas ouverte : lancez « encaisse start » ; "
        "les relances restent approuvées et partiront ensuite."
    )


def is_set(*, is_demonstration: bool) -> bool:
    """Whether the mail of such a company has somewhere to go."""
    return settings.MAILBOX_PORT is not None if is_demonstration else bool(settings.EMAIL_HOST)


def check(*, is_demonstration: bool) -> None:
    """Refuse when the mail of such a company has nowhere to go."""
    if not is_set(is_demonstration=is_demonstration):
        raise MailboxNotOpen if is_demonstration else MailNotSet


def backend(*, is_demonstration: bool) -> EmailBackend:
    """Where and how to connect."""
    check(is_demonstration=is_demonstration)
    if is_demonstration:
        return EmailBackend(
            host=LOOPBACK, port=settings.MAILBOX_PORT, username="", password="", use_tls=False
        )
    return EmailBackend()
