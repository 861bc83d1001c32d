"""A composed message drawn for mail: HTML (our own template), plain text, the QR code's image."""

from dataclasses import dataclass, field

from django.template.loader import render_to_string

from encaisse.letters.rules import MessageContext, Wording, compose, epc
from encaisse.letters.rules.text import plain_text

QR_IMAGE = "reglement"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be prepared as a letter; ``images`` are PNG by Content-ID."""

    subject: str
    text: str
    html: str
    images: dict[str, bytes] = field(default_factory=dict)


def render(wording: Wording, context: MessageContext) -> Rendered:
    """The message that the template makes of the facts.

    Values are escaped in the HTML: what a customer's name contains stays text."""
    message = compose(wording, context)
    facts = {"message": message, "words": message.words, "company": context.company}
    facts["reply"] = message.words.reply.format(company=context.company.name)
    images = {QR_IMAGE: epc.png(message.qr)} if message.qr else {}
    return Rendered(
        subject=message.subject,
        text=plain_text(message, context.company),
        html=render_to_string("letters/mail/message.html", facts),
        images=images,
    )
