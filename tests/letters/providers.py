"""A provider of text messages on the loopback, that speaks the published interfaces of two of them
(Brevo v3, OVHcloud 1.0) with the moods of real ones."""

import contextlib
import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY, SECRET, CONSUMER, ACCOUNT = "xkeysib-1", "as-1", "ck-1", "sms-ab12345-1"


@dataclass
class Provider:
    """What arrived, and how the provider answers: ``mood`` gets the number of the request, and
    gives a status, or ``hang up``, ``sleep``, ``nonsense``, ``refused number``."""

    mood: Callable[[int], int | str] = lambda _: 0
    received: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]] | str:
        """Status and document, as the interface asked for says them."""
        told = json.loads(body)
        self.received.append(told)
        mood = self.mood(len(self.received))
        if isinstance(mood, str) and mood != "refused number":
            return mood
        if mood and mood != "refused number":
            return int(mood), {"code": "error", "message": f"humeur {mood}"}
        if path == "/v3/transactionalSMS/send":
            return self._brevo(headers, told, is_refused=mood == "refused number")
        if path == f"/1.0/sms/{ACCOUNT}/jobs":
            return self._ovh(path, headers, body, told, is_refused=mood == "refused number")
        return 404, {"message": "chemin inconnu"}

    def _brevo(
        self, headers: Any, told: dict[str, Any], *, is_refused: bool
    ) -> tuple[int, dict[str, Any]]:
        if headers["api-key"] != KEY:
            return 401, {"code": "unauthorized", "message": "Key not found"}
        if is_refused or not told["recipient"].isdigit() or not told["content"]:
            return 400, {"code": "invalid_parameter", "message": "Invalid telephone number"}
        return 201, {"messageId": 1511882900176220 + len(self.received)}

    def _ovh(
        self, path: str, headers: Any, body: bytes, told: dict[str, Any], *, is_refused: bool
    ) -> tuple[int, dict[str, Any]]:
        stamp, url = headers["X-Ovh-Timestamp"], f"{self.address}{path}"
        signed = "+".join([SECRET, CONSUMER, "POST", url, body.decode(), stamp])
        if headers["X-Ovh-Signature"] != f"$1${hashlib.sha1(signed.encode()).hexdigest()}":
            return 400, {"message": "Invalid signature"}
        good = [] if is_refused else told["receivers"]
        return 200, {
            "totalCreditsRemoved": len(good),
            "invalidReceivers": [each for each in told["receivers"] if each not in good],
            "ids": [26929925 + len(self.received)] if good else [],
            "validReceivers": good,
        }


@contextlib.contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """The provider, listening on a port of its own of the loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            found = provider.answer(self.path, self.headers, self.rfile.read(length))
            if found == "sleep":
                provider.closing.wait(30)
            if found in ("sleep", "hang up"):
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, document = (200, "<html>") if isinstance(found, str) else found
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.closing.set()
        server.shutdown()
        server.server_close()
