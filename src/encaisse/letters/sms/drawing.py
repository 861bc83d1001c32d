"""A text message shown as a telephone shows it, with what it weighs."""

from django.template.loader import render_to_string

from encaisse.letters.rules.brief import brief
from encaisse.letters.rules.facts import MessageContext, Wording
from encaisse.letters.rules.texting import PARTS_WRITTEN_MAX, sender_of


def preview(wording: Wording, context: MessageContext) -> str:
    """The message as one HTML page, its parts counted."""
    company = context.company.name
    facts = {
        "brief": brief(wording, context),
        "sender": sender_of(company) or company,
        "parts_max": PARTS_WRITTEN_MAX,
    }
    return render_to_string("letters/sms/message.html", facts)
