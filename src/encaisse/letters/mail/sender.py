"""SMTP with a sure outcome: we always know whether the final dot of a message was sent.

Before it, whatever goes wrong is a certain failure: the server may not deliver what it has not
wholly received (RFC 5321, 4.1.1.4 and 4.2.5). After it, only the server's own answer is certain;
without one the outcome is unclear.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from django.core.mail.backends.smtp import EmailBackend

from encaisse.letters.mail import message as mime
from encaisse.letters.mail.message import Mail
from encaisse.letters.rules.delivery import Delivered, Failed, Outcome, Rejected, Unclear

ANSWER_SECONDS = 120.0
READY, GO_AHEAD, REFUSED, FOR_EVER, BEYOND = 200, 354, 400, 500, 600
LOST = (OSError, smtplib.SMTPException)


class _No(Exception):
    """The server's refusal, before the end of the message."""

    def __init__(self, code: int, answer: str, refused: tuple[Rejected, ...] = ()) -> None:
        self.code, self.answer, self.refused = code, answer, refused
        super().__init__(answer)


@dataclass(frozen=True, slots=True)
class Offered:
    """A message that the server has but for its final dot; what it said of some addresses."""

    smtp: smtplib.SMTP
    told: list[str]
    refused: tuple[Rejected, ...]


class Connection:
    """One connection to a mail server, opened at the first message, used for a whole batch."""

    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(*LOST):
            self._backend.close()

    def written(self, mail: Mail) -> Message:
        """The mail written out."""
        return Message(self, mime.build(mail), mime.recipients(mail))

    def offer(self, content: bytes, to: Sequence[str]) -> Offered | Failed:
        """The whole of a message but its final dot, without which no server delivers it."""
        try:
            smtp = self._ready()
            refused = _address(smtp, mime.sender_address(), to)
            _give(smtp, content)
        except _No as no:
            return Failed(no.answer, permanent=no.code >= FOR_EVER, refused=no.refused)
        except LOST as problem:
            self.drop()
            return Failed(f"serveur d'envoi injoignable : {problem}", permanent=False)
        return Offered(smtp, *refused)

    def _ready(self) -> smtplib.SMTP:
        """A connection that answers: the one in use, else a new one."""
        if self._backend.connection is not None:
            with contextlib.suppress(*LOST):
                if self._backend.connection.rset()[0] < REFUSED:
                    return self._backend.connection
            self.drop()
        self._backend.open()
        smtp = self._backend.connection
        if smtp is None:
            raise smtplib.SMTPServerDisconnected("connexion non établie")
        smtp.ehlo_or_helo_if_needed()
        if smtp.sock is not None:  # the final dot is not to wait for the message's acknowledgement
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp

    def end(self, offered: Offered) -> Outcome:
        """Send the final dot, and wait for the answer that counts."""
        smtp = offered.smtp
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(ANSWER_SECONDS)
            smtp.send(b".\r\n")
            code, answer = _said(smtp.getreply())
            if smtp.sock is not None:
                smtp.sock.settimeout(self._backend.timeout)
        except LOST as problem:
            self.drop()
            return Unclear(f"aucune réponse après la fin du message : {problem}")
        if READY <= code < GO_AHEAD:
            return Delivered(" · ".join([answer, *offered.told]), refused=offered.refused)
        if REFUSED <= code < BEYOND:
            return Failed(answer, permanent=code >= FOR_EVER)
        self.drop()
        return Unclear(f"réponse incompréhensible après la fin du message : {answer}")

    def drop(self) -> None:
        """Forget the connection without a word more: nothing it says can be trusted."""
        if self._backend.connection is not None:
            self._backend.connection.close()
            self._backend.connection = None


@dataclass(slots=True)
class Message:
    """One mail written out, and how far the server has it."""

    connection: Connection
    content: bytes
    to: Sequence[str]
    offered: Offered | Failed | None = None

    def offer(self) -> None:
        """Give all of it but the final dot."""
        self.offered = self.connection.offer(self.content, self.to)

    def give(self) -> Outcome:
        """Give its final dot, offering it first if it was not."""
        offered = self.offered or self.connection.offer(self.content, self.to)
        self.offered = None
        return self.connection.end(offered) if isinstance(offered, Offered) else offered

    def keep(self) -> None:
        """Without its final dot it is forgotten, with the connection that waits for it."""
        if isinstance(self.offered, Offered):
            self.connection.drop()
        self.offered = None


def _address(
    smtp: smtplib.SMTP, sender: str, to: Sequence[str]
) -> tuple[list[str], tuple[Rejected, ...]]:
    """MAIL and RCPT. Returns the answers for the addresses refused, and those refused for good,
    when one at least is taken."""
    code, answer = _said(smtp.mail(sender))
    if code >= REFUSED:
        raise _No(code, answer)
    answers = [(address, *_said(smtp.rcpt(address))) for address in to]
    refused = [(address, code, answer) for address, code, answer in answers if code >= REFUSED]
    texts = [f"{address} refusé : {answer}" for address, _, answer in refused]
    for_good = tuple(Rejected(address, said) for address, code, said in refused if code >= FOR_EVER)
    if len(refused) == len(answers):
        code = min((code for _, code, _ in refused), default=FOR_EVER)
        raise _No(code, " · ".join(texts), for_good)
    return texts, for_good


def _give(smtp: smtplib.SMTP, content: bytes) -> None:
    """DATA and the whole message but its final dot."""
    code, answer = _said(smtp.docmd("DATA"))
    if code != GO_AHEAD:
        raise _No(code, answer)
    smtp.send(content.replace(b"\n.", b"\n.."))


def _said(reply: tuple[int, bytes]) -> tuple[int, str]:
    code, text = reply
    if code == -1:
        raise smtplib.SMTPServerDisconnected("connexion coupée")
    return code, f"{code} {text.decode(errors='replace')}"
