"""The proof file of a message (attestation d'envoi): what is kept of it, on paper, for whoever must
be convinced. It says who tells each thing and what that proves; nothing more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from encaisse.letters.pdf import Order
from encaisse.letters.queries import sender_of
from encaisse.letters.rules.proving import Line
from encaisse.web.formats import day, size

if TYPE_CHECKING:
    from encaisse.letters.models import Letter

TEMPLATE = "letters/attestation.typ"
TITLE, TITLE_UNSENT = "Attestation d'envoi", "Relevé de suivi d'un message"
LEFT = ("delivered", "bounced")
# What the shipped font draws for certain; the rest is named by its number.
UNDRAWN = re.compile(
    "[^\n -~\u00a0-\u00ac\u00ae-\u0148\u014a-\u017f\u0391-\u03a1\u03a3-\u03c9\u0400-\u045f"
    "\u1ea0-\u1ef9\u2010-\u2027\u202f-\u2044\u20ac\u2122\u2190-\u2193\u2212\u2260\u2264\u2265]"
)


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with the proof, and its fingerprint."""

    what: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Journal:
    """How far the chained journal of the company goes, and the digest of its latest act."""

    acts: int
    digest: str


def file_of(what: str, name: str, content: bytes) -> File:
    """A file that is not a document: made again from what is kept."""
    return File(what, name, len(content), hashlib.sha256(content).hexdigest())


def attestation(
    letter: Letter, record: Sequence[Line], files: Sequence[File], journal: Journal, *, on: date
) -> Order:
    """The proof file, to draw; the same facts give the same bytes."""
    sender, zone = sender_of(letter.company), ZoneInfo(letter.company.timezone)
    issuer = [*sender.address.splitlines(), sender.legal, sender.numbers]
    meanings = dict.fromkeys((line.meaning.label, line.meaning.proves) for line in record)
    data = {
        "made_on": on.isoformat(),
        "made_on_label": day(on),
        "kicker": f"Message n° {letter.pk}, {_way(letter)}",
        "issuer": {"name": sender.name, "lines": [line for line in issuer if line]},
        "addressee": _addressee(letter),
        "facts": _facts(letter),
        "record": [_row(line, zone) for line in record],
        "meanings": [list(each) for each in meanings],
        "text": letter.text.strip(),
        "files": [[one.what, one.name, size(one.size), one.sha256] for one in files],
        "acts": str(journal.acts),
        "digest": journal.digest,
    }
    drawn: dict[str, object] = {name: _drawable(value) for name, value in data.items()}
    drawn["is_replaced"] = drawn != data
    return Order(TEMPLATE, drawn, title_of(letter))


def _addressee(letter: Letter) -> dict[str, object]:
    """Whom it was written to: a customer by its name, then its addresses; a letter on paper bears
    the name already."""
    if letter.customer is None or letter.batch_id is not None:
        return {"name": letter.to[0], "lines": list(letter.to[1:])}
    return {"name": letter.customer.title, "lines": list(letter.to)}


def title_of(letter: Letter) -> str:
    """An attestation of what left; of what did not, a record."""
    return TITLE if letter.state in LEFT else TITLE_UNSENT


def _way(letter: Letter) -> str:
    if letter.is_registered:
        return "lettre recommandée avec avis de réception"
    return str(letter.get_channel_display())


def _facts(letter: Letter) -> list[list[str]]:
    """What names the message."""
    told = [
        ["Objet", letter.subject],
        ["État à ce jour", str(letter.get_state_display())],
        ["Identifiant", letter.message_id if letter.channel == "mail" else ""],
        ["Numéro chez le fournisseur", letter.reference],
        ["Réponses vers", letter.reply_to],
        ["Heures", letter.company.timezone],
        ["Empreinte SHA-256 du texte", hashlib.sha256(letter.text.encode()).hexdigest()],
    ]
    return [fact for fact in told if fact[1]]


def _row(line: Line, zone: ZoneInfo) -> list[str]:
    event = line.event
    told = [event.said, _numbered(event.reference)]
    return [
        _moment(event.at, zone, has_hour=event.has_hour),
        " ".join(filter(None, [line.meaning.label, event.address])),
        event.source,
        " · ".join(filter(None, told)),
    ]


def _moment(at: datetime, zone: ZoneInfo, *, has_hour: bool) -> str:
    local = at.astimezone(zone)
    return f"{day(local)} à {local:%H:%M:%S}" if has_hour else day(local)


def _numbered(reference: str) -> str:
    """A number of somebody else's, or that of a paper kept here."""
    kind, _, number = reference.partition(":")
    papers = {"reply": "réponse", "document": "document", "batch": "lot"}
    return f"{papers[kind]} n° {number}" if kind in papers else reference and f"n° {reference}"


def _drawable(value: object) -> object:
    """The same, each character that no shipped font draws named by its number."""
    match value:
        case str():
            return UNDRAWN.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)
        case list():
            return [_drawable(each) for each in value]
        case dict():
            return {name: _drawable(each) for name, each in value.items()}
    return value
