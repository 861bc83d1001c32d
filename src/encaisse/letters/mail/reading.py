"""A mail received, read: who writes, in answer to what, in which words; a person, a robot, or a
server that could not deliver.

Sources: RFC 5322 (threads), RFC 3834 (automatic answers), RFC 3464 (delivery reports), RFC 5965
(complaints)."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from enum import StrEnum
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from encaisse.letters.mail.cutting import said_in

SUBJECT_MAX, TEXT_MAX, ADDRESS_MAX = 250, 200_000, 254
MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
MALFORMED = (MessageError, ValueError, LookupError, AttributeError, TypeError)
PERMANENT = "5"
WANTED = "not-spam"
COMPLAINED = "signalé comme indésirable par son destinataire"
BLOCKS = {"p", "div", "br", "tr", "li", "table", "blockquote", "h1", "h2", "h3", "hr"}
UNREAD = {"script", "style", "head", "title"}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
MANY_LINES = re.compile(r"\n{3,}")
ROBOT_SUBJECT = re.compile(
    r"^\s*(réponse automatique|message d'absence|absen(t|ce|te)\b|automatic reply|auto(matic)?[ -]?"
    r"(reply|response)|out of (the )?office|abwesenheit|accusé de réception)",
    re.IGNORECASE,
)
POSTMASTERS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)


class Kind(StrEnum):
    """Who speaks in a mail received."""

    PERSON = "person"
    ROBOT = "robot"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Refused:
    """One address to which a mail could not be delivered. ``status`` is that of RFC 3463
    (``5.1.1``), empty when the server did not say."""

    address: str
    status: str
    answer: str

    @property
    def is_permanent(self) -> bool:
        """Whether writing there again would change nothing."""
        return not self.status or self.status.startswith(PERMANENT)

    @property
    def told(self) -> str:
        """What the server said, with its status."""
        is_told = not self.status or self.status in self.answer
        return self.answer if is_told else f"{self.status} {self.answer}".strip()


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with the mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail received. ``references``: the mails that it answers, the nearest first; of a report,
    the mail that it is about. ``said``: its writer's own words, without quotes nor signature."""

    kind: Kind
    message_id: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    text: str
    said: str
    enclosed: tuple[Enclosed, ...] = ()
    refused: tuple[Refused, ...] = ()


def read(content: bytes) -> Incoming:
    """The mail that these bytes are; what is malformed in it is read as well as can be."""
    message = message_from_bytes(content, policy=policy.default)
    name, sender = parseaddr(_header(message, "From"))
    text = _text_of(message)
    kind = _kind(message, sender)
    about = tuple(_reported(message)) if kind in {Kind.BOUNCE, Kind.COMPLAINT} else ()
    return Incoming(
        kind=kind,
        message_id=_own_id(message, content),
        references=about or _references(message),
        sender=sender.strip().lower()[:ADDRESS_MAX],
        sender_name=_plain(name)[:SUBJECT_MAX],
        to=tuple(each.lower() for _name, each in getaddresses(_addressed(message)) if each),
        subject=_plain(_header(message, "Subject"))[:SUBJECT_MAX],
        sent_at=_sent_at(message),
        text=text,
        said=said_in(text) if kind in {Kind.PERSON, Kind.ROBOT} else "",
        enclosed=tuple(_enclosed(message)),
        refused=_refusals(message, kind),
    )


def _kind(message: EmailMessage, sender: str) -> Kind:
    if message.get_content_type() == "multipart/report":
        about = str(message.get_param("report-type", "")).lower()
        if about == "feedback-report":
            return Kind.COMPLAINT
        if about == "delivery-status":
            return Kind.BOUNCE if tuple(_refused(message)) else Kind.ROBOT
    if POSTMASTERS.match(sender):
        return Kind.BOUNCE
    return Kind.ROBOT if _is_automatic(message) else Kind.PERSON


def _is_automatic(message: EmailMessage) -> bool:
    """An answer that no person wrote (RFC 3834, and what older robots say instead)."""
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return True
    if _header(message, "Precedence").strip().lower() in {"auto_reply", "bulk", "junk"}:
        return True
    if any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")):
        return True
    return bool(ROBOT_SUBJECT.match(_header(message, "Subject")))


def _refusals(message: EmailMessage, kind: Kind) -> tuple[Refused, ...]:
    if kind == Kind.BOUNCE:
        return tuple(_refused(message))
    return tuple(_complained(message)) if kind == Kind.COMPLAINT else ()


def _complained(message: EmailMessage) -> Iterator[Refused]:
    """The address whose owner complains of a mail (RFC 5965); nobody's when the report hides it, or
    says on the contrary that the mail was wanted."""
    for part in message.walk():
        if part.get_content_type() != "message/feedback-report":
            continue
        for fields in _inside(part):
            sort = str(fields.get("Feedback-Type", "")).strip().lower()
            for named in fields.get_all("Original-Rcpt-To", []) if sort != WANTED else []:
                yield Refused(_address_in(str(named)), "", COMPLAINED)


def _address_in(field: str) -> str:
    """The address of a field of a report: ``rfc822; someone@there``."""
    return field.rpartition(";")[2].strip().strip("<>").lower()[:ADDRESS_MAX]


