"""Reading a mailbox by IMAP (RFC 3501), from where one stopped, without changing anything in it:
no mail is marked read, moved or deleted, so that people may use the same box."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from encaisse.kernel.refusal import Refusal
from encaisse.letters.mail.mailboxes import MAIL_BYTES_MAX, Mailbox

SECONDS = 30.0
NEXT = 500
VALIDITY = b"UIDVALIDITY"
SIZE, WHOLE, HEADERS = b"RFC822.SIZE", b"BODY[]", b"BODY[HEADER]"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a mailbox was read: the last number, valid as long as ``validity`` stays."""

    validity: int = 0
    uid: int = 0


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail, and where it lies. Of one that is too large, its headers only."""

    position: Position
    content: bytes
    is_whole: bool


class MailboxLost(Refusal):
    """The mailbox could not be read to its end; what was read is kept."""

    code = "mailbox_lost"
    sentence = (
        "La boîte {mailbox} n'a pas pu être lue : {why}. "
        "Vérifiez ENCAISSE_IMAP_URL ; la lecture reprend d'elle-même où elle s'est arrêtée."
    )


def fetch(mailbox: Mailbox, *, after: Position, since: date) -> Iterator[Fetched]:
    """The mails that arrived after that position, the oldest first, one at a time: at most ``NEXT``
    of them. Of a box never read, those that came on ``since`` or later: its past is no news."""
    try:
        with _opened(mailbox) as server:
            yield from _arrived(server, mailbox, after, since)
    except LoginError as error:
        raise MailboxLost(mailbox=mailbox, why=f"connexion refusée ({_said(error)})") from error
    except (IMAPClientError, OSError) as error:
        raise MailboxLost(mailbox=mailbox, why=_said(error)) from error


@contextlib.contextmanager
def _opened(mailbox: Mailbox) -> Iterator[IMAPClient]:
    context = ssl.create_default_context() if mailbox.is_encrypted else None
    server = IMAPClient(
        mailbox.host,
        mailbox.port,
        ssl=mailbox.is_encrypted,
        ssl_context=context,
        timeout=SECONDS,
    )
    try:
        server.login(mailbox.user, mailbox.password)
        yield server
    finally:
        try:
            server.logout()
        except (IMAPClientError, OSError):
            server.shutdown()


def _arrived(
    server: IMAPClient, mailbox: Mailbox, after: Position, since: date
) -> Iterator[Fetched]:
    """A server that renumbers its mails says so by another validity: what came since is then read
    again, and what is known already is known by its identifier."""
    validity = int(server.select_folder(mailbox.folder, readonly=True)[VALIDITY])
    start = after.uid if validity == after.validity else 0
    asked = ["UID", f"{start + 1}:*"] if start else ["SINCE", since]
    found = sorted(uid for uid in server.search(asked) if uid > start)[:NEXT]
    sizes = server.fetch(found, [SIZE]) if found else {}
    for uid in found:
        size = int(sizes.get(uid, {}).get(SIZE, 0))
        wanted = WHOLE if size <= MAIL_BYTES_MAX else HEADERS
        answer = server.fetch([uid], [wanted.replace(b"BODY[", b"BODY.PEEK[")]).get(uid, {})
        if wanted in answer:  # else it was removed meanwhile
            yield Fetched(Position(validity, uid), answer[wanted], wanted == WHOLE)


def _said(error: Exception) -> str:
    """What the server or the system says, on one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
