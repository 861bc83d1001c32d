"""The board of the reminders: what to approve, what left, and how far the sending is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    BigIntegerField,
    Count,
    F,
    Func,
    JSONField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Least
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from encaisse.accounts.models import User
from encaisse.dunning.models import Message, MessageState, Proposal, Run, Scenario
from encaisse.dunning.models.running import WAITING as WAITING_MESSAGES
from encaisse.dunning.models.running import numbers
from encaisse.dunning.queries.holds import held_now
from encaisse.dunning.queries.installments import KEY
from encaisse.dunning.queries.messages import domains_waiting
from encaisse.dunning.queries.policy import policy_of, window_of
from encaisse.dunning.queries.together import with_siblings
from encaisse.dunning.rules.scenario import COURTESY, FORMAL_NOTICE
from encaisse.letters.models import Channel
from encaisse.letters.queries import limits_of, why_texts_wait
from encaisse.letters.rules.pacing import ends_at
from encaisse.parties.queries import paid_by
from encaisse.store.frames import rows_out

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from encaisse.accounts.models import Company
    from encaisse.parties.models import Customer

WAITING, POSTPONED, DELIVERED = "waiting", "postponed", "delivered"
TABS: Mapping[str, tuple[Promise, tuple[MessageState, ...]]] = {
    WAITING: (_("À approuver"), (MessageState.WAITING,)),
    POSTPONED: (_("Reportées"), (MessageState.WAITING,)),
    "released": (_("En partance"), (MessageState.RELEASED, MessageState.SENDING)),
    "unclear": (_("Incertaines"), (MessageState.UNCLEAR,)),
    "failed": (_("Échecs"), (MessageState.FAILED,)),
    DELIVERED: (_("Remises"), (MessageState.DELIVERED,)),
}


LIVE = ("pending", "delivered", "unclear", "failed")
UPCOMING = Q(level=COURTESY)  # a courtesy is proposed of what is not due, and of nothing else


@dataclass(frozen=True, slots=True)
class Sums:
    """Messages in a currency: how many, what is due of what they list, and what is to come."""

    currency: str
    count: int
    due: int
    upcoming: int

    @property
    def total(self) -> int:
        """All that they list."""
        return self.due + self.upcoming


@dataclass(frozen=True, slots=True)
class Departure:
    """How far the sending of the approved mails is; ``opens_at``: when it may begin, null while
    it goes on; ``ends_at``: about when the last leaves, null when the pace holds none back."""

    done: int
    left: int
    opens_at: datetime | None
    ends_at: datetime | None

    @property
    def total(self) -> int:
        """Those of the day, gone or about to go."""
        return self.done + self.left


def latest_run(company: Company) -> Run | None:
    """The latest run of the company."""
    runs = Run.objects.filter(company=company).defer("held")
    return runs.order_by("-on", "-id").first()


@dataclass(frozen=True, slots=True)
class Waiting:
    """The messages that wait, read once for a page: to approve, put off to a later day, and those
    that leave with a newer one (``along``: with which)."""

    to_approve: list[int]
    postponed: list[int]
    along: dict[int, int]


def waiting(company: Company, *, on: date) -> Waiting:
    """What waits for a person and still asks for something that day."""
    schema = {"id": pl.Int64, "until": pl.Date, "newest": pl.Int64}
    bound = [company.pk, None, None, held_now(company, on)]
    found = rows_out(WAITING_MESSAGES, bound, schema=schema)
    later = (pl.col("until") > on).fill_null(value=False)
    leads = pl.col("id") == pl.col("newest")
    return Waiting(
        to_approve=found.filter(leads & ~later)["id"].to_list(),
        postponed=found.filter(leads & later)["id"].to_list(),
        along=dict(found.filter(~leads).select("id", "newest").iter_rows()),
    )


def to_approve(
    company: Company, *, on: date, customer: Customer | None = None
) -> QuerySet[Message]:
    """Those that wait, ask for something and were not put off to a later day."""
    held = held_now(company, on, customers=paid_by(customer.pk) if customer else None)
    waits = Message.objects.waiting(company, held=held, customer=customer)
    return waits.exclude(postponed_until__gt=on)


@dataclass(frozen=True, slots=True)
class Ready:
    """The reminders to approve of one step and currency, ``notices`` of them formal; ``numbers``:
    the largest first."""

    level: int
    currency: str
    count: int
    notices: int
    cents: int
    since: date
    numbers: list[int]


def ready(company: Company, *, on: date) -> list[Ready]:
    """What waits for approval, the strongest step first. One question for a page."""
    if not Message.objects.filter(company=company, state=MessageState.WAITING).exists():
        return []  # what is held is long to plan
    rows = to_approve(company, on=on).order_by().values("level", "currency")
    told = rows.annotate(
        count=Count("id"), notices=Count("id", filter=Q(template_code__startswith=FORMAL_NOTICE)),
        cents=Sum("total_cents"), since=Min("run__on"),
        numbers=ArrayAgg("id", order_by=("-total_cents", "id")),
    )  # fmt: skip
    return [Ready(**row) for row in told.order_by("-level", "currency")]


def counts(company: Company, waits: Waiting, run: Run | None) -> dict[str, int]:
    """Messages by tab; those delivered since the day of the latest run. Two queries."""
    under_way = [state for name in ("released", "unclear", "failed") for state in TABS[name][1]]
    found = Message.objects.filter(company=company, state__in=under_way).order_by()
    by_state = dict(found.values_list("state").annotate(Count("pk")))
    told = {
        name: sum(by_state.get(state, 0) for state in states) for name, (_, states) in TABS.items()
    }
    return told | {
        WAITING: len(waits.to_approve),
        POSTPONED: len(waits.postponed),
        DELIVERED: in_tab(company, DELIVERED, waits, run).count(),
    }


def in_tab(company: Company, tab: str, waits: Waiting, run: Run | None) -> QuerySet[Message]:
    """The messages of a tab."""
    mine = Message.objects.filter(company=company)
    if tab in (WAITING, POSTPONED):
        numbers = waits.to_approve if tab == WAITING else waits.postponed
        return mine.numbered(numbers)
    found = mine.filter(state__in=TABS[tab][1])
    return (
        found.filter(delivered_on__gte=run.on if run else date.max) if tab == DELIVERED else found
    )


def listed(found: QuerySet[Message], waits: Waiting) -> QuerySet[Message]:
    """The messages with what they list, with those that they take along: what is asked, what is due
    of it, what is to come. Each is read once for all the messages, and told by their number."""
    along, more_upcoming = _along(waits)
    upcoming = _upcoming(found) + more_upcoming
    told = Least(F("asked_cents"), _of_each(upcoming), output_field=BigIntegerField())
    return (
        found.annotate(asked_cents=F("total_cents") + _of_each(along))
        .annotate(upcoming_cents=told)
        .annotate(due_cents=F("asked_cents") - F("upcoming_cents"))
    )


def rows(found: QuerySet[Message]) -> QuerySet[Message]:
    """The messages listed with all that their line shows."""
    mine = Proposal.objects.filter(message=OuterRef("pk")).order_by().values("message")
    return (
        found.only("customer", "currency", "channel", "level")
        .prefetch_related("customer")
        .annotate(
            receivable_count=Subquery(mine.annotate(told=Count("pk")).values("told")),
            days_late=Subquery(mine.annotate(told=Max("days_late")).values("told")),
        )
    )


def split(message: Message) -> tuple[int, int]:
    """Of what the message lists, with those that it takes along: what is due, what is to come."""
    steps = proposals(message).filter(state__in=LIVE).order_by().annotate(followed=KEY)
    is_along = ~Q(message=message.pk) & ~Q(followed__in=message.listed)
    told = steps.aggregate(
        along=Coalesce(Sum("open_cents", filter=is_along), 0),
        upcoming=Coalesce(Sum("open_cents", filter=UPCOMING), 0),
    )
    asked = message.total_cents + told["along"]
    upcoming = min(asked, told["upcoming"])
    return asked - upcoming, upcoming


def _upcoming(found: QuerySet[Message]) -> Counter[int]:
    """What the messages only tell beforehand, by message; most tell nothing."""
    told = Proposal.objects.filter(
        UPCOMING, message__in=found.order_by().values("pk"), state__in=LIVE
    )
    return Counter(dict(told.order_by().values_list("message").annotate(Sum("open_cents"))))


def _along(waits: Waiting) -> tuple[Counter[int], Counter[int]]:
    """What the older messages list, by the one that they leave with: in all, beside what that one
    lists already, and to come."""
    asked: Counter[int] = Counter()
    upcoming: Counter[int] = Counter()
    if not waits.along:
        return asked, upcoming
    newest = Message.objects.filter(pk__in=numbers(waits.along.values())).exclude(listed=[])
    listed = dict(newest.order_by().values_list("pk", "listed"))
    older = Proposal.objects.filter(message__in=numbers(waits.along), state="pending")
    rows = older.order_by().values_list("message", KEY, "level", "open_cents")
    for message_id, key, level, cents in rows:
        leader = waits.along[message_id]
        asked[leader] += 0 if key in listed.get(leader, ()) else cents
        upcoming[leader] += cents if level == COURTESY else 0
    return asked, upcoming


def _of_each(cents: Mapping[int, int]) -> Func | Value:
    """What is told of the message by its number, nothing of most: one parameter for them all."""
    if not cents:
        return Value(0, BigIntegerField())
    return Func(
        Value(cents, JSONField()), Cast("pk", TextField()), arg_joiner=" ->> ",
        template="coalesce((%(expressions)s)::bigint, 0)", output_field=BigIntegerField(),
    )  # fmt: skip


def by_words(found: QuerySet[Message], words: str) -> Q:
    """Those of the messages whose customer, or one of whose invoices, answers to the words."""
    numbered = Proposal.objects.filter(
        message__in=found.order_by().values("pk"), receivable__invoice__number__icontains=words
    )
    named = found.filter(Q(customer__name__icontains=words) | Q(customer__code__istartswith=words))
    ids = {*numbered.values_list("message", flat=True), *named.values_list("pk", flat=True)}
    return Q(pk__in=ids)


def sums(found: QuerySet[Message]) -> list[Sums]:
    """By currency: how many of the messages listed, and what they list."""
    by_currency = found.order_by("currency").values_list("currency")
    told = by_currency.annotate(Count("pk"), Sum("asked_cents"), Sum("upcoming_cents"))
    return [
        Sums(currency, count, asked - upcoming, upcoming)
        for currency, count, asked, upcoming in told
    ]


def totals(message_ids: Sequence[int]) -> list[tuple[str, int]]:
    """What these messages ask for, by currency."""
    found = Message.objects.numbered(message_ids).order_by("currency")
    return list(found.values_list("currency").annotate(Sum("total_cents")))


def departure(company: Company, *, at: datetime) -> Departure | None:
    """How far the sending of the mails is; None when none is about to leave."""
    mails = Message.objects.filter(company=company, channel=Channel.MAIL)
    left = mails.filter(state__in=TABS["released"][1]).count()
    if not left:
        return None
    zone = ZoneInfo(company.timezone)
    today = at.astimezone(zone).date()
    window = window_of(policy_of(company))
    is_open = window.is_open(at, zone)
    return Departure(
        done=mails.filter(state=MessageState.DELIVERED, delivered_on=today).count(),
        left=left,
        opens_at=None if is_open else window.opens_at(at, zone),
        ends_at=_ends_at(company, left, at=at) if is_open else None,
    )


def texts_stuck(company: Company) -> tuple[int, str]:
    """How many approved text messages wait for a provider, and why; none when there is one."""
    why = why_texts_wait(company)
    approved = Message.objects.filter(
        company=company, state__in=TABS["released"][1], channel=Channel.SMS
    )
    return (approved.count(), why) if why else (0, "")


def _ends_at(company: Company, left: int, *, at: datetime) -> datetime | None:
    limits = limits_of(company)
    least = min(filter(None, (limits.in_all, limits.to_domain)), default=left)
    if left <= least:
        return None
    return ends_at(domains_waiting(company), limits, mails=left, at=at)


def message_for(viewer: User, message_id: int) -> Message:
    """The message, in a company of the viewer; else it does not exist."""
    found = Message.objects.select_related("company", "customer", "letter", "scenario", "run")
    return get_object_or_404(found, pk=message_id, company__memberships__user=viewer)


def proposals(message: Message) -> QuerySet[Proposal]:
    """What the message asks for, with those that it takes along, the oldest due first."""
    along = with_siblings(message) if message.state == MessageState.WAITING else [message.pk]
    found = Proposal.objects.filter(message__in=along).select_related(
        "receivable__invoice", "installment"
    )
    return found.order_by("receivable__due_on", "id")


def scenario_names(company: Company) -> list[tuple[int, str]]:
    """The scenarios that a message may come from."""
    found = Scenario.objects.filter(company=company).order_by("name", "id")
    return list(found.values_list("id", "name"))


def collectors(company: Company) -> list[tuple[int, str]]:
    """Who may have a portfolio."""
    found = User.objects.filter(memberships__company=company).order_by("full_name", "id")
    return [(user.pk, str(user)) for user in found.distinct()]
