"""A letter as a MIME message: text and HTML as alternatives, the images beside the HTML, then the
papers that it carries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

from encaisse.letters.mail import parts
from encaisse.letters.rules.language import one_line

IDENTIFIER = re.compile(r"<[!-;=?-~]{1,900}>")
FOLDED = {"In-Reply-To", "References"}
NOT_AN_ATOM = re.compile(r"[^A-Za-z0-9.-]+")


class BadAddress(ValueError):
    """An address to which no server could be asked to deliver."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that goes with the mail."""

    name: str
    media_type: str
    content: bytes

    @property
    def is_invitation(self) -> bool:
        """Whether it is an entry of a calendar."""
        return self.content.startswith(b"BEGIN:VCALENDAR")


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

    @property
    def number(self) -> str:
        """The part of its identifier that is only its own."""
        return self.message_id.strip("<>").partition("@")[0]


def build(mail: Mail) -> bytes:
    """The message to send. A letter is written to one customer: it is no list, and bears no
    ``List-`` header; ``Auto-Submitted`` keeps holiday robots from answering it, unless a
    person wrote it in answer to somebody."""
    return b"".join([*_headers(mail), b"MIME-Version: 1.0\r\n", _body(mail)])


def recipients(mail: Mail) -> list[str]:
    """The addresses to ask the server for."""
    return [plain_address(address) for address in mail.to]


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


def own_headers(mail: Mail) -> dict[str, str]:
    """Which mail it is, what it answers, and that no robot need answer it."""
    found = {"Message-ID": mail.message_id}
    thread = [f"<{_atom(mail.thread)}@{domain()}>"] if mail.thread else []
    if answered := [*thread, *_answered(mail)]:
        found["In-Reply-To"], found["References"] = answered[-1], " ".join(answered)
    if not mail.answers:
        found["Auto-Submitted"] = "auto-generated"
        found["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    return found


def _headers(mail: Mail) -> Iterator[bytes]:
    yield _from(one_line(mail.sender_name), sender_address())
    yield parts.plain_header("To", recipients(mail), between=",")
    if mail.reply_to:
        yield parts.plain_header("Reply-To", [plain_address(mail.reply_to)])
    yield parts.header("Subject", one_line(mail.subject))
    yield f"Date: {format_datetime(mail.at)}\r\n".encode()
    for name, value in own_headers(mail).items():
        yield parts.plain_header(name, value.split() if name in FOLDED else [value])


@lru_cache(maxsize=64)
def _from(name: str, address: str) -> bytes:
    return parts.header("From", Address(name, addr_spec=address))


def _body(mail: Mail) -> bytes:
    """The text alone, or beside the HTML with its images; an invitation beside the text too; then
    the papers."""
    read = [parts.text(mail.text)]
    if mail.html:
        images = (parts.image(name, png) for name, png in mail.images.items())
        read.append(parts.several("related", parts.text(mail.html, subtype="html"), *images))
    read += [parts.calendar(each.content) for each in mail.papers if each.is_invitation]
    papers = (
        parts.paper(one_line(each.name), each.media_type, each.content) for each in mail.papers
    )
    return parts.several("mixed", parts.several("alternative", *read), *papers)


def _answered(mail: Mail) -> list[str]:
    """The identifier of the mail answered, unless it is one that no header could bear."""
    return [mail.answers] if IDENTIFIER.fullmatch(mail.answers) else []


def _atom(text: str) -> str:
    return NOT_AN_ATOM.sub("-", text)
