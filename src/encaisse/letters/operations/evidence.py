"""Noting what is told of a message: by the server, the post, a provider, its addressee."""

from datetime import datetime

from encaisse.letters.mail.server import goes_by_provider
from encaisse.letters.models import Channel, Evidence, EvidenceKind, Letter
from encaisse.letters.post.gateway import NAMES
from encaisse.letters.rules.delivery import Failed, Outcome, Unclear
from encaisse.letters.rules.record import taker_of

SAID_MAX = 1_000


def note(
    letter: Letter,
    kind: str,
    *,
    at: datetime,
    source: str,
    said: str = "",
    address: str = "",
    reference: str = "",
) -> bool:
    """Keep what ``source`` tells of a message: the same thing twice is kept once. ``reference``:
    the number under which it can be asked again, ``reply:12`` or ``document:34`` for a paper of
    ours. Returns whether it is new."""
    _, is_new = Evidence.objects.get_or_create(
        company_id=letter.company_id,
        letter=letter,
        kind=kind,
        at=at,
        source=plain(source, 120),
        address=plain(address, 254).lower(),
        reference=plain(reference, 200),
        defaults={"said": plain(said, SAID_MAX)},
    )
    return is_new


def note_attempt(letter: Letter, outcome: Outcome, *, at: datetime) -> None:
    """An attempt that did not end well: what the server or the provider answered, if anything.
    What it took is said by the letter itself."""
    match outcome:
        case Failed(answer=answer):
            note(letter, EvidenceKind.FAILED, at=at, source=_taker(letter), said=answer)
        case Unclear(answer):
            note(letter, EvidenceKind.UNCLEAR, at=at, source=_taker(letter), said=answer)


def note_taken(letter: Letter) -> None:
    """What the server answered as it took a message, before its line says something else."""
    if letter.sent_at is not None and letter.answer:
        note(
            letter, EvidenceKind.ACCEPTED, at=letter.sent_at, source=_took(letter),
            said=letter.answer, reference=letter.reference,
        )  # fmt: skip


def _took(letter: Letter) -> str:
    """Who took it: a mail that bears a number was given to a provider."""
    by_provider = letter.channel == Channel.MAIL and bool(letter.reference)
    return taker_of(letter.channel, by_provider=by_provider)


def _taker(letter: Letter) -> str:
    """Who was given it: the carrier of a letter entrusted, else that of its channel."""
    by_provider = letter.channel == Channel.MAIL and goes_by_provider(
        is_demonstration=letter.company.is_demonstration
    )
    return NAMES.get(letter.carrier) or taker_of(letter.channel, by_provider=by_provider)


def plain(told: str, most: int) -> str:
    """What strangers wrote: on one line, without signs that nothing shows, of a bounded length."""
    words = " ".join(told.split())
    return "".join(sign for sign in words if sign.isprintable())[:most]
