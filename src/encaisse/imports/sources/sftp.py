"""A folder of an SFTP server. The server is known by the fingerprint of its key and by nothing
else: another key is refused before any password is given."""

from __future__ import annotations

import asyncio
import contextlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncssh

from encaisse.imports.sources.places import FILE_BYTES_MAX, SftpPlace

SECONDS, FILE_SECONDS = 30.0, 600.0
FILES_MAX = 500
TAKEN = "pris"
OTHER_KEY = "la clé du serveur n'est pas celle qui est attendue ({fingerprint})"


class SftpFailed(Exception):
    """What the server or the network said."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file that lies there."""

    name: str
    size: int
    changed: int


class Session:
    """The server, connected."""

    def __init__(self, runner: asyncio.Runner, client: asyncssh.SFTPClient, folder: str) -> None:
        self._runner, self._client, self._folder = runner, client, folder

    def files(self) -> list[Remote]:
        """The ordinary files of the folder; neither links nor folders."""
        listed = self._do(self._client.readdir(self._folder), SECONDS)
        found = [(str(one.filename), one.attrs) for one in listed]
        return [
            Remote(name, int(facts.size or 0), int(facts.mtime or 0))
            for name, facts in sorted(found)
            if "/" not in name and stat.S_ISREG(int(facts.permissions or stat.S_IFREG))
        ][:FILES_MAX]

    def read(self, file: Remote) -> bytes | None:
        """Its bytes; None when it is not what was listed."""
        content = self._do(self._read(f"{self._folder}/{file.name}"), FILE_SECONDS)
        return content if len(content) == file.size else None

    def put_aside(self, file: Remote) -> None:
        """Move a file into the folder of those taken, under a name that none has there."""
        aside = f"{self._folder}/{TAKEN}"
        self._do(self._client.makedirs(aside, exist_ok=True), SECONDS)
        rank, free = 1, f"{aside}/{file.name}"
        while self._do(self._client.exists(free), SECONDS):
            rank += 1
            free = f"{aside}/{rank} {file.name}"
        self._do(self._client.rename(f"{self._folder}/{file.name}", free), SECONDS)

    async def _read(self, path: str) -> bytes:
        async with self._client.open(path, "rb") as file:
            content: Any = await file.read(FILE_BYTES_MAX + 1)
            return bytes(content)

    def _do(self, work: Any, seconds: float) -> Any:
        return self._runner.run(asyncio.wait_for(work, seconds))


@contextlib.contextmanager
def session(place: SftpPlace) -> Iterator[Session]:
    """The server, for the time of the block. Raises ``SftpFailed``."""
    try:
        with asyncio.Runner() as runner:
            connection = runner.run(asyncio.wait_for(_connect(place), SECONDS))
            try:
                client = runner.run(asyncio.wait_for(connection.start_sftp_client(), SECONDS))
                yield Session(runner, client, place.folder)
            finally:
                connection.abort()
                runner.run(connection.wait_closed())
    except asyncssh.HostKeyNotVerifiable as error:
        raise SftpFailed(OTHER_KEY.format(fingerprint=place.fingerprint)) from error
    except asyncssh.PermissionDenied as error:
        raise SftpFailed("le serveur refuse l'utilisateur, son mot de passe ou sa clé") from error
    except TimeoutError as error:
        raise SftpFailed("le serveur ne répond pas à temps") from error
    except (asyncssh.Error, OSError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
        raise SftpFailed(said or type(error).__name__) from error


async def _connect(place: SftpPlace) -> asyncssh.SSHClientConnection:
    class Pinned(asyncssh.SSHClient):
        """Believes one key only."""

        def validate_host_public_key(
            self, _host: str, _address: str, _port: int, key: asyncssh.SSHKey
        ) -> bool:
            return key.get_fingerprint() == place.fingerprint

    connection, _client = await asyncssh.create_connection(
        Pinned,
        place.host,
        place.port,
        username=place.user,
        password=place.password or None,
        client_keys=[place.key] if place.key else [],
        known_hosts=([], [], []),
        agent_path=None,
        config=[],
    )
    return connection
