"""One customer's story in one line of time: messages by every channel, what came back, calls, acts,
money. Read by indexed look-ups of this customer alone, whatever the size of the books."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from heapq import nlargest
from typing import Any

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encaisse.accounts.models import Company
from encaisse.audit import queries as audit
from encaisse.audit import rules
from encaisse.documents.models import Document
from encaisse.dunning.columns.words import CHANNELS
from encaisse.dunning.columns.words import ICONS as CHANNEL_ICONS
from encaisse.dunning.models import Message, MessageState
from encaisse.letters.queries import fates_of
from encaisse.letters.rules.proving import Meaning
from encaisse.life_cycle import queries as life_cycle
from encaisse.life_cycle.rules.codes import STATES as STATUS_STATES
from encaisse.notes.models import Note
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.replies.models import Reply, ReplyKind


class Genre(StrEnum):
    """What one may look at alone."""

    MAIL = "courriels"
    SMS = "sms"
    POST = "courriers"
    CALLS = "appels"
    REPLIES = "reponses"
    MONEY = "reglements"
    AGREED = "accords"
    OTHER = "autres"


PAGES = {
    "call": "exchanges:call",
    "discount_offer": "early_payment_discounts:offer",
    "document": "documents:document",
    "letter": "letters:letter",
    "portal_request": "portal:request",
    "question": "disputes:question",
    "reply": "replies:reply",
    "visit": "exchanges:visit",
}
ICONS = {
    "allocation": "payment",
    "call": "phone",
    "claim": "law",
    "contact": "user",
    "credit_note": "payment",
    "debit": "payment",
    "difference": "payment",
    "direct_debit": "bank",
    "mail": "mail",
    "mandate": "bank",
    "discount": "payment",
    "discount_offer": "payment",
    "exchange_difference": "payment",
    "set_off": "payment",
    "customer": "note",
    "dispute": "disputed",
    "dunning": "dunning",
    "insolvency": "law",
    "invoice": "invoice",
    "limitation": "law",
    "payment": "payment",
    "payment_plan": "promised",
    "portal": "user",
    "portal_request": "reply",
    "promise": "promised",
    "question": "reply",
    "reply": "reply",
    "visit": "company",
    "write_off": "payment",
}
GENRES = {
    "allocation": Genre.MONEY,
    "call": Genre.CALLS,
    "credit_note": Genre.MONEY,
    "debit": Genre.MONEY,
    "difference": Genre.MONEY,
    "direct_debit": Genre.MONEY,
    "discount": Genre.MONEY,
    "discount_offer": Genre.AGREED,
    "exchange_difference": Genre.MONEY,
    "set_off": Genre.MONEY,
    "dispute": Genre.AGREED,
    "mail": Genre.MAIL,
    "payment": Genre.MONEY,
    "payment_plan": Genre.AGREED,
    "portal_request": Genre.REPLIES,
    "promise": Genre.AGREED,
    "reply": Genre.REPLIES,
    "visit": Genre.CALLS,
    "write_off": Genre.MONEY,
}
TOLD_OTHERWISE = (
    "allocation.made", "dunning.delivered", "dunning.failed", "dunning.unclear",
    "invoice_status.kept", "note.written", "reply.received",
)  # fmt: skip
CHANNEL_GENRES = {
    "mail": Genre.MAIL,
    "sms": Genre.SMS,
    "letter": Genre.POST,
    "call": Genre.CALLS,
    "visit": Genre.CALLS,
    "hand": Genre.OTHER,
}
GONE = (
    MessageState.SENDING, MessageState.DELIVERED, MessageState.FAILED, MessageState.UNCLEAR,
    MessageState.IGNORED,
)  # fmt: skip
STATES = {"delivered": "paid", "failed": "very-late", "unclear": "late"}
REPLIES = {
    ReplyKind.PERSON: ("reply", "", gettext_lazy("Réponse de {who}")),
    ReplyKind.ROBOT: ("reply", "", gettext_lazy("Réponse automatique de {who}")),
    ReplyKind.BOUNCE: ("warning", "very-late", gettext_lazy("Courriel non remis")),
    ReplyKind.COMPLAINT: ("warning", "late", gettext_lazy("Courriel signalé comme indésirable")),
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``rank`` keeps the order of one moment; ``page`` and ``page_id``
    name the page that tells more; ``state`` is how it ended."""

    at: datetime
    rank: int
    genre: Genre
    icon: str
    text: str
    who: str = ""
    reason: str = ""
    state: str = ""
    cents: int | None = None
    currency: str = "EUR"
    page: str = ""
    page_id: int | None = None


