"""Mail providers on the loopback: one server that speaks the published interfaces of nine of them
(authentication, fields, answers), with the moods of real ones."""

from __future__ import annotations

import base64
import contextlib
import email
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import policy
from email.utils import getaddresses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs

KEY, SECRET, DOMAIN, PROJECT = "cle-1", "secret-1", "mg.atelier.example", "projet-1"


class Taken(NamedTuple):
    """A mail as the provider understood it."""

    sender: str
    to: list[str]
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    reply_to: str
    inline: dict[str, bytes]
    papers: dict[str, bytes]
    number: str
    counting: list[object]


@dataclass
class Provider:
    """What arrived, and how it answers: ``mood`` gets the number of the request, and gives a
    status, or ``hang up``, ``sleep``, ``nonsense``, ``refused address``."""

    kind: str
    mood: Callable[[int], int | str] = lambda _: 0
    taken: list[Taken] = field(default_factory=list)
    asked: int = 0
    lines: int = 0
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Its account, as ENCAISSE_MAIL_URL names it."""
        speaking = SPEAKING[self.kind]
        return f"{speaking.account}?endpoint=http://127.0.0.1:{self.port}{speaking.base}"

    def answer(self, path: str, headers: Any, body: bytes) -> tuple[int, Any] | str:
        """Status and document, as that provider says them."""
        self.asked += 1
        speaking, mood = SPEAKING[self.kind], self.mood(self.asked)
        if isinstance(mood, str) and mood != "refused address":
            return mood
        if path != speaking.base + speaking.path:
            return 404, {"message": f"unknown path {path}"}
        if isinstance(mood, int) and mood:
            return mood, speaking.trouble(mood)
        told = _form(headers, body) if self.kind == "mailgun" else json.loads(body)
        if not speaking.knows(headers, told):
            return 401, speaking.trouble(401)
        if mood == "refused address":
            return speaking.refusal(_first(speaking.taken(told).to))
        self.taken.append(speaking.taken(told))
        return speaking.accepted(self.taken[-1].to, len(self.taken))


class Speaking(NamedTuple):
    """How a provider speaks."""

    account: str
    base: str
    path: str
    knows: Callable[[Any, Any], bool]
    taken: Callable[[Any], Taken]
    accepted: Callable[[list[str], int], tuple[int, Any]]
    trouble: Callable[[int], Any] = lambda _: {"message": "trouble"}
    refusal: Callable[[str], tuple[int, Any]] = lambda _: (422, {"message": "invalid recipient"})


def _first(found: list[str]) -> str:
    return found[0]


def _basic(headers: Any, user: str, password: str) -> bool:
    wanted = base64.b64encode(f"{user}:{password}".encode()).decode()
    return bool(headers["Authorization"] == f"Basic {wanted}")


def _files(rows: Any, name: str, content: str) -> dict[str, bytes]:
    return {row[name].strip("<>"): base64.b64decode(row[content]) for row in rows or ()}


def _form(headers: Any, body: bytes) -> dict[str, Any]:
    """A form, with its files if it has any: names to values, files under ``files``."""
    kind = headers["Content-Type"]
    if not kind.startswith("multipart/"):
        told = parse_qs(body.decode())
        return {"files": []} | {name: ", ".join(values) for name, values in told.items()}
    whole = email.message_from_bytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=policy.HTTP
    )
    found: dict[str, Any] = {"files": []}
    for part in whole.iter_parts():
        named = part["Content-Disposition"].params
        content: Any = part.get_payload(decode=True)
        if "filename" in named:
            found["files"].append((named["name"], named["filename"], content))
        else:
            name, value = named["name"], content.decode()
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _brevo(told: Any) -> Taken:
    headers = dict(told["headers"])
    return Taken(
        told["sender"]["email"], [each["email"] for each in told["to"]], told["subject"],
        told["textContent"], told["htmlContent"], headers, told["replyTo"]["email"], {},
        _files(told.get("attachment"), "name", "content"),
        json.loads(headers["X-Mailin-custom"])["letter"], [],
    )  # fmt: skip


def _mailgun(told: Any) -> Taken:
    headers = {name[2:]: value for name, value in told.items() if name.startswith("h:")}
    files = {
        kind: {name: content for field, name, content in told["files"] if field == kind}
        for kind in ("inline", "attachment")
    }
    return Taken(
        told["from"], [address for _, address in getaddresses([told["to"]])], told["subject"],
        told["text"], told["html"], headers, headers["Reply-To"], files["inline"],
        files["attachment"], told["v:letter"],
        [told["o:tracking-opens"] == "yes", told["o:tracking-clicks"] == "yes"],
    )  # fmt: skip


def _mailjet(told: Any) -> Taken:
    shared = told["Globals"]
    (message,) = told["Messages"]
    return Taken(
        shared["From"]["Email"], [each["Email"] for each in message["To"]], shared["Subject"],
        shared["TextPart"], shared["HTMLPart"], shared["Headers"], shared["ReplyTo"]["Email"],
        _files(shared.get("InlinedAttachments"), "ContentID", "Base64Content"),
        _files(shared.get("Attachments"), "Filename", "Base64Content"),
        json.loads(shared["EventPayload"])["letter"],
        [shared["TrackOpens"] == "enabled", shared["TrackClicks"] == "enabled"],
    )  # fmt: skip


def _mandrill(told: Any) -> Taken:
    mail = told["message"]
    return Taken(
        mail["from_email"], [each["email"] for each in mail["to"]], mail["subject"], mail["text"],
        mail["html"], mail["headers"], mail["headers"]["Reply-To"],
        _files(mail.get("images"), "name", "content"),
        _files(mail.get("attachments"), "name", "content"), mail["metadata"]["letter"],
        [mail["track_opens"], mail["track_clicks"]],
    )  # fmt: skip


def _postmark(told: Any) -> Taken:
    files = told.get("Attachments", [])
    inline = [each for each in files if each.get("ContentID")]
    papers = [each for each in files if not each.get("ContentID")]
    return Taken(
        told["From"], [address for _, address in getaddresses([told["To"]])], told["Subject"],
        told["TextBody"], told["HtmlBody"],
        {each["Name"]: each["Value"] for each in told["Headers"]}, told["ReplyTo"],
        {name.removeprefix("cid:"): content
         for name, content in _files(inline, "ContentID", "Content").items()},
        _files(papers, "Name", "Content"), told["Metadata"]["letter"],
        [told["TrackOpens"], told["TrackLinks"] != "None"],
    )  # fmt: skip


def _resend(told: Any) -> Taken:
    files = told.get("attachments", [])
    inline = [each for each in files if "content_id" in each]
    papers = [each for each in files if "content_id" not in each]
    return Taken(
        told["from"], told["to"], told["subject"], told["text"], told["html"], told["headers"],
        told["reply_to"][0], _files(inline, "content_id", "content"),
        _files(papers, "filename", "content"),
        json.loads(told["headers"]["X-Metadata"])["letter"], [],
    )  # fmt: skip


def _scaleway(told: Any) -> Taken:
    headers = {each["key"]: each["value"] for each in told["additional_headers"]}
    return Taken(
        told["from"]["email"], [each["email"] for each in told["to"]], told["subject"],
        told["text"], told["html"], headers, headers["Reply-To"], {},
        _files(told.get("attachments"), "name", "content"),
        json.loads(headers["X-Metadata"])["letter"], [],
    )  # fmt: skip


def _sendgrid(told: Any) -> Taken:
    files = told.get("attachments", [])
    inline = [each for each in files if each.get("disposition") == "inline"]
    papers = [each for each in files if each.get("disposition") != "inline"]
    said = {each["type"]: each["value"] for each in told["content"]}
    (person,) = told["personalizations"]
    counting = told["tracking_settings"]
    return Taken(
        told["from"]["email"], [each["email"] for each in person["to"]], told["subject"],
        said["text/plain"], said["text/html"], told["headers"],
        told["reply_to_list"][0]["email"], _files(inline, "content_id", "content"),
        _files(papers, "filename", "content"), told["custom_args"]["letter"],
        [counting["open_tracking"]["enable"], counting["click_tracking"]["enable"]],
    )  # fmt: skip


def _sparkpost(told: Any) -> Taken:
    said = told["content"]
    return Taken(
        said["from"], [each["address"]["email"] for each in told["recipients"]], said["subject"],
        said["text"], said["html"], said["headers"], said["reply_to"],
        _files(said.get("inline_images"), "name", "data"),
        _files(said.get("attachments"), "name", "data"), told["metadata"]["letter"],
        [told["options"]["open_tracking"], told["options"]["click_tracking"]],
    )  # fmt: skip


def _mailjet_success(to: list[str], rank: int) -> tuple[int, Any]:
    rows = [{"Email": each, "MessageUUID": "u", "MessageID": 456000 + rank} for each in to]
    return 200, {"Messages": [{"Status": "success", "To": rows, "Cc": [], "Bcc": []}]}


def _mailjet_refusal(_: str) -> tuple[int, Any]:
    wrong = {"ErrorCode": "mj-0013", "ErrorMessage": "is an invalid email address.",
             "StatusCode": 400}  # fmt: skip
    return 400, {"Messages": [{"Status": "error", "Errors": [wrong]}]}


def _postmark_refusal(address: str) -> tuple[int, Any]:
    told = (
        "You tried to send to a recipient that has been marked as inactive.\n"
        f"Found inactive addresses: {address}.\n"
        "Inactive recipients are ones that have generated a hard bounce or a spam complaint."
    )
    return 422, {"ErrorCode": 406, "Message": told}


def _bearer(headers: Any, _: Any) -> bool:
    return bool(headers["Authorization"] == f"Bearer {KEY}")


def _error(status: int) -> dict[str, Any]:
    return {"ErrorIdentifier": "e", "StatusCode": status, "ErrorMessage": "trouble"}


SPEAKING = {
    "brevo": Speaking(
        f"brevo://{KEY}", "/v3", "/smtp/email",
        lambda headers, _: headers["api-key"] == KEY, _brevo,
        lambda _, rank: (201, {"messageId": f"<20261123.{rank}@smtp-relay.example>"}),
        lambda _: {"code": "invalid_parameter", "message": "trouble"},
    ),
    "mailgun": Speaking(
        f"mailgun://{KEY}@{DOMAIN}", "/v3", f"/{DOMAIN}/messages",
        lambda headers, _: _basic(headers, "api", KEY), _mailgun,
        lambda _, rank: (200, {"id": f"<{rank}@{DOMAIN}>", "message": "Queued. Thank you."}),
    ),
    "mailjet": Speaking(
        f"mailjet://{KEY}:{SECRET}", "/v3.1", "/send",
        lambda headers, _: _basic(headers, KEY, SECRET), _mailjet, _mailjet_success, _error,
        _mailjet_refusal,
    ),
    "mandrill": Speaking(
        f"mandrill://{KEY}", "/api/1.0", "/messages/send.json",
        lambda _, told: told["key"] == KEY, _mandrill,
        lambda to, rank: (
            200, [{"email": each, "status": "queued", "_id": f"m{rank}"} for each in to]
        ),
        lambda status: {"status": "error", "code": status, "message": "trouble"},
        lambda to: (200, [{"email": to, "status": "invalid", "_id": "m0"}]),
    ),
    "postmark": Speaking(
        f"postmark://{KEY}", "", "/email",
        lambda headers, _: headers["X-Postmark-Server-Token"] == KEY, _postmark,
        lambda to, rank: (
            200,
            {"To": ", ".join(to), "MessageID": f"p{rank}", "ErrorCode": 0, "Message": "OK"},
        ),
        lambda _: {"ErrorCode": 10, "Message": "trouble"},
        _postmark_refusal,
    ),
    "resend": Speaking(
        f"resend://{KEY}", "", "/emails", _bearer, _resend,
        lambda _, rank: (200, {"id": f"r{rank}"}),
        lambda status: {"statusCode": status, "name": "error", "message": "trouble"},
    ),
    "scaleway": Speaking(
        f"scaleway://{KEY}@{PROJECT}", "/transactional-email/v1alpha1/regions/fr-par", "/emails",
        lambda headers, told: headers["X-Auth-Token"] == KEY and told["project_id"] == PROJECT,
        _scaleway,
        lambda to, rank: (
            200,
            {"emails": [{"id": f"s{rank}", "mail_rcpt": each, "status": "new"} for each in to]},
        ),
    ),
    "sendgrid": Speaking(
        f"sendgrid://{KEY}", "/v3", "/mail/send", _bearer, _sendgrid,
        lambda _to, _rank: (202, None),
        lambda _: {"errors": [{"message": "trouble", "field": None}]},
    ),
    "sparkpost": Speaking(
        f"sparkpost://{KEY}", "/api/v1", "/transmissions/",
        lambda headers, _: headers["Authorization"] == KEY, _sparkpost,
        lambda to, rank: (
            200,
            {"results": {"total_rejected_recipients": 0, "total_accepted_recipients": len(to),
                         "id": f"{1000 + rank}"}},
        ),
        lambda _: {"errors": [{"message": "trouble", "code": "1"}]},
        lambda _: (
            200,
            {"results": {"total_rejected_recipients": 1, "total_accepted_recipients": 0,
                         "id": "1000"}},
        ),
    ),
}  # fmt: skip


@contextlib.contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """The provider, listening on a port of its own of the loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            provider.lines += 1
            super().setup()

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            found = provider.answer(self.path, self.headers, self.rfile.read(length))
            if found == "sleep":
                provider.closing.wait(30)
            if found in ("sleep", "hang up"):
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            status, document = (200, "<html>") if isinstance(found, str) else found
            content = b"<html>" if isinstance(found, str) else json.dumps(document).encode()
            body = b"" if document is None else content
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", f"http://127.0.0.1:{provider.port}/ailleurs")
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
