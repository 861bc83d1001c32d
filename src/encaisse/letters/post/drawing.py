"""A composed message as a letter on paper: what ``post.typ`` is given, and nothing else.

The addressee stands where the window of a DL envelope shows it (NF Z11-001), the legal mentions of
the company at the foot of each page, the amounts in the customer's language."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from encaisse.letters.pdf import Order
from encaisse.letters.rules import MessageContext, Sender, Wording, compose, epc
from encaisse.letters.rules.composing import Part, Payment
from encaisse.letters.rules.postal import HOME, check_address, envelope, postcode_of, town_of
from encaisse.letters.rules.text import plain_text
from encaisse.letters.rules.words import Words

TEMPLATE = "letters/post.typ"
LABELS = (
    "number", "issued", "due", "late", "open", "estimated", "credits", "total", "payment",
    "beneficiary", "amount", "reference", "scan", "no_iban", "total_with_claims", "about",
    "account", "page", "colon", "enclosed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A letter ready to be drawn: the lines of its envelope, its plain text, the order itself, the
    text that made it; whether it is posted as a registered one."""

    to: tuple[str, ...]
    postcode: str
    text: str
    order: Order
    written: Wording
    is_registered: bool = False


def on_paper(wording: Wording, context: MessageContext, *, enclosed: Sequence[str] = ()) -> OnPaper:
    """The letter that the template makes of the facts, with the names of the papers ``enclosed``;
    refused when its address is incomplete."""
    company, customer = context.company, context.customer
    check_address(customer.name, customer.address, customer.country)
    message = compose(wording, context, is_on_paper=True)
    words = message.words
    to = envelope(customer.name, context.person, customer.address, customer.country, words=words)
    data = {
        "made_on": context.day.isoformat(),
        "language": words.language,
        "words": {name: getattr(words, name) for name in LABELS},
        "company": _head(company),
        "to": to,
        "account": customer.code,
        "reference": context.reference,
        "dated": _dated(company, context, words),
        "parts": [_part(part, words) for part in message.parts],
        "signature": {
            "picture": company.signature,
            "told": company.signatory or company.name,
            "lines": [line for line in (company.signatory, company.signatory_role) if line],
        },
        "enclosed": list(enclosed),
        "foot": _foot(company),
    }
    postcode = postcode_of(customer.address) if customer.country == HOME else ""
    order = Order(TEMPLATE, data, message.subject)
    return OnPaper(to, postcode, plain_text(message, company), order, wording)


def _head(company: Sender) -> dict[str, object]:
    where = [line.strip() for line in company.address.splitlines() if line.strip()]
    reach = [part for part in (company.phone, company.email) if part]
    return {"name": company.name, "lines": where, "reach": reach, "logo": company.logo}


def _foot(company: Sender) -> str:
    return " · ".join(part for part in (company.name, company.legal, company.numbers) if part)


def _dated(company: Sender, context: MessageContext, words: Words) -> str:
    place, day = town_of(company.address), words.long_day(context.day)
    return (
        words.dated.format(place=place, day=day) if place else words.dated_nowhere.format(day=day)
    )


def _part(part: Part, words: Words) -> dict[str, object]:
    told = {"kind": part.kind, **asdict(part)}
    if isinstance(part, Payment) and part.qr:
        told["qr"] = epc.svg(part.qr)
        told["qr_told"] = words.qr.format(**asdict(part))
    return told
