"""One request over HTTP, of which one knows whether it was said.

Until the connection stands nothing was said: ``Away``. From then on only the other side's own
answer is certain: without one, ``Silent``, and what was asked may have been done.
"""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 30.0
ANSWER_BYTES_MAX = 65_536
IN_ITS_PLACE = {502, 504}  # a machine between us and the other side answers
LOST = (OSError, http.client.HTTPException)


class Away(Exception):
    """No connection: nothing was said."""


class Silent(Exception):
    """It was said, and no whole answer came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side answered."""

    status: int
    body: bytes

    @property
    def is_yes(self) -> bool:
        """Whether it says that it was done."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text, whatever it is."""
        return self.body.decode(errors="replace")

    def told(self) -> Any:
        """The document that it is; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    patience: float = ANSWER_SECONDS,
    most: int = ANSWER_BYTES_MAX,
) -> Answer:
    """Ask once: no redirection is followed, nothing is tried again."""
    parts = urlsplit(url)
    kind = http.client.HTTPConnection if parts.scheme == "http" else http.client.HTTPSConnection
    line = kind(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
    try:
        try:
            line.connect()
        except LOST as problem:
            raise Away(str(problem)) from problem
        line.sock.settimeout(patience)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return _asked(line, method, path, body, headers, most)
    finally:
        line.close()


def _asked(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None,
    headers: Mapping[str, str],
    most: int,
) -> Answer:
    try:
        line.request(method, path, body, dict(headers))
        answer = line.getresponse()
        content = answer.read(most + 1)
    except LOST as problem:
        raise Silent(str(problem) or type(problem).__name__) from problem
    if len(content) > most:
        raise Silent(f"la réponse dépasse {most} octets")
    return Answer(answer.status, content)
