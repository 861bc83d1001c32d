"""Asking a virus scanner about a file: a clamd socket or a command, named by the settings.

``clamd:/run/clamav/clamd.ctl``, ``clamd://host:3310``, or a command that reads the file on its
standard input and ends with 0 (nothing found) or 1 (something found). None named: none asked.
"""

import shlex
import socket
import struct
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from encaisse.kernel.refusal import Refusal

SECONDS_MAX = 60
CHUNK = 64 * 1024
ANSWER_MAX = 4096
CLAMD_PORT = 3310
NAME_MAX = 150
SOUND, INFECTED = 0, 1


class ScannerAway(Refusal):
    """The scanner does not answer: what nobody looked at is not kept."""

    code = "scanner_away"
    sentence = (
        "L'antivirus ne répond pas ({why}) : le fichier n'est pas pris. "
        "Réessayez, ou demandez à l'administrateur de vérifier ENCAISSE_SCANNER."
    )


def threat_in(content: bytes) -> str:
    """What the scanner finds in the bytes, by its name; empty when they are sound."""
    named: str = settings.SCANNER
    if not named:
        return ""
    try:
        return (
            _by_clamd(named, content) if named.startswith("clamd:") else _by_command(named, content)
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise ScannerAway(why=str(error) or type(error).__name__) from error


def _by_command(command: str, content: bytes) -> str:
    done = subprocess.run(
        shlex.split(command), input=content, capture_output=True, timeout=SECONDS_MAX, check=False
    )
    said = done.stdout.decode(errors="replace").strip().splitlines()
    if done.returncode == SOUND:
        return ""
    if done.returncode != INFECTED:
        raise ScannerAway(why=f"code {done.returncode}")
    return _named(said[0] if said else "")


def _by_clamd(named: str, content: bytes) -> str:
    """clamd's INSTREAM: pieces preceded by their length, an empty one at the end."""
    with _connected(named) as line:
        line.settimeout(SECONDS_MAX)
        line.sendall(b"zINSTREAM\0")
        for piece in _pieces(content):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        said = line.recv(ANSWER_MAX).decode(errors="replace").strip("\0\n ")
    verdict = said.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if not verdict.endswith(" FOUND"):
        raise ScannerAway(why=verdict[:NAME_MAX] or "aucune réponse")
    return _named(verdict.removesuffix(" FOUND"))


def _connected(named: str) -> socket.socket:
    parts = urlsplit(named)
    if parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or CLAMD_PORT), SECONDS_MAX)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(SECONDS_MAX)
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]
    yield b""


def _named(said: str) -> str:
    """The name of what was found, in the middle of what clamscan and others say around it."""
    plain = said.removesuffix(" FOUND").rpartition(": ")[2].strip()
    return plain[:NAME_MAX] or "un contenu dangereux"
