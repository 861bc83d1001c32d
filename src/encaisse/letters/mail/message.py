"""A letter as a MIME message: text and HTML as alternatives, the images beside the HTML, then the
papers that it carries."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

from encaisse.letters.rules.language import one_line

IDENTIFIER = re.compile(r"<[!-;=?-~]{1,900}>")
NOT_AN_ATOM = re.compile(r"[^A-Za-z0-9.-]+")


class _Identifiers(UnstructuredHeader, BaseHeader):
    """Identifiers of mails, one a line, never encoded: a word longer than a line would be, and no
    mail program would find its thread again."""

    def fold(self, *, policy: "Policy[Any]") -> str:
        """The header as it is sent."""
        return f"{self.name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("in-reply-to", _Identifiers)
HEADERS.map_to_type("references", _Identifiers)
SEVEN_BIT = policy.SMTP.clone(cte_type="7bit", header_factory=HEADERS)


class BadAddress(ValueError):
    """An address to which no server could be asked to deliver."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that goes with the mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What goes out: the facts of a letter, without its table. ``answers``: the mail answered."""

    message_id: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime
    html: str = ""
    images: dict[str, bytes] = field(default_factory=dict)
    reply_to: str = ""
    thread: str = ""
    answers: str = ""
    papers: tuple[Paper, ...] = ()


def build(mail: Mail) -> EmailMessage:
    """The message to send. A letter is written to one customer: it is no list, and bears no
    ``List-`` header; ``Auto-Submitted`` keeps holiday robots from answering it."""
    message = EmailMessage(policy=SEVEN_BIT)
    message["From"] = Address(one_line(mail.sender_name), addr_spec=sender_address())
    message["To"] = tuple(Address(addr_spec=plain_address(address)) for address in mail.to)
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=plain_address(mail.reply_to))
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = mail.message_id
    thread = [f"<{_atom(mail.thread)}@{domain()}>"] if mail.thread else []
    if answered := [*thread, *_answered(mail)]:
        message["In-Reply-To"] = answered[-1]
        message["References"] = " ".join(answered)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(mail.text)
    if mail.html:
        _add_html(message, mail)
    for paper in mail.papers:
        kind, _, subtype = paper.media_type.partition("/")
        message.add_attachment(
            paper.content, kind, subtype or "octet-stream", filename=one_line(paper.name)
        )
    return message


def recipients(message: EmailMessage) -> list[str]:
    """The addresses to ask the server for."""
    header = message["To"]
    return [address.addr_spec for address in header.addresses] if header else []


def sender_address() -> str:
    """The address of ENCAISSE_MAIL_FROM, which every letter leaves from."""
    return plain_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def domain() -> str:
    """The domain of our identifiers."""
    return sender_address().rpartition("@")[2]


def plain_address(address: str) -> str:
    """The address as servers exchange it: one line, its domain in ASCII."""
    try:
        validate_email(address)
        local, _, host = address.rpartition("@")
        plain = f"{local}@{punycode(host)}"
        plain.encode("ascii")
    except (ValidationError, UnicodeError) as problem:
        raise BadAddress(f"adresse non valable : {one_line(address)}") from problem
    return plain


def _add_html(message: EmailMessage, mail: Mail) -> None:
    html = EmailMessage(policy=SEVEN_BIT)
    html.set_content(mail.html, subtype="html")
    for name, png in mail.images.items():
        html.add_related(
            png, "image", "png", cid=f"<{name}>", filename=f"{name}.png", disposition="inline"
        )
    message.make_alternative()
    message.attach(html)


def _answered(mail: Mail) -> list[str]:
    """The identifier of the mail answered, unless it is one that no header could bear."""
    return [mail.answers] if IDENTIFIER.fullmatch(mail.answers) else []


def _atom(text: str) -> str:
    return NOT_AN_ATOM.sub("-", text)
