"""A real SFTP server on the loopback: asyncssh's, in a thread, over a folder of its own."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from encaisse.imports.sources.places import SftpPlace

USER, PASSWORD = "atelier", "un-secret"


@dataclass(frozen=True)
class Server:
    """The server, its folder and its key."""

    port: int
    folder: Path
    fingerprint: str

    def place(self, **changed: object) -> SftpPlace:
        facts = {
            "host": "127.0.0.1", "port": self.port, "user": USER, "password": PASSWORD,
            "folder": "releves", "fingerprint": self.fingerprint, "pattern": "*",
        }  # fmt: skip
        return SftpPlace(**{**facts, **changed})  # type: ignore[arg-type]


class _Door(asyncssh.SSHServer):
    def begin_auth(self, _username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


@contextlib.contextmanager
def serve(root: Path, *, authorized: str = "") -> Iterator[Server]:
    """The server, for the time of the block; ``authorized`` is a public key that may enter."""
    (root / "releves").mkdir()
    key = asyncssh.generate_private_key("ssh-ed25519")
    keys = root / "authorized"
    keys.write_text(authorized)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def factory(channel: "asyncssh.SSHServerChannel[bytes]") -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=str(root).encode())

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[key], server_factory=_Door, sftp_factory=factory,
            authorized_client_keys=str(keys) if authorized else None,
        )  # fmt: skip

    async def close(acceptor: asyncssh.SSHAcceptor) -> None:
        acceptor.close()
        await acceptor.wait_closed()

    acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
    try:
        yield Server(acceptor.get_port(), root / "releves", key.get_fingerprint())
    finally:
        asyncio.run_coroutine_threadsafe(close(acceptor), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()
