"""A composed message drawn for mail: HTML (our own template), plain text, the QR code's image.

``READING_POLICY`` goes with that HTML wherever a page shows it: it may neither run nor fetch, but
the type of the product; its origin is ours, so that the page around knows how high it is."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.template.loader import render_to_string

from encaisse.letters.pdf import pictures
from encaisse.letters.post.drawing import on_paper
from encaisse.letters.rules import Composed, MessageContext, Wording, compose, epc
from encaisse.letters.rules.facts import UNTITLED
from encaisse.letters.rules.script import script
from encaisse.letters.rules.text import plain_text
from encaisse.letters.sms import drawing

QR_IMAGE = "reglement"
UNBROKEN = 'style="white-space:nowrap"'
READING_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src 'self'; "
    "sandbox allow-same-origin"
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be prepared as a letter; ``images`` are PNG by Content-ID, ``written`` the
    text that made it."""

    subject: str
    text: str
    html: str
    images: dict[str, bytes] = field(default_factory=dict)
    written: Wording = UNTITLED


def render(wording: Wording, context: MessageContext) -> Rendered:
    """The message that the template makes of the facts.

    Values are escaped in the HTML: what a customer's name contains stays text."""
    return replace(_drawn(compose(wording, context), context), written=wording)


def preview(wording: Wording, context: MessageContext) -> str:
    """The same as one HTML page, its subject above it, its images inside."""
    drawn = _drawn(compose(wording, context), context, is_preview=True)
    return with_images_inside(drawn.html, drawn.images)


def preview_for(channel: str, wording: Wording, context: MessageContext) -> str:
    """The message as one HTML page, as its channel shows it: a mail, the pages of a letter, a text
    message, the script of a call."""
    if channel == "letter":
        order = on_paper(wording, context).order
        facts = {"pages": pictures(order), "title": order.title}
        return render_to_string("letters/pages.html", facts)
    if channel == "sms":
        return drawing.preview(wording, context)
    if channel == "call":
        return render_to_string("letters/call/page.html", {"script": script(wording, context)})
    return preview(wording, context)


def with_images_inside(html: str, images: Mapping[str, bytes]) -> str:
    """The HTML for a reader that fetches nothing: images as data, not as parts of a mail."""
    for name, png in images.items():
        html = html.replace(
            f"cid:{name}", f"data:image/png;base64,{base64.b64encode(png).decode()}"
        )
    return html


def _drawn(message: Composed, context: MessageContext, *, is_preview: bool = False) -> Rendered:
    words, company = message.words, context.company
    facts = {
        "message": message,
        "words": words,
        "company": company,
        "reply": words.reply.format(company=company.name),
        "is_preview": is_preview,
        "unbroken": UNBROKEN,
    }
    return Rendered(
        subject=message.subject,
        text=plain_text(message, company),
        html=render_to_string("letters/mail/message.html", facts),
        images={QR_IMAGE: epc.png(message.qr)} if message.qr else {},
    )
