"""Mail through a provider's interface, written by django-anymail, with a sure outcome.

What is ours goes along: Message-ID, thread, address for answers, images, papers. The provider's own
counting of openings and clicks is always refused: a company that counts openings has its own way.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.mime.image import MIMEImage
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from anymail.backends.base_requests import AnymailRequestsBackend
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailNotSupportedWarning,
    AnymailRecipientsRefused,
)
from django.core.mail import EmailMultiAlternatives

from encaisse.letters.mail import line
from encaisse.letters.mail import message as mime
from encaisse.letters.mail.rendering import with_images_inside
from encaisse.letters.rules.delivery import Delivered, Failed, Outcome, Rejected, Unclear
from encaisse.letters.rules.language import one_line

if TYPE_CHECKING:
    from types import TracebackType

    from encaisse.letters.mail.accounts import Account
    from encaisse.letters.mail.message import Mail

LETTER = "letter"
COUNTING = {"mailgun", "mailjet", "mandrill", "postmark", "sendgrid", "sparkpost"}
WITHOUT_INLINE = {"brevo", "scaleway"}
WITHOUT_IDENTIFIER = {"mailjet"}
LATER = {401, 402, 403, 408, 429, 503}
SERVER = 500
STATUS = {"invalid": "5.1.1", "rejected": "5.1.0"}  # RFC 3463, of the address
TOLD_MAX, NUMBER_MAX = 300, 200
SENTENCES = ("message", "errormessage", "description", "detail", "error")


class Connection:
    """One line to the provider, used for a whole batch."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._backend = backend_of(account)
        self._backend.session = line.session()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._backend.close()

    def written(self, mail: Mail) -> Request:
        """The mail written out."""
        return Request(self, as_message(mail, self._account.kind))

    def send(self, message: EmailMultiAlternatives) -> Outcome:
        """Give one message to the provider; says what became of it, and never raises for it."""
        name = self._account.name
        try:
            self._backend.send_messages([message])
        except AnymailRecipientsRefused:
            refused = _refused(message, name)
            return Failed(_told(refused), permanent=True, refused=refused)
        except line.NotReached as problem:
            return Failed(f"{name} injoignable : {problem.__cause__}", permanent=False)
        except line.NoAnswer as problem:
            return Unclear(f"{name} n'a pas répondu : {problem.__cause__}")
        except AnymailAPIError as problem:
            return _answered(name, problem)
        except AnymailError as problem:
            return Failed(f"{name} ne prend pas ce message : {problem}", permanent=True)
        return _taken(message, name)


@dataclass(frozen=True, slots=True)
class Request:
    """One mail for the provider: it is said at once, or not at all."""

    connection: Connection
    message: EmailMultiAlternatives

    def offer(self) -> None:
        """A request is one whole."""

    def give(self) -> Outcome:
        """Ask the provider to send it."""
        return self.connection.send(self.message)

    def keep(self) -> None:
        """Nothing was said."""


def backend_of(account: Account) -> AnymailRequestsBackend:
    """The provider's interface, as the library writes it."""
    module = import_module(f"anymail.backends.{account.kind}")
    server = {"api_url": account.endpoint} if account.endpoint else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AnymailNotSupportedWarning)
        return module.EmailBackend(**_keys(account), **server)


def as_message(mail: Mail, kind: str) -> EmailMultiAlternatives:
    """The mail as the library takes it. One who takes no image inside the text gets it as data,
    for the readers that show it, and as a paper, for the others."""
    html, images = mail.html, mail.images
    sender = Address(one_line(mail.sender_name), addr_spec=mime.sender_address())
    message: Any = EmailMultiAlternatives(
        subject=one_line(mail.subject), body=mail.text, from_email=str(sender),
        to=mime.recipients(mail), headers=_headers(mail, kind),
        reply_to=[mime.plain_address(mail.reply_to)] if mail.reply_to else None,
    )  # fmt: skip
    if kind in WITHOUT_INLINE:
        html = with_images_inside(html, images)
    for name, png in images.items():
        _enclose(message, name, png, is_inline=kind not in WITHOUT_INLINE)
    if html:
        message.attach_alternative(html, "text/html")
    for paper in mail.papers:
        message.attach(one_line(paper.name), paper.content, paper.media_type)
    message.metadata = {LETTER: mail.number}
    if kind in COUNTING:
        message.track_opens = message.track_clicks = False
    return message  # type: ignore[no-any-return]


