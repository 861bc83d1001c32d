"""A line to a provider's interface, knowing whether a request was wholly written.

Until it was, whatever goes wrong is a certain failure: a server cannot act on what it has not
received. From then on only the provider's own answer is certain. One line is kept open from one
request to the next; nothing is ever asked twice by itself, and no redirection is followed.
"""

from __future__ import annotations

import http.client
import select
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests import PreparedRequest, RequestException, Response, Session
from requests.adapters import BaseAdapter

if TYPE_CHECKING:
    from urllib.parse import SplitResult

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 60.0
ANSWER_BYTES_MAX = 262_144
LOST = (OSError, http.client.HTTPException)


class NotReached(RequestException):
    """The request was not wholly written: certainly nothing was done."""


class NoAnswer(RequestException):
    """The request was wholly written, and no answer came: nobody knows."""


def session() -> Session:
    """Speaks to one provider, by one line, with nothing taken from the machine's own files."""
    found = Session()
    found.trust_env = False
    line = Line()
    found.mount("http://", line)
    found.mount("https://", line)
    return found


class Line(BaseAdapter):
    """The connection, opened at the first request."""

    def __init__(self) -> None:
        super().__init__()
        self._open: http.client.HTTPConnection | None = None

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """Write the request, read its answer."""
        parts = urlsplit(request.url or "")
        body: Any = request.body
        body = body.encode() if isinstance(body, str) else body
        try:
            line = self._ready(parts)
            line.request(request.method or "", request.path_url, body, dict(request.headers))
        except LOST as problem:
            self.close()
            raise NotReached(str(problem)) from problem
        return self._answer(line, request)

    def close(self) -> None:
        """Nothing that was on it can be trusted any more."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _answer(self, line: http.client.HTTPConnection, request: PreparedRequest) -> Response:
        try:
            line.sock.settimeout(ANSWER_SECONDS)
            answer = line.getresponse()
            content = answer.read(ANSWER_BYTES_MAX)
        except LOST as problem:
            self.close()
            raise NoAnswer(str(problem) or type(problem).__name__) from problem
        if not answer.isclosed():
            self.close()
        return _response(answer, content, request)

    def _ready(self, parts: SplitResult) -> http.client.HTTPConnection:
        """The line in use when it still stands; else a new one."""
        line = self._open
        if line is not None and line.sock is not None and not _is_over(line):
            line.sock.settimeout(CONNECT_SECONDS)
            return line
        self.close()
        kind = http.client.HTTPConnection if parts.scheme == "http" else http.client.HTTPSConnection
        line = kind(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
        line.connect()
        self._open = line
        return line


def _is_over(line: http.client.HTTPConnection) -> bool:
    """Whether the other end has closed it, or said what nobody asked."""
    return bool(select.select([line.sock], [], [], 0)[0])


def _response(
    answer: http.client.HTTPResponse, content: bytes, request: PreparedRequest
) -> Response:
    """The answer as the library reads it; without ``Location``, so that it goes nowhere else."""
    found = Response()
    found.status_code, found.reason = answer.status, answer.reason
    found.headers["Content-Type"] = answer.getheader("Content-Type", "")
    found.url, found.request, found.encoding = request.url or "", request, "utf-8"
    found._content = content
    return found