def of_customer(
    company: Company, customer: Customer, *, most: int, genre: Genre | None = None
) -> list[Event]:
    """The latest events, of one genre or of all, newest first. Eight queries at most, each of the
    customer's own rows."""
    asked = _Asked(company, customer, most, genre)
    events = [
        *_acts(asked), *_messages(asked), *_replies(asked), *_credits(asked), *_statuses(asked),
        *_notes(asked),
    ]  # fmt: skip
    return nlargest(most, events, key=lambda event: (event.at, event.rank))


def genre_of(verb: str) -> Genre:
    """What an act is about: an answer is a mail like the others."""
    if verb == "reply.answered":
        return Genre.MAIL
    return GENRES.get(verb.partition(".")[0], Genre.OTHER)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose story, how much of it, and whether of one genre only."""

    company: Company
    customer: Customer
    most: int
    genre: Genre | None

    def wants(self, *genres: Genre) -> bool:
        return self.genre is None or self.genre in genres


def _acts(asked: _Asked) -> Iterator[Event]:
    """Payments, messages and replies tell themselves, on their own day."""
    verbs = [verb for verb in rules.SENTENCES if asked.wants(genre_of(verb))]
    found = audit.of_customer(
        asked.company, asked.customer.pk, most=asked.most, without=TOLD_OTHERWISE,
        only=None if asked.genre is None else verbs,
    )  # fmt: skip
    gone = _purged(asked, [entry.subject for entry in found])
    for entry in found:
        if entry.at is None:
            continue
        yield Event(
            at=entry.at,
            rank=entry.rank,
            genre=genre_of(entry.verb),
            icon="mail" if entry.verb == "reply.answered" else _icon(entry.verb),
            text=_told(entry.verb, entry.facts),
            who=entry.actor,
            reason=entry.reason,
            cents=entry.facts.get("cents"),
            currency=entry.facts.get("currency") or asked.customer.currency,
            **({} if entry.subject in gone else _page(entry.verb, entry.subject, entry.facts)),
        )


def _told(verb: str, facts: dict[str, Any]) -> str:
    """A document by its name too: one attaches several."""
    name = facts.get("name") if verb.startswith("document.") else ""
    told = rules.sentence(verb)
    return _("{told} : {name}").format(told=told, name=name) if name else told


def _purged(asked: _Asked, subjects: list[str]) -> set[str]:
    """The documents among them that have no page any more."""
    named = {subject for subject in subjects if subject.startswith("document:")}
    ids = [int(subject.partition(":")[2]) for subject in named]
    kept = Document.objects.filter(company=asked.company, pk__in=ids).values_list("pk", flat=True)
    return named - {f"document:{key}" for key in kept}


def _icon(verb: str) -> str:
    return ICONS.get(verb.partition(".")[0], "note")


def _page(verb: str, subject: str, facts: dict[str, Any]) -> dict[str, Any]:
    """The page of what an act is about: a reply, an answer or a call has one."""
    answer = facts.get("letter") if verb == "reply.answered" else None
    kind, _sep, number = f"letter:{answer}".partition(":") if answer else subject.partition(":")
    return {"page": PAGES[kind], "page_id": int(number)} if kind in PAGES else {}


def _messages(asked: _Asked) -> Iterator[Event]:
    """The reminders that left, by any channel, each with what became of it."""
    channels = [name for name, genre in CHANNEL_GENRES.items() if asked.wants(genre)]
    found = (
        Message.objects.filter(customer=asked.customer, state__in=GONE, channel__in=channels)
        .select_related("run", "letter")
        .defer("letter__text", "letter__html", "letter__images")
        .order_by("-id")[: asked.most]
        if channels
        else ()
    )
    messages = list(found)
    fates = fates_of([message.letter for message in messages if message.letter])
    for message in messages:
        yield _of_message(message, fates)


def _of_message(message: Message, fates: dict[int, Meaning]) -> Event:
    letter, fate = message.letter, fates.get(message.letter_id or 0)
    step = (
        _("Relance de niveau {level}").format(level=message.level)
        if message.level
        else _("Rappel de courtoisie")
    )
    way = _("recommandé") if letter and letter.is_registered else CHANNELS[message.channel]
    ended = fate.label.lower() if fate else message.get_state_display()
    on = message.delivered_on or message.run.on
    return Event(
        at=(letter.sent_at or letter.prepared_at) if letter else _start_of(on),
        rank=message.pk,
        genre=CHANNEL_GENRES[message.channel],
        icon=CHANNEL_ICONS[message.channel],
        text=_("{step}, {way}, {ended}").format(step=step, way=way, ended=ended),
        who=message.approved_by,
        reason=message.reason if message.level else "",
        state=fate.state if fate else STATES.get(message.state, ""),
        cents=message.total_cents,
        currency=message.currency,
        page="letters:letter" if letter else "dunning:message",
        page_id=letter.pk if letter else message.pk,
    )


def _replies(asked: _Asked) -> Iterator[Event]:
    """What came back by mail: answers, robots, reports."""
    if not asked.wants(Genre.REPLIES):
        return
    found = Reply.objects.filter(customer=asked.customer).defer("text").order_by("-received_at")
    for reply in found[: asked.most]:
        icon, state, text = REPLIES[ReplyKind(reply.kind)]
        yield Event(
            at=reply.received_at,
            rank=reply.pk,
            genre=Genre.REPLIES,
            icon=icon,
            text=str(text).format(who=reply.who),
            reason=reply.excerpt or reply.refusals,
            state=state,
            page="replies:reply",
            page_id=reply.pk,
        )


def _credits(asked: _Asked) -> Iterator[Event]:
    """Those that came with a file; what a person typed is an act already."""
    if not asked.wants(Genre.MONEY):
        return
    found = Credit.objects.filter(customer=asked.customer).exclude(entry_key__startswith="typed:")
    for credit in found.order_by("-on", "-id")[: asked.most]:
        yield Event(
            at=_start_of(credit.on),
            rank=credit.pk,
            genre=Genre.MONEY,
            icon="payment",
            text=_with_reference(credit),
            cents=credit.face_cents,
            currency=credit.currency,
        )


def _statuses(asked: _Asked) -> Iterator[Event]:
    """What platforms and buyers said of the invoices, each on its day."""
    if not asked.wants(Genre.OTHER):
        return
    for made in life_cycle.of_customer(asked.customer.pk, most=asked.most):
        status = made.status
        yield Event(
            at=_start_of(status.on),
            rank=status.pk,
            genre=Genre.OTHER,
            icon="invoice",
            text=_("Facture {number} : {label}").format(
                number=status.number, label=status.label.lower()
            ),
            who=status.who,
            reason=" · ".join(filter(None, [status.words, made.told])),
            state=STATUS_STATES.get(status.code, ""),
            cents=status.cents,
            currency=status.currency or asked.customer.currency,
            page="home:invoice",
            page_id=made.invoice_id,
        )


def _notes(asked: _Asked) -> Iterator[Event]:
    """What colleagues wrote to each other."""
    if not asked.wants(Genre.OTHER):
        return
    found = Note.objects.filter(customer=asked.customer).order_by("-at", "-id")
    for note in found[: asked.most]:
        yield Event(
            at=note.at,
            rank=note.pk,
            genre=Genre.OTHER,
            icon="note",
            text=_("Note"),
            who=note.by,
            reason=note.text,
        )


def _start_of(on: date) -> datetime:
    """A day known without its hour comes before what happened in it."""
    return make_aware(datetime.combine(on, time.min))


def _with_reference(credit: Credit) -> str:
    kind = credit.get_kind_display()
    return f"{kind[:1].upper()}{kind[1:]} {credit.reference}"
