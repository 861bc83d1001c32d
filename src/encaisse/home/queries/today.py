"""The collector's day: where the books stand, who is worst, what waits for a person."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, Max, Min, Q, Sum

from encaisse.accounts.models import Company
from encaisse.audit import queries as audit
from encaisse.dunning.models import Message, MessageState, Run
from encaisse.dunning.queries import board
from encaisse.dunning.queries.board import Ready
from encaisse.home.queries.open import AGES, NOT_DUE, age_of, open_receivables
from encaisse.imports.models import FileImport
from encaisse.parties.models import Customer
from encaisse.payments.models import Credit
from encaisse.web.charts import Part, Segment, segments

SHOWN_MESSAGES = 12
SHOWN_CUSTOMERS = 8
SHOWN_IMPORTS = 3


@dataclass(frozen=True, slots=True)
class Position:
    """What customers owe on a day, in one currency."""

    currency: str
    cents_by_age: dict[str, int]
    late_count: int
    credit_cents: int

    @property
    def outstanding_cents(self) -> int:
        """All that is invoiced and open (encours)."""
        return sum(self.cents_by_age.values())

    @property
    def overdue_cents(self) -> int:
        """What is past its due date (échu)."""
        return self.outstanding_cents - self.cents_by_age.get(NOT_DUE, 0)

    @property
    def overdue_share(self) -> float:
        """The part of the outstanding that is overdue, as a fraction."""
        return self.overdue_cents / self.outstanding_cents if self.outstanding_cents else 0

    @property
    def aged(self) -> list[Segment]:
        """The outstanding cut by age, each part opening its receivables."""
        return segments(
            [
                Part(str(age.label), self.cents_by_age.get(age.key, 0), age.state, age.href)
                for age in AGES
            ]
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """The reminders that wait for a person."""

    messages: list[Message]
    count: int
    cents_by_currency: dict[str, int]

    @property
    def others(self) -> int:
        """How many wait beside those shown."""
        return self.count - len(self.messages)


@dataclass(frozen=True, slots=True)
class Late:
    """A customer and what it owes past the due date."""

    customer_id: int
    name: str
    currency: str
    cents: int
    count: int
    oldest_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the books stand: what is owed by currency, and who owes most past its date."""

    positions: list[Position]
    worst: list[Late]


def known_standing(company: Company, *, on: date) -> Standing | None:
    """If it was read since the latest act of the journal: nothing changes in a day without one. One
    query."""
    found: Standing | None = cache.get(_key(company, on))
    return found


def standing(company: Company, *, on: date) -> Standing:
    """Every open receivable is read twice, then the sums are remembered."""
    found = Standing(positions(company, on=on), worst(company, on=on))
    cache.set(_key(company, on), found)
    return found


def _key(company: Company, on: date) -> str:
    return f"standing-{company.pk}-{on:%Y%m%d}-{audit.latest_rank(company)}"


def positions(company: Company, *, on: date) -> list[Position]:
    """Where the books stand, the company's own currency first. Two queries; grouped by due date,
    which is twice as quick as by the bucket that each falls into."""
    days = open_receivables(company).values("currency", "due_on")
    rows = days.annotate(cents=Sum("open_cents"), count=Count("id")).order_by("currency")
    cents: dict[str, Counter[str]] = {company.currency: Counter()}
    late: Counter[str] = Counter()
    for row in rows:
        age, currency = age_of(row["due_on"], on), row["currency"]
        cents.setdefault(currency, Counter())[age] += row["cents"]
        late[currency] += row["count"] if age != NOT_DUE else 0
    credits = unallocated(company)
    return [
        Position(currency, dict(by_age), late[currency], credits.get(currency, 0))
        for currency, by_age in cents.items()
    ]


def unallocated(company: Company) -> dict[str, int]:
    """What customers have paid or been credited that no receivable has taken, by currency."""
    rows = (
        Credit.objects.filter(company=company, open_cents__gt=0)
        .values("currency")
        .annotate(cents=Sum("open_cents"))
        .order_by("currency")
    )
    return {row["currency"]: row["cents"] for row in rows}


def worst(company: Company, *, on: date) -> list[Late]:
    """The customers who owe most past the due date; tills and cards left out. Two queries."""
    tills = Customer.objects.filter(company=company, is_pseudo=True).values("id")
    rows = list(
        open_receivables(company)
        .filter(due_on__lt=on)
        .exclude(customer_id__in=tills)
        .values("customer_id", "currency")
        .annotate(cents=Sum("open_cents"), count=Count("id"), oldest_on=Min("due_on"))
        .order_by("-cents", "customer_id")[:SHOWN_CUSTOMERS]
    )
    names = Customer.objects.in_bulk([row["customer_id"] for row in rows])
    return [Late(name=names[row["customer_id"]].name, **row) for row in rows]


def waiting(groups: list[Ready]) -> Waiting:
    """The reminders to approve, the strongest step first, then the largest; the lines are counted
    of those shown only."""
    order = ("-level", "-total_cents", "id")
    first = [found for group in groups for found in group.numbers[:SHOWN_MESSAGES]]
    shown = (
        Message.objects.filter(pk__in=first)
        .select_related("customer")
        .annotate(receivables=Count("proposals"), days_late=Max("proposals__days_late"))
        .order_by(*order)[:SHOWN_MESSAGES]
    )
    cents: Counter[str] = Counter()
    for group in groups:
        cents[group.currency] += group.cents
    return Waiting(list(shown), sum(group.count for group in groups), dict(sorted(cents.items())))


def waiting_ids(company: Company, *, on: date) -> list[int]:
    """Every reminder to approve."""
    found = board.to_approve(company, on=on)
    return list(found.order_by("id").values_list("id", flat=True))


def sent_on(company: Company, *, on: date) -> dict[str, int]:
    """How the day's reminders stand: approved or delivered today, unclear or failed ever."""
    found = Message.objects.filter(company=company).aggregate(
        released=Count("id", filter=Q(state__in=[MessageState.RELEASED, MessageState.SENDING])),
        delivered=Count("id", filter=Q(state=MessageState.DELIVERED, delivered_on=on)),
        unclear=Count("id", filter=Q(state=MessageState.UNCLEAR)),
        failed=Count("id", filter=Q(state=MessageState.FAILED, run__on=on)),
    )
    return dict(found)


def without_address(company: Company) -> int:
    """How many receivables the latest run could not remind because nobody is known to write to."""
    counts = Run.objects.filter(company=company).order_by("-on", "-id").values_list("counts")
    latest = counts.first()
    return int(latest[0].get("no_contact", 0)) if latest else 0


def latest_imports(company: Company) -> list[FileImport]:
    """The latest files taken in."""
    found = FileImport.objects.filter(company=company).select_related("document")
    return list(found.defer("lines", "report").order_by("-started_at", "-id")[:SHOWN_IMPORTS])


def is_empty(company: Company) -> bool:
    """Whether the company has no customer yet: everything starts with a file."""
    return not Customer.objects.filter(company=company).exists()
