"""What is given to whoever must be convinced: the mail as it left, and the proof file."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from encaisse.audit import queries as audit
from encaisse.kernel.refusal import Refusal
from encaisse.letters import pdf
from encaisse.letters.mail import message as mime
from encaisse.letters.operations.leaving import mail_of, paper_of
from encaisse.letters.operations.mails import PaperPurged
from encaisse.letters.pdf.attestation import File, Journal, attestation, file_of
from encaisse.letters.queries import enclosures, record_of, scans_of
from encaisse.letters.rules.record import given_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from encaisse.documents.models import Document
    from encaisse.letters.models import Letter

MAIL = "mail"


class NotLeft(Refusal):
    """Nothing to write out: it never left, or not by mail."""

    code = "mail_not_left"
    sentence = "Ce message n'est pas parti par courriel : il n'y a pas de fichier à en donner."


def as_sent(letter: Letter) -> bytes:
    """The mail as it left, written out again from what is kept: the bytes that were given to the
    server, as long as the address of sending and the counting of openings are the same; but for the
    secret of the customer's page, which is kept nowhere. Refused when it never left."""
    events = [line.event for line in record_of(letter)] if letter.channel == MAIL else []
    at = given_at(events, channel=MAIL)
    if at is None:
        raise NotLeft
    papers = tuple(paper_of(each) for each in enclosures(letter))
    return mime.build(mail_of(letter, papers, at=at))


def proof_of(letter: Letter, *, on: date) -> bytes:
    """The proof file of a message, as a PDF."""
    journal = Journal(*audit.latest_link(letter.company))
    order = attestation(letter, record_of(letter), list(_files(letter)), journal, on=on)
    return pdf.render(order.template, order.data, title=order.title)


def _files(letter: Letter) -> Iterator[File]:
    """What goes with the proof: the message itself, what it carried, what was filed with it."""
    with suppress(NotLeft, PaperPurged):
        yield file_of("Courriel tel que remis", f"courriel-{letter.pk}.eml", as_sent(letter))
    if letter.document is not None:
        yield _kept("Lettre telle qu'imprimée", letter.document)
    for each in enclosures(letter):
        yield File("Pièce jointe", each.name, each.size, each.sha256)
    for scan in scans_of(letter):
        yield _kept("Pièce du suivi", scan)


def _kept(what: str, document: Document) -> File:
    return File(what, document.name, document.size, document.sha256)
