"""One customer's story in one line of time: acts, messages, money."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from typing import Any

from django.utils.timezone import make_naive
from django.utils.translation import gettext as _

from encaisse.accounts.models import Company
from encaisse.audit import queries as audit
from encaisse.audit import rules
from encaisse.dunning.columns.words import ICONS as CHANNEL_ICONS
from encaisse.dunning.models import Message, MessageState
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit

MOST = 30
PAGES = {"call": "exchanges:call", "reply": "replies:reply", "visit": "exchanges:visit"}
ICONS = {
    "allocation": "payment",
    "call": "phone",
    "claim": "law",
    "contact": "user",
    "credit_note": "payment",
    "customer": "note",
    "dunning": "dunning",
    "invoice": "invoice",
    "limitation": "law",
    "payment": "payment",
    "reply": "mail",
    "visit": "company",
    "write_off": "payment",
}
TOLD_OTHERWISE = ("allocation.made", "dunning.delivered", "dunning.failed", "dunning.unclear")
GONE = (MessageState.DELIVERED, MessageState.FAILED, MessageState.UNCLEAR, MessageState.IGNORED)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``rank`` keeps the order of one day; ``page`` and ``page_id`` name
    the page that tells more."""

    on: date
    rank: int
    icon: str
    text: str
    who: str = ""
    reason: str = ""
    cents: int | None = None
    currency: str = "EUR"
    page: str = ""
    page_id: int | None = None


def of_customer(company: Company, customer: Customer) -> list[Event]:
    """The latest events, newest first. Three queries."""
    events = [*_acts(company, customer), *_messages(customer), *_credits(customer)]
    return nlargest(MOST, events, key=lambda event: (event.on, event.rank))


def _acts(company: Company, customer: Customer) -> Iterator[Event]:
    """Payments and messages tell themselves, on their own day."""
    for entry in audit.of_customer(company, customer.pk, most=MOST, without=TOLD_OTHERWISE):
        yield Event(
            on=make_naive(entry.at).date() if entry.at else date.min,
            rank=entry.rank,
            icon=ICONS.get(entry.verb.partition(".")[0], "note"),
            text=rules.sentence(entry.verb),
            who=entry.actor,
            reason=entry.reason,
            cents=entry.facts.get("cents"),
            currency=entry.facts.get("currency") or customer.currency,
            **_page(entry.subject),
        )


def _page(subject: str) -> dict[str, Any]:
    """The page of what an act is about: a reply or a call has one."""
    kind, _, number = subject.partition(":")
    return {"page": PAGES[kind], "page_id": int(number)} if kind in PAGES else {}


def _messages(customer: Customer) -> Iterator[Event]:
    found = Message.objects.filter(customer=customer, state__in=GONE).select_related("run")
    for message in found.order_by("-id")[:MOST]:
        yield Event(
            on=message.delivered_on or message.run.on,
            rank=message.pk,
            icon=CHANNEL_ICONS.get(message.channel, "letter"),
            text=_("{step}, {state}").format(
                step=_("Relance de niveau {level}").format(level=message.level)
                if message.level
                else _("Rappel de courtoisie"),
                state=message.get_state_display(),
            ),
            who=message.approved_by,
            reason=message.reason if message.level else "",
            cents=message.total_cents,
            page="dunning:message",
            page_id=message.pk,
            currency=message.currency,
        )


def _credits(customer: Customer) -> Iterator[Event]:
    """Those that came with a file; what a person typed is an act already."""
    found = Credit.objects.filter(customer=customer).exclude(entry_key__startswith="typed:")
    for credit in found.order_by("-on", "-id")[:MOST]:
        yield Event(
            on=credit.on,
            rank=credit.pk,
            icon="payment",
            text=_with_reference(credit),
            cents=credit.face_cents,
            currency=credit.currency,
        )


def _with_reference(credit: Credit) -> str:
    kind = credit.get_kind_display()
    return f"{kind[:1].upper()}{kind[1:]} {credit.reference}"
