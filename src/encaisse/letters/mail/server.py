"""Who takes a company's mail: the server or the provider of the settings; for the demonstration,
its own mailbox.

The demonstration writes to people who do not exist: none of its mails ever reaches a real server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail import sender

if TYPE_CHECKING:
    from types import TracebackType

    from encaisse.letters.mail.message import Mail
    from encaisse.letters.rules.delivery import Outcome

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


class Leaving(Protocol):
    """A mail written out, about to leave by its way, which it has for itself until it is given or
    kept."""

    def offer(self) -> None:
        """Say beforehand what may be said without its being able to leave; never raises for it."""

    def give(self) -> Outcome:
        """Let it leave; what became of it: never raises for it."""

    def keep(self) -> None:
        """It is not to leave after all."""


class Way(Protocol):
    """A way out for mails: opened once, used for a whole batch."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def written(self, mail: Mail) -> Leaving:
        """The mail written out. Nothing is said to anybody yet."""


def is_set(*, is_demonstration: bool) -> bool:
    """Whether the mail of such a company has somewhere to go."""
    if is_demonstration:
        return settings.MAILBOX_PORT is not None
    return bool(settings.EMAIL_HOST or settings.MAIL_PROVIDER)


def goes_by_provider(*, is_demonstration: bool) -> bool:
    """Whether the mail of such a company is given to a provider, not to a server of its own."""
    return bool(settings.MAIL_PROVIDER) and not is_demonstration


def check(*, is_demonstration: bool) -> None:
    """Refuse when the mail of such a company has nowhere to go."""
    if not is_set(is_demonstration=is_demonstration):
        raise MailboxNotOpen if is_demonstration else MailNotSet


def way(*, is_demonstration: bool) -> Way:
    """Where the mail of such a company goes."""
    check(is_demonstration=is_demonstration)
    if is_demonstration:
        mailbox = EmailBackend(
            host=LOOPBACK, port=settings.MAILBOX_PORT, username="", password="", use_tls=False
        )
        return sender.Connection(mailbox)
    if settings.MAIL_PROVIDER:
        from encaisse.letters.mail import providers

        return providers.Connection(settings.MAIL_PROVIDER)
    return sender.Connection(EmailBackend())
