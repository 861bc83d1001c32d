"""Two carriers on the loopback, that speak the published interfaces of Maileva (OAuth2 2.0, mail
2.6, registered_mail 2.5) and of Merci Facteur (1.2), with the moods of real ones."""

import base64
import contextlib
import email.policy
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CLIENT, SECRET, USER, PASSWORD = "client-1", "secret-1", "courrier@atelier.example", "p&ss"
SERVICE, KEY, ACCOUNT = "service-1", "key-1", "31590"
TOKEN = "jeton-1"
Mood = Callable[[str], int | str]
Found = tuple[int, Any] | str


@dataclass
class Carriers:
    """What arrived, and how they answer. ``mood`` gets « POST /path » and gives a status, or one of
    ``hang up``, ``sleep``, ``nonsense`` (nothing is done), ``lose`` (it is done, not answered)."""

    mood: Mood = lambda _: 0
    asked: list[str] = field(default_factory=list)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)
    proofs: dict[str, bytes] = field(default_factory=dict)
    errors: dict[str, Any] = field(default_factory=dict)
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        """Where they listen."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def maileva(self) -> str:
        """ENCAISSE_POST_URL of an account at the first."""
        user, password = USER.replace("@", "%40"), PASSWORD.replace("&", "%26")
        servers = f"endpoint={self.address}&connect={self.address}"
        return f"maileva://{CLIENT}:{SECRET}@{user}?password={password}&{servers}"

    @property
    def mercifacteur(self) -> str:
        """ENCAISSE_POST_URL of an account at the second."""
        return f"mercifacteur://{SERVICE}:{KEY}@{ACCOUNT}?endpoint={self.address}/mf"

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> Found:
        """Status and document, or a way of not answering."""
        told = f"{method} {urlsplit(path).path}"
        self.asked.append(told)
        mood = self.mood(told)
        if mood in ("hang up", "sleep", "nonsense"):
            return str(mood)
        if mood and mood != "lose":
            return int(mood), self._error(f"HUMEUR_{mood}", "plus tard")
        found = self._done(method, urlsplit(path).path, headers, body)
        return "hang up" if mood == "lose" else found

    def _done(self, method: str, path: str, headers: Any, body: bytes) -> Found:
        if path.startswith("/mf/"):
            return self._merci(path.removeprefix("/mf/"), headers, body)
        if path.endswith("/openid-connect/token"):
            return self._token(headers, body)
        if headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {"code": "UNAUTHORIZED", "message": "jeton refusé"}
        return self._maileva(method, path.strip("/").split("/"), headers, body)

    @staticmethod
    def _error(code: str, message: str) -> dict[str, Any]:
        return {"errors": [{"code": code, "message": message}], "success": False, "error": code}

    @staticmethod
    def _token(headers: Any, body: bytes) -> Found:
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        wanted = {"grant_type": "password", "username": USER, "password": PASSWORD}
        if headers["Authorization"] != f"Basic {pair}" or asked != wanted:
            return 401, {"errors": [{"code": "CLIENT_ERROR", "message": "Authentication failed"}]}
        return 200, {"access_token": TOKEN, "expires_in": 300}

    def _maileva(self, method: str, path: list[str], headers: Any, body: bytes) -> Found:
        match method, path:
            case "POST", [product, "v2", "sendings"]:
                number = f"110e8400-{len(self.drafts)}"
                sending = {"id": number, "status": "DRAFT", "creation_date": AT, **json.loads(body)}
                self.drafts[number] = {"product": product, "sending": sending, "statuses": []}
                return 201, sending
            case _, [product, "v2", "sendings", number, *rest] if number in self.drafts:
                found = self.drafts[number]
                if found["product"] != product:
                    return 404, {"code": "SENDING_NOT_FOUND", "message": "introuvable"}
                return self._of_sending(found, method, rest, headers, body)
        return 404, {"code": "SENDING_NOT_FOUND", "message": "introuvable"}

    def _of_sending(
        self, found: dict[str, Any], method: str, path: list[str], headers: Any, body: bytes
    ) -> Found:
        sending, is_draft = found["sending"], found["sending"]["status"] == "DRAFT"
        if method == "GET":
            return self._told(found, path)
        match method, path:
            case "DELETE", [] if is_draft:
                sending["status"] = "DELETED"
                return 204, {}
            case "POST", ["documents"] if is_draft:
                found |= _parts(headers["Content-Type"], body)
                return 201, {"id": "d1", "name": "lettre.pdf", "priority": 1}
            case "POST", ["recipients"] if is_draft:
                return self._recipient(found, json.loads(body))
            case "POST", ["submit"] if is_draft:
                sending |= {"status": "PENDING", "submission_date": AT}
                self.sent.append(found)
                return 200, {}
        return 400, self._error("SENDING_STATUS_IS_NOT_DRAFT", "ce n'est plus un brouillon")

    def _told(self, found: dict[str, Any], path: list[str]) -> Found:
        match path:
            case []:
                return 200, found["sending"]
            case ["recipients"]:
                known = [found["recipient"]] if "recipient" in found else []
                return 200, {"recipients": known, "paging": {"total_results": len(known)}}
            case ["recipients", "r1", "delivery_statuses"]:
                return 200, {"delivery_statuses": found["statuses"], "paging": {}}
            case [*_, download] if download in self.proofs:
                return 200, self.proofs[download]
        return 404, self._error("RECIPIENT_NOT_FOUND", "introuvable")

    def _recipient(self, found: dict[str, Any], asked: dict[str, Any]) -> Found:
        for name, line in asked.items():
            if name.startswith("address_line") and len(line) > 38:
                return 400, self._error(f"{name.upper()}_TOO_LONG", "limitée à 38 caractères")
        found["recipient"] = {"id": "r1", "status": "PENDING", **asked}
        return 201, found["recipient"]

    def _merci(self, path: str, headers: Any, body: bytes) -> Found:
        if headers["ww-service-id"] != SERVICE:
            return 401, {"success": False, "error": "INVALID_SERVICE"}
        if path == "getToken":
            message = (SERVICE + headers["ww-timestamp"]).encode()
            signed = hmac.new(KEY.encode(), message, hashlib.sha256).hexdigest()
            if headers["ww-service-signature"] != signed:
                return 401, {"success": False, "error": "INVALID_SIGNATURE"}
            return 200, {"success": True, "token": TOKEN, "expire": 4_000_000_000}
        if headers["ww-access-token"] != TOKEN:
            return 401, {"success": False, "error": "INVALID_TOKEN"}
        form: dict[str, Any] = {key: each[0] for key, each in parse_qs(body.decode()).items()}
        return self._send(form | {key: json.loads(form[key]) for key in ("adress", "content")})

    def _send(self, form: dict[str, Any]) -> Found:
        if any(one["antidoublon"] == form["antidoublon"] for one in self.sent):
            return 400, {"success": False, "error": {"code": "X", "text": "déjà reçu"}}
        for each in (form["adress"]["exp"], *form["adress"]["dest"]):
            if not each.keys() >= KEYS or not (each["cp"] and each["ville"] and each["pays"]):
                return 400, {"success": False, "error": {"code": "INFO_ADDRESS_MISSING"}}
        self.sent.append(form)
        price = {"total": {"ht": 1.54, "ttc": 1.85}}
        number = 122 + len(self.sent)
        resume = {"nb_dest": 1, "nb_page": 2}
        return 200, {"success": True, "envoi_id": number, "price": price, "resume": resume}


AT = "2026-11-03T09:00:00.000Z"
KEYS = {
    "civilite", "nom", "prenom", "societe", "adresse1", "adresse2", "adresse3", "cp", "ville",
    "pays", "reference",
}  # fmt: skip


def _parts(kind: str, body: bytes) -> dict[str, Any]:
    """The document and its metadata, out of a multipart request."""
    whole = BytesParser(policy=email.policy.HTTP).parsebytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body
    )
    parts = {
        part.get_param("name", header="content-disposition"): part for part in whole.iter_parts()
    }
    assert json.loads(parts["metadata"].get_content())["priority"] == 1
    return {"paper": parts["document"].get_content()}


@contextlib.contextmanager
def running(carriers: Carriers) -> Iterator[Carriers]:
    """The carriers, listening on a port of the loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            found = carriers.answer(self.command, self.path, self.headers, body)
            if found == "sleep":
                carriers.closing.wait(30)
            if found in ("sleep", "hang up"):
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, told = (200, b"<html>") if isinstance(found, str) else found
            content = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.do_POST()

        def do_DELETE(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    carriers.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield carriers
    finally:
        carriers.closing.set()
        server.shutdown()
        server.server_close()
