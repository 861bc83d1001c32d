"""A mail server of our own, with the moods of real ones."""

import asyncio
import contextlib
import email
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 2.0.0 Pris en charge"
Mood = Callable[[str], str]


def welcoming(_: str) -> str:
    """Takes everything."""
    return TAKEN


@dataclass
class Server:
    """What arrived, and how the server answers. ``at_rcpt`` and ``at_data`` get the address or the
    identifier, and answer a line of SMTP; ``hang up`` cuts the line, ``sleep`` says nothing,
    ``wait`` takes the message once ``parting`` is set."""

    at_rcpt: Mood = welcoming
    at_data: Mood = welcoming
    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    sessions: int = 0
    parting: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def identifiers(self) -> list[str]:
        """The identifier of each message received, as often as it was."""
        return [str(message["Message-ID"]) for message in self.received]

    async def handle_EHLO(  # noqa: N802 - the name is aiosmtpd's
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        answer = await self._answer(server, self.at_rcpt(address))
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.contents.append(envelope.content)
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        self.received.append(message)
        return await self._answer(server, self.at_data(str(message["Message-ID"])))

    async def _answer(self, server: SMTP, mood: str) -> str:
        if mood == "hang up":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if mood == "sleep":
            await _until(self.closing)
        if mood == "wait":
            await _until(self.parting)
            return TAKEN
        return mood


async def _until(event: threading.Event) -> None:
    while not event.is_set():
        await asyncio.sleep(0.02)


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    """The server, listening on a port of its own of the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server.port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        server.closing.set()
        controller.stop()
