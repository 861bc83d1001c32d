"""The delivery record of a message (suivi de l'envoi): all that happened to it, in one order, who
says so, and what each thing proves.

What we did comes from the letter itself and the journal, what became of it from the evidence. What
is not known is not told: a server that took a mail says nothing of its reader.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

TAKER = {
    "mail": "serveur de courriel",
    "sms": "fournisseur de SMS",
    "letter": "La Poste",
}
PROVIDER = "fournisseur de courriel"
BY_HAND = "une personne"
NOON = time(12)


class What(StrEnum):
    """What may happen to a message; those of one moment stand in this order."""

    PREPARED = "prepared"
    PRINTED = "printed"
    FAILED = "failed"
    UNCLEAR = "unclear"
    SENT_AGAIN = "sent_again"
    CONFIRMED = "confirmed"
    SENT = "sent"
    DECLINED = "declined"
    SET_ASIDE = "set_aside"
    POSTED = "posted"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    OPENED = "opened"
    REPLIED = "replied"
    OPPOSED = "opposed"
    COMPLAINED = "complained"
    BOUNCED = "bounced"
    PRESENTED = "presented"
    RECEIVED = "received"
    RETURNED = "returned"
    FILED = "filed"


ORDER = {what: rank for rank, what in enumerate(What)}
ACTS = {
    "letter.confirmed": What.CONFIRMED,
    "letter.sent_again": What.SENT_AGAIN,
    "letter.set_aside": What.SET_ASIDE,
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a message. ``reference``: the number under which it can be asked
    again, or ``reply:12``, ``document:34``, ``batch:5`` for a paper of ours. ``has_hour``: the post
    tells days."""

    at: datetime
    what: What
    source: str
    said: str = ""
    address: str = ""
    reference: str = ""
    has_hour: bool = True


@dataclass(frozen=True, slots=True)
class Batch:
    """The print batch of a posted letter."""

    number: int
    made_at: datetime | None
    taken_at: datetime | None
    taken_by: str
    posted_on: date | None


@dataclass(frozen=True, slots=True)
class Followed:
    """What the post said of a registered letter, and who noted it."""

    number: str = ""
    presented_on: date | None = None
    received_on: date | None = None
    returned_on: date | None = None
    returned_why: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did about it, from the journal."""

    verb: str
    at: datetime
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of one message. ``evidence`` and ``scans`` are events already; ``zone``: of
    the company, for what is known by its day; ``carrier``: who posts it for us."""

    channel: str
    state: str
    by: str
    prepared_at: datetime
    sent_at: datetime | None
    answer: str
    zone: ZoneInfo
    carrier: str = ""
    reference: str = ""
    written: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    batch: Batch | None = None
    followed: Followed = Followed()
    evidence: tuple[Event, ...] = ()
    acts: tuple[Act, ...] = ()
    scans: tuple[Event, ...] = ()

    @property
    def taker(self) -> str:
        """Who was given it: a mail that bears a number was given to a provider."""
        by_provider = self.channel == "mail" and bool(self.reference)
        return self.carrier or taker_of(self.channel, by_provider=by_provider)


# What says most of how a message fared, first; of what happened to it later, only that is listed.
TELLING = (
    What.RETURNED, What.BOUNCED, What.COMPLAINED, What.OPPOSED, What.RECEIVED, What.REPLIED,
    What.OPENED, What.PRESENTED, What.DELIVERED, What.ACCEPTED,
)  # fmt: skip


def taker_of(channel: str, *, by_provider: bool = False) -> str:
    """Who is given a message of that channel."""
    return PROVIDER if by_provider else TAKER[channel]


def record(kept: Kept) -> list[Event]:
    """What happened to the message, the earliest first."""
    events = [
        Event(kept.prepared_at, What.PREPARED, kept.by, kept.written),
        *_leaving(kept),
        *_posting(kept),
        *_followed(kept),
        *_decided(kept),
        *kept.evidence,
        *kept.scans,
    ]
    return sorted(events, key=lambda event: (event.at, ORDER[event.what], event.address))


