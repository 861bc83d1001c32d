"""The mailbox of the demonstration: an SMTP server that keeps what it receives, and sends nothing.

One folder per message, named after its identifier, one file per reception: a message received twice
shows twice. A file is written beside, then renamed: it is whole or absent, whatever is killed.
"""

import asyncio
import contextlib
import email
import hashlib
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SIZE_MAX = 20 * 1024 * 1024
TAKEN = "250 2.0.0 Gardé"
NO_ROOM = "452 4.3.1 Plus de place"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The folder of the mails received."""

    folder: Path

    def keep(self, content: bytes) -> None:
        """Keep one mail; on the disk when this returns."""
        message_id = email.message_from_bytes(content, policy=policy.default)["Message-ID"]
        place = self._place(str(message_id or ""))
        place.mkdir(parents=True, exist_ok=True)
        partial = place / f"{uuid.uuid4().hex}.partial"
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(partial.with_suffix(".eml"))

    def received(self, message_id: str) -> list[bytes]:
        """The mails received under that identifier, earliest first."""
        files = self._place(message_id).glob("*.eml")
        ordered = sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name))
        return [file.read_bytes() for file in ordered]

    def _place(self, message_id: str) -> Path:
        return self.folder / hashlib.sha256(message_id.strip().encode()).hexdigest()[:32]


class _Sink:
    """Takes every message for every address."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        try:
            await asyncio.to_thread(self._mailbox.keep, content)
        except OSError:
            return NO_ROOM
        return TAKEN


@contextlib.contextmanager
def serve(host: str, port: int, folder: Path) -> Iterator[Mailbox]:
    """The server, in a thread of its own, for the time of the block."""
    mailbox = Mailbox(folder)
    controller = Controller(
        _Sink(mailbox), hostname=host, port=port, data_size_limit=SIZE_MAX, ident="Encaisse"
    )
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