def _keys(account: Account) -> dict[str, str]:
    match account.kind:
        case "mailgun":
            return {"api_key": account.key, "sender_domain": account.account}
        case "mailjet":
            return {"api_key": account.key, "secret_key": account.secret}
        case "postmark":
            return {"server_token": account.key}
        case "scaleway":
            return {"secret_key": account.key, "project_id": account.account}
    return {"api_key": account.key}


def _headers(mail: Mail, kind: str) -> dict[str, str]:
    """Ours, without those that the provider refuses to be given."""
    found = mime.own_headers(mail)
    if kind in WITHOUT_IDENTIFIER:
        del found["Message-ID"]
    if kind == "postmark":
        found["X-PM-KeepID"] = "true"
    return found


def _enclose(message: EmailMultiAlternatives, name: str, png: bytes, *, is_inline: bool) -> None:
    if not is_inline:
        message.attach(f"{name}.png", png, "image/png")
        return
    image = MIMEImage(png, "png")
    image.add_header("Content-ID", f"<{name}>")
    image.add_header("Content-Disposition", "inline", filename=f"{name}.png")
    message.attach(image)


def _taken(message: Any, name: str) -> Outcome:
    """What the provider said of each address of a mail that it took."""
    found = message.anymail_status
    if found.status == {"failed"}:
        told = _sentence(_document(found.esp_response)) or "sans dire pourquoi"
        return Failed(f"refusé par {name} : {told}"[:TOLD_MAX], permanent=True)
    refused = _refused(message, name)
    numbers = (each.message_id for each in found.recipients.values() if each.message_id)
    number = str(next(numbers, ""))[:NUMBER_MAX]
    said = [f"accepté par {name}" + (f", n° {number}" if number else ""), _told(refused)]
    return Delivered(" · ".join(filter(None, said)), reference=number, refused=refused)


def _refused(message: Any, name: str) -> tuple[Rejected, ...]:
    recipients = message.anymail_status.recipients or {}
    return tuple(
        Rejected(address, f"{STATUS[each.status]} adresse refusée par {name} ({each.status})")
        for address, each in recipients.items()
        if each.status in STATUS
    )


def _told(refused: tuple[Rejected, ...]) -> str:
    return " · ".join(f"{each.address} refusé : {each.answer}" for each in refused)


def _answered(name: str, problem: AnymailAPIError) -> Outcome:
    """What an answer other than a yes means. A key refused or a credit used up is ours to mend:
    tried again. What comes of a server's own fault, or from a machine in between, nobody knows."""
    status = problem.status_code or SERVER
    told = _sentence(_document(problem.response)) or str(getattr(problem.response, "reason", ""))
    said = f"{name} : {status} {told}"[:TOLD_MAX].strip()
    if status in LATER:
        return Failed(said, permanent=False)
    if 300 <= status < SERVER:
        return Failed(said, permanent=True)
    return Unclear(f"réponse incertaine de {said}")


def _document(response: Any) -> Any:
    try:
        return json.loads(response.content)
    except (AttributeError, ValueError):
        return None


def _sentence(document: Any) -> str:
    """The first sentence of an error, however the provider wraps it."""
    return next(_sentences(document), "")


def _sentences(document: Any) -> Iterator[str]:
    match document:
        case dict():
            named = {str(name).lower(): value for name, value in document.items()}
            yield from (
                " ".join(named[each].split())
                for each in SENTENCES
                if isinstance(named.get(each), str)
            )
            for value in document.values():
                yield from _sentences(value)
        case list():
            for value in document:
                yield from _sentences(value)