def given_at(events: Iterable[Event], *, channel: str) -> datetime | None:
    """When the message was wholly given to the server for the last time; None if it never was."""
    taken = [
        event.at
        for event in events
        if event.what in (What.SENT, What.UNCLEAR)
        or (event.what is What.ACCEPTED and event.source in (TAKER[channel], PROVIDER))
    ]
    return max(taken, default=None)


def _leaving(kept: Kept) -> Iterator[Event]:
    """What the server or the provider said as it took the message, or that it never answered."""
    taker = kept.taker
    if kept.state == "unclear" and not _has(kept, What.UNCLEAR):
        yield Event(kept.prepared_at, What.UNCLEAR, taker, kept.answer)
    if kept.sent_at is None or kept.batch is not None or _was_in_doubt(kept):
        return
    known = (taker, TAKER[kept.channel])
    if not any(each.what is What.ACCEPTED and each.source in known for each in kept.evidence):
        said = "" if kept.state == "bounced" else kept.answer
        yield Event(kept.sent_at, What.SENT, taker, said, reference=kept.reference)
    told = {each.address for each in kept.evidence if each.what is What.BOUNCED}
    for address in sorted(kept.refused.keys() - told):
        yield Event(kept.sent_at, What.DECLINED, taker, kept.refused[address], address)


def _was_in_doubt(kept: Kept) -> bool:
    """Whether the last attempt had no answer: no server ever said that it took the message."""
    doubts = [each.at for each in kept.evidence if each.what is What.UNCLEAR]
    doubts += [act.at for act in kept.acts if act.verb == "letter.confirmed"]
    again = [act.at for act in kept.acts if act.verb == "letter.sent_again"]
    return bool(doubts) and max(doubts) > max(again, default=datetime.min.replace(tzinfo=kept.zone))


def _posting(kept: Kept) -> Iterator[Event]:
    """A letter on paper: printed, then taken to the post by people; or posted by its carrier."""
    batch = kept.batch
    if batch is None:
        return
    reference = f"batch:{batch.number}"
    if kept.carrier:
        if kept.sent_at is not None:
            yield Event(kept.sent_at, What.POSTED, kept.carrier, reference=reference)
        return
    if batch.taken_at is not None:
        yield Event(batch.taken_at, What.PRINTED, batch.taken_by, reference=reference)
    if batch.posted_on is not None and kept.sent_at is not None:
        by = next((act.by for act in kept.acts if act.verb == "letters.batch_posted"), BY_HAND)
        yield _on(batch.posted_on, What.POSTED, by, kept, reference=reference)


def _followed(kept: Kept) -> Iterator[Event]:
    """The days of the post, but those that somebody else told already."""
    told = kept.followed
    source = f"{TAKER['letter']}, noté par {told.by}" if told.by else TAKER["letter"]
    for on, what, said in (
        (told.presented_on, What.PRESENTED, ""),
        (told.received_on, What.RECEIVED, ""),
        (told.returned_on, What.RETURNED, told.returned_why),
    ):
        if on is not None and not _has(kept, what, on=on):
            yield _on(on, what, source, kept, said=said, reference=told.number)


def _decided(kept: Kept) -> Iterator[Event]:
    for act in kept.acts:
        if act.verb in ACTS:
            yield Event(act.at, ACTS[act.verb], act.by, act.reason)


def _has(kept: Kept, what: What, *, on: date | None = None) -> bool:
    return any(
        each.what is what and on in (None, each.at.astimezone(kept.zone).date())
        for each in kept.evidence
    )


def _on(
    on: date, what: What, source: str, kept: Kept, *, said: str = "", reference: str = ""
) -> Event:
    noon = datetime.combine(on, NOON, kept.zone)
    return Event(noon, what, source, said, reference=reference, has_hour=False)