def _refused(message: EmailMessage) -> Iterator[Refused]:
    """The addresses of a delivery report to which nothing was delivered, as we wrote them; those
    that still wait are left out: the server goes on trying."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in _inside(part):
            if str(group.get("Action", "")).strip().lower() != "failed":
                continue
            address = str(group.get("Original-Recipient") or group.get("Final-Recipient") or "")
            yield Refused(
                _address_in(address),
                str(group.get("Status", "")).strip(),
                _plain(str(group.get("Diagnostic-Code", "")).rpartition(";")[2])[:SUBJECT_MAX],
            )


def _reported(message: EmailMessage) -> Iterator[str]:
    """The mails that a report is about, by what it encloses of them."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            headers = message_from_bytes(_bytes_of(part))
            yield from _ids(str(headers.get("Message-ID", "")))
        elif part.get_content_type() == "message/rfc822":
            for inner in _inside(part):
                yield from _ids(_header(inner, "Message-ID"))


def _inside(part: EmailMessage) -> list[EmailMessage]:
    """The parts of a part that has some."""
    found: Any = part.get_payload()
    return found if isinstance(found, list) else []


def _references(message: EmailMessage) -> tuple[str, ...]:
    """The mails answered, the nearest first, each once."""
    near = _ids(_header(message, "In-Reply-To"))
    far = reversed(_ids(_header(message, "References")))
    return tuple(dict.fromkeys([*near, *far]))


def _own_id(message: EmailMessage, content: bytes) -> str:
    """Its identifier; of a mail that has none, its fingerprint, so that it is known again."""
    found = _ids(_header(message, "Message-ID"))
    return found[0] if found else f"<{hashlib.sha256(content).hexdigest()}@fingerprint>"


def _ids(header: str) -> list[str]:
    return MESSAGE_ID.findall(header)


def _addressed(message: EmailMessage) -> list[str]:
    return [_header(message, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To")]


def _header(message: EmailMessage, name: str) -> str:
    """A header as text. The library refuses some malformed ones: those are read raw."""
    try:
        return str(message.get(name) or "")
    except MALFORMED:
        raw = [value for key, value in message.raw_items() if key.lower() == name.lower()]
        return str(raw[0]) if raw else ""


def _sent_at(message: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _text_of(message: EmailMessage) -> str:
    """The words: the plain text where there is one, else those of the HTML."""
    plain = _first(message, "text/plain")
    if plain is not None and (text := _decoded(plain)).strip():
        return _tidy(text)
    written = _first(message, "text/html")
    return _tidy(text_of_html(_decoded(written))) if written is not None else ""


def _first(message: EmailMessage, media_type: str) -> EmailMessage | None:
    """The first part of that type which is no enclosed file, outside any mail enclosed."""
    if message.get_content_type() == media_type and not message.get_filename():
        return message
    if not message.is_multipart() or message.get_content_type() == "message/rfc822":
        return None
    found = (_first(part, media_type) for part in _inside(message))
    return next((part for part in found if part is not None), None)


def text_of_html(written: str) -> str:
    """The words of an HTML text, a line for each block; neither what runs nor what is drawn."""
    if not written.strip():
        return ""
    try:
        tree = lxml_html.document_fromstring(written.encode(), parser=_PARSER)
    except (etree.LxmlError, ValueError):
        return ""
    return "".join(_words(tree))


_PARSER = lxml_html.HTMLParser(encoding="utf-8", no_network=True)


def _words(element: lxml_html.HtmlElement) -> Iterator[str]:
    for event, node in etree.iterwalk(element, events=("start", "end", "comment")):
        if event == "start" and node.tag in UNREAD:
            node.text, node[:] = "", []
        elif event == "start":
            yield ("\n" if node.tag in BLOCKS else "") + " ".join((node.text or "").split("\n"))
        elif event == "end":
            ends = "\n" if node.tag in BLOCKS and node.tag != "br" else ""
            yield ends + " ".join((node.tail or "").split("\n"))
        else:
            yield node.tail or ""


def _enclosed(message: EmailMessage) -> Iterator[Enclosed]:
    """The files: what has a name, and the mails enclosed; images drawn in a signature have none
    that a person gave."""
    if message.get_content_type() == "multipart/report":
        return
    for part in message.iter_attachments() if message.is_multipart() else ():
        name = _plain(part.get_filename() or "")
        if part.get_content_type() == "message/rfc822":
            yield Enclosed(name or "message.eml", "message/rfc822", _bytes_of(part))
        elif part.is_multipart():
            yield from _enclosed(part)
        elif name:
            yield Enclosed(name, part.get_content_type(), _bytes_of(part))


def _bytes_of(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return b"".join(map(_written, _inside(part)))
    content: Any = part.get_payload(decode=True)
    return content or b""


def _written(mail: EmailMessage) -> bytes:
    """An enclosed mail in bytes; one too broken for the library to write, by what it says."""
    try:
        return mail.as_bytes()
    except MALFORMED:
        said: Any = mail.get_payload(decode=True)
        heads = "".join(f"{name}: {value}\n" for name, value in mail.raw_items())
        return heads.encode(errors="replace") + b"\n" + (said or b"")


def _decoded(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError, AttributeError):
        return _bytes_of(part).decode("utf-8", errors="replace")


def _tidy(text: str) -> str:
    lines = (line.rstrip() for line in CONTROLS.sub("", text.replace("\r\n", "\n")).split("\n"))
    return MANY_LINES.sub("\n\n", "\n".join(lines)).strip()[:TEXT_MAX]


def _plain(text: str) -> str:
    """One line, nothing that hides or turns the text."""
    return " ".join(CONTROLS.sub("", text).split())
